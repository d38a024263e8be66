import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import type { Result, Row } from "../../src/model.ts";
import { handedOverName, packResult, partsOfName, readHandedOver } from "../../src/publish/hand-over.ts";
import { writeResult } from "../../src/report/document.ts";
import { aResult, aRow, blocksAround } from "../support/results.ts";

/** Rows whose verdicts follow from their blocks. */
const slow = (given: Partial<Row> = {}) =>
  aRow({ id: "a", verdict: "regressed", change: 0.5, blocks: blocksAround(0.001, 0.5, 0.01, 8), ...given });
const same = (given: Partial<Row> = {}) =>
  aRow({ id: "b", change: 0.001, blocks: blocksAround(0.001, 0.001, 0.01, 8), ...given });
const failed = (benchmarks: readonly Row[]): Result =>
  aResult({
    verdict: "failed",
    reason: {
      kind: "failed",
      failures: [{ kind: "regressed", regressed: { rows: 1, areTimes: true, budget: 0.1 } }],
    },
    benchmarks,
  });
const passed = (benchmarks: readonly Row[], compared = benchmarks.length): Result =>
  aResult({ verdict: "passed", reason: { kind: "within-budget", compared }, benchmarks });

test("a name says which gate and which attempt, and nothing else", () => {
  const name = handedOverName("benchmarks/gate/1", 3);
  expect(name).toMatch(/^hotpath-gate-result-[0-9a-f]{12}-3$/);
  expect(handedOverName("benchmarks/gate/1", 3)).toBe(name);
  expect(handedOverName("benchmarks/gate/2", 3)).not.toBe(name);
  expect(partsOfName(name)).toEqual({ gate: name.slice(20, 32), attempt: 3 });
});

test.each([
  "hotpath-gate-result-0123456789ab-0",
  "hotpath-gate-result-0123456789ab-1/../x",
  "hotpath-gate-result-0123456789AB-1",
  "hotpath-gate-result-<script>-1",
  "hotpath-gate-result-0123456789ab-1\n",
  "hotpath-gate-result-0123456789ab",
  "hotpath-gate-baseline-main",
])("%j is no such name", (name) => {
  expect(partsOfName(name)).toBeNull();
});

test.each([
  ["that failed", failed([slow(), same()])],
  ["that passed", passed([same()])],
])("a result %s is read as it was packed", (_, result) => {
  expect(readHandedOver(packResult(result))).toEqual({ kind: "read", result });
});

describe("a result is refused", () => {
  const why = (packed: Uint8Array) => {
    const reading = readHandedOver(packed);
    return reading.kind === "refused" ? reading.why : null;
  };

  test.each<[string, Uint8Array, RegExp]>([
    ["that is empty", new Uint8Array(), /not packed/],
    ["that is an archive", Buffer.from("PK\x03\x04result.json"), /not packed/],
    ["that is cut off", packResult(passed([same()])).slice(0, 100), /not packed/],
    ["that is no JSON", gzipSync("<html>"), /not JSON/],
    ["that is another document", gzipSync('{"schemaVersion": 2, "series": []}'), /baseline|schemaVersion/],
    [
      "that lacks its rows",
      gzipSync(writeResult(passed([same()])).replace(/"benchmarks"/, '"rows"')),
      /benchmarks/,
    ],
    ["that unpacks to too much", gzipSync(Buffer.alloc(70 * 1024 * 1024)), /too large/],
  ])("%s", (_, packed, words) => {
    expect(why(packed)).toEqual({ kind: "no-result", why: expect.stringMatching(words) });
  });

  test.each<[string, Result]>([
    ["whose slow row is called within its budget", passed([slow({ verdict: "within-budget" }), same()])],
    ["whose unchanged row is called slower", failed([same({ verdict: "regressed" })])],
    ["whose row has no blocks to show", passed([same({ blocks: [] })])],
  ])("%s", (_, result) => {
    expect(why(packResult(result))).toEqual({ kind: "rows-disagree", ids: expect.anything() });
  });

  test.each<[string, Result]>([
    ["a slow row", passed([slow(), same()])],
    [
      "an undecided row",
      passed([same(), aRow({ id: "c", verdict: "inconclusive", blocks: [], evidence: null })]),
    ],
    ["nothing that was compared", passed([aRow({ verdict: "new" })])],
    ["fewer rows than it says", passed([same()], 500)],
    [
      "a recording in its place",
      aResult({
        verdict: "recorded",
        reason: { kind: "recorded", benchmarks: 1, target: "cache", runs: 1 },
        benchmarks: [],
      }),
    ],
    [
      "a row that is errored, which fails by its settings",
      {
        ...passed([same(), aRow({ id: "e", verdict: "errored" })], 1),
        config: { ...passed([]).config, failOn: ["errored"] },
      },
    ],
    ["no failure at all", { ...failed([slow()]), reason: { kind: "failed", failures: [] } }],
  ])("that passes or fails with %s", (_, result) => {
    expect(why(packResult(result))?.kind).toMatch(/^(?:verdict-disagrees|no-result)$/);
  });
});

test("what is too large to be read is not packed", () => {
  const row = same({ id: "x".repeat(19_000) });
  const enormous = passed(Array.from({ length: 4_000 }, () => row));
  expect(() => packResult(enormous)).toThrow(/too much to be handed over/);
});
