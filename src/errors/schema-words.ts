/** Words for what the schema library finds wrong, unless a schema has words of its own. */
import type * as z from "zod";

type Issue = Parameters<z.core.$ZodErrorMap>[0];

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "a table",
  record: "a table",
  date: "a date",
  null: "null",
};

/**
 * An error map for `safeParse(value, { error: schemaWords })`. It gives the rest of a sentence whose subject is the
 * place.
 */
export const schemaWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return "is missing";
      return `must be ${KINDS[issue.expected] ?? "of another type"}`;
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return tooBig(issue);
    case "invalid_value":
      return `must be ${issue.values.map((value) => `\`${String(value)}\``).join(" or ")}`;
    case "unrecognized_keys":
      return `has an unknown key \`${issue.keys.join("`, `")}\``;
    case "invalid_format":
      return `is not of the form ${issue.format}`;
    case "invalid_union":
      return "is not one of the forms that are allowed here";
    default:
      return "is not valid";
  }
};

function tooSmall({ minimum, inclusive, origin }: Extract<Issue, { code: "too_small" }>): string {
  if (origin === "array" || origin === "set") return `must have at least ${count(minimum, "item")}`;
  if (origin === "string") return `must have at least ${count(minimum, "character")}`;
  return `must be ${inclusive === false ? "above" : "at least"} ${String(minimum)}`;
}

function tooBig({ maximum, inclusive, origin }: Extract<Issue, { code: "too_big" }>): string {
  if (origin === "array" || origin === "set") return `must have at most ${count(maximum, "item")}`;
  if (origin === "string") return `must have at most ${count(maximum, "character")}`;
  return `must be ${inclusive === false ? "below" : "at most"} ${String(maximum)}`;
}

function count(amount: number | bigint, what: string): string {
  return `${String(amount)} ${what}${Number(amount) === 1 ? "" : "s"}`;
}

/** The first things that are wrong, and where, on one line: `benchmarks[3].id: must be a text`. */
export function firstFaults({ issues }: z.core.$ZodError): string {
  const told = issues
    .slice(0, MOST)
    .map(({ path, message }) => `${path.length === 0 ? "the document" : placeText(path)}: ${message}`);
  return told.join("; ").slice(0, LONGEST);
}

const MOST = 5;
const LONGEST = 500;

/** A path as it is written in code: `benchmarks[3].id`. */
export function placeText(path: readonly PropertyKey[]): string {
  return path
    .map((key, depth) => (typeof key === "number" ? `[${key}]` : `${depth === 0 ? "" : "."}${String(key)}`))
    .join("");
}
