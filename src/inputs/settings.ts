/**
 * Every setting, once. `action.yml`, the command line's flags and the config file's keys all come from this
 * list; a test holds `action.yml` to it.
 */
import * as z from "zod";
import { RESULT_FORMATS } from "../formats/tool-results.ts";
import type { Metric, SuiteKind } from "../model.ts";
import {
  adviceIn,
  budgetSchema,
  daySchema,
  durationSchema,
  environmentSchema,
  listSchema,
  seedSchema,
  sizeSchema,
  timeLimitSchema,
} from "./quantities.ts";

const textSchema = z.string({ error: "must be a text" });

export const SUITE_KINDS = [
  "asv",
  "command",
  "functions",
  "pyperf",
  "pytest",
  "results",
] as const satisfies readonly SuiteKind[];
export const METRICS = [
  "time",
  "cpu-time",
  "peak-memory",
  "instructions",
] as const satisfies readonly Metric[];
export const FAIL_ON = ["regression", "inconclusive", "errored", "removed", "missing-baseline"] as const;

function oneOf<const T extends readonly [string, ...string[]]>(names: T) {
  return z.enum(names, {
    error: ({ input }) =>
      typeof input === "object"
        ? `must be one of ${names.join(", ")}`
        : `\`${String(input)}\` is not one of ${names.join(", ")}`,
  });
}

/** Where a setting may be written. `github-token` in a file, for one, would be a leak waiting to happen. */
type Place = "action" | "flag" | "file";
const EVERYWHERE: readonly Place[] = ["action", "flag", "file"];

interface Setting<S extends z.ZodType> {
  readonly schema: S;
  readonly default: string;
  readonly description: string;
  readonly places: readonly Place[];
  /** What the command line calls its value. */
  readonly placeholder: string;
}

function setting<S extends z.ZodType>(
  placeholder: string,
  schema: S,
  defaultText: string,
  description: string,
  places: readonly Place[] = EVERYWHERE,
): Setting<S> {
  return { schema, default: defaultText, description, places, placeholder };
}

export const SETTINGS = {
  suite: setting(
    "NAME",
    oneOf(SUITE_KINDS),
    "",
    "How benchmarks are found and run: asv, command, functions, pyperf, pytest or results. Detected when empty.",
  ),
  benchmarks: setting(
    "LIST",
    listSchema,
    "",
    "Paths, globs or module:function targets, separated by commas or lines; of the suites command and results, command lines, one a line. Detected when empty.",
  ),
  "results-file": setting(
    "FILE",
    textSchema,
    "",
    "Of the suite results: file that the command writes, or a pattern for it. Empty: the command names {results} itself.",
  ),
  "results-format": setting(
    "FORMAT",
    oneOf(RESULT_FORMATS),
    "",
    `Of the suite results and of compare: ${RESULT_FORMATS.join(", ")}. Detected when empty.`,
  ),
  python: setting(
    "PYTHON",
    textSchema,
    "python",
    "Interpreter of head, and of base unless base-python is given.",
  ),
  "base-python": setting(
    "PYTHON",
    textSchema,
    "",
    "Another interpreter for base: compares interpreters on the same code.",
  ),
  env: setting(
    "LINES",
    environmentSchema,
    "",
    "NAME=value lines added to the environment of head, and of base unless base-env is given.",
  ),
  "base-env": setting(
    "LINES",
    environmentSchema,
    "",
    "Another environment for base: compares environments on the same code.",
  ),
  setup: setting(
    "COMMAND",
    textSchema,
    "",
    "Command that installs a side in its own checkout and virtual environment.",
  ),
  base: setting("REF", textSchema, "", "Commit or ref to compare with. From the event when empty."),
  budget: setting(
    "PERCENT",
    budgetSchema,
    "10%",
    "How much slower, or worse in another metric, a benchmark may get.",
  ),
  metrics: setting(
    "LIST",
    listSchema.pipe(z.array(oneOf(METRICS)).min(1)),
    "time",
    "What is compared: time; of the suites command and results also cpu-time and peak-memory, of all others also instructions (with valgrind).",
  ),
  baseline: setting(
    "LIST",
    listSchema
      .pipe(z.array(oneOf(["cache", "artifact", "file", "none"])))
      .refine((stores) => !stores.includes("none") || stores.length === 1, {
        error: "lists `none` together with others",
        params: { advice: "Write `none` alone, or remove it." },
      }),
    "",
    "Where the stored baseline lives: cache, artifact, file, several of them, or none. Empty: cache in GitHub Actions. The command line has file and none.",
  ),
  "baseline-workflow": setting(
    "FILE",
    textSchema,
    "",
    "Workflow whose artifacts are trusted, as in .github/workflows/record.yml. Empty: the one that runs.",
    ["action", "file"],
  ),
  "baseline-path": setting(
    "FILE",
    textSchema,
    ".hotpath-gate/baseline.json",
    "File of the stored baseline, for baseline: file.",
  ),
  compare: setting(
    "WAY",
    oneOf(["auto", "paired", "stored"]),
    "auto",
    "What verdicts may rest on: auto, paired or stored.",
  ),
  "time-limit": setting("DURATION", timeLimitSchema, "10m", "How long measuring may take: at most 24h."),
  "fail-on": setting(
    "LIST",
    listSchema.pipe(z.array(oneOf(FAIL_ON))),
    "regression",
    "What fails the gate, all of it: regression, inconclusive, errored, removed, missing-baseline.",
  ),
  comment: setting(
    "WHEN",
    oneOf(["always", "on-change", "never"]),
    "always",
    "When the pull request gets its comment.",
    ["action", "file"],
  ),
  config: setting(
    "FILE",
    textSchema,
    "",
    "Config file. Empty: hotpath-gate.toml, or [tool.hotpath-gate] in pyproject.toml.",
    ["action", "flag"],
  ),
  "config-from": setting(
    "SIDE",
    oneOf(["base", "head"]),
    "",
    "Whose config file holds where head's weakens the gate: base's, or head's. Empty: base's on pull requests and in merge queues, else head's.",
    ["action", "flag"],
  ),
  "python-path": setting(
    "LIST",
    listSchema,
    "",
    "Folders with the project's code, relative to working-directory. Empty: src when there is one, and the folder itself.",
  ),
  caches: setting(
    "WHICH",
    oneOf(["own", "shared"]),
    "own",
    "Whether each side has a home, cache and temporary folder of its own while it is measured, or both share the job's: own or shared.",
  ),
  "working-directory": setting(
    "FOLDER",
    textSchema,
    ".",
    "Folder of the Python project, relative to the checkout.",
    ["action", "flag"],
  ),
  seed: setting("NUMBER", seedSchema, "", "Seed of everything random. Drawn anew when empty, and reported."),
  "html-report": setting("FILE", textSchema, "", "File to write the HTML report to.", ["action"]),
  "json-report": setting("FILE", textSchema, "", "File to write the result document to.", ["action"]),
  "github-token": setting(
    "TOKEN",
    textSchema,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of the platform, not of ours
    "${{ github.token }}",
    "Token for the comment; not in the environment of any measured process.",
    ["action"],
  ),
  matrix: setting(
    "JSON",
    textSchema,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of the platform, not of ours
    "${{ toJSON(matrix) }}",
    "Leave it as it is: it tells the comments of a matrix's legs apart.",
    ["action"],
  ),
} satisfies Record<string, Setting<z.ZodType>>;

export type SettingName = keyof typeof SETTINGS;

/** Whether the platform works the default out, which then has to stand in `action.yml`. */
export function isOfPlatform(text: string): boolean {
  return text.startsWith("${{");
}

/** Whether a setting is a list or lines, so that writing it again adds to it. */
export function isList(name: SettingName): boolean {
  return ["LIST", "LINES"].includes(SETTINGS[name].placeholder);
}

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

export type SettingValues = {
  readonly [Name in SettingName]?: z.output<(typeof SETTINGS)[Name]["schema"]>;
};

const patternSchema = z
  .string({ error: "must be a text: a pattern of benchmark ids" })
  .min(1, "is empty; write a pattern of benchmark ids");

/** Where the message says what has to stand there. */
export const FIX_THE_FILE = "Fix the file.";

/** A table of the file's list `name`. */
function rule<const S extends z.ZodRawShape>(name: string, shape: S) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `has an unknown key \`${issue.keys.join("`, `")}\`; a rule has ${Object.keys(shape).join(", ")}`
        : `must be a table: write [[${name}]]`,
  });
}

function rules<S extends z.ZodType>(name: string, one: S) {
  return z.array(one, { error: `must be a list of tables: write [[${name}]]` }).default([]);
}

/** Absolute changes below which nothing regresses, in the unit of each metric. */
const FLOORS = {
  time: durationSchema,
  "cpu-time": durationSchema,
  "peak-memory": sizeSchema,
  instructions: z.number({ error: "must be a number of instructions" }).positive("must be above 0"),
  value: z.number({ error: "must be a number, in the unit of the value" }).positive("must be above 0"),
};

/** Keys that only a config file has: rules about some benchmarks. */
export const fileRulesSchema = z.strictObject({
  budgets: rules(
    "budgets",
    rule("budgets", {
      benchmarks: patternSchema,
      metric: oneOf([...METRICS, "value"]).default("time"),
      budget: budgetSchema.optional(),
      floor: z.unknown().optional(),
    })
      .refine(
        ({ budget, floor }) => budget !== undefined || floor !== undefined,
        "has neither budget nor floor",
      )
      .transform((written, context) => {
        if (written.floor === undefined) return { ...written, floor: undefined };
        const floor = FLOORS[written.metric].safeParse(written.floor);
        if (floor.success) return { ...written, floor: floor.data };
        const [issue] = floor.error.issues;
        context.addIssue({
          code: "custom",
          path: ["floor"],
          message: issue?.message ?? "is not valid",
          params: { advice: adviceIn(issue, FIX_THE_FILE) },
        });
        return z.NEVER;
      }),
  ),
  commands: rules(
    "commands",
    rule("commands", {
      name: z.string({ error: "must be a text" }).min(1, "is empty").optional(),
      command: z.string({ error: "must be a command line" }).min(1, "is empty; write a command line"),
      prepare: z.string({ error: "must be a command line" }).min(1, "is empty").optional(),
      parameters: z
        .record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean()])).min(1), {
          error: "must be a table of lists, such as { size = [10, 1000] }",
        })
        .optional(),
    }),
  ),
  accept: rules(
    "accept",
    rule("accept", {
      benchmarks: patternSchema,
      reason: z
        .string({ error: "must be a text that says why the slowdown is accepted" })
        .trim()
        .min(1, "is empty; say why the slowdown is accepted"),
      until: daySchema,
    }),
  ),
});
