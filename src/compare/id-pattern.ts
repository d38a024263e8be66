/**
 * The one pattern language for benchmark ids. Everything is literal except `*`, which is any text (also none, and
 * across `/` and `::`), and `?`, which is one character. Ids contain brackets, braces, parentheses and dollars of their
 * own, so an id copied from a report always matches itself. Pure.
 *
 * @example "benchmarks/test_parse.py::test_orders[*]", "*parse*", "app.scoring:score"
 */

/** Whether an id as a whole matches a pattern, in time that grows with the length of both. */
export function idMatcher(pattern: string): (id: string) => boolean {
  // Between the stars, each part as the texts between its question marks.
  const parts = pattern.split(/\*+/).map((part) => part.split("?"));
  const [first = [""], ...others] = parts;
  const last = others.pop();
  return (id) => {
    let at = endOfPart(first, id, 0);
    if (at === null || last === undefined) return at === id.length;
    // The first place is the best one: what follows has the most room then.
    for (const part of others) {
      at = firstEndOfPart(part, id, at);
      if (at === null) return false;
    }
    for (let start = at; start <= id.length; start++)
      if (endOfPart(last, id, start) === id.length) return true;
    return false;
  };
}

function firstEndOfPart(part: readonly string[], id: string, from: number): number | null {
  for (let start = from; start <= id.length; start++) {
    const end = endOfPart(part, id, start);
    if (end !== null) return end;
  }
  return null;
}

/** Where a part ends that begins at this place; null if it is not there. */
function endOfPart(part: readonly string[], id: string, start: number): number | null {
  let at = start;
  for (const [index, text] of part.entries()) {
    if (index > 0) {
      const character = id.codePointAt(at);
      if (character === undefined) return null;
      at += character > 0xffff ? 2 : 1;
    }
    if (!id.startsWith(text, at)) return null;
    at += text.length;
  }
  return at;
}
