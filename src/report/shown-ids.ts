/**
 * Ids as reports show them: short enough to read, and never two of one result that look the same. Pure.
 */
import { ID_LIMIT, terminalText } from "./escape.ts";

/** The shown form of an id; its plain shortening if it is not one of the known ids. */
export type ShownId = (id: string) => string;

/**
 * Shown forms of ids. Long ids are cut in the middle. Those that would then look the same show what they differ in
 * instead. If that can't be seen either, as between two invisible characters, they are numbered.
 */
export function shownIds(ids: readonly string[]): ShownId {
  const shown = new Map<string, string>();
  const groups = lookingAlike([...new Set(ids)].sort(), (id) => terminalText(id));
  const taken = new Set(groups.keys());
  for (const alike of groups.values()) {
    if (alike.length === 1) continue;
    const lines = new Map(alike.map((id) => [id, terminalText(id, Number.POSITIVE_INFINITY)]));
    const differing = aroundFirstDifference([...lines.values()]);
    for (const [text, still] of lookingAlike(alike, (id) => differing(lines.get(id) ?? ""))) {
      let number = 0;
      for (const id of still) {
        let look = text;
        while (still.length > 1 || taken.has(look)) {
          number += 1;
          look = numbered(text, number);
          if (!taken.has(look)) break;
        }
        taken.add(look);
        shown.set(id, look);
      }
    }
  }
  return (id) => shown.get(id) ?? terminalText(id);
}

function lookingAlike(ids: readonly string[], look: (id: string) => string): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const id of ids) {
    const text = look(id);
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [id]);
    else group.push(id);
  }
  return groups;
}

/** An id cut to a third from its beginning, a third from where the ids begin to differ, and a third from its end. */
function aroundFirstDifference(lines: readonly string[]): (line: string) => string {
  const characters = lines.map((line) => [...line]);
  const [first = []] = characters;
  const same = first.findIndex((character, at) => characters.some((line) => line[at] !== character));
  const third = Math.floor(ID_LIMIT / 3) - 1;
  return (line) => {
    const all = [...line];
    const from = Math.max(third, (same === -1 ? first.length : same) - Math.floor(third / 4));
    if (all.length <= ID_LIMIT || from + third >= all.length - third) {
      return all.length <= ID_LIMIT
        ? line
        : `${all.slice(0, third).join("")}…${all.slice(-2 * third).join("")}`;
    }
    const middle = all.slice(from, from + third).join("");
    return `${all.slice(0, third).join("")}…${middle}…${all.slice(-third).join("")}`;
  };
}

function numbered(text: string, number: number): string {
  const mark = ` (${number})`;
  return `${terminalText(text, ID_LIMIT - mark.length)}${mark}`;
}

const made = new WeakMap<readonly { readonly id: string }[], ShownId>();

/** Shown forms of a result's ids. Lists of rows are replaced, and never changed, so every report shows the same. */
export function shownIdsOf(rows: readonly { readonly id: string }[]): ShownId {
  let shown = made.get(rows);
  if (shown === undefined) {
    shown = shownIds(rows.map(({ id }) => id));
    made.set(rows, shown);
  }
  return shown;
}
