/** The result document, put together from what the stages found. Pure. */
import type { Config } from "../inputs/config.ts";
import type { Discovery } from "../measure/discover.ts";
import type { OpenHead, OpenSide } from "../measure/open-sides.ts";
import type { Recorded } from "../measure/record.ts";
import type { Result, ResultConfig, Row, SuiteKind } from "../model.ts";
import { median } from "../statistics/student.ts";
import { version } from "../version.ts";
import { unmatchedRules } from "./budgets.ts";
import type { Compared } from "./compare.ts";
import { decideGate } from "./gate-verdict.ts";
import { sideReport } from "./sides.ts";
import { warningsOf } from "./warnings.ts";

/** A comparison: the gate's verdict follows from the rows. */
export function comparedResult(
  compared: Compared,
  head: OpenHead,
  base: OpenSide | null,
  discovery: Discovery,
  config: Config,
): Result {
  const { rows, conditions, baseline } = compared;
  const ofBase =
    base === null || discovery.base === null
      ? null
      : sideReport("base", base.side.checkout, discovery.base.python);
  return {
    ...frame(config, head.suite.suite),
    ...decideGate(rows, config.failOn, baseline.state, compared.brokenByHead),
    sides: { base: ofBase, head: sideReport("head", head.side.checkout, discovery.head.python) },
    evidence: { conditions, baseline, canaryBlocks: compared.canaryBlocks },
    warnings: warningsOf({
      conditions,
      rows,
      unmatchedRules: unmatchedRules(config.budgets, rows),
      problemsOnBase: discovery.base?.problems ?? [],
      failedOnBase: compared.failedOnBase,
      ofRun: [...head.warnings, ...(base?.warnings ?? []), compared.trouble].filter((one) => one !== null),
    }),
    benchmarks: rows,
  };
}

/** A recording: `skipped` where the store did not take it, because then nothing is there to compare with. */
export function recordedResult(
  recorded: Recorded,
  head: OpenHead,
  discovery: Discovery,
  config: Config,
): Result {
  const { save, series, failures, conditions } = recorded;
  const medians = new Map(series.map((one) => [one.id, median(one.medians)]));
  const rows = discovery.head.benchmarks.map((benchmark): Row => {
    const failure = failures.find((one) => one.id === benchmark.id);
    return {
      id: benchmark.id,
      metric: "time",
      unit: "s",
      verdict: failure === undefined ? "new" : "errored",
      base: null,
      head: medians.get(benchmark.id) ?? null,
      change: null,
      interval: null,
      budget: config.budget,
      evidence: null,
      detectable: null,
      note: failure?.message ?? null,
      location: benchmark.location,
      blocks: [],
      reasons: [],
    };
  });
  const saved = save.kind === "saved";
  return {
    ...frame(config, head.suite.suite),
    verdict: saved ? "recorded" : "skipped",
    reason: saved
      ? `Recorded the baseline of ${medians.size} benchmark${medians.size === 1 ? "" : "s"} in ${save.target}.`
      : `The baseline could not be saved in ${save.target}: ${save.why}.`,
    sides: { base: null, head: sideReport("head", head.side.checkout, discovery.head.python) },
    evidence: {
      conditions,
      baseline: { state: "not-used", source: save.target, detail: "recorded by this run" },
      canaryBlocks: [],
    },
    warnings: [
      ...warningsOf({
        conditions,
        rows: [],
        unmatchedRules: [],
        problemsOnBase: [],
        failedOnBase: [],
        ofRun: head.warnings,
      }),
      ...(saved
        ? []
        : [
            {
              code: "baseline-not-saved",
              message: `The baseline could not be saved in ${save.target}: ${save.why}.`,
            },
          ]),
    ],
    benchmarks: rows,
  };
}

/** Nothing was measured. */
export function skippedResult(config: Config, why: string): Result {
  return {
    ...frame(config, config.suite ?? "pytest"),
    verdict: "skipped",
    reason: `Nothing was measured: ${why}.`,
    sides: { base: null, head: { name: "head", commit: null, label: "not looked at", python: "" } },
    evidence: {
      conditions: null,
      baseline: { state: "not-used", source: "", detail: "nothing was measured" },
      canaryBlocks: [],
    },
    warnings: [],
    benchmarks: [],
  };
}

function frame(config: Config, suite: SuiteKind): Pick<Result, "schemaVersion" | "tool" | "config"> {
  return { schemaVersion: 1, tool: { name: "hotpath-gate", version }, config: resultConfig(config, suite) };
}

function resultConfig(config: Config, suite: SuiteKind): ResultConfig {
  return {
    suite,
    budget: config.budget,
    budgets: config.budgets,
    failOn: config.failOn,
    timeLimitSeconds: config.timeLimitSeconds,
    seed: config.seed,
  };
}
