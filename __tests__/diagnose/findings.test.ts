import { describe, expect, test } from "@jest/globals";
import { findingsOf, type Unmeasured } from "../../src/diagnose/findings.ts";
import { aDetection, aDiagnosis, aNoise, type GivenDiagnosis } from "../support/diagnoses.ts";

const findings = (given: GivenDiagnosis = {}, unmeasured: readonly Unmeasured[] = []) =>
  findingsOf(aDiagnosis(given), unmeasured, 600);
const codes = (given: GivenDiagnosis = {}, unmeasured: readonly Unmeasured[] = []) =>
  findings(given, unmeasured).map(({ code }) => code);

const canary = (deviation: number) => aNoise({ verdict: null, deviation });
const TOO_NOISY = aDetection({ deviation: 0.05, found80: 0.18, found99: 0.24 });

test("a steady machine with quiet, short benchmarks has no findings", () => {
  expect(codes()).toEqual([]);
});

test.each<[string, GivenDiagnosis, string[]]>([
  [
    "unchanged code that is called slower",
    { benchmarks: [aNoise({ verdict: "regressed" })] },
    ["false-alarm"],
  ],
  [
    "unchanged code that is undecided after a few blocks",
    { benchmarks: [aNoise({ verdict: "inconclusive" })] },
    [],
  ],
  ["a canary that drifted", { run: { canary: { change: 0.03, drifted: true } } }, ["canary-drifted"]],
  ["no pinning", { machine: { cpus: null } }, ["not-pinned"]],
  ["one CPU", { machine: { cpus: 1 } }, ["single-cpu"]],
  ["a layout that can't be shared", { machine: { layout: "randomised" } }, ["layout-randomised"]],
  ["a debug build", { machine: { python: "CPython 3.13.0 (free-threaded, debug)" } }, ["debug-build"]],
  ["something else on the CPU for long", { run: { runDelayShare: 0.3 } }, ["busy-machine"]],
  ["something else on the CPU for a while", { run: { runDelayShare: 0.2 } }, []],
  ["many repeated pairs", { run: { pairs: 100, repeatedPairs: 21 } }, ["preempted"]],
  ["some repeated pairs", { run: { pairs: 100, repeatedPairs: 19 } }, []],
  [
    "too little time, with a noise that more blocks would do for",
    { power: { affordableBlocks: 5, typical: aDetection({ found99: 0.2 }) } },
    ["time-limit"],
  ],
  ["little time that is enough", { power: { affordableBlocks: 5 } }, []],
  [
    "too little time for the noisiest alone",
    {
      power: {
        affordableBlocks: 5,
        noisiest: [{ id: "a", ...aDetection({ found99: 0.2, deviation: 0.02 }) }],
      },
    },
    ["time-limit"],
  ],
  [
    "too little time and too much noise",
    { power: { affordableBlocks: 5, typical: TOO_NOISY } },
    ["time-limit", "noise"],
  ],
  [
    "a budget that no machine is quiet enough for",
    {
      power: { typical: aDetection({ budget: 0.005, found99: 0.02, wanted: 0.0075 }), neededDeviation: null },
    },
    ["small-budget"],
  ],
  [
    "some noisy benchmarks among quiet ones",
    { benchmarks: [aNoise({ deviation: 0.05 }), aNoise(), aNoise()] },
    ["noisy-benchmarks"],
  ],
  [
    "a noisy benchmark with a large budget of its own",
    { benchmarks: [aNoise({ deviation: 0.05, budget: 0.25 }), aNoise(), aNoise()] },
    [],
  ],
  ["long starts", { timing: { blockSeconds: 2, startSeconds: 1 } }, ["process-starts"]],
  ["long starts of a longer block", { timing: { blockSeconds: 20, startSeconds: 1 } }, []],
  ["short starts of a shorter block", { timing: { blockSeconds: 0.2, startSeconds: 0.1 } }, []],
  [
    "unchanged code that is called faster",
    { benchmarks: [aNoise({ verdict: "improved" })] },
    ["false-alarm"],
  ],
  [
    "too little time, which would not help the one that is too noisy anyway",
    {
      benchmarks: [aNoise({ deviation: 0.3 }), aNoise(), aNoise()],
      power: {
        affordableBlocks: 5,
        noisiest: [{ id: "a", ...aDetection({ deviation: 0.3, found99: 0.9 }) }],
      },
    },
    ["noisy-benchmarks"],
  ],
  [
    "calls that take long, and much of a block",
    { benchmarks: [aNoise({ seconds: 0.4, pairs: 1, blockSeconds: 0.6 }), aNoise()] },
    ["long-benchmarks"],
  ],
  [
    "calls that take long and little of a block, but are too noisy with their few pairs",
    { benchmarks: [aNoise({ seconds: 0.02, pairs: 1, deviation: 0.05 }), aNoise(), aNoise()] },
    ["noisy-benchmarks", "long-benchmarks"],
  ],
  [
    "calls that take long and little of a block",
    { benchmarks: [aNoise({ seconds: 0.02, pairs: 1 }), aNoise()] },
    [],
  ],
  ["calls that are somewhat long", { benchmarks: [aNoise({ seconds: 0.02, pairs: 3 }), aNoise()] }, []],
  [
    "calls that take much of a block, and get the fewest pairs that are planned",
    { benchmarks: [aNoise({ seconds: 0.02, pairs: 4, blockSeconds: 0.6 }), aNoise({ pairs: 16 })] },
    [],
  ],
  [
    "calls that take much of a block, and get fewer",
    { benchmarks: [aNoise({ seconds: 0.03, pairs: 3, blockSeconds: 0.6 }), aNoise({ pairs: 16 })] },
    ["long-benchmarks"],
  ],
  [
    "few rounds of calls that are not the reason why there are few",
    { benchmarks: [aNoise({ seconds: 0.005, pairs: 2, deviation: 0.05 }), aNoise({ pairs: 16 }), aNoise()] },
    ["noisy-benchmarks", "few-rounds"],
  ],
  ["few rounds of short calls", { benchmarks: [aNoise({ pairs: 1 }), aNoise()] }, []],
  [
    "few rounds of short calls that are too noisy",
    { benchmarks: [aNoise({ pairs: 1, deviation: 0.05 }), aNoise(), aNoise()] },
    ["noisy-benchmarks", "few-rounds"],
  ],
  ["the canary alone", { benchmarks: [] }, ["no-benchmarks"]],
])("%s: %p gives %p", (_title, given, expected) => {
  expect(codes(given)).toEqual(expected);
});

describe("noise is put down to", () => {
  test.each([
    ["the machine where the canary is too noisy as well", canary(0.04), "machine"],
    ["the benchmarks where it is not", canary(0.008), "benchmarks"],
    ["the benchmarks where there is no canary to ask", null, "benchmarks"],
  ])("%s", (_title, given, source) => {
    expect(findings({ canary: given, power: { typical: TOO_NOISY } })).toMatchObject([
      { code: "noise", source },
    ]);
  });
});

test("what was not measured is told once a benchmark, with the first reason", () => {
  const unmeasured = ["a", "b", "a", "c", "d"].map((id, index) => ({ id, message: `reason ${index}` }));
  expect(findings({}, unmeasured)).toEqual([
    { code: "not-measured", count: 4, benchmarks: ["a", "b", "c"], message: "reason 0" },
  ]);
});

test("long benchmarks are named longest first, with their share of a block", () => {
  const benchmarks = [
    aNoise({ id: "long", seconds: 0.1, pairs: 1, blockSeconds: 0.4 }),
    aNoise({ id: "longer", seconds: 0.3, pairs: 1, blockSeconds: 1.2 }),
    aNoise({ id: "short" }),
  ];
  expect(findings({ benchmarks, timing: { blockSeconds: 2 } })).toEqual([
    { code: "long-benchmarks", count: 2, benchmarks: ["longer", "long"], blockShare: 0.8 },
  ]);
});

test("causes come before what they cause", () => {
  const given: GivenDiagnosis = {
    machine: { cpus: null, layout: "randomised" },
    power: { typical: TOO_NOISY },
    timing: { blockSeconds: 2, startSeconds: 1 },
  };
  expect(codes(given)).toEqual(["not-pinned", "layout-randomised", "noise", "process-starts"]);
});
