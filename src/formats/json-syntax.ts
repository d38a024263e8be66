/** How JSON may go on at a place of a text, for texts that are not JSON. */

interface State {
  /** What may come next, in words. */
  readonly expected: string;
  /** Offset of the first control character in a string, which JSON does not allow; null if there is none. */
  readonly controlAt: number | null;
  /** Whether a list, an object or a string is still open. */
  readonly isOpen: boolean;
  readonly lastTokenAt: number;
}

const PUNCTUATION = '{}[],:"';

/** State after everything before `end`, which is taken to be right so far. */
export function stateAt(text: string, end: number): State {
  const open: string[] = [];
  /** The last of `{ [ , :`, and whether a value or a name came after it. */
  let mark = "";
  let isFollowed = false;
  let isInString = false;
  let controlAt: number | null = null;
  let lastTokenAt = 0;
  let isInWord = false;
  for (let at = 0; at < end; at++) {
    const character = text.charAt(at);
    const wasInWord = isInWord;
    isInWord = false;
    if (isInString) {
      if (character === "\\") at++;
      else if (character === '"') isInString = false;
      else if (character < " ") controlAt ??= at;
      continue;
    }
    if (/\s/.test(character)) continue;
    if (!wasInWord || PUNCTUATION.includes(character)) lastTokenAt = at;
    if (character === '"') {
      isInString = true;
      isFollowed = true;
    } else if (character === "{" || character === "[") {
      open.push(character);
      mark = character;
      isFollowed = false;
    } else if (character === "}" || character === "]") {
      open.pop();
      mark = ":";
      isFollowed = true;
    } else if (character === "," || character === ":") {
      mark = character;
      isFollowed = false;
    } else {
      isFollowed = true;
      isInWord = true;
    }
  }
  const isOpen = isInString || open.length > 0;
  return {
    expected: isInString ? "the rest of a text" : next(open.at(-1), mark, isFollowed),
    controlAt,
    isOpen,
    lastTokenAt,
  };
}

function next(container: string | undefined, mark: string, isFollowed: boolean): string {
  if (container === undefined) return isFollowed ? "nothing more" : "an object or a list";
  if (container === "[") return isFollowed ? '"," or "]"' : mark === "[" ? 'a value or "]"' : "a value";
  if (isFollowed) return mark === ":" ? '"," or "}"' : '":"';
  if (mark === ":") return "a value";
  return mark === "{" ? 'a name in double quotes or "}"' : "a name in double quotes";
}

/**
 * Whether the text lacks its end, like that of a program that was killed: something is open, and nothing follows what
 * was found wrong.
 *
 * @param offset where it was found wrong
 */
export function isCutShort(text: string, offset: number): boolean {
  const { isOpen, lastTokenAt } = stateAt(text, text.length);
  return isOpen && offset >= lastTokenAt;
}

/** Line and column of an offset, both from 1. */
export function lineAndColumn(
  text: string,
  offset: number,
): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
