/**
 * The words of the product as types, together with those of `model/`. Nothing here does anything, and nothing is
 * imported here, so every other file may rely on it.
 *
 * Units: durations are seconds unless the name says otherwise; changes, budgets and intervals are fractions (0.12 is 12
 * % slower).
 */

import type { ComparedCommit } from "./model/base-choice.ts";
import type { Drift, Evidence } from "./model/drift.ts";
import type { GateReason, NothingMeasured, SlowerRecording } from "./model/gate-reason.ts";
import type { Metric, Quantity, SideName, Unit } from "./model/quantity.ts";
import type { RowNote } from "./model/row-note.ts";
import type { BaselineReport, UnreadableBaseline } from "./model/stored-evidence.ts";
import type { Warning } from "./model/warning.ts";

export type { Drift, Evidence } from "./model/drift.ts";
export type { GateReason } from "./model/gate-reason.ts";
export {
  type Better,
  INSTRUCTIONS,
  type Metric,
  type Quantity,
  type SeriesQuantity,
  type SideName,
  TIME,
  type Unit,
} from "./model/quantity.ts";
export type { RowNote } from "./model/row-note.ts";
export type { BaselineReport, StoreSavings, UnreadableBaseline } from "./model/stored-evidence.ts";
export type { Warning } from "./model/warning.ts";

export type SuiteKind = "asv" | "command" | "functions" | "pyperf" | "pytest" | "results";
export const ROW_VERDICTS = [
  "regressed",
  "improved",
  "within-budget",
  "inconclusive",
  "new",
  "removed",
  "errored",
  /** Skipped on purpose, by its author. */
  "skipped",
  /** Would be regressed, but the config file says that this is intended. */
  "accepted",
] as const;
export type RowVerdict = (typeof ROW_VERDICTS)[number];

export type GateVerdict =
  | "passed"
  | "failed"
  /** Only noise stood in the way of a verdict. */
  | "inconclusive"
  /** Benchmarks were found, and none of them was compared, for another reason than noise. */
  | "unmeasured"
  | "recorded"
  | "skipped";

export type FailOn = "regression" | "inconclusive" | "errored" | "removed" | "missing-baseline";

/** Where a benchmark is defined: path relative to the checkout, 1-based line. */
export interface Location {
  readonly file: string;
  readonly line: number;
}

/** What a call works through, as its author declares it; shown as a rate. */
export interface Work {
  readonly amount: number;
  readonly unit: "items" | "bytes";
}

/** One benchmark, as a side reports it on collection. */
export interface Benchmark {
  readonly id: string;
  readonly location: Location | null;
  readonly work?: Work | undefined;
}

/**
 * Batches of base, and at the same index the batch of head that ran next to each; in the unit, for one call. There are
 * two columns and no list of pairs, because a large suite has a million pairs.
 */
export interface Pairs {
  readonly base: readonly number[];
  readonly head: readonly number[];
}

/** What one fresh pair of processes measured of one benchmark. */
export interface PairedBlock {
  /** 0-based number of the block in the run; the seed of its layout follows from it and the run's seed. */
  readonly block: number;
  /** CPU that both sides were pinned to; null if pinning is not possible. */
  readonly cpu: number | null;
  /** Calls in a batch. */
  readonly loops: number;
  /** Whether the two batches of a pair ran at the same time and shared the CPU, or one after the other. */
  readonly sideBySide: boolean;
  /**
   * How many CPUs the batches had, if the benchmark's threads or child processes run on several at a time: all of them,
   * and `cpu` is null. Absent if it uses a single one.
   */
  readonly cpus?: number;
  /**
   * Part of the time of several CPUs that something else had meanwhile, for the side that lost more by it. Absent if
   * unknown.
   */
  readonly othersShare?: number;
  readonly pairs: Pairs;
}

/** All paired blocks of one benchmark and metric, in the order they were measured. */
export interface PairedSeries extends Quantity {
  readonly id: string;
  readonly blocks: readonly PairedBlock[];
}

/**
 * Values of one side alone, as they are stored as a baseline. `medians` holds one value for each block, in the unit.
 */
export interface Series extends Quantity {
  readonly id: string;
  readonly medians: readonly number[];
}

/** What has to be the same before times of two runs may be compared. */
export interface Fingerprint {
  readonly cpu: string;
  readonly os: string;
  /** Implementation, version and build, e.g. `CPython 3.13.0 (free-threaded)`. */
  readonly python: string;
  /** SHA-256 over the lock and requirement files of the checkout; null if there are none. */
  readonly lock: string | null;
  /**
   * SHA-256 over names and versions of the distributions that are installed for the interpreter; null if an older
   * version recorded it, which did not store them.
   */
  readonly packages: string | null;
  /**
   * Hash of each variable of the job that may change how code runs, by name; null if an older version recorded it,
   * which did not store them.
   */
  readonly variables: Readonly<Record<string, string>> | null;
}

/** One recording of a baseline, which every value of a history column belongs to. */
export interface BaselineRun {
  readonly commit: string;
  /** Time of the recording: ISO 8601, UTC. */
  readonly recordedAt: string;
  /** Index in the baseline's `fingerprints`. */
  readonly fingerprint: number;
  /**
   * Seconds that the canary took, the same work in every run, which show how fast the machine was. Null if nobody
   * measured it.
   */
  readonly canary: number | null;
}

/** One benchmark of a baseline: the blocks of its last recording, and the medians of earlier ones. */
export interface BaselineSeries extends Series {
  /** Hash of the files that the benchmark is written in; null if these are the code under test itself. */
  readonly code: string | null;
  /**
   * Median of each of the baseline's `runs`, oldest first, in the unit, with five significant digits; null for a run
   * that did not measure it, or measured it under another `code`.
   */
  readonly history: readonly (number | null)[];
  /** What was found when the benchmark was last checked for drift over its budget; null if it never was. */
  readonly crept: LookedIntoDrift | null;
}

/**
 * A drift that the stored values show, and what a side-by-side measurement said about it, so that it is not measured at
 * every recording.
 */
export interface LookedIntoDrift {
  /** Commit at which it was best. */
  readonly best: string;
  /** How far above that the stored values were then, as a fraction. */
  readonly by: number;
  /** The drift that is reported as long as it grows no further; null if there was none. */
  readonly told: Drift | null;
}

/** Version of the stored baseline, which rises when a reader of the former one would misread the new one. */
export const BASELINE_VERSION = 2;

/**
 * A stored baseline, as every store reads and writes it. Its last run is the recording itself. `medians` of a series
 * are empty if that run could not measure a benchmark that earlier ones did.
 */
export interface Baseline {
  readonly schemaVersion: typeof BASELINE_VERSION;
  readonly commit: string;
  readonly branch: string;
  /** Time of the recording: ISO 8601, UTC. */
  readonly recordedAt: string;
  readonly fingerprint: Fingerprint;
  readonly fingerprints: readonly Fingerprint[];
  /** Hash of the settings that it was recorded with; null if an older version recorded it, which did not store them. */
  readonly setting: string | null;
  /** Runs, oldest first and this one last; at most a hundred. */
  readonly runs: readonly BaselineRun[];
  readonly series: readonly BaselineSeries[];
}

/**
 * A baseline that could not be read. Found, missing (never written, or evicted) and unreadable (there, but not usable)
 * are three different things.
 */
export type BaselineLoad =
  | {
      readonly kind: "found";
      readonly baseline: Baseline;
      readonly source: string;
      /** Other stores that could not be read: what they hold may be newer. */
      readonly problems?: readonly UnreadableBaseline[];
    }
  /** `why` says more than that none was recorded; it is the rest of the sentence in the report. */
  | { readonly kind: "missing"; readonly source: string; readonly why?: string }
  /** The configuration asks for none. */
  | { readonly kind: "not-wanted" }
  | UnreadableBaseline;

export type BaselineSave =
  /**
   * `problems`: why some of several stores did not take it. `runs`: number of recordings in its history, if known;
   * `runsOnMachine`: how many of them were made on this kind of machine.
   */
  | {
      readonly kind: "saved";
      readonly target: string;
      readonly problems: readonly string[];
      readonly runs?: number;
      readonly runsOnMachine?: number;
    }
  | { readonly kind: "not-saved"; readonly target: string; readonly why: string }
  | { readonly kind: "nothing-to-save"; readonly why: NothingMeasured }
  /** The recording slowed down, and the baseline of an earlier commit stays. */
  | {
      readonly kind: "kept";
      readonly source: string;
      readonly commit: string;
      readonly slower: SlowerRecording;
    };

/** A step in the level of a benchmark on a branch, between two recordings of its baseline. */
export interface ChangePoint {
  readonly id: string;
  readonly metric: Metric;
  /** Change as a fraction; above zero is worse, even if bigger is better. */
  readonly change: number;
  /** Commits of the last recording before the step and of the first one after it. */
  readonly from: string;
  readonly to: string;
  /** Time of the first recording after it: ISO 8601, UTC. */
  readonly at: string;
}

/** What the history of a branch's baseline shows. */
export interface Trends {
  readonly branch: string;
  /** Number of recordings it is read from, including this one. */
  readonly runs: number;
  readonly changePoints: readonly ChangePoint[];
  readonly drifts: readonly Drift[];
  /**
   * Medians of the benchmarks named in either, one for each recording on machines like this run's, in the unit, oldest
   * first.
   */
  readonly courses: readonly {
    readonly id: string;
    readonly metric: Metric;
    readonly unit: Unit;
    readonly medians: readonly (number | null)[];
  }[];
}

/** One row of the table. Values are null if the verdict has none. */
export interface Row extends Quantity {
  readonly id: string;
  readonly verdict: RowVerdict;
  /** Median of the block medians, in the unit. */
  readonly base: number | null;
  readonly head: number | null;
  /** Change: head / base − 1, whichever way is better. */
  readonly change: number | null;
  /** 95 % interval of the change. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly budget: number;
  readonly evidence: Evidence | null;
  /** Smallest slowdown that the evidence of an inconclusive row would have found 80 % of the time. */
  readonly detectable: number | null;
  /** Why the verdict is what it is, if the numbers do not show it; the most important reason first. */
  readonly notes: readonly RowNote[];
  /** Both costs of a time that was measured in pairs; null if there is only one cost. */
  readonly costs: RowCosts | null;
  readonly location: Location | null;
  /** What a call of head works through; null if it declares nothing. */
  readonly work: Work | null;
  readonly blocks: readonly PairedBlock[];
  /** What changed inside a regressed or accepted row, most telling first. */
  readonly reasons: readonly FunctionChange[];
}

/** What a benchmark costs in two ways: what every n-th call takes is in the mean, but in no typical call. */
export interface RowCosts {
  /**
   * Which of the two `base`, `head`, `change` and `interval` of the row describe: the one that the verdict rests on.
   */
  readonly shown: "typical" | "mean";
  readonly typical: Change;
  readonly mean: Change;
}

export interface Change {
  /** Change: head / base − 1. */
  readonly change: number;
  /** 95 % interval of the change. */
  readonly interval: readonly [low: number, high: number];
}

/**
 * A function whose own time or call count differs between the sides; times are seconds for each call of the benchmark.
 */
export interface FunctionChange {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly baseCalls: number;
  readonly headCalls: number;
  readonly baseOwnSeconds: number;
  readonly headOwnSeconds: number;
}

export interface SideReport extends ComparedCommit {
  readonly name: SideName;
  readonly python: string;
}

/** How well the measuring could be controlled on this machine, and what its canary found. */
export interface Conditions {
  readonly pinned: boolean;
  readonly layout: "shared" | "randomised";
  /** Number of CPUs that the blocks rotated over. */
  readonly cpus: number;
  readonly blocks: number;
  readonly seconds: number;
  /** Pairs measured again because something else ran during one of their batches, for an unknown time. */
  readonly repeatedPairs: number;
  /**
   * Part of the wall clock of batches in turns for which something else ran on their CPU, and which was taken out; null
   * if unknown.
   */
  readonly runDelayShare: number | null;
  /**
   * Seconds of a garbage collection of everything that was imported, which is set apart from the collector while
   * benchmarks run. Absent if it is not set apart.
   */
  readonly fullCollection?: Readonly<Record<SideName, number>>;
  readonly timeLimitReached: boolean;
  /**
   * Side whose process was lost between two benchmarks, which ended measuring; `both` if neither side is more to blame.
   * Absent if none was lost.
   */
  readonly lost?: SideName | "both";
  /**
   * The bundled A/A benchmark. `drifted`: results of any verdict that it could have masked or caused are inconclusive.
   */
  readonly canary: { readonly change: number; readonly drifted: boolean } | null;
}

/**
 * Version of the result document, which rises when a reader of the former one would misread the new one. Since 4, it has
 * facts instead of sentences: notes, warnings, the reason, the baseline.
 */
export const SCHEMA_VERSION = 4;

/** The result document (`--json`), from which every report is rendered and every verdict can be decided again. */
export interface Result {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly tool: { readonly name: "hotpath-gate"; readonly version: string };
  readonly verdict: GateVerdict;
  readonly reason: GateReason;
  readonly config: ResultConfig;
  /** Differences between the config files; null if nothing was compared, or no config file is committed. */
  readonly settings: SettingsReport | null;
  readonly sides: { readonly base: SideReport | null; readonly head: SideReport };
  readonly evidence: {
    readonly conditions: Conditions | null;
    readonly baseline: BaselineReport;
    /** The canary's series; the rows were decided together with it. */
    readonly canaryBlocks: readonly PairedBlock[];
    /** History of a recording; null if there was none before it. */
    readonly trends: Trends | null;
  };
  readonly warnings: readonly Warning[];
  readonly benchmarks: readonly Row[];
}

/** A setting of the config file that head changes. */
export interface SettingChange {
  /** Name of the setting, as it is written. */
  readonly setting: string;
  /** Value of base, as it is written, or the default; null if nothing is set. For a list of rules: the removed rule. */
  readonly base: string | null;
  /** Value of head. For a list of rules: the new rule. */
  readonly head: string | null;
  /**
   * Which one applies if base's configuration is enforced: one of them, what either asks for (`both`), or only what
   * both allow (`stricter`).
   */
  readonly holds: "base" | "head" | "both" | "stricter";
  /** Last day of an acceptance, if it has passed: the rule accepts nothing, whichever side's settings apply. */
  readonly ended?: string;
}

/** How the config file of head differs from base's. */
export interface SettingsReport {
  /** Whose settings apply where head's weaken the gate. */
  readonly from: "base" | "head";
  /** Whether somebody asked for that; otherwise, the occasion decides. */
  readonly isAsked: boolean;
  readonly changes: readonly SettingChange[];
  /** Why base's could not be compared with, as a sentence without its full stop; null if it could. */
  readonly problem: string | null;
}

/** The part of the configuration that decides verdicts, kept in the result so that they can be decided again. */
export interface ResultConfig {
  readonly suite: SuiteKind;
  readonly budget: number;
  readonly budgets: readonly BudgetRule[];
  readonly accepted: readonly AcceptRule[];
  readonly failOn: readonly FailOn[];
  readonly timeLimitSeconds: number;
  readonly seed: number;
}

/**
 * A budget for the benchmarks whose id matches; later rules win. `floor` is an absolute change (in the unit) below
 * which nothing regresses.
 */
export interface BudgetRule {
  readonly benchmarks: string;
  readonly metric: Metric;
  readonly budget: number | null;
  readonly floor: number | null;
}

/** An intended slowdown of the benchmarks whose id matches, for as long as the rule holds. */
export interface AcceptRule {
  readonly benchmarks: string;
  readonly reason: string;
  /** The last day on which it holds, UTC: `2026-12-31`. */
  readonly until: string;
}
