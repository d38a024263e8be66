/**
 * Every setting, once. `action.yml`, the command line's flags and the config file's keys all come from this list; a
 * test holds `action.yml` to it. Which commands have a flag for it is in `command-line.ts`.
 */
import * as z from "zod";
import { alike, didYouMean } from "../errors/alike.ts";
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
  /** What the setting does, in full sentences, with code in backticks. */
  readonly description: string;
  /** How the description goes on in GitHub Actions and on the command line, where these differ. */
  readonly byPlace: ByPlace | null;
  readonly places: readonly Place[];
  /** What the command line calls its value. */
  readonly placeholder: string;
}

/** Phrases without their full stops, and what stands between the description and them. */
interface ByPlace {
  readonly after: ". " | ", " | ": ";
  readonly action: string;
  readonly flag: string;
}

function setting<S extends z.ZodType>(
  placeholder: string,
  schema: S,
  defaultText: string,
  description: string,
  { places = EVERYWHERE, byPlace = null }: Partial<Pick<Setting<S>, "places" | "byPlace">> = {},
): Setting<S> {
  return { schema, default: defaultText, description, byPlace, places, placeholder };
}

export const SETTINGS = {
  suite: setting(
    "NAME",
    oneOf(SUITE_KINDS),
    "",
    "Kind of benchmarks: `asv`, `command`, `functions`, `pyperf`, `pytest` or `results`. Detected if left out.",
  ),
  benchmarks: setting(
    "LIST",
    listSchema,
    "",
    "Benchmarks to run: paths, globs or `module:function` targets, separated by commas or line breaks. For the suites `command` and `results`: command lines, one per line. Detected if left out.",
  ),
  "results-file": setting(
    "FILE",
    textSchema,
    "",
    "File, or glob for the files, that the command of the suite `results` writes. If left out, the command must contain `{results}`, which stands for the file to write.",
  ),
  "results-format": setting(
    "FORMAT",
    oneOf(RESULT_FORMATS),
    "",
    `Format of the files of the suite \`results\`: ${RESULT_FORMATS.map((format) => `\`${format}\``).join(", ")}. Detected if left out, except for the custom formats.`,
  ),
  python: setting(
    "PYTHON",
    textSchema,
    "python",
    "Python interpreter for head, and for base unless `base-python` is set.",
  ),
  "base-python": setting(
    "PYTHON",
    textSchema,
    "",
    "Another Python interpreter for base. Unless `base` is set, both sides run the same code, to compare the interpreters.",
  ),
  env: setting(
    "LINES",
    environmentSchema,
    "",
    "Environment variables for head, and for base unless `base-env` is set: `NAME=value`, one per line.",
  ),
  "base-env": setting(
    "LINES",
    environmentSchema,
    "",
    "Other environment variables for base. Unless `base` is set, both sides run the same code, to compare the environments.",
  ),
  setup: setting(
    "COMMAND",
    textSchema,
    "",
    "Command that installs the project. It runs once for each side, in that side's checkout, with a new virtual environment. If left out, both sides run in the current environment.",
  ),
  base: setting("REF", textSchema, "", "Commit, branch or tag to compare with", {
    byPlace: {
      after: ". ",
      action: "if left out, the event names it",
      flag: "if left out, the commit where HEAD left the default branch; on the default branch itself, `HEAD` if tracked files are changed, and otherwise `HEAD^`",
    },
  }),
  budget: setting(
    "PERCENT",
    budgetSchema,
    "10%",
    "How much slower a benchmark may get, or how much worse in another metric.",
  ),
  metrics: setting(
    "LIST",
    listSchema.pipe(z.array(oneOf(METRICS)).min(1)),
    "time",
    "Metrics to compare: `time`; for the suites `command` and `results` also `cpu-time` and `peak-memory`; for the other suites also `instructions`, which needs valgrind.",
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
    "Where the stored baseline is kept",
    {
      byPlace: {
        after: ": ",
        action: "one or several of `cache`, `artifact` and `file`, or `none`; default: `cache`",
        flag: "`file` or `none`; default: `file`",
      },
    },
  ),
  "baseline-workflow": setting(
    "FILE",
    textSchema,
    "",
    "Workflow whose artifacts are trusted, such as `.github/workflows/record.yml`. If left out, the workflow that runs.",
    { places: ["action", "file"] },
  ),
  "baseline-path": setting(
    "FILE",
    textSchema,
    ".hotpath-gate/baseline.json",
    "File that holds the stored baseline if `baseline` includes `file`.",
  ),
  compare: setting(
    "WAY",
    oneOf(["auto", "paired", "stored"]),
    "auto",
    "What head is compared with. `paired`: base, measured in lock step with head. `stored`: the stored baseline alone. `auto`: the stored baseline where it settles a benchmark, and otherwise base.",
  ),
  "time-limit": setting(
    "DURATION",
    timeLimitSchema,
    "10m",
    "Longest time that measuring may take, at most `24h`.",
  ),
  "fail-on": setting(
    "LIST",
    listSchema.pipe(z.array(oneOf(FAIL_ON))),
    "regression",
    "What fails the gate: any of `regression`, `inconclusive`, `errored`, `removed` and `missing-baseline`. A list replaces the default.",
  ),
  comment: setting(
    "WHEN",
    oneOf(["always", "on-change", "never"]),
    "always",
    "When to comment on the pull request: `always`, `never`, or `on-change`, which makes no new comment while every benchmark is within its budget.",
    { places: ["action", "file"] },
  ),
  "accept-label": setting(
    "LABEL",
    textSchema,
    "accept-slowdown",
    "Label of a pull request that accepts its slowdowns, or `none`. Whoever may set labels may accept: see [an intended slowdown](settings.md#an-intended-slowdown).",
    { places: ["action"] },
  ),
  mode: setting(
    "MODE",
    oneOf(["gate", "report"]),
    "gate",
    "`gate` measures and decides. `report` comments on the pull request of a run that has finished and could not comment itself, such as a fork's: see [forks](forks.md).",
    { places: ["action"] },
  ),
  "gate-workflow": setting(
    "FILE",
    textSchema,
    "",
    "For `mode: report`: the workflow that runs the gate on pull requests, such as `.github/workflows/benchmarks.yml`.",
    { places: ["action"] },
  ),
  config: setting(
    "FILE",
    textSchema,
    "",
    "Config file. If left out, `hotpath-gate.toml`, or the table `[tool.hotpath-gate]` in `pyproject.toml`.",
    { places: ["action", "flag"] },
  ),
  "config-from": setting(
    "SIDE",
    oneOf(["base", "head"]),
    "",
    "Whose config file applies where head's would weaken the gate",
    {
      places: ["action", "flag"],
      byPlace: {
        after: ": ",
        action:
          "`base` or `head`; default: `base` on pull requests and in merge queues, and otherwise `head`",
        flag: "base or head; default: head",
      },
    },
  ),
  "python-path": setting(
    "LIST",
    listSchema,
    "",
    "Folders with the project's code, relative to `working-directory`. If left out, `src` if there is one, and `working-directory` itself.",
  ),
  caches: setting(
    "WHICH",
    oneOf(["own", "shared"]),
    "own",
    "Home, cache and temporary folders during measuring. `own`: each side has its own. `shared`: both sides use the existing ones.",
  ),
  "same-code": setting(
    "WHICH",
    oneOf(["measure", "trust"]),
    "measure",
    "What happens to a benchmark that reads no file that differs between base and head. `trust`: it is within its budget, and is not measured. `measure`: it is measured all the same. Commands are always measured, and so is everything if `setup` is set, or if base and head have different interpreters or environments.",
  ),
  "inert-files": setting(
    "LIST",
    listSchema,
    "",
    "Patterns of files that no benchmark runs by, in addition to documents, licences, CI settings and type stubs. If any other file changes that no benchmark is seen to read, everything is measured.",
  ),
  "working-directory": setting("FOLDER", textSchema, ".", "Folder of the Python project", {
    places: ["action", "flag"],
    byPlace: { after: ", ", action: "relative to the checkout", flag: "relative to the current folder" },
  }),
  seed: setting(
    "NUMBER",
    seedSchema,
    "",
    "Seed of everything random. If left out, a new one is drawn; the report shows it.",
  ),
  "html-report": setting("FILE", textSchema, "", "File to write the HTML report to.", {
    places: ["action"],
  }),
  "json-report": setting("FILE", textSchema, "", "File to write the result document to.", {
    places: ["action"],
  }),
  "github-token": setting(
    "TOKEN",
    textSchema,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of the platform, not of ours
    "${{ github.token }}",
    "Token for the comment and for the artifacts of other runs. It is removed from the environment of measured processes.",
    { places: ["action"] },
  ),
  matrix: setting(
    "JSON",
    textSchema,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of the platform, not of ours
    "${{ toJSON(matrix) }}",
    "Leave this at its default. It gives each job of a matrix a comment of its own.",
    { places: ["action"] },
  ),
} satisfies Record<string, Setting<z.ZodType>>;

export type SettingName = keyof typeof SETTINGS;

/** What `action.yml` says of a setting, with its default. */
export function describedForAction(setting: Described): string {
  const { default: fallback } = setting;
  const shown = fallback === "" || isOfPlatform(fallback) ? "" : ` Default: \`${fallback}\`.`;
  return `${describedFor("action", setting)}${shown}`;
}

/**
 * What the command line's help says of a setting, with its default: no backticks, and other settings by their flags.
 */
export function describedForHelp(setting: Described): string {
  const { default: fallback } = setting;
  const shown = fallback === "" ? "" : ` Default: ${fallback === "." ? "that folder itself" : fallback}.`;
  return `${describedFor("flag", setting)}${shown}`.replace(/`([^`]*)`/g, (_, code: string) =>
    SETTING_NAMES.includes(code as SettingName) ? `--${code}` : code,
  );
}

/** What a page says of a setting that is read in both places; the page has a column for defaults. */
export function describedForPage({ description, byPlace }: Described): string {
  if (byPlace === null) return description;
  return `${description}. In GitHub Actions: ${byPlace.action}. On the command line: ${byPlace.flag}.`;
}

type Described = Pick<Setting<z.ZodType>, "description" | "byPlace" | "default">;

function describedFor(place: "action" | "flag", { description, byPlace }: Described): string {
  if (byPlace === null) return description;
  const { after, [place]: phrase } = byPlace;
  return `${description}${after}${after === ". " ? phrase.replace(/^[a-z]/, (letter) => letter.toUpperCase()) : phrase}.`;
}

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

/** Advice if the message itself says what has to stand in the file. */
export const FIX_THE_FILE = "Fix the file.";

/** Schema of a table in the file's list `name`. */
function rule<const S extends z.ZodRawShape>(name: string, shape: S) {
  const meant = (keys: readonly string[]) =>
    didYouMean(keys.flatMap((key) => alike(key, Object.keys(shape))));
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `has an unknown key \`${issue.keys.join("`, `")}\`${meant(issue.keys)}; a rule has ${Object.keys(shape).join(", ")}`
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
