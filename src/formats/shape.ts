/** Whether the content of a file has the shape that its format should have, and if not, what is wrong with it. */
import * as z from "zod";
import type { ToolResults } from "./tool-results.ts";

/** Keys and list indexes, from the outside in. */
export type Path = readonly (string | number)[];

/** Something wrong at a place. `what` continues after the field's name: `must be a number, but is "fast"`. */
export interface Fault {
  readonly kind: "fault";
  readonly at: Path;
  readonly what: string;
}

export type FormatReading = { readonly kind: "read"; readonly results: ToolResults } | Fault;

const SHOWN_CHARACTERS = 60;
export const LONGEST_ID = 2_000;
export const MOST_BENCHMARKS = 200_000;
const MOST_SAMPLES = 5_000_000;

export function fault(at: Path, what: string): Fault {
  return { kind: "fault", at, what };
}

/** Checks a value against a shape. @param at where `value` is in the file */
export function checkShape<Shape extends z.ZodType>(
  schema: Shape,
  value: unknown,
  at: Path = [],
): { readonly kind: "fits"; readonly value: z.output<Shape> } | Fault {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { kind: "fits", value: parsed.data };
  const [issue] = parsed.error.issues;
  if (issue === undefined) return fault(at, "has the wrong shape");
  const path = issue.path.map((key) => (typeof key === "symbol" ? String(key) : key));
  return fault([...at, ...path], whatIsWrong(issue, valueAt(value, path)));
}

function whatIsWrong(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case "too_big":
      return `is too long: at most ${issue.maximum.toLocaleString("en")} ${issue.origin === "string" ? "characters" : "items"} are read`;
    case "too_small":
      return "is empty";
    case "invalid_type":
      return mustBe(EXPECTED[issue.expected] ?? issue.expected, value);
    case "invalid_value":
      return mustBe(issue.values.map((one) => JSON.stringify(one)).join(" or "), value);
    case "custom":
      return mustBe(issue.message, value);
    default:
      return `has the wrong shape: ${issue.message}`;
  }
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  object: "an object",
  record: "an object",
  array: "a list",
};

/** What a value must be: `must be a number, but is "fast"`, or that it is missing. */
function mustBe(expected: string, value: unknown): string {
  return value === undefined
    ? `is missing; it must be ${expected}`
    : `must be ${expected}, but is ${shown(value)}`;
}

/** A value in a message: short, and on one line. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value !== "string") return String(value);
  const isLong = value.length > SHOWN_CHARACTERS;
  return JSON.stringify(isLong ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value);
}

function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const key of path) {
    if (!isObject(found) || !Object.hasOwn(found, key)) return undefined;
    found = found[key];
  }
  return found;
}

function isObject(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null;
}

/** A path as it is written in code: `benchmarks[3].stats.median`, `results["shop.time_total"]`. */
export function pathText(path: Path): string {
  const text = path
    .map((key) => {
      if (typeof key === "number") return `[${key}]`;
      return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `.${key}` : `[${shown(key)}]`;
    })
    .join("");
  return text.startsWith(".") ? text.slice(1) : text;
}

/** Indexes of the first item that occurs twice; null if there is none. */
export function firstRepeat(
  keys: readonly string[],
): { readonly first: number; readonly second: number } | null {
  const places = new Map<string, number>();
  for (const [second, key] of keys.entries()) {
    const first = places.get(key);
    if (first !== undefined) return { first, second };
    places.set(key, second);
  }
  return null;
}

export const word = z.string().max(LONGEST_ID);
export const idText = word.min(1);

/**
 * A number, including NaN and the infinities. Python writes these; a benchmark with one has no value, but the file is
 * not broken.
 */
export const figure = z.custom<number>((input) => typeof input === "number", "a number");

/** A list of samples, checked by hand because there may be millions. */
export const samples = z.unknown().transform((input, context): readonly number[] => {
  if (!Array.isArray(input)) {
    context.addIssue({ code: "custom", message: "a list of numbers" });
    return z.NEVER;
  }
  const list: readonly unknown[] = input;
  if (list.length > MOST_SAMPLES) {
    context.addIssue({ code: "custom", message: `at most ${MOST_SAMPLES.toLocaleString("en")} numbers` });
    return z.NEVER;
  }
  const wrong = list.findIndex((one) => typeof one !== "number");
  if (wrong < 0) return input;
  context.addIssue({ code: "custom", path: [wrong], message: "a number" });
  return z.NEVER;
});
