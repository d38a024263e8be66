/** Amounts as people write them. Each schema takes the text (or the TOML number) and gives the bare number. */
import * as z from "zod";

type Issue = z.core.$ZodIssue;

/** Refuses a value: what is wrong, as the rest of a sentence, and what to write instead, as a sentence of its own. */
function refuse(context: z.core.$RefinementCtx, message: string, advice: string): never {
  context.addIssue({ code: "custom", message, params: { advice } });
  return z.NEVER;
}

/** What to write instead of a refused value; `otherwise` if its message already says it. */
export function adviceIn(issue: Issue | undefined, otherwise: string): string {
  if (issue?.code === "invalid_value") return "Write one of them.";
  const advice = issue?.code === "custom" ? issue.params?.advice : undefined;
  return typeof advice === "string" ? advice : otherwise;
}

/** Whether a text is a number that only lacks its unit. */
function isBare(text: string): boolean {
  return /^\s*\d+(?:\.\d+)?\s*$/.test(text) && Number(text) > 0;
}

/** A budget: `10%`, `2.5 %` → a fraction. A bare number is refused, because 10 and 0.1 are too easily confused. */
export const budgetSchema = z
  .string({ error: 'must be a percentage in quotes such as "10%"' })
  .transform((text, context) => {
    const percent = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(text)?.[1];
    const fraction = percent === undefined ? Number.NaN : Number(percent) / 100;
    if (!(fraction > 0 && fraction <= 10)) {
      const advice = isBare(text)
        ? `Add a percent sign, such as \`${text.trim()}%\`; at most 1000% is allowed.`
        : "Write a percentage above 0% and up to 1000%, such as `10%`.";
      return refuse(context, `\`${text}\` is not a budget`, advice);
    }
    return fraction;
  });

const SECONDS = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 } as const;

/** A duration: `90s`, `10m`, `250us` → seconds. */
export const durationSchema = z
  .string({ error: 'must be a duration in quotes such as "10m"' })
  .transform((text, context) => {
    const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|m|h)\s*$/.exec(text) ?? [];
    const seconds = Number(amount) * SECONDS[unit as keyof typeof SECONDS];
    if (!(seconds > 0)) {
      const advice = isBare(text)
        ? `Add a unit (ns, us, ms, s, m, h), such as \`${text.trim()}s\`.`
        : "Write a number above 0 and a unit (ns, us, ms, s, m, h), such as `10m`.";
      return refuse(context, `\`${text}\` is not a duration`, advice);
    }
    return seconds;
  });

/** Longest time limit. A job ends after six hours on GitHub's machines, and timers end after 24 days. */
const MOST_HOURS = 24;

export const timeLimitSchema = durationSchema.refine((seconds) => seconds <= MOST_HOURS * 3600, {
  error: `is longer than ${MOST_HOURS} hours`,
  params: { advice: `Write at most \`${MOST_HOURS}h\`.` },
});

const BYTES = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  KiB: 1024,
  MB: 1e6,
  MiB: 1024 ** 2,
  GB: 1e9,
  GiB: 1024 ** 3,
} as const;

/** A size: `64KiB`, `1.5 MB` → bytes. */
export const sizeSchema = z
  .string({ error: 'must be a size in quotes such as "1MB"' })
  .transform((text, context) => {
    const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*(B|kB|KB|KiB|MB|MiB|GB|GiB)\s*$/.exec(text) ?? [];
    const bytes = Number(amount) * BYTES[unit as keyof typeof BYTES];
    if (!(bytes > 0)) {
      const advice = isBare(text)
        ? `Add a unit (B, KB, KiB, MB, MiB, GB, GiB), such as \`${text.trim()}KB\`.`
        : "Write a number above 0 and a unit (B, KB, KiB, MB, MiB, GB, GiB), such as `1MB`.";
      return refuse(context, `\`${text}\` is not a size`, advice);
    }
    return bytes;
  });

/** A list with one item on each line, because the items may contain commas. A list stays as it is. */
export const linesSchema = z
  .union([z.string(), z.array(z.string())], { error: "must be a text or a list of texts" })
  .transform((value) =>
    (typeof value === "string" ? value.split("\n") : value)
      .map((item) => item.trim())
      .filter((item) => item !== ""),
  );

/**
 * A list, or one text with items separated by commas or line breaks (as action inputs are written). A comma in brackets
 * is part of its item: `test_x[a,b]` is one benchmark.
 */
export const listSchema = z
  .union([z.string(), z.array(z.string())], { error: "must be a text or a list of texts" })
  .transform((value) =>
    (typeof value === "string" ? value.split("\n").flatMap(atCommas) : value)
      .map((item) => item.trim())
      .filter((item) => item !== ""),
  );

/** Why a variable can't be set as it is written, and what to do; null if it can. */
function whyNotToBeSet(
  name: string,
  text: string,
): { readonly what: string; readonly advice: string } | null {
  if (name === "PWD") {
    return {
      what: "`PWD` can't be set: it is the folder that each side runs in",
      advice: "Set `working-directory`, or remove it.",
    };
  }
  if (name.toUpperCase().startsWith("HOTPATH_GATE_")) {
    return {
      what: `\`${name}\` can't be set: names that begin with HOTPATH_GATE_ are used by hotpath-gate itself`,
      advice: "Give it another name.",
    };
  }
  if (name === "PYTHONHASHSEED" && !(/^\d{1,10}$/.test(text) && Number(text) <= 0xffff_ffff)) {
    return {
      what: `\`PYTHONHASHSEED=${text}\` can't be held on both sides`,
      advice:
        "Write a whole number from 0 to 4294967295, or remove it: each block then draws a seed that base and head share.",
    };
  }
  return null;
}

/** Splits a line at its commas. A comma is within brackets if the next bracket after it closes some. */
function atCommas(line: string): string[] {
  const items: string[] = [];
  let isInBrackets = false;
  let end = line.length;
  for (let at = end - 1; at >= 0; at--) {
    const character = line[at];
    if (character === "]") isInBrackets = true;
    else if (character === "[") isInBrackets = false;
    else if (character === "," && !isInBrackets) {
      items.push(line.slice(at + 1, end));
      end = at;
    }
  }
  return [...items, line.slice(0, end)].toReversed();
}

/** Environment variables: `NAME=value` lines, or a TOML table of texts. */
export const environmentSchema = z
  .union([z.string(), z.record(z.string(), z.string())], {
    error: "must be NAME=value lines or a table of texts",
  })
  .transform((value, context) => {
    if (typeof value !== "string") return value;
    const environment = new Map<string, string>();
    for (const line of value.split("\n").map((each) => each.trim())) {
      if (line === "") continue;
      const [, name, text] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line) ?? [];
      if (name === undefined || text === undefined) {
        return refuse(
          context,
          `\`${line}\` is not a NAME=value line`,
          "Write one variable on each line, such as `DEBUG=0`.",
        );
      }
      if (environment.has(name)) {
        return refuse(context, `\`${name}\` is set twice`, "Write it once.");
      }
      environment.set(name, text);
    }
    // Whatever it is called, it becomes a variable: assigning `__proto__` would not make one.
    return Object.fromEntries(environment);
  })
  .superRefine((environment, context) => {
    for (const [name, text] of Object.entries(environment)) {
      const why = whyNotToBeSet(name, text);
      if (why !== null) refuse(context, why.what, why.advice);
    }
  });

/**
 * A day: `2026-12-31`, in quotes or as TOML's own date → the text. A time of day is refused, because a rule holds for
 * whole days.
 */
export const daySchema = z
  .union([z.string(), z.date()], { error: "must be a date such as 2026-12-31" })
  // TOML's own dates are written back as they were.
  .transform((value) => (typeof value === "string" ? value : value.toISOString()))
  .pipe(
    z.iso.date({
      error: (issue) =>
        `\`${String(issue.input)}\` is not a date; write a year, a month and a day, such as 2026-12-31`,
    }),
  );

/** A seed: 0 to 2³² − 1. */
export const seedSchema = z
  .union([z.string(), z.number()], { error: "must be a whole number" })
  .transform((value) => (typeof value === "number" || /^\d+$/.test(value) ? Number(value) : Number.NaN))
  .refine((seed) => Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff, {
    error: "must be a whole number from 0 to 4294967295",
  });
