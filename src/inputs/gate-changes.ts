/**
 * What a change does to the gate that judges it: its config file is compared with base's, setting by setting, to find
 * which of the two applies until the change is merged. Pure.
 */
import type { BudgetRule, FailOn, Metric, SettingChange } from "../model.ts";
import type { Config, ConfigFile } from "./config.ts";
import { FAIL_ON, METRICS, SETTING_NAMES, SETTINGS, type SettingName } from "./settings.ts";

/** What a change of a setting can do to the gate. */
export type Direction =
  /** The setting can't stand in a config file, so no change of one can touch it. */
  | "not-in-file"
  /** The smaller value is stricter, and applies. */
  | "smaller-is-stricter"
  /** The larger value is stricter, and applies. */
  | "larger-is-stricter"
  /** The larger set is stricter: what either side lists applies. */
  | "more-is-stricter"
  /** The smaller set is stricter: only what both sides list applies. */
  | "less-is-stricter"
  /** Base's benchmarks stay, and head may add its own. */
  | "what-is-measured"
  /** Verdicts may rest on less with any other value, so base's applies. */
  | "any-change-weakens"
  /** Where a side's code lies: each side has its own. */
  | "of-each-side"
  /** How the project is run, on both sides alike: head's applies, because head's code may need it. */
  | "how-it-runs";

/** Keys of the file that are lists of tables. */
const RULES = ["budgets", "accept", "commands"] as const;
type Rules = (typeof RULES)[number];

/** Direction of every setting. A test checks that none is missing. */
export const DIRECTIONS = {
  suite: "what-is-measured",
  benchmarks: "what-is-measured",
  commands: "what-is-measured",
  "results-file": "what-is-measured",
  "results-format": "what-is-measured",
  python: "how-it-runs",
  env: "how-it-runs",
  setup: "how-it-runs",
  "python-path": "of-each-side",
  base: "any-change-weakens",
  "base-python": "any-change-weakens",
  "base-env": "any-change-weakens",
  caches: "any-change-weakens",
  "same-code": "any-change-weakens",
  "inert-files": "any-change-weakens",
  compare: "any-change-weakens",
  baseline: "any-change-weakens",
  "baseline-workflow": "any-change-weakens",
  "baseline-path": "any-change-weakens",
  // If a change could choose the seed, it could look for a lucky one.
  seed: "any-change-weakens",
  budget: "smaller-is-stricter",
  budgets: "smaller-is-stricter",
  "time-limit": "larger-is-stricter",
  metrics: "more-is-stricter",
  "fail-on": "more-is-stricter",
  comment: "more-is-stricter",
  accept: "less-is-stricter",
  "accept-label": "not-in-file",
  mode: "not-in-file",
  "gate-workflow": "not-in-file",
  config: "not-in-file",
  "config-from": "not-in-file",
  "working-directory": "not-in-file",
  "html-report": "not-in-file",
  "json-report": "not-in-file",
  "github-token": "not-in-file",
  matrix: "not-in-file",
} as const satisfies Record<SettingName | Rules, Direction>;

/** A configuration, and the file that a part of it comes from; null if there is none. */
export interface ConfigOfFile {
  readonly config: Config;
  readonly file: ConfigFile | null;
}

/** What base's code needs to be run, and the commit that says so. */
export interface OwnSettings extends Pick<Config, "pythonPath"> {
  readonly commit: string;
}

/** Base's configuration. If its file can't be compared with, `why` is a sentence without its full stop. */
export type ConfigAtBase =
  | ({ readonly kind: "read" } & ConfigOfFile)
  /** Git tracks the file on neither side: the job made it, and no change can touch it. */
  | { readonly kind: "not-committed" }
  | { readonly kind: "unreadable"; readonly why: string };

/** Most changes that are listed. Nobody writes more rules than that by hand. */
const MOST_CHANGES = 1_000;

/**
 * Every difference between the files that counts. A value from the workflow or a flag takes precedence over both files.
 *
 * @param today a day, or a moment of it: ISO 8601, UTC
 */
export function changesOfGate(base: ConfigOfFile, head: ConfigOfFile, today: string): SettingChange[] {
  const settings = SETTING_NAMES.flatMap((name): SettingChange[] => {
    if (!differs(base.config, head.config, FIELDS[name])) return [];
    const written = (of: ConfigOfFile) => writtenText(name, of.file);
    return [{ setting: name, base: written(base), head: written(head), holds: whichHolds(name, base, head) }];
  });
  const rules = RULES.flatMap((name) => changesOfRules(name, base, head, today));
  return [...settings, ...rules].slice(0, MOST_CHANGES);
}

/** Whether the files name different benchmarks. */
export function measuresOther(base: Config, head: Config): boolean {
  return (["suite", "benchmarks", "commands", "results-file", "results-format"] as const).some((name) =>
    differs(base, head, FIELDS[name]),
  );
}

/** How base's own code is run; null if that is the same as for head's. */
export function ownSettings(base: Config, head: Config, commit: string): OwnSettings | null {
  return differs(base, head, FIELDS["python-path"]) ? { commit, pythonPath: base.pythonPath } : null;
}

/**
 * The configuration that applies until head is merged. What is measured stays head's here: which of base's benchmarks
 * can still be measured is only known with head's files. What is accepted stays head's, too, because `base` must
 * contain the same rule.
 */
export function heldConfig(base: Config, head: Config): Config {
  return {
    ...head,
    ...whereAnyChangeWeakens(base),
    ...heldBudgets(base, head),
    timeLimitSeconds: Math.max(base.timeLimitSeconds, head.timeLimitSeconds),
    metrics: ofEither<Metric>(METRICS_AND_VALUE, base.metrics, head.metrics),
    failOn: ofEither<FailOn>(FAIL_ON, base.failOn, head.failOn),
    comment:
      COMMENT_ORDER.indexOf(base.comment) > COMMENT_ORDER.indexOf(head.comment) ? base.comment : head.comment,
  };
}

/** The fields of base's configuration that apply whatever head has there. */
function whereAnyChangeWeakens(base: Config): Partial<Config> {
  const names = (Object.keys(DIRECTIONS) as (SettingName | Rules)[]).filter(
    (name) => DIRECTIONS[name] === "any-change-weakens",
  );
  const fields = names.map((name) => FIELDS[name]).filter((field) => field !== null);
  return Object.fromEntries(fields.map((field) => [field, base[field]]));
}

const COMMENT_ORDER: readonly Config["comment"][] = ["never", "on-change", "always"];
const METRICS_AND_VALUE: readonly Metric[] = [...METRICS, "value"];

/** Items that either list has, in the order of `all`. */
function ofEither<T>(all: readonly T[], some: readonly T[], others: readonly T[]): T[] {
  return all.filter((one) => some.includes(one) || others.includes(one));
}

type Budgets = Pick<Config, "budget" | "budgets">;

/**
 * The stricter budgets, if the rules can be compared one by one. Otherwise base's as a whole: later rules win, so a
 * rule that is moved or removed may be either.
 */
function heldBudgets(base: Config, head: Config): Budgets {
  const isStricter =
    head.budget <= base.budget &&
    head.budgets.length === base.budgets.length &&
    head.budgets.every((rule, index) => isAtLeastAsStrict(rule, base.budgets[index]));
  if (isStricter) return { budget: head.budget, budgets: head.budgets };
  return {
    budget: same(base.budgets, head.budgets) ? Math.min(base.budget, head.budget) : base.budget,
    budgets: base.budgets,
  };
}

function isAtLeastAsStrict(head: BudgetRule, base: BudgetRule | undefined): boolean {
  if (base === undefined || head.benchmarks !== base.benchmarks || head.metric !== base.metric) return false;
  const isLess = (one: number | null, other: number | null) =>
    one === other || (one !== null && other !== null && one < other);
  return isLess(head.budget, base.budget) && isLess(head.floor, base.floor);
}

/** Which of the two values applies if base's configuration is enforced. */
function whichHolds(
  name: SettingName | Rules,
  base: ConfigOfFile,
  head: ConfigOfFile,
): SettingChange["holds"] {
  switch (DIRECTIONS[name]) {
    case "how-it-runs":
    case "of-each-side":
    case "not-in-file":
      return "head";
    case "any-change-weakens":
      return "base";
    case "what-is-measured":
      return "both";
    case "less-is-stricter":
      return "stricter";
    case "smaller-is-stricter":
    case "larger-is-stricter":
    case "more-is-stricter": {
      const field = FIELDS[name];
      const held = heldConfig(base.config, head.config);
      if (!differs(held, head.config, field)) return "head";
      return differs(held, base.config, field) ? "both" : "base";
    }
    default:
      return DIRECTIONS[name] satisfies never;
  }
}

function changesOfRules(name: Rules, base: ConfigOfFile, head: ConfigOfFile, today: string): SettingChange[] {
  if (!differs(base.config, head.config, FIELDS[name])) return [];
  const [before, after] = [writtenRules(name, base), writtenRules(name, head)];
  const isIn = (rules: readonly WrittenRule[], { text }: WrittenRule) =>
    rules.some((one) => one.text === text);
  const gone = before.filter((rule) => !isIn(after, rule));
  const added = after.filter((rule) => !isIn(before, rule));
  const holds = whichHolds(name, base, head);
  const end = ({ until }: WrittenRule) =>
    until === null || today.slice(0, 10) <= until ? {} : { ended: until };
  if (gone.length === 0 && added.length === 0) {
    return [{ setting: name, base: "its rules", head: "the same in another order", holds }];
  }
  return [
    ...gone.map(
      (rule): SettingChange => ({ setting: name, base: rule.text, head: null, holds, ...end(rule) }),
    ),
    ...added.map(
      (rule): SettingChange => ({ setting: name, base: null, head: rule.text, holds, ...end(rule) }),
    ),
  ];
}

interface WrittenRule {
  readonly text: string;
  /** The last day on which it holds; null if it has none. */
  readonly until: string | null;
}

/** Rules as the file has them. */
function writtenRules(name: Rules, { config, file }: ConfigOfFile): WrittenRule[] {
  const rules = file?.table[name];
  if (!Array.isArray(rules)) return [];
  const untilOf = (index: number) => (name === "accept" ? (config.accepted[index]?.until ?? null) : null);
  return rules.map((rule, index) => ({ text: ruleText(rule), until: untilOf(index) }));
}

/** Field of the configuration for each setting; null if it has none. */
const FIELDS = {
  suite: "suite",
  benchmarks: "benchmarks",
  commands: "commands",
  "results-file": "resultsFile",
  "results-format": "resultsFormat",
  python: "python",
  env: "env",
  setup: "setup",
  "python-path": "pythonPath",
  base: "base",
  "base-python": "basePython",
  "base-env": "baseEnv",
  caches: "caches",
  "same-code": "sameCode",
  "inert-files": "inertFiles",
  compare: "compare",
  baseline: "baseline",
  "baseline-workflow": "baselineWorkflow",
  "baseline-path": "baselinePath",
  seed: "seed",
  budget: "budget",
  budgets: "budgets",
  "time-limit": "timeLimitSeconds",
  metrics: "metrics",
  "fail-on": "failOn",
  comment: "comment",
  accept: "accepted",
  "accept-label": null,
  mode: null,
  "gate-workflow": null,
  config: null,
  "config-from": null,
  "working-directory": null,
  "html-report": null,
  "json-report": null,
  "github-token": null,
  matrix: null,
} as const satisfies Record<SettingName | Rules, keyof Config | null>;

function differs(base: Config, head: Config, field: keyof Config | null): boolean {
  return field !== null && !same(sorted(base[field]), sorted(head[field]));
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A value with its keys sorted: the order of keys in a table says nothing. */
function sorted(value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
    : value;
}

/** The value as it stands in the file; otherwise its default; null if there is none. */
function writtenText(name: SettingName, file: ConfigFile | null): string | null {
  const written = file?.table[name];
  // An empty list is no default, and as a text it would be a hole in the sentence.
  if (Array.isArray(written) && written.length === 0) return "nothing";
  if (written !== undefined) return valueText(written);
  return SETTINGS[name].default === "" ? null : SETTINGS[name].default;
}

/** Longest value that is shown, in characters. */
const VALUE_CHARACTERS = 2_000;

function valueText(value: unknown): string {
  const text = wholeText(value);
  return text.length <= VALUE_CHARACTERS ? text : `${text.slice(0, VALUE_CHARACTERS - 1)}…`;
}

function wholeText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return String(value);
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (Array.isArray(value)) return value.map(valueText).join(", ");
  return JSON.stringify(value) ?? "";
}

/** A rule on one line: `benchmarks = x*, budget = 20%`. */
function ruleText(rule: unknown): string {
  const isTable = typeof rule === "object" && rule !== null;
  const words = isTable ? Object.entries(rule).map(([key, value]) => `${key} = ${valueText(value)}`) : [rule];
  return valueText(words.join(", "));
}
