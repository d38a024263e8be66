/**
 * A measured suite of any size, made up from a seed: what the controller holds in memory when it starts to decide.
 * Most of its benchmarks are unchanged and decided early; few lie near the budget and take all blocks.
 */

import { NOTHING_ONE_SIDED } from "../../src/discover/one-sided.ts";
import type { Discovery } from "../../src/findings/discovery.ts";
import type { Failure } from "../../src/findings/failure.ts";
import type { MeasuredSides } from "../../src/findings/measurement.ts";
import { BATCH_SECONDS, MOST_PAIRS } from "../../src/measure/batch-plan.ts";
import { asTold } from "../../src/measure/batch-time.ts";
import { type Benchmark, type PairedBlock, type PairedSeries, TIME } from "../../src/model.ts";
import { CANARY_ID } from "../../src/protocol.ts";
import { normalValues } from "../../src/statistics/normal.ts";
import { type RandomStream, randomStream } from "../../src/statistics/random.ts";

/** Of a hundred benchmarks, how many have how many blocks, and which true changes (fractions) they take turns in. */
const MIX = [
  { percent: 70, blocks: 2, changes: [0] },
  { percent: 12, blocks: 4, changes: [0, 0.03, 0.25] },
  { percent: 8, blocks: 6, changes: [0.04, 0.2, -0.2] },
  { percent: 5, blocks: 12, changes: [0.06, 0.15] },
  { percent: 3, blocks: 24, changes: [0.07, 0.13] },
  { percent: 2, blocks: 48, changes: [0.09, 0.11] },
] as const;
const MOST_BLOCKS = 48;
/** SD of a block and of a pair in it, logarithmic. */
const BLOCK_DEVIATION = 0.008;
const PAIR_DEVIATION = 0.01;

export const PYTHON = {
  implementation: "CPython",
  version: "3.13.0",
  build: [],
  executable: "/usr/bin/python3",
  prefixes: ["/usr"],
};

export interface Suite {
  readonly discovery: Discovery;
  readonly measured: Extract<MeasuredSides, { kind: "paired" }>;
}

/** `whole`: all but one in a hundred run. `broken`: none runs on head, as after an import that fails. */
export type Health = "whole" | "broken";

export function madeUpSuite(count: number, seed: number, health: Health): Suite {
  const random = randomStream(seed, "scale", count);
  const head = Array.from({ length: count }, (_, index) => benchmark(index));
  const removed = Array.from({ length: Math.ceil(count / 200) }, (_, index) => benchmark(count + index));
  const isNew = (index: number) => index % 200 === 7;
  const base = [...head.filter((_, index) => !isNew(index)), ...removed];
  const failures = head
    .filter((_, index) => health === "broken" || index % 100 === 3)
    .map(({ id }): Failure => ({ id, side: "head", kind: "failed", message: FAILURE }));
  const failed = new Set(failures.map(({ id }) => id));
  const common = head.filter((_, index) => !isNew(index)).map(({ id }) => id);
  const series = common.filter((id) => !failed.has(id)).map((id, index) => madeUpSeries(id, index, random));
  const collection = (benchmarks: readonly Benchmark[]) => ({
    benchmarks,
    problems: [],
    skips: [],
    modules: [],
    doubts: [],
    children: null,
    python: PYTHON,
    cpus: [0, 1],
    run: null,
    quantities: null,
    trouble: null,
  });
  return {
    discovery: {
      head: collection(head),
      base: collection(base),
      formerly: [],
      formerProblems: null,
      baseHasProject: true,
      changedDependencies: null,
      ownText: null,
      oneSided: NOTHING_ONE_SIDED,
      generated: null,
      common,
      sameSetting: true,
      cpus: [0, 1],
    },
    measured: {
      kind: "paired",
      measurement: {
        series: [canary(random), ...series],
        failures,
        modules: { head: [], base: [] },
        doubts: [],
        conditions: {
          pinned: true,
          layout: "shared",
          cpus: 2,
          blocks: MOST_BLOCKS,
          seconds: 3000,
          repeatedPairs: count,
          runDelayShare: 0.02,
          timeLimitReached: false,
        },
        meanExcess: new Map(),
        warnings: [],
        loss: null,
      },
      headOnly: null,
    },
  };
}

const FAILURE = "ImportError: cannot import name 'normalize_orders' from 'app.parsing' (collect, head)";

/** As long as ids of parametrised tests are. */
function benchmark(index: number): Benchmark {
  const file = `benchmarks/orders/test_module_${Math.floor(index / 40)}.py`;
  const line = 10 + (index % 40) * 7;
  return { id: `${file}::test_normalize_and_score[customer-${index % 40}-large]`, location: { file, line } };
}

function madeUpSeries(id: string, index: number, random: RandomStream): PairedSeries {
  let place = index % 100;
  const share = MIX.find(({ percent }) => {
    place -= percent;
    return place < 0;
  });
  const { blocks, changes } = share ?? MIX[0];
  const change = changes[index % changes.length] ?? 0;
  const seconds = 10 ** (-5 + (4 * (index % 97)) / 97);
  return { id, ...TIME, blocks: madeUpBlocks(blocks, seconds, change, random) };
}

function canary(random: RandomStream): PairedSeries {
  return { id: CANARY_ID, ...TIME, blocks: madeUpBlocks(MOST_BLOCKS, 3e-5, 0, random) };
}

function madeUpBlocks(blocks: number, seconds: number, change: number, random: RandomStream): PairedBlock[] {
  const normal = normalValues(random);
  return Array.from({ length: blocks }, (_, block) => {
    const ofBlock = Math.log1p(change) + BLOCK_DEVIATION * normal();
    const base = Array.from({ length: MOST_PAIRS }, () => seconds * Math.exp(PAIR_DEVIATION * normal()));
    const head = base.map((one) => one * Math.exp(ofBlock + PAIR_DEVIATION * normal()));
    return {
      block,
      cpu: block % 2,
      loops: Math.ceil(BATCH_SECONDS / seconds),
      sideBySide: false,
      pairs: { base: base.map(asTold), head: head.map(asTold) },
    };
  });
}
