/** Where in a text a field is. */
import type { Path } from "./shape.ts";

/**
 * Line and column, from 1. For a missing field, it is the beginning of what should contain it; null if the text can't
 * be read. Never throws.
 */
export async function placeInJson(
  text: string,
  mode: "json" | "json5",
  path: Path,
): Promise<{ readonly line: number; readonly column: number } | null> {
  const { parse } = await import("@humanwhocodes/momoa");
  try {
    let node = parse(text, { mode }).body;
    for (const key of path) {
      const next =
        node.type === "Array"
          ? node.elements[Number(key)]
          : node.type === "Object"
            ? // Of keys written twice, the last one counts.
              node.members.findLast(
                ({ name }) => (name.type === "String" ? name.value : name.name) === String(key),
              )
            : undefined;
      if (next === undefined) break;
      node = next.value;
    }
    return node.loc.start;
  } catch {
    return null;
  }
}
