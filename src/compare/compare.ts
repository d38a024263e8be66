/** From what was measured to one row for each benchmark. Pure. */

import { seriesKey } from "../baseline/history.ts";
import type { Discovery, Namesake } from "../findings/discovery.ts";
import type { Failure } from "../findings/failure.ts";
import type { Loss, MeasuredSides } from "../findings/measurement.ts";
import { FEWEST_RECORDED_BLOCKS } from "../measure/schedule.ts";
import type {
  BaselineLoad,
  BaselineReport,
  BaselineSeries,
  Benchmark,
  Conditions,
  PairedBlock,
  PairedSeries,
  Row,
  RowNote,
  Series,
  Warning,
} from "../model.ts";
import { CANARY_ID, type Doubt } from "../protocol.ts";
import { type End, PAIRED_RULE } from "../statistics/sequential-rule.ts";
import { type AcceptanceOf, withAcceptance, withAcceptedLoss } from "./accept.ts";
import { type AskedFirst, describeBaseline } from "./baseline-report.ts";
import { withBlame } from "./blame.ts";
import { isSelfChecked } from "./canary.ts";
import { type SkippedOnBase, skippedOnBaseAlone } from "./not-on-base.ts";
import { goneFromStore, type LostBenchmarks, lostSinceStored, trulyLost } from "./not-on-head.ts";
import { type BudgetOf, type DecidedRow, decidePaired } from "./paired.ts";
import { decideStored } from "./stored.ts";
import type { StoredQuestion } from "./stored-noise.ts";
import { asErrored, type TableFacts, tableRows } from "./table.ts";

export interface Compared {
  readonly rows: readonly Row[];
  readonly conditions: Conditions;
  readonly baseline: BaselineReport;
  /** Blocks of the canary, without which the rows could not be decided again. */
  readonly canaryBlocks: readonly PairedBlock[];
  readonly failedOnBase: readonly Failure[];
  /** Benchmarks that only base skips, and why. */
  readonly skippedOnBase: readonly SkippedOnBase[];
  /** Ids of benchmarks that head's code no longer lets it collect, and that nobody accepts. */
  readonly lost: readonly string[];
  /** Doubts about benchmarks, each once. */
  readonly doubts: readonly Doubt[];
  /** Installed distributions that only share their name with a project of the repository, each once. */
  readonly namesakes: readonly Namesake[];
  /** Why measuring ended early, other than by the time limit, and what it left out. */
  readonly warnings: readonly Warning[];
  /** Keys (`seriesKey`) of rows that only the end of the time kept from being red, and that nobody accepts. */
  readonly overdue: ReadonlySet<string>;
  /** Ids of errored rows that head is to blame for. */
  readonly brokenByHead: ReadonlySet<string>;
  /** Keys (`seriesKey`) of rows that a lost process left undecided, and for which head is not to blame. */
  readonly unfinished: ReadonlySet<string>;
  /** Keys (`seriesKey`) of undecided rows for which there was too little time for any to be red. */
  readonly tooShort: ReadonlySet<string>;
  /** Keys (`seriesKey`) of rows that the stored baseline settled before anything was measured side by side. */
  readonly settled: ReadonlySet<string>;
}

/** The stored baseline, and the question put to it. */
export interface StoredEvidence extends StoredQuestion {
  readonly load: BaselineLoad;
  /** What it settled before base was measured. */
  readonly asked: AskedFirst;
}

/**
 * Decides what was measured.
 *
 * @param stored decides if head was measured alone, and holds what it has settled before; null if only pairs count
 * @param sameCode what need not be measured
 */
export function compareMeasured(
  measured: MeasuredSides,
  discovery: Discovery,
  stored: StoredEvidence | null,
  budgetOf: BudgetOf,
  acceptanceOf: AcceptanceOf,
  sameCode: readonly DecidedRow[] = [],
): Compared {
  const { conditions, loss } = measured.measurement;
  const headOnly = measured.kind === "paired" ? measured.headOnly : null;
  const failures = [...measured.measurement.failures, ...(headOnly?.failures ?? [])];
  const settled = stored?.asked.kind === "asked" ? stored.asked.rows : null;
  const {
    rows: decided,
    canary,
    overdue,
    tooShort,
  } = measured.kind === "paired"
    ? decidePaired(
        comparableSeries(measured.measurement.series, discovery),
        budgetOf,
        PAIRED_RULE,
        endOf(conditions),
      )
    : {
        rows: settled === null ? decideAgainst(stored, measured, budgetOf) : [],
        canary: null,
        overdue: NONE,
        tooShort: NONE,
      };
  const { formerly, formerProblems } = discovery;
  const base = measured.kind === "paired" ? (discovery.base?.benchmarks ?? []) : storedBenchmarks(stored);
  const lost = lostOf(measured, discovery, stored, base);
  const problemsOnBase = discovery.base?.problems ?? [];
  const unblamed = tableRows({
    decided: [...(settled ?? []), ...sameCode, ...decided],
    head: discovery.head.benchmarks,
    base,
    quantities: quantitiesOf(discovery),
    baseIsStored: measured.kind === "alone",
    formerly,
    lost,
    ofBaseItself: discovery.oneSided.ofBaseItself,
    unreadOnBase: discovery.oneSided.unread,
    skipsOnBase: discovery.base?.skips ?? [],
    dropped: discovery.dropped,
    headOnly: headOnly?.series ?? [],
    failures,
    problems: discovery.head.problems,
    skips: discovery.head.skips,
    ownText: measured.kind === "paired" ? ownTextOf(discovery) : otherText(stored),
    problemsOnBase,
    budgetOf,
  })
    .map((row) => withOwnText(row, discovery))
    .map((row) => (lost.has(row.id) ? withAcceptedLoss : withAcceptance)(row, acceptanceOf))
    .map((row) => withLoss(row, loss));
  const blameFacts = { base, formerly, failures, formerProblems, problemsOnBase };
  const { rows, brokenByHead } = withBlame(unblamed, blameFacts);
  const collected = new Set(discovery.base?.benchmarks.map(({ id }) => id));
  return {
    rows,
    overdue: new Set(
      rows
        .filter(({ id, verdict }) => verdict === "inconclusive" && acceptanceOf(id)?.holds !== true)
        .map(seriesKey)
        .filter((key) => overdue.has(key)),
    ),
    canaryBlocks: canaryBlocks(measured, discovery),
    doubts: eachDoubtOnce([
      ...discovery.head.doubts,
      ...measured.measurement.doubts,
      ...(headOnly?.doubts ?? []),
    ]),
    namesakes: foundNamesakes(measured, discovery),
    warnings: measured.measurement.warnings,
    failedOnBase: failures.filter(
      ({ id, side, kind }) =>
        side === "base" && kind !== "skipped" && kind !== "incomparable" && collected.has(id),
    ),
    skippedOnBase: skippedOnBaseAlone(rows, failures, discovery.base?.skips ?? []),
    lost: rows.filter(({ id, verdict }) => verdict === "errored" && lost.has(id)).map(({ id }) => id),
    conditions: { ...conditions, canary },
    baseline:
      stored === null ? BASELINE_NOT_USED : describeBaseline(stored.load, stored.fingerprint, stored.asked),
    brokenByHead,
    unfinished: new Set(rows.filter((row) => isLeftBy(loss, row)).map(seriesKey)),
    tooShort: conditions.timeLimitReached
      ? new Set([...tooShort, ...neverCompared(rows, failures, measured.measurement.series)])
      : tooShort,
    settled: new Set([...(settled ?? []), ...sameCode].map(seriesKey)),
  };
}

/** How measuring ended. Whatever a lost process leaves does not depend on the ratios, as with the time limit. */
export function endOf({ timeLimitReached, lost }: Pick<Conditions, "timeLimitReached" | "lost">): End {
  return timeLimitReached || lost !== undefined ? "cut short" : "finished";
}

/** Keys (`seriesKey`) of what runs on both sides, but was measured too little to be compared with anything. */
function neverCompared(
  rows: readonly Row[],
  failures: readonly Failure[],
  series: readonly (PairedSeries | Series)[],
): readonly string[] {
  const enough = series.filter((one) => "blocks" in one || one.medians.length >= FEWEST_RECORDED_BLOCKS);
  const told = new Set([...enough, ...failures].map(({ id }) => id));
  return rows
    .filter(({ id, verdict, evidence }) => verdict === "inconclusive" && evidence === null && !told.has(id))
    .map(seriesKey);
}

function isLeftBy(loss: Loss | null, { id, verdict }: Row): boolean {
  return verdict === "inconclusive" && loss?.ids.has(id) === true;
}

/**
 * A row with the loss that ended measuring. What head's own process was lost under does not run on head, whatever
 * earlier blocks have shown.
 */
function withLoss(row: Row, loss: Loss | null): Row {
  if (loss === null || !isLeftBy(loss, row)) return row;
  const note: RowNote = { kind: "process-lost", lost: loss.lost };
  if (loss.lost.side === "head") return asErrored(row, note);
  return row.evidence === null ? { ...row, notes: [note] } : row;
}

/** A row with a note if each side ran its own version of the benchmark: part of the change may be the benchmark's. */
function withOwnText(row: Row, { ownText }: Discovery): Row {
  if (row.change === null || ownText?.ids.includes(row.id) !== true) return row;
  return { ...row, notes: [...row.notes, { kind: "own-text-on-base" }] };
}

/**
 * Distributions that only share a name with a project. What is imported only while it runs is seen by measuring alone.
 */
function foundNamesakes(measured: MeasuredSides, discovery: Discovery): readonly Namesake[] {
  const all = [...(discovery.namesakes ?? []), ...(measured.namesakes ?? [])];
  return [...new Map(all.map((one) => [one.distribution, one])).values()];
}

function comparableSeries(series: readonly PairedSeries[], discovery: Discovery) {
  return isSelfChecked(discovery) ? series : series.filter(({ id }) => id !== CANARY_ID);
}

function canaryBlocks(measured: MeasuredSides, discovery: Discovery): readonly PairedBlock[] {
  if (measured.kind === "alone") return [];
  return (
    comparableSeries(measured.measurement.series, discovery).find(({ id }) => id === CANARY_ID)?.blocks ?? []
  );
}

/** Quantities of each side, for suites that report them when they are collected. */
function quantitiesOf({ head, base }: Discovery): TableFacts["quantities"] {
  if (head.quantities === null || base === null || base.quantities === null) return null;
  return { head: head.quantities, base: base.quantities };
}

/** Doubts, each once. Both sides run the same benchmark, and raise the same doubts. */
function eachDoubtOnce(doubts: readonly Doubt[]): Doubt[] {
  return [...new Map(doubts.map((one) => [`${one.doubt} ${one.id}`, one])).values()];
}

const NONE: ReadonlySet<string> = new Set();
const BASELINE_NOT_USED: BaselineReport = { state: "not-used", source: "", why: "not-wanted" };

function storedBenchmarks(stored: StoredEvidence | null): Benchmark[] {
  if (stored?.load.kind !== "found") return [];
  const onBase = stored.asked.kind === "asked" ? stored.asked.onBase : null;
  const known = stored.load.baseline.series.filter(({ id }) => onBase?.has(id) ?? true);
  return known.map(({ id }) => ({ id, location: null }));
}

function lostOf(
  { kind }: MeasuredSides,
  { head: { benchmarks }, oneSided }: Discovery,
  stored: StoredEvidence | null,
  base: readonly Benchmark[],
): LostBenchmarks {
  const onBase = new Set(base.map(({ id }) => id));
  const fresh = benchmarks.map(({ id }) => id).filter((id) => !onBase.has(id));
  if (kind === "paired") return trulyLost(oneSided.lost, fresh);
  if (stored?.load.kind !== "found") return new Map();
  const { baseline } = stored.load;
  return trulyLost(lostSinceStored(baseline, goneFromStore(baseline, benchmarks), stored.codes), fresh);
}

/** Ids of benchmarks that base runs in its own version. With a tool that runs as a whole, each side runs its own. */
function ownTextOf({ ownText, head }: Discovery): ReadonlySet<string> {
  return new Set(head.run === null ? ownText?.ids : head.benchmarks.map(({ id }) => id));
}

/** Ids of benchmarks that are known to have been different when the stored baseline was recorded. */
function otherText(stored: StoredEvidence | null): ReadonlySet<string> {
  if (stored?.load.kind !== "found") return NONE;
  const { codes } = stored;
  const isOther = ({ id, code }: BaselineSeries) => codes.has(id) && codes.get(id) !== code;
  return new Set(stored.load.baseline.series.filter(isOther).map(({ id }) => id));
}

function decideAgainst(
  stored: StoredEvidence | null,
  measured: Extract<MeasuredSides, { kind: "alone" }>,
  budgetOf: BudgetOf,
) {
  if (stored?.load.kind !== "found")
    throw new Error("head was measured alone without a stored baseline to compare it with");
  const { series, meanExcess } = measured.measurement;
  return decideStored(stored.load.baseline, series, { ...stored, meanExcess }, budgetOf);
}
