/**
 * Builders of results: a row or a result that is right in every field, of which a test names only those
 * that matter to it.
 *
 *     aResult({ benchmarks: [aRow({ verdict: "regressed", change: 0.34 }), aRow({ id: "app:route" })] })
 */
import type {
  BaselineReport,
  Conditions,
  FunctionChange,
  GateReason,
  GateVerdict,
  PairedBlock,
  Result,
  Row,
  RowNote,
  RowVerdict,
  SideReport,
} from "../../src/model.ts";

/** The change that a row has when only its verdict is given. */
const USUAL_CHANGE: Record<RowVerdict, number | null> = {
  regressed: 0.34,
  improved: -0.21,
  "within-budget": 0.004,
  inconclusive: 0.09,
  new: null,
  removed: null,
  errored: null,
  skipped: null,
  accepted: 0.18,
};

const USUAL_NOTES: Partial<Record<RowVerdict, readonly RowNote[]>> = {
  errored: [{ kind: "fails-on-head", why: "ValueError: no such order: 17", onBase: null }],
  skipped: [{ kind: "skipped", why: "needs a network" }],
  accepted: [{ kind: "accepted", until: "2026-12-31", reason: "validates input now, issue 123" }],
};

/** Notes of a row that fails on head with these words. */
export function failing(why: string): readonly RowNote[] {
  return [{ kind: "fails-on-head", why, onBase: null }];
}

/** A row whose `head`, `interval`, `evidence`, `detectable` and `blocks` agree with its verdict and change. */
export function aRow(given: Partial<Row> = {}): Row {
  const id = given.id ?? "benchmarks/bench_parse.py::bench_orders";
  const verdict = given.verdict ?? "within-budget";
  const change = given.change === undefined ? USUAL_CHANGE[verdict] : given.change;
  const base =
    given.base !== undefined ? given.base : verdict === "new" || verdict === "errored" ? null : 0.00184;
  const head =
    given.head !== undefined
      ? given.head
      : verdict === "new"
        ? 0.00062
        : base === null || change === null
          ? null
          : base * (1 + change);
  const spread = verdict === "inconclusive" ? 0.11 : 0.018;
  return {
    id,
    metric: "time",
    unit: "s",
    better: "smaller",
    verdict,
    base,
    head,
    change,
    interval: change === null ? null : [change - spread, change + spread],
    budget: 0.1,
    evidence: change === null ? null : "paired",
    detectable: verdict === "inconclusive" ? 0.23 : null,
    notes: USUAL_NOTES[verdict] ?? [],
    costs: null,
    location: { file: id.includes("::") ? id.slice(0, id.indexOf("::")) : "app/scoring.py", line: 12 },
    work: null,
    blocks: base === null || change === null ? [] : blocksAround(base, change, spread),
    reasons: [],
    ...given,
  };
}

/** Blocks whose ratios lie evenly over `change` ± `spread`: the same ones for the same arguments. */
export function blocksAround(base: number, change: number, spread: number, count = 4): PairedBlock[] {
  return Array.from({ length: count }, (_, block) => {
    const place = count === 1 ? 0 : (2 * block) / (count - 1) - 1;
    const blockBase = base * (1 + 0.01 * place);
    const blockHead = blockBase * (1 + change + spread * place);
    return {
      block,
      cpu: block % 2,
      loops: 8,
      sideBySide: false,
      pairs: {
        base: [blockBase, blockBase, blockBase],
        head: [-0.004, 0, 0.004].map((shift) => blockHead * (1 + shift)),
      },
    };
  });
}

export function aReason(given: Partial<FunctionChange> = {}): FunctionChange {
  return {
    name: "normalize",
    file: "app/parse.py",
    line: 41,
    baseCalls: 1,
    headCalls: 2000,
    baseOwnSeconds: 0.0000004,
    headOwnSeconds: 0.00061,
    ...given,
  };
}

export function someConditions(given: Partial<Conditions> = {}): Conditions {
  return {
    pinned: true,
    layout: "shared",
    cpus: 2,
    blocks: 6,
    seconds: 18.4,
    repeatedPairs: 3,
    runDelayShare: null,
    timeLimitReached: false,
    canary: { change: 0.0012, drifted: false },
    ...given,
  };
}

type FoundBaseline = Extract<BaselineReport, { state: "found" }>;

/** A baseline that was checked first, and settled nothing. */
export function aFoundBaseline(given: Partial<FoundBaseline> = {}): FoundBaseline {
  return {
    state: "found",
    source: "cache",
    commit: "4f2d9c1ab8e07355d1c6".padEnd(40, "0"),
    use: { kind: "settled-nothing", why: null },
    problems: [],
    savings: null,
    ...given,
  };
}

export function aSideReport(given: Partial<SideReport> = {}): SideReport {
  const base = given.name === "base";
  return {
    name: "head",
    commit: (base ? "4f2d9c1ab8e07355d1c6" : "b71e03d5aa920c4c8f16").padEnd(40, "0"),
    label: base ? "main" : "HEAD",
    python: "CPython 3.13.0",
    ...given,
  };
}

/** The parts that a test may name of a result: `evidence` and `config` in part, too. */
export type GivenResult = Partial<Omit<Result, "evidence" | "config">> & {
  readonly evidence?: Partial<Result["evidence"]>;
  readonly config?: Partial<Result["config"]>;
};

/** A result whose verdict and reason follow from its rows, unless they are given. */
export function aResult(given: GivenResult = {}): Result {
  const benchmarks = given.benchmarks ?? [aRow()];
  const verdict = given.verdict ?? usualVerdict(benchmarks);
  return {
    schemaVersion: 4,
    tool: { name: "hotpath-gate", version: "0.1.0" },
    settings: null,
    sides: { base: aSideReport({ name: "base" }), head: aSideReport() },
    warnings: [],
    ...given,
    verdict,
    reason: given.reason ?? USUAL_REASON[verdict],
    config: {
      suite: "functions",
      budget: 0.1,
      budgets: [],
      accepted: [],
      failOn: ["regression"],
      timeLimitSeconds: 600,
      seed: 20_261_014,
      ...given.config,
    },
    evidence: {
      conditions: someConditions(),
      baseline: { state: "not-used", source: "", why: "not-wanted" },
      canaryBlocks: [],
      trends: null,
      ...given.evidence,
    },
    benchmarks,
  };
}

function usualVerdict(rows: readonly Row[]): GateVerdict {
  if (rows.some((row) => row.verdict === "regressed" || row.verdict === "errored")) return "failed";
  if (rows.some((row) => row.verdict === "inconclusive")) return "inconclusive";
  return "passed";
}

const USUAL_REASON: Record<GateVerdict, GateReason> = {
  passed: { kind: "within-budget", compared: 1 },
  failed: {
    kind: "failed",
    failures: [{ kind: "regressed", regressed: { rows: 1, areTimes: true, budget: 0.1 } }],
  },
  inconclusive: { kind: "undecided", rows: 1 },
  unmeasured: { kind: "nothing-compared" },
  recorded: { kind: "recorded", benchmarks: 1, target: "cache", runs: 1 },
  skipped: { kind: "not-wanted", why: "nothing to compare" },
};
