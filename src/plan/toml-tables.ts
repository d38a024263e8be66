/** Walking what a TOML file holds, of which nobody knows the shape. Pure. */

/** What a table has under a key; undefined where it is no table, or has none. */
export function inside(table: unknown, key: string): unknown {
  return typeof table === "object" && table !== null && Object.hasOwn(table, key)
    ? (table as Record<string, unknown>)[key]
    : undefined;
}
