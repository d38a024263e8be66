/**
 * The suite `results`: the user's own command, run as a whole on base and head in turn, each time with a file of values
 * that its tool writes. A block is a run a side, and its pair is what the two files say.
 */
import { seriesKey } from "../baseline/history.ts";
import { GateError, Interrupted } from "../errors.ts";
import { comparable, type ToolResult, type ToolResults } from "../formats/tool-results.ts";
import type { Config } from "../inputs/config.ts";
import type { Metric, PairedBlock, PairedSeries, Quantity, Series, SideName } from "../model.ts";
import type { Side, World } from "../ports.ts";
import { randomStream } from "../statistics/random.ts";
import { blockByBlock } from "./block-loop.ts";
import type { Failure } from "./run-batch.ts";
import { collector, type Decider, drawLayout, type Measurement, type Measuring } from "./schedule.ts";
import { runWhole, type WholeRun } from "./whole-run.ts";

export interface RunsMeasuring
  extends Pick<Measuring, "sides" | "ids" | "cpus" | "timeLimitSeconds" | "seed"> {
  readonly command: string;
  readonly config: Pick<Config, "metrics" | "resultsFile" | "resultsFormat">;
}

/**
 * Runs base and head in turn, until the decider has decided all or the time is over.
 *
 * @throws GateError when the command can't be run in the first block
 */
export async function runsPaired(
  measuring: RunsMeasuring,
  world: World,
  { looks, decided }: Decider,
): Promise<Measurement<PairedSeries>> {
  const blocksOf = collector<PairedBlock>();
  const series = () => blocksOf.all().map(({ values, ...of }) => ({ ...of, blocks: values }));
  const wanted = new Set(measuring.ids);
  const run = await repeat(measuring, world, looks.at(-1) ?? 0, (block, { head, base }) => {
    if (base === null) throw new Error("base was not run");
    const { values, failures } = valuesOf(base, head, wanted, measuring.config.metrics);
    for (const { id, quantity, pair } of values) {
      const pairs = { base: [pair.base], head: [pair.head] };
      blocksOf.add(id, quantity, { block, cpu: null, loops: 1, sideBySide: false, pairs });
    }
    // What has no value in common with the other side never will: the table says so.
    const paired = new Set(values.map(({ id }) => id));
    for (const id of wanted) if (!paired.has(id)) wanted.delete(id);
    if (looks.includes(block + 1)) for (const id of decided(series())) wanted.delete(id);
    return { failures, undecided: wanted.size };
  });
  return { ...run, series: series(), meanExcess: new Map() };
}

/** Runs head alone. @throws GateError when the command can't be run in the first block */
export async function runsAlone(
  measuring: RunsMeasuring,
  world: World,
  blocks: number,
): Promise<Measurement<Series>> {
  const series = collector<number>();
  const wanted = new Set(measuring.ids);
  const run = await repeat(measuring, world, blocks, (_block, { head }) => {
    const failures =
      head.trouble === null
        ? missingOf(head.results, "head", wanted)
        : eachFailed(wanted, "head", `the command fails: ${head.trouble}`);
    const failed = new Set(failures.map(({ id }) => id));
    for (const result of comparable(head.results, measuring.config.metrics)) {
      if (wanted.has(result.id) && !failed.has(result.id))
        series.add(result.id, quantityOf(result), result.value);
    }
    for (const id of failed) wanted.delete(id);
    return { failures, undecided: wanted.size };
  });
  return {
    ...run,
    series: series.all().map(({ values, ...of }) => ({ ...of, medians: values })),
    meanExcess: new Map(),
  };
}

interface Runs {
  readonly head: WholeRun;
  readonly base: WholeRun | null;
}

interface AfterRuns {
  readonly failures: readonly Failure[];
  /** Benchmarks that need another run. */
  readonly undecided: number;
}

async function repeat(
  measuring: RunsMeasuring,
  world: World,
  mostBlocks: number,
  after: (block: number, runs: Runs) => AfterRuns,
): Promise<Omit<Measurement<never>, "series" | "meanExcess">> {
  const { clock, processes } = world;
  const { sides, cpus, ids, timeLimitSeconds } = measuring;
  const failures = new Map<string, Failure>();
  let trouble: string | null = null;
  // One that is cut off has cost its time and tells nothing.
  const limits = { mostBlocks, timeLimitSeconds, roomFor: 1 };
  const done = await blockByBlock(limits, ids.length, world, async (block, deadline) => {
    const runs = await runSides(measuring, block, deadline, world).catch((error: unknown) => {
      if (block === 0 || !(error instanceof GateError) || error instanceof Interrupted) throw error;
      return error;
    });
    if (runs instanceof GateError) {
      // What earlier runs have shown still holds.
      if (clock.seconds() < deadline) {
        trouble = `Measuring ended after ${block} runs of each side: ${runs.message}.`;
      }
      return "ended";
    }
    const { failures: found, undecided } = after(block, runs);
    for (const failure of found) failures.set(`${failure.side} ${failure.id}`, failure);
    return { undecided };
  });
  return {
    failures: [...failures.values()],
    modules: { head: [], base: sides.base === null ? null : [] },
    doubts: [],
    trouble,
    conditions: {
      pinned: cpus !== null,
      layout: (await processes.canShareLayout()) ? "shared" : "randomised",
      cpus: cpus?.length ?? 0,
      ...done,
      repeatedPairs: 0,
      runDelayShare: null,
    },
  };
}

/** Both sides once, one after the other, in an order that a coin decides. */
async function runSides(
  { sides: { head, base }, command, config, seed }: RunsMeasuring,
  block: number,
  deadline: number,
  world: World,
): Promise<Runs> {
  const layout = drawLayout(randomStream(seed, "layout", block));
  const run = (side: Side) => {
    const seconds = deadline - world.clock.seconds();
    return runWhole({ side, command, config, layout, seconds }, world);
  };
  if (base === null) return { head: await run(head), base: null };
  if (randomStream(seed, "coin", block).coin()) {
    const first = await run(head);
    return { head: first, base: await run(base) };
  }
  const first = await run(base);
  return { base: first, head: await run(head) };
}

interface Paired {
  readonly values: readonly {
    readonly id: string;
    readonly quantity: Quantity;
    readonly pair: { readonly base: number; readonly head: number };
  }[];
  readonly failures: readonly Failure[];
}

/**
 * A command that fails on one side alone has not done there what it does on the other: whatever it has written is not to
 * be compared. One that fails on both sides, as a tool does of whose benchmarks one is broken, is believed.
 */
function valuesOf(
  base: WholeRun,
  head: WholeRun,
  wanted: ReadonlySet<string>,
  metrics: readonly Metric[],
): Paired {
  if (head.trouble !== null && base.trouble === null) {
    const message = `the command fails on head, and not on base: ${head.trouble}`;
    return { values: [], failures: eachFailed(wanted, "head", message) };
  }
  if (base.trouble !== null && head.trouble === null) {
    const message = `the command fails on base, and not on head: ${base.trouble}`;
    return { values: [], failures: eachFailed(wanted, "base", message) };
  }
  return pairedValues(base.results, head.results, wanted, metrics);
}

function eachFailed(ids: ReadonlySet<string>, side: SideName, message: string): Failure[] {
  return [...ids].map((id) => ({ id, side, kind: "failed", message }));
}

function pairedValues(
  base: ToolResults,
  head: ToolResults,
  wanted: ReadonlySet<string>,
  metrics: readonly Metric[],
): Paired {
  const onBase = new Map(comparable(base, metrics).map((result) => [seriesKey(result), result]));
  const failures = [...missingOf(base, "base", wanted), ...missingOf(head, "head", wanted)];
  const values = comparable(head, metrics).flatMap((result) => {
    const other = onBase.get(seriesKey(result));
    if (!wanted.has(result.id) || other === undefined) return [];
    // Base answers another question.
    if (other.unit !== result.unit || other.better !== result.better) return [];
    return [{ id: result.id, quantity: quantityOf(result), pair: { base: other.value, head: result.value } }];
  });
  return { values, failures };
}

/** What was wanted, and this time has no value; what the file does not even name has none either. */
function missingOf(run: ToolResults, side: "base" | "head", wanted: ReadonlySet<string>): Failure[] {
  const named = new Set(run.results.map(({ id }) => id));
  const told = new Map(run.missing.map((one) => [one.id, one]));
  return [...wanted]
    .filter((id) => !named.has(id))
    .map((id): Failure => {
      const one = told.get(id);
      return {
        id,
        side,
        kind: one?.kind ?? "failed",
        message: one?.why ?? `${run.tool} gave no value for it (${side})`,
      };
    });
}

function quantityOf({ metric, unit, better }: ToolResult): Quantity {
  return { metric, unit, better };
}
