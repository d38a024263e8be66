/** What a run was asked for, parsed and with its defaults: one `Config`, wherever it was written. Pure. */
import type { ResultFormat } from "../formats/tool-results.ts";
import type { AcceptRule, BudgetRule, FailOn, Metric, SuiteKind } from "../model.ts";

/** What is measured. */
export interface BenchmarkSettings {
  readonly suite: SuiteKind | null;
  /** Targets, or command lines for the suites `command` and `results`. Empty: to be detected. */
  readonly benchmarks: readonly string[];
  /** Commands that the config file describes. */
  readonly commands: readonly CommandRule[];
  readonly metrics: readonly Metric[];
  /** Path or glob, relative to the project's folder; null if the command contains `{results}` itself. */
  readonly resultsFile: string | null;
  /** Format of the results; null: to be detected. */
  readonly resultsFormat: ResultFormat | null;
}

/** What the processes of both sides are run with. */
export interface EnvironmentSettings {
  readonly python: string;
  readonly basePython: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly baseEnv: Readonly<Record<string, string>> | null;
  readonly setup: string | null;
  readonly pythonPath: readonly string[] | null;
  readonly caches: "own" | "shared";
}

/** How large a change may be. */
export interface BudgetSettings {
  readonly budget: number;
  readonly budgets: readonly BudgetRule[];
  readonly accepted: readonly AcceptRule[];
}

/** What a result is decided by, and names. */
export interface ResultSettings extends BudgetSettings {
  readonly failOn: readonly FailOn[];
  readonly timeLimitSeconds: number;
  readonly seed: number;
  /** The config file that was read, and the other one that was not read because of it; null if there is no other. */
  readonly hiddenFile: { readonly path: string; readonly by: string } | null;
}

/** What head is compared with, and what verdicts may rest on. */
export interface ComparisonSettings extends SameCodeSettings {
  readonly base: string | null;
  readonly compare: "auto" | "paired" | "stored";
}

/** What becomes of benchmarks that run the same code on both sides. */
export interface SameCodeSettings {
  readonly sameCode: "measure" | "trust";
  /** Patterns of files, relative to the checkout, that no benchmark runs by. */
  readonly inertFiles: readonly string[];
}

/** Where baselines are stored. */
export interface BaselineSettings {
  /** Stores, each once; empty if none is wanted. */
  readonly baseline: readonly BaselineStoreName[];
  /** Path of the workflow in the repository; null for the workflow that runs. */
  readonly baselineWorkflow: string | null;
  readonly baselinePath: string;
}

/** Every setting. What reads settings and what begins a run knows all of them; a stage is handed what it uses. */
export interface Config
  extends BenchmarkSettings,
    EnvironmentSettings,
    ComparisonSettings,
    BaselineSettings,
    ResultSettings {
  /** Label of the pull request that accepts slowdowns; null for none. */
  readonly acceptLabel: string | null;
  readonly mode: "gate" | "report";
  /** Path of the workflow whose runs are reported; null if none is named. */
  readonly gateWorkflow: string | null;
  readonly comment: "always" | "on-change" | "never";
  /** Whose config file applies where head's would weaken the gate; null: it depends on the occasion. */
  readonly configFrom: "base" | "head" | null;
}

/** A command line to be measured, or one for each combination of its parameters (`{size}` in it). */
export interface CommandRule {
  /** Name of the command; null: the command line itself. */
  readonly name: string | null;
  readonly command: string;
  /** Command that is run before each measured run, and not measured. */
  readonly prepare: string | null;
  readonly parameters: Readonly<Record<string, readonly (string | number | boolean)[]>>;
}

export type BaselineStoreName = "cache" | "artifact" | "file";

/** Texts as they were written, by setting; empty ones count as not written. */
export type WrittenSettings = Readonly<Record<string, string>>;

export interface ConfigFile {
  readonly path: string;
  /** Another file with settings that is not read because of this one; null if there is none. */
  readonly hides: string | null;
  /** Content of the settings' table; its keys are not checked yet. */
  readonly table: Readonly<Record<string, unknown>>;
}
