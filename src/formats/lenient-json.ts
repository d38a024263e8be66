/**
 * JSON with what other programs write into it: comments, trailing commas, NaN. Loaded only if plain JSON does not do.
 */

/** Parses a text. @throws Error of the parser, with an `offset` if it has one */
export async function parseLenientJson(text: string, mode: "json" | "json5"): Promise<unknown> {
  const { evaluate, parse } = await import("@humanwhocodes/momoa");
  // Of a text that ends with the backslash of a string, momoa 3.3.13 never finds the end. A line break behind it is one
  // more space to all others.
  return evaluate(parse(`${text}\n`, { mode, allowTrailingCommas: mode === "json5" }));
}
