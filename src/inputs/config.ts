/** What a run was asked for, parsed and with its defaults: one `Config`, wherever it was written. Pure. */
import type { ResultFormat } from "../formats/tool-results.ts";
import type { AcceptRule, BudgetRule, FailOn, Metric, SuiteKind } from "../model.ts";

export interface Config {
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
  readonly python: string;
  readonly basePython: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly baseEnv: Readonly<Record<string, string>> | null;
  readonly setup: string | null;
  readonly base: string | null;
  readonly budget: number;
  readonly budgets: readonly BudgetRule[];
  readonly accepted: readonly AcceptRule[];
  /** Stores, each once; empty if none is wanted. */
  readonly baseline: readonly BaselineStoreName[];
  /** Path of the workflow in the repository; null for the workflow that runs. */
  readonly baselineWorkflow: string | null;
  readonly baselinePath: string;
  readonly compare: "auto" | "paired" | "stored";
  readonly timeLimitSeconds: number;
  readonly failOn: readonly FailOn[];
  readonly comment: "always" | "on-change" | "never";
  /** Whose config file applies where head's would weaken the gate; null: it depends on the occasion. */
  readonly configFrom: "base" | "head" | null;
  readonly pythonPath: readonly string[] | null;
  readonly caches: "own" | "shared";
  readonly seed: number;
  /** The config file that was read, and the other one that was not read because of it; null if there is no other. */
  readonly hiddenFile: { readonly path: string; readonly by: string } | null;
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
