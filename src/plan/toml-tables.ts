/** Reads the content of a TOML file whose shape is unknown. Pure. */

/** The value of a key in a table; undefined if it is not a table, or has no such key. */
export function inside(table: unknown, key: string): unknown {
  return typeof table === "object" && table !== null && Object.hasOwn(table, key)
    ? (table as Record<string, unknown>)[key]
    : undefined;
}
