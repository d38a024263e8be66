/**
 * The suite `results`: the user's own command, run as a whole on base and head in turn, each time with a file of values
 * that its tool writes. A block is a run a side, and its pair is what the two files say.
 */

import { seriesKey } from "../baseline/history.ts";
import { RunCutOff, RunFailed, runWhole } from "../conversation/whole-run.ts";
import { GateError, Interrupted } from "../errors.ts";
import type { Failure } from "../findings/failure.ts";
import type { Decider, Loss, Measurement } from "../findings/measurement.ts";
import { comparable, type ToolResult, type ToolResults } from "../formats/tool-results.ts";
import type { BenchmarkSettings } from "../inputs/config.ts";
import type { Cause, CommandTrouble } from "../model/cause.ts";
import type { Metric, PairedBlock, PairedSeries, Quantity, Series, SideName } from "../model.ts";
import type { Side } from "../ports/environments.ts";
import type { SharedLayout } from "../ports/processes.ts";
import type { World } from "../ports/world.ts";
import { randomStream } from "../statistics/random.ts";
import { type AfterBlock, blockByBlock } from "./block-loop.ts";
import { conditionOf, lossOf, toldOf } from "./loss.ts";
import { collector, drawLayout, type Measuring } from "./schedule.ts";

export interface RunsMeasuring
  extends Pick<Measuring, "sides" | "ids" | "cpus" | "timeLimitSeconds" | "seed"> {
  readonly command: string;
  readonly settings: Pick<BenchmarkSettings, "metrics" | "resultsFile" | "resultsFormat">;
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
  const run = await repeat(measuring, world, looks.at(-1) ?? 0, wanted, (block, { head, base }) => {
    if (base === null) throw new Error("base was not run");
    const { values, failures } = valuesOf(base, head, wanted, measuring.settings.metrics);
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
  const run = await repeat(measuring, world, blocks, wanted, (_block, { head }) => {
    const { results, trouble } = head;
    const failures =
      results === null || trouble !== null
        ? eachFailed(wanted, "head", { kind: "command-fails", on: null, why: trouble ?? "" })
        : missingOf(results, "head", wanted);
    const failed = new Set(failures.map(({ id }) => id));
    for (const result of results === null ? [] : comparable(results, measuring.settings.metrics)) {
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

/** What a run of the command came to. */
interface Outcome {
  /** Null where there is nothing that could be read. */
  readonly results: ToolResults | null;
  /** How the command failed; null where it did not, or was not let finish. */
  readonly trouble: CommandTrouble | null;
  /** Whether the time was over before it was done. */
  readonly isCutOff: boolean;
}

interface Runs {
  readonly head: Outcome;
  readonly base: Outcome | null;
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
  wanted: ReadonlySet<string>,
  after: (block: number, runs: Runs) => AfterRuns,
): Promise<Omit<Measurement<never>, "series" | "meanExcess">> {
  const { clock, processes } = world;
  const { sides, cpus, ids, timeLimitSeconds } = measuring;
  const failures = new Map<string, Failure>();
  let loss: Loss | null = null;
  let longestSeconds = 0;
  // One that is cut off has cost its time and tells nothing.
  const limits = { mostBlocks, timeLimitSeconds, roomFor: 1 };
  const done = await blockByBlock(limits, ids.length, world, async (block, deadline): Promise<AfterBlock> => {
    const once = async (side: Side, layout: SharedLayout): Promise<Outcome> => {
      const { command, settings } = measuring;
      const began = clock.seconds();
      const request = { side, command, settings, layout, seconds: deadline - began };
      const outcome = await runWhole(request, world).then(
        ({ results, trouble }) => ({ results, trouble, isCutOff: false }),
        (error: unknown) => {
          if (block === 0) throw error;
          return withoutResults(error, clock.seconds() - began, longestSeconds);
        },
      );
      if (!outcome.isCutOff) longestSeconds = Math.max(longestSeconds, clock.seconds() - began);
      return outcome;
    };
    const runs = await runSides(measuring, block, once);
    const outcomes = [runs.head, ...(runs.base === null ? [] : [runs.base])];
    const broken = outcomes.filter(({ trouble }) => trouble !== null);
    if (broken.length === 0 && outcomes.some(({ isCutOff }) => isCutOff)) return "cut-off";
    if (broken.length === 2 && broken.some(({ results }) => results === null)) {
      const what = {
        kind: "commands",
        onBase: runs.base?.trouble ?? "",
        onHead: runs.head.trouble ?? "",
      } as const;
      loss = lossOf("both", what, { count: block, of: "runs" }, wanted);
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
    ...toldOf(loss),
    conditions: {
      pinned: cpus !== null,
      layout: (await processes.canShareLayout()) ? "shared" : "randomised",
      cpus: cpus?.length ?? 0,
      ...done,
      ...conditionOf(loss),
      repeatedPairs: 0,
      runDelayShare: null,
    },
  };
}

/** Runs both sides once, one after the other, in an order that a coin decides. */
async function runSides(
  { sides: { head, base }, seed }: RunsMeasuring,
  block: number,
  once: (side: Side, layout: SharedLayout) => Promise<Outcome>,
): Promise<Runs> {
  const layout = drawLayout(randomStream(seed, "layout", block));
  const run = (side: Side) => once(side, layout);
  if (base === null) return { head: await run(head), base: null };
  if (randomStream(seed, "coin", block).coin()) {
    const first = await run(head);
    return { head: first, base: await run(base) };
  }
  const first = await run(base);
  return { base: first, head: await run(head) };
}

/**
 * How many times as long as the longest run so far a run has to take to be held to hang: a shorter one may only have run
 * out of time.
 */
const HANGS_AFTER_RUNS = 5;

/** What a run that ended with an error is held to be. @throws what is no end of the command */
function withoutResults(error: unknown, seconds: number, longestSeconds: number): Outcome {
  if (!(error instanceof GateError) || error instanceof Interrupted) throw error;
  if (!(error instanceof RunCutOff)) {
    // What it wrote may also be too large, or no text.
    const trouble = error instanceof RunFailed ? error.why : error.message;
    return { results: null, trouble, isCutOff: false };
  }
  if (seconds < HANGS_AFTER_RUNS * longestSeconds) return { results: null, trouble: null, isCutOff: true };
  return { results: null, trouble: { kind: "took-too-long", seconds, longestSeconds }, isCutOff: true };
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
  base: Outcome,
  head: Outcome,
  wanted: ReadonlySet<string>,
  metrics: readonly Metric[],
): Paired {
  if (head.trouble !== null && base.trouble === null) {
    return { values: [], failures: eachFailed(wanted, "head", failsOn("head", head.trouble)) };
  }
  if (base.trouble !== null && head.trouble === null) {
    return { values: [], failures: eachFailed(wanted, "base", failsOn("base", base.trouble)) };
  }
  if (base.results === null || head.results === null) throw new Error("what gave no results was compared");
  return pairedValues(base.results, head.results, wanted, metrics);
}

function failsOn(side: SideName, why: CommandTrouble): Cause {
  return { kind: "command-fails", on: side, why };
}

function eachFailed(ids: ReadonlySet<string>, side: SideName, message: Cause): Failure[] {
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
        message: one?.why ?? { kind: "no-value", tool: run.tool, side },
      };
    });
}

function quantityOf({ metric, unit, better }: ToolResult): Quantity {
  return { metric, unit, better };
}
