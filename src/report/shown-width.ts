/** How many columns a text takes in a terminal. Pure. */

/** Columns of a line: colours take none, and characters of East Asian scripts take two. */
export function shownWidth(line: string): number {
  if (PLAIN.test(line)) return line.length;
  let columns = 0;
  for (const character of line.replace(COLOUR, "")) {
    if (WIDE.test(character)) columns += 2;
    else if (!WITHOUT_ROOM.test(character)) columns += 1;
  }
  return columns;
}

/** The beginning of a line that fits the width; what is shown as one character is never cut. */
export function cutToWidth(line: string, width: number): string {
  if (shownWidth(line) <= width) return line;
  let columns = 0;
  for (const { segment, index } of CHARACTERS.segment(line)) {
    columns += shownWidth(segment);
    if (columns > width) return line.slice(0, index);
  }
  return line;
}

const CHARACTERS = new Intl.Segmenter("en", { granularity: "grapheme" });
const PLAIN = /^[ -~]*$/;
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
const WIDE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;
/** Marks that combine with the character before them. */
const WITHOUT_ROOM = /\p{M}/u;
