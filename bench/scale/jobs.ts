/** What is done with a measured suite, phase by phase: the product's own functions, in the product's order. */

import { decodeBaseline, encodeBaseline } from "../../src/baseline/document.ts";
import { acceptanceLookup } from "../../src/compare/accept.ts";
import { budgetLookup } from "../../src/compare/budgets.ts";
import { compareMeasured, type StoredEvidence } from "../../src/compare/compare.ts";
import { pairedDecider } from "../../src/compare/paired.ts";
import { replayVerdicts } from "../../src/compare/replay.ts";
import { comparedResult } from "../../src/compare/result.ts";
import type { BaseFacts, HeadFacts } from "../../src/findings/sides.ts";
import { parseConfig } from "../../src/inputs/parse-config.ts";
import type { BaselineLoad, PairedSeries, Result } from "../../src/model.ts";
import { annotationsFor } from "../../src/report/annotations.ts";
import { renderComment } from "../../src/report/comment.ts";
import { readResult, resultPieces } from "../../src/report/document.ts";
import { renderHtml } from "../../src/report/html.ts";
import { outputsFor } from "../../src/report/outputs.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { renderText } from "../../src/report/text.ts";
import { CODE, FINGERPRINT } from "./history.ts";
import type { Suite } from "./suite.ts";

/** Runs a phase and takes its time. */
export type Phase = <T>(name: string, body: () => T) => T;

/** Rules for some benchmarks, two of which match none. */
const RULES = Array.from({ length: 20 }, (_, index) => ({
  benchmarks: index < 18 ? `*test_module_${index}*` : `*nowhere_${index}*`,
  budget: `${5 + index} %`,
}));
const CONFIG = parseConfig(
  {},
  "flag",
  { path: "hotpath-gate.toml", hides: null, table: { budgets: RULES } },
  1,
);
const TODAY = "2026-01-01";

/** A pull request's run from its last block on, with the looks between the blocks before. */
export function decideAndTell({ measured, discovery }: Suite, stored: Uint8Array, phase: Phase): Result {
  const budgetOf = budgetLookup(CONFIG.budget, CONFIG.budgets);
  const acceptanceOf = acceptanceLookup(CONFIG.accepted, TODAY);
  const load = phase("read baseline", () => loaded(stored));
  const decider = pairedDecider(budgetOf, true);
  for (const look of decider.looks) {
    const soFar = upTo(measured.measurement.series, look);
    phase("looks", () => decider.decided(soFar));
  }
  const result = phase("decide", () => {
    const compared = compareMeasured(measured, discovery, evidence(load, discovery), budgetOf, acceptanceOf);
    return comparedResult({
      ...{ compared, discovery, head: HEAD, base: BASE, config: CONFIG },
      chosen: { kind: "same-tree" },
    });
  });
  tell(result, phase);
  return result;
}

/** The same where base can't be had: head's own medians against the stored baseline's. */
export function decideFromHistory({ measured, discovery }: Suite, stored: Uint8Array, phase: Phase): Result {
  const budgetOf = budgetLookup(CONFIG.budget, CONFIG.budgets);
  const acceptanceOf = acceptanceLookup(CONFIG.accepted, TODAY);
  const load = phase("read baseline", () => loaded(stored));
  const { series, ...rest } = measured.measurement;
  const alone = series.map(({ blocks, ...quantity }) => ({
    ...quantity,
    medians: blocks.map((block) => block.pairs.head[0] ?? 0),
  }));
  const result = phase("decide", () => {
    const measuredAlone = { kind: "alone" as const, measurement: { ...rest, series: alone } };
    const compared = compareMeasured(
      measuredAlone,
      discovery,
      { ...evidence(load, discovery), asked: { kind: "store-alone" } },
      budgetOf,
      acceptanceOf,
    );
    return comparedResult({
      ...{ compared, discovery, head: HEAD, base: null, config: CONFIG },
      chosen: { kind: "stored", warning: null },
    });
  });
  tell(result, phase);
  return result;
}

/** A result document that is read, decided again and told. */
export function readAndTell(document: string, phase: Phase): Result {
  const reading = phase("read result", () => readResult(document));
  if (reading.kind === "refused") throw new Error(reading.why);
  phase("decide again", () => replayVerdicts(reading.result));
  tell(reading.result, phase);
  return reading.result;
}

export function writeBaseline(baseline: Parameters<typeof encodeBaseline>[0], phase: Phase): Uint8Array {
  return phase("write baseline", () => encodeBaseline(baseline));
}

function tell(result: Result, phase: Phase): void {
  // Into a file, piece by piece; what the disk takes is not ours.
  phase("json", () => {
    let characters = 0;
    for (const piece of resultPieces(result)) characters += piece.length;
    return characters;
  });
  phase("html", () => renderHtml(result));
  phase("annotations and outputs", () => [annotationsFor(result), outputsFor(result)]);
  phase("summary", () => renderSummary(result));
  phase("comment", () => renderComment(result, { key: "ci/bench", summaryUrl: null, run: null }));
  phase("terminal", () => renderText(result, { colour: false }));
}

function loaded(stored: Uint8Array): BaselineLoad {
  const reading = decodeBaseline(stored);
  if (reading.kind === "refused") throw new Error(reading.why);
  return { kind: "found", baseline: reading.baseline, source: "made up" };
}

function evidence(load: BaselineLoad, { head }: Suite["discovery"]): StoredEvidence {
  const codes = new Map(head.benchmarks.map(({ id }) => [id, CODE]));
  const asked = { kind: "not-asked", why: { kind: "compare-setting", compare: "paired" } } as const;
  return { load, fingerprint: FINGERPRINT, codes, baseCommit: null, asked };
}

/** What was measured by that look; what was decided before has no more. */
function upTo(series: readonly PairedSeries[], look: number): PairedSeries[] {
  return series.map((one) =>
    one.blocks.length > look ? { ...one, blocks: one.blocks.slice(0, look) } : one,
  );
}

const BASE: BaseFacts = {
  checkout: { commit: null, label: "base" },
  lacks: [],
  changedLinks: { text: [], modules: [] },
};
const HEAD: HeadFacts = {
  suite: "pytest",
  checkout: { commit: null, label: "head" },
  changes: { before: [], bySetup: [] },
};
