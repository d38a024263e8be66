/** JSON as other programs write it. Python writes NaN and Infinity, which JSON itself does not know. */
import { isCutShort, lineAndColumn, stateAt } from "./json-syntax.ts";
import { parseLenientJson } from "./lenient-json.ts";
import { type Fault, pathText } from "./shape.ts";

export type JsonReading =
  | { readonly kind: "parsed"; readonly value: unknown; readonly mode: "json" | "json5" }
  | { readonly kind: "refused"; readonly why: string };

/**
 * Longest text that is parsed with places, in characters. That parser knows NaN, but takes 25 times the text in memory,
 * and half a second for a million characters. Only files with many samples are larger, and theirs are plain JSON.
 */
const MOST_FOR_PLACES = 1024 * 1024;

const NOT_JSON = /\b(?:NaN|Infinity)\b/;

/** Parses a text. Never throws. */
export async function parseJson(text: string): Promise<JsonReading> {
  try {
    return { kind: "parsed", value: JSON.parse(text), mode: "json" };
  } catch {
    return parseSlowly(text);
  }
}

async function parseSlowly(text: string): Promise<JsonReading> {
  if (text.trim() === "") return refused("it is empty");
  const mode = NOT_JSON.test(text) ? "json5" : "json";
  if (text.length > MOST_FOR_PLACES) {
    try {
      return { kind: "parsed", value: JSON.parse(withoutWords(text)), mode: "json5" };
    } catch {
      return refused(`it is not JSON; with ${text.length} characters, it is too large to say where`);
    }
  }
  try {
    const value = await parseLenientJson(text, mode);
    // Apart from NaN, this parser accepts only one thing that JSON.parse refuses: a line break in a string.
    return mode === "json5" ? { kind: "parsed", value, mode } : refused(whatIsNotJson(text, null));
  } catch (error) {
    return refused(whatIsNotJson(text, error));
  }
}

/** A text with NaN and the infinities replaced by a number that is too large for any; all are read alike. */
function withoutWords(text: string): string {
  // A string that never ends goes on to the end of the text: no quote in it begins another.
  return text.replace(/"(?:[^"\\]|\\.)*(?:"|\\?$)|\bNaN\b|-?\bInfinity\b/gs, (found) =>
    found.startsWith('"') ? found : found.startsWith("-") ? "-1e999" : "1e999",
  );
}

function refused(why: string): JsonReading {
  return { kind: "refused", why };
}

function whatIsNotJson(text: string, error: unknown): string {
  const whole = stateAt(text, text.length);
  const offset = offsetOf(text, error) ?? whole.controlAt;
  if (offset === null) return whole.isOpen ? endsTooEarly(text) : "it is not JSON, or is nested too deeply";
  if (isCutShort(text, offset)) return endsTooEarly(text);
  const { line, column } = lineAndColumn(text, offset);
  const { expected } = stateAt(text, offset);
  return `line ${line}, column ${column}: it is not JSON: expected ${expected}, but found ${JSON.stringify(text[offset] ?? "")}`;
}

function endsTooEarly(text: string): string {
  const { line, column } = lineAndColumn(text, text.trimEnd().length);
  const { expected } = stateAt(text, text.length);
  return `line ${line}, column ${column}: it ends in the middle of its JSON, where ${expected} is expected`;
}

function offsetOf(text: string, error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  // The parser gives the beginning of the text, or of its last token, for an end that came too early.
  if (error.message.startsWith("Unexpected end")) return text.length;
  return "offset" in error && typeof error.offset === "number" ? error.offset : null;
}

/**
 * What is wrong, and where: `line 12, column 9: benchmarks[3].stats.median must be a number, but is "fast"`. In large
 * files, without the place.
 */
export async function faultText(text: string, mode: "json" | "json5", { at, what }: Fault): Promise<string> {
  const sentence = `${at.length === 0 ? "it" : pathText(at)} ${what}`;
  if (at.length === 0 || text.length > MOST_FOR_PLACES) return sentence;
  const { placeInJson } = await import("./json-places.ts");
  const place = await placeInJson(text, mode, at);
  return place === null ? sentence : `line ${place.line}, column ${place.column}: ${sentence}`;
}
