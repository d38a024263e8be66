/**
 * The suite `results`: the user's own command, run as a whole on base and head in turn, each time with a file of values
 * that its tool writes. A block is a run a side, and its pair is what the two files say.
 */
import { seriesKey } from "../baseline/history.ts";
import { GateError, Interrupted } from "../errors.ts";
import { comparable, otherUnit, type ToolResult, type ToolResults } from "../formats/tool-results.ts";
import type { Config } from "../inputs/config.ts";
import type { Metric, PairedBlock, PairedSeries, Quantity, Series } from "../model.ts";
import type { Side, World } from "../ports.ts";
import { randomStream } from "../statistics/random.ts";
import { blockByBlock } from "./block-loop.ts";
import type { Failure } from "./run-batch.ts";
import { collector, type Decider, drawLayout, type Measurement, type Measuring } from "./schedule.ts";
import { runWhole } from "./whole-run.ts";

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
  const run = await repeat(measuring, world, looks.at(-1) ?? 0, (block, cpu, { head, base }) => {
    if (base === null) throw new Error("base was not run");
    const { values, failures } = pairedValues(base, head, wanted, measuring.config.metrics);
    for (const { id, quantity, pair } of values) {
      const pairs = { base: [pair.base], head: [pair.head] };
      blocksOf.add(id, quantity, { block, cpu, loops: 1, sideBySide: false, pairs });
    }
    for (const { id } of failures) wanted.delete(id);
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
  const valuesOf = collector<number>();
  const wanted = new Set(measuring.ids);
  const run = await repeat(measuring, world, blocks, (_block, _cpu, { head }) => {
    for (const result of comparable(head, measuring.config.metrics)) {
      if (wanted.has(result.id)) valuesOf.add(result.id, quantityOf(result), result.value);
    }
    return { failures: missingOf(head, "head", wanted), undecided: wanted.size };
  });
  return {
    ...run,
    series: valuesOf.all().map(({ values, ...of }) => ({ ...of, medians: values })),
    meanExcess: new Map(),
  };
}

interface Values {
  readonly head: ToolResults;
  readonly base: ToolResults | null;
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
  after: (block: number, cpu: number | null, values: Values) => AfterRuns,
): Promise<Omit<Measurement<never>, "series" | "meanExcess">> {
  const { clock, processes } = world;
  const { sides, cpus, ids, timeLimitSeconds } = measuring;
  const failures = new Map<string, Failure>();
  let trouble: string | null = null;
  // One that is cut off has cost its time and tells nothing.
  const limits = { mostBlocks, timeLimitSeconds, roomFor: 1 };
  const done = await blockByBlock(limits, ids.length, world, async (block, deadline) => {
    const cpu = cpus?.[block % cpus.length] ?? null;
    const values = await runSides(measuring, block, cpu, deadline, world).catch((error: unknown) => {
      if (block === 0 || !(error instanceof GateError) || error instanceof Interrupted) throw error;
      return error;
    });
    if (values instanceof GateError) {
      // What earlier runs have shown still holds.
      if (clock.seconds() < deadline) {
        trouble = `Measuring ended after ${block} runs of each side: ${values.message}.`;
      }
      return "ended";
    }
    const { failures: found, undecided } = after(block, cpu, values);
    for (const failure of found) failures.set(`${failure.side} ${failure.id}`, failure);
    return { undecided };
  });
  return {
    failures: [...failures.values()],
    modules: { head: [], base: sides.base === null ? null : [] },
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
  cpu: number | null,
  deadline: number,
  world: World,
): Promise<Values> {
  const layout = drawLayout(randomStream(seed, "layout", block));
  const run = async (side: Side) => {
    const seconds = deadline - world.clock.seconds();
    return (await runWhole({ side, command, config, layout, cpu, seconds }, world)).results;
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
    if (other.unit !== result.unit) {
      const message = otherUnit(other, result);
      // Base answers another question.
      failures.push({ id: result.id, side: "base", kind: "failed", message });
      return [];
    }
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
