/** Builders of what doctor finds out, right in every field; a test names what matters to it. */
import type { BenchmarkNoise, Detection, Diagnosis, Finding } from "../../src/diagnose/diagnosis.ts";
import { CANARY_ID } from "../../src/protocol.ts";

export function aNoise(given: Partial<BenchmarkNoise> = {}): BenchmarkNoise {
  return {
    id: "benchmarks/bench_parse.py::bench_orders",
    budget: 0.1,
    deviation: 0.009,
    seconds: 0.00184,
    blockSeconds: 0.12,
    pairs: 5,
    comparisons: 5,
    verdict: "within-budget",
    ...given,
  };
}

export function aDetection(given: Partial<Detection> = {}): Detection {
  return { deviation: 0.009, budget: 0.1, wanted: 0.15, found80: 0.116, found99: 0.121, ...given };
}

/** The facts that a test may name of a diagnosis: parts of their parts, too. */
export type GivenDiagnosis = {
  readonly [Key in keyof Diagnosis]?: Diagnosis[Key] extends readonly unknown[]
    ? Diagnosis[Key]
    : Diagnosis[Key] extends object
      ? Partial<Diagnosis[Key]>
      : Diagnosis[Key];
} & { readonly canary?: BenchmarkNoise | null };

export function aDiagnosis(given: GivenDiagnosis = {}): Diagnosis {
  const benchmarks = given.benchmarks ?? [
    aNoise({ id: "benchmarks/bench_io.py::bench_read", deviation: 0.014 }),
    aNoise(),
    aNoise({ id: "benchmarks/bench_parse.py::bench_lines", deviation: 0.007 }),
  ];
  return {
    schemaVersion: 1,
    tool: { name: "hotpath-gate", version: "0.1.0" },
    config: {
      suite: "functions",
      benchmarks: ["benchmarks"],
      budget: 0.1,
      timeLimitSeconds: 600,
      seed: 20_261_014,
      ...given.config,
    },
    machine: {
      cpu: "AMD EPYC 7763 64-Core Processor",
      os: "ubuntu24 20261101.1",
      python: "CPython 3.13.0",
      cpus: 4,
      layout: "shared",
      ...given.machine,
    },
    run: {
      blocks: 8,
      seconds: 7.4,
      pairs: 160,
      repeatedPairs: 3,
      runDelayShare: null,
      timeLimitReached: false,
      canary: { change: 0.0012, drifted: false },
      ...given.run,
    },
    timing: {
      preparationSeconds: 0.9,
      calibrationSeconds: 0.2,
      blockSeconds: 0.91,
      startSeconds: 0.31,
      ...given.timing,
    },
    benchmarks,
    canary:
      given.canary === undefined ? aNoise({ id: CANARY_ID, verdict: null, deviation: 0.008 }) : given.canary,
    power: {
      runs: 300,
      affordableBlocks: 24,
      mostBlocks: 24,
      typical: aDetection(),
      noisiest: benchmarks.length < 2 ? [] : benchmarks.slice(0, 3).map((one) => detectionOf(one)),
      neededDeviation: 0.031,
      ...given.power,
    },
    forecasts: {
      runs: 200,
      unchanged: { blocks: 2, seconds: 2.9, red: 0, inconclusive: 0 },
      regression: { blocks: 4, seconds: 4.1, red: 1, inconclusive: 0, change: 0.15 },
      ...given.forecasts,
    },
    findings: given.findings ?? [],
  };
}

function detectionOf({ id, deviation, budget }: BenchmarkNoise) {
  const found80 = budget + 1.8 * deviation;
  return {
    id,
    ...aDetection({ deviation, budget, wanted: 1.5 * budget, found80, found99: budget + 2.3 * deviation }),
  };
}

/** A finding of each kind. */
export const FINDINGS: { readonly [Code in Finding["code"]]: Extract<Finding, { code: Code }> } = {
  "false-alarm": { code: "false-alarm", count: 1, benchmarks: ["app.io:read"] },
  "canary-drifted": { code: "canary-drifted", change: 0.021 },
  "not-pinned": { code: "not-pinned" },
  "single-cpu": { code: "single-cpu" },
  "layout-randomised": { code: "layout-randomised" },
  "debug-build": { code: "debug-build" },
  "busy-machine": { code: "busy-machine", runDelayShare: 0.41 },
  preempted: { code: "preempted", repeatedPairs: 61, pairs: 160 },
  "time-limit": {
    code: "time-limit",
    timeLimitSeconds: 60,
    neededSeconds: 218,
    affordableBlocks: 6,
    mostBlocks: 24,
  },
  noise: { code: "noise", source: "machine", deviation: 0.052, neededDeviation: 0.031 },
  "small-budget": { code: "small-budget", budget: 0.005 },
  "noisy-benchmarks": {
    code: "noisy-benchmarks",
    count: 5,
    benchmarks: ["app.io:read", "app.io:write", "app.net:fetch"],
    neededDeviation: 0.031,
  },
  "process-starts": { code: "process-starts", startSeconds: 1.42, blockSeconds: 2.1 },
  "long-benchmarks": {
    code: "long-benchmarks",
    count: 1,
    benchmarks: ["app.report:yearly"],
    blockShare: 0.62,
  },
  "few-rounds": { code: "few-rounds", count: 1, benchmarks: ["benchmarks/test_db.py::test_insert"] },
  "not-measured": {
    code: "not-measured",
    count: 2,
    benchmarks: ["app.io:read", "app.net:fetch"],
    message: "ConnectionError: no route to host (call, head)",
  },
  "no-benchmarks": { code: "no-benchmarks" },
};
