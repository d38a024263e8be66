/** Which modules a Python file imports, as its text says. Pure. */
import { parentOf } from "../repository/path.ts";

export interface Imports {
  /** Dotted names, of what may be modules or what lies in them. */
  readonly names: ReadonlySet<string>;
  /** Paths, without an ending, where the modules of relative imports would lie. */
  readonly places: ReadonlySet<string>;
}

/** Most characters that are read of what one statement imports: longer lists name what lies in modules. */
const MOST_LISTED = 2_000;

/**
 * What the import statements of a file name, wherever they stand. What a program imports otherwise, nobody knows.
 *
 * @param path of the file, relative to where the places are to be
 */
export function importsOf(text: string, path: string): Imports {
  const names = new Set<string>();
  const places = new Set<string>();
  for (const [, list = ""] of text.matchAll(/^[ \t]*import[ \t]+([\w.][^\n#;]*)/gm)) {
    for (const name of listed(list)) names.add(name);
  }
  // The next closing parenthesis is looked for once: else each one that never closes would cost the rest of the text.
  let closing = -1;
  for (const { index, 0: start, 1: from = "" } of text.matchAll(
    /^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]*(?:\(|(?=[\w*]))/gm,
  )) {
    const first = index + start.length;
    const isOpen = start.endsWith("(");
    if (isOpen && closing < first) closing = endOf(text, ")", first);
    const end = isOpen ? closing : endOf(text, "\n", first);
    const taken = listed(text.slice(first, Math.min(end, first + MOST_LISTED)).replace(/#[^\n]*/g, ""));
    const dots = from.length - from.replace(/^\.+/, "").length;
    const name = from.slice(dots);
    if (dots === 0) for (const one of [name, ...taken.map((one) => `${name}.${one}`)]) names.add(one);
    else {
      let folder = parentOf(path);
      for (let up = 1; up < dots; up++) folder = parentOf(folder);
      const place = [folder, ...name.split(".")].filter((part) => part !== "").join("/");
      for (const one of [place, ...taken.map((last) => (place === "" ? last : `${place}/${last}`))]) {
        places.add(one);
      }
    }
  }
  return { names, places };
}

function listed(list: string): string[] {
  return list.split(",").flatMap((one) => /^\s*([\w.]+)/.exec(one)?.[1] ?? []);
}

function endOf(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at === -1 ? text.length : at;
}
