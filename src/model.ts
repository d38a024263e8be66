/**
 * The words of the product, as types, with those of `model/`. Nothing here does anything, and nothing here is imported
 * from anywhere else: every other file may rely on it.
 *
 * Units: durations are seconds unless the name says otherwise; changes, budgets and intervals are
 * fractions (0.12 is 12 % slower).
 */

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
  /** On purpose, by its author. */
  "skipped",
  /** Would be regressed, and somebody wrote into the config file that this is meant. */
  "accepted",
] as const;
export type RowVerdict = (typeof ROW_VERDICTS)[number];

export type GateVerdict =
  | "passed"
  | "failed"
  /** Only noise stood in the way. */
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

/** What a call works through, as its author declares it: shown as a rate. */
export interface Work {
  readonly amount: number;
  readonly unit: "items" | "bytes";
}

/** One hot path, as a side reports it on collection. */
export interface Benchmark {
  readonly id: string;
  readonly location: Location | null;
  readonly work?: Work | undefined;
}

/**
 * In the unit, for one call: the batches of base, and at the same place the batch of head that ran next to each. Two
 * columns and no list of pairs, because a large suite has a million of them.
 */
export interface Pairs {
  readonly base: readonly number[];
  readonly head: readonly number[];
}

/** What one fresh process pair measured of one benchmark. */
export interface PairedBlock {
  /** 0-based number of the block in the run; the seed of its layout follows from it and the run's seed. */
  readonly block: number;
  /** CPU both sides were pinned to; null where pinning is not possible. */
  readonly cpu: number | null;
  /** Calls a batch. */
  readonly loops: number;
  /** Whether the two batches of a pair ran at the same time and shared the CPU, or one after the other. */
  readonly sideBySide: boolean;
  /**
   * How many CPUs its batches had, where its threads or child processes run on several at a time: all that there are, and
   * `cpu` is null. Missing where it has use for one alone.
   */
  readonly cpus?: number;
  /**
   * Of such a block: part of the CPUs' time that something else had meanwhile, of the side that lost more by it. Missing where
   * it is unknown.
   */
  readonly othersShare?: number;
  readonly pairs: Pairs;
}

/** All paired blocks of one benchmark and metric, in the order they were measured. */
export interface PairedSeries extends Quantity {
  readonly id: string;
  readonly blocks: readonly PairedBlock[];
}

/** One side alone: what is stored as a baseline. `medians` holds one value a block, in the unit. */
export interface Series extends Quantity {
  readonly id: string;
  readonly medians: readonly number[];
}

/** What has to be the same before two measurements of time may be compared across runs. */
export interface Fingerprint {
  readonly cpu: string;
  readonly os: string;
  /** Implementation, version and build, e.g. `CPython 3.13.0 (free-threaded)`. */
  readonly python: string;
  /** SHA-256 over the lock and requirement files of the checkout; null when there are none. */
  readonly lock: string | null;
  /**
   * SHA-256 over names and versions of the distributions that are installed for the interpreter; null in recordings
   * from before this was kept, of which nobody knows.
   */
  readonly packages: string | null;
  /**
   * By name, a hash of each variable of the job that code may run otherwise with; null in recordings from before this was
   * kept, of which nobody knows.
   */
  readonly variables: Readonly<Record<string, string>> | null;
}

/** One recording of a baseline: what every value of a history column belongs to. */
export interface BaselineRun {
  readonly commit: string;
  /** ISO 8601, UTC. */
  readonly recordedAt: string;
  /** 0-based place in the baseline's `fingerprints`. */
  readonly fingerprint: number;
  /** Seconds that the canary took, the same work in every run: how fast the machine was. Null where nobody measured it. */
  readonly canary: number | null;
}

/** One benchmark of a baseline: the blocks of its last recording, and the medians of those before. */
export interface BaselineSeries extends Series {
  /** Hash of the files that the benchmark is written in; null where they are the code under test itself. */
  readonly code: string | null;
  /**
   * Median of each of the baseline's `runs`, oldest first, in the unit, with five significant digits; null for a
   * run that did not measure it, or measured it under another `code`.
   */
  readonly history: readonly (number | null)[];
  /** What was found when it was last looked into whether it crept over its budget; null when it never was. */
  readonly crept: LookedIntoDrift | null;
}

/** A creep that the stored values show, and what pairs said of it: so that it is not measured at every recording. */
export interface LookedIntoDrift {
  /** Commit of its best level. */
  readonly best: string;
  /** How far above that the stored values were then: fraction. */
  readonly by: number;
  /** What is told of it as long as it creeps no further; null where it was none. */
  readonly told: Drift | null;
}

/**
 * A stored baseline, as every store reads and writes it. Its last run is the recording itself; `medians` of its
 * series are empty where that run could not measure a benchmark that earlier ones did.
 */
export interface Baseline {
  readonly schemaVersion: 2;
  readonly commit: string;
  readonly branch: string;
  /** ISO 8601, UTC. */
  readonly recordedAt: string;
  readonly fingerprint: Fingerprint;
  readonly fingerprints: readonly Fingerprint[];
  /** Hash of the settings that it was recorded with; null in recordings from before this was kept. */
  readonly setting: string | null;
  /** Oldest first, this one last; at most a hundred. */
  readonly runs: readonly BaselineRun[];
  readonly series: readonly BaselineSeries[];
}

/** Three different things: found, missing (never written, or evicted), unreadable (there, but not usable). */
export type BaselineLoad =
  | {
      readonly kind: "found";
      readonly baseline: Baseline;
      readonly source: string;
      /** Others of several stores that could not be read: what they hold may be newer. */
      readonly problems?: readonly UnreadableBaseline[];
    }
  /** `why`: more than that none was recorded; the rest of the sentence in the report. */
  | { readonly kind: "missing"; readonly source: string; readonly why?: string }
  /** The configuration asks for none. */
  | { readonly kind: "not-wanted" }
  | UnreadableBaseline;

export type BaselineSave =
  /** `problems`: why some of several stores did not take it; `runs`: recordings that its history has, where known. */
  | {
      readonly kind: "saved";
      readonly target: string;
      readonly problems: readonly string[];
      readonly runs?: number;
    }
  | { readonly kind: "not-saved"; readonly target: string; readonly why: string }
  | { readonly kind: "nothing-to-save"; readonly why: NothingMeasured }
  /** The recording got slower, and the baseline of an earlier commit stays. */
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
  /** Fraction; above zero is worse, also where bigger is better. */
  readonly change: number;
  /** Commits of the last recording before the step and of the first after it. */
  readonly from: string;
  readonly to: string;
  /** When the first after it was recorded: ISO 8601, UTC. */
  readonly at: string;
}

/** What the history of a branch's baseline shows. */
export interface Trends {
  readonly branch: string;
  /** Recordings it is read from, this one included. */
  readonly runs: number;
  readonly changePoints: readonly ChangePoint[];
  readonly drifts: readonly Drift[];
  /** How the benchmarks named in either went: a median a recording on machines like this run's, in the unit, oldest first. */
  readonly courses: readonly {
    readonly id: string;
    readonly metric: Metric;
    readonly unit: Unit;
    readonly medians: readonly (number | null)[];
  }[];
}

/** One line of the delta table. Values are null where the verdict has none. */
export interface Row extends Quantity {
  readonly id: string;
  readonly verdict: RowVerdict;
  /** Median of the block medians, in the unit. */
  readonly base: number | null;
  readonly head: number | null;
  /** head / base − 1, whichever of the two is the better one. */
  readonly change: number | null;
  /** 95 % interval of the change. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly budget: number;
  readonly evidence: Evidence | null;
  /** Of an inconclusive row: the smallest slowdown that this evidence would have found 80 % of the time. */
  readonly detectable: number | null;
  /** Why the verdict is what it is, where the numbers do not show it: the one that weighs most first. */
  readonly notes: readonly RowNote[];
  /** Of a time that was measured in pairs; null where there is one cost alone. */
  readonly costs: RowCosts | null;
  readonly location: Location | null;
  /** Of head; null where it declares none. */
  readonly work: Work | null;
  readonly blocks: readonly PairedBlock[];
  /** Of a regressed or accepted row: what changed inside it, most telling first. */
  readonly reasons: readonly FunctionChange[];
}

/** What a benchmark costs in two ways: what every n-th call takes is in the mean, and in no typical call. */
export interface RowCosts {
  /** Which of the two `base`, `head`, `change` and `interval` of the row are of: the one that the verdict rests on. */
  readonly shown: "typical" | "mean";
  readonly typical: Change;
  readonly mean: Change;
}

export interface Change {
  /** head / base − 1. */
  readonly change: number;
  /** 95 % interval of the change. */
  readonly interval: readonly [low: number, high: number];
}

/** A function whose own time or call count differs between the sides; times are seconds a call of the benchmark. */
export interface FunctionChange {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly baseCalls: number;
  readonly headCalls: number;
  readonly baseOwnSeconds: number;
  readonly headOwnSeconds: number;
}

export interface SideReport {
  readonly name: SideName;
  /** Full hash, or null for a working tree with uncommitted changes or outside git. */
  readonly commit: string | null;
  /** What a person calls it: `main`, `HEAD^`, `working tree`. */
  readonly label: string;
  readonly python: string;
}

/** How far the measuring could be controlled on this machine, and what its canary found. */
export interface Conditions {
  readonly pinned: boolean;
  readonly layout: "shared" | "randomised";
  /** Number of CPUs the blocks rotated over. */
  readonly cpus: number;
  readonly blocks: number;
  readonly seconds: number;
  /** Pairs measured again because something else ran during one of their batches, nobody knows for how long. */
  readonly repeatedPairs: number;
  /** Part of the wall clock of batches in turns for which something else ran on their CPU, and which was taken out; null where unknown. */
  readonly runDelayShare: number | null;
  /**
   * Seconds of a garbage collection of all that was imported, which is set apart from the collector while benchmarks run;
   * missing where it is not.
   */
  readonly fullCollection?: Readonly<Record<SideName, number>>;
  readonly timeLimitReached: boolean;
  /**
   * Whose process was lost between two benchmarks, which ended measuring; `both` where neither side is more to blame. Missing
   * where none was.
   */
  readonly lost?: SideName | "both";
  /** The bundled A/A benchmark. `drifted`: results that this could have masked or caused, of any verdict, are inconclusive. */
  readonly canary: { readonly change: number; readonly drifted: boolean } | null;
}

/** The result document (`--json`), from which every report is rendered and every verdict can be decided again. */
export interface Result {
  readonly schemaVersion: 4;
  readonly tool: { readonly name: "hotpath-gate"; readonly version: string };
  readonly verdict: GateVerdict;
  readonly reason: GateReason;
  readonly config: ResultConfig;
  /** Null where nothing was compared, or no config file is committed. */
  readonly settings: SettingsReport | null;
  readonly sides: { readonly base: SideReport | null; readonly head: SideReport };
  readonly evidence: {
    readonly conditions: Conditions | null;
    readonly baseline: BaselineReport;
    /** The canary's series; the rows were decided beside it. */
    readonly canaryBlocks: readonly PairedBlock[];
    /** Of a recording that had others before it. */
    readonly trends: Trends | null;
  };
  readonly warnings: readonly Warning[];
  readonly benchmarks: readonly Row[];
}

/** A setting of the config file that head changes. */
export interface SettingChange {
  /** Its name, as it is written. */
  readonly setting: string;
  /** What base has: as it is written, or the default; null where nothing is set. Of a list of rules, the rule that is gone. */
  readonly base: string | null;
  /** What head has. Of a list of rules, the rule that is new. */
  readonly head: string | null;
  /**
   * Which holds where base's do for what weakens the gate: one of them, what either asks for (`both`), or only what
   * both allow (`stricter`).
   */
  readonly holds: "base" | "head" | "both" | "stricter";
}

/** How the config file of head differs from base's. */
export interface SettingsReport {
  /** Whose hold where head's weaken the gate. */
  readonly from: "base" | "head";
  /** Whether somebody asked for that; otherwise, the occasion does. */
  readonly isAsked: boolean;
  readonly changes: readonly SettingChange[];
  /** Why base's could not be compared with, as a sentence without its full stop; null where it could. */
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

/** A budget for the benchmarks whose id matches; later rules win. `floor`: an absolute change (in the unit) below which nothing regresses. */
export interface BudgetRule {
  readonly benchmarks: string;
  readonly metric: Metric;
  readonly budget: number | null;
  readonly floor: number | null;
}

/** A slowdown that is meant: of the benchmarks whose id matches, for as long as it holds. */
export interface AcceptRule {
  readonly benchmarks: string;
  readonly reason: string;
  /** The last day on which it holds: `2026-12-31`, UTC. */
  readonly until: string;
}
