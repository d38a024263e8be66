/**
 * Which benchmarks one side has: asked of its harness, or of a first run of the command of the suite `results`. Writes the
 * `.pyc` files on the way.
 */

import { answerSeconds, begin, outOfTurn } from "../conversation/conversation.ts";
import { runWhole } from "../conversation/whole-run.ts";
import { notCollected } from "../errors/not-collected.ts";
import { GateError } from "../errors.ts";
import type { Collection } from "../findings/discovery.ts";
import { EVERYTHING } from "../findings/problem.ts";
import { comparable, requireMetrics } from "../formats/tool-results.ts";
import { guarded } from "../guard/guard-sides.ts";
import { watchedSide } from "../guard/watched-side.ts";
import type { Benchmark } from "../model.ts";
import type { Side } from "../ports/environments.ts";
import { HarnessLost } from "../ports/processes.ts";
import type { Hello } from "../protocol.ts";
import { inCheckout } from "../sides/shared-paths.ts";
import type { OpenRun, OpenSide } from "../sides/sides.ts";
import { hiddenAmong, projectOf, withChildren } from "./child-processes.ts";
import { COLLECTING_LAYOUT } from "./rehearsal.ts";

/** Collects head alone, before anybody knows whether base is needed. @throws GateError when its suite can't be collected */
export async function collectHead(run: OpenRun): Promise<Collection> {
  return withChildren(run, run.head, await collectSide(run, run.head));
}

/** Collects what a side has. @throws GateError when it has no process, or a suite that can't be collected */
export async function collectSide(run: OpenRun, open: OpenSide): Promise<Collection> {
  const { head, world } = run;
  if (head.suite.suite === "results") return collectRun(run, open);
  const { side } = open;
  const seconds = answerSeconds(run.timeLimitSeconds);
  try {
    await using process = await world.processes.start(side, COLLECTING_LAYOUT);
    const { suite, targets } = head.suite;
    begin(process, { suite, targets, root: side.workingDirectory, only: null }, COLLECTING_LAYOUT);
    const collected = await process.receive(seconds);
    if (collected.type === "broken")
      throw new BrokenSuite(notCollected(process.side, collected.message), collected.message, process.hello);
    if (collected.type !== "collected") throw outOfTurn(process, collected, "collected");
    const finished = await process.receive(seconds);
    const { python, cpus } = process.hello;
    return {
      benchmarks: collected.benchmarks.map((one) => locatedInCheckout(one, side)),
      problems: collected.problems,
      skips: collected.skips ?? [],
      modules: finished.type === "finished" ? finished.modules : [],
      doubts: finished.type === "finished" ? finished.doubts : [],
      children: null,
      // With the project's modules imported, it may be another setting than when it started.
      python: finished.type === "finished" ? { ...python, build: finished.build } : python,
      cpus,
      run: null,
      quantities: null,
      trouble: null,
    };
  } catch (error) {
    if (!(error instanceof HarnessLost)) throw error;
    const output = error.output.trim().split("\n").slice(-3).join(" | ").slice(0, 600);
    throw notCollected(
      error.side,
      `${error.detail}${output === "" ? "" : `; its last output: ${output}`}`,
      error,
    );
  }
}

/** What a first run of the user's command has values for. @throws GateError when it has none */
async function collectRun({ head, world, timeLimitSeconds }: OpenRun, open: OpenSide): Promise<Collection> {
  const { side } = open;
  const { suite, settings } = head;
  const [command = ""] = suite.targets;
  const watched = watchedSide(side, projectOf(head));
  const { results, python, cpus, trouble, modules, installed, unseen } = await world.progress.stage(
    { kind: "run-command", command, side: side.name },
    () =>
      runWhole(
        { side: watched, command, settings, layout: COLLECTING_LAYOUT, seconds: timeLimitSeconds },
        world,
      ),
  );
  const tool = results.tool === "custom" ? results.format : results.tool;
  world.progress.step({ kind: "results-read", tool });
  requireMetrics(settings.metrics, [results]);
  if (trouble !== null) world.progress.warn({ kind: "command-failed", side: side.name, why: trouble });
  const compared = comparable(results, settings.metrics);
  const ids = new Set([...compared, ...results.missing].map(({ id }) => id));
  const ran = guarded(open, { modules, python, children: null });
  return {
    benchmarks: [...ids].map((id) => ({ id, location: null })),
    problems: [],
    skips: [],
    modules,
    children: { installed, unproven: hiddenAmong(unseen, ran, open, head), isComplete: true },
    doubts: [],
    python,
    cpus,
    run: results,
    quantities: compared.map(({ id, metric, unit, better }) => ({ id, metric, unit, better })),
    trouble,
  };
}

/** A suite that can't even be started on a side, though its process can. */
export class BrokenSuite extends GateError {
  readonly hello: Pick<Hello, "python" | "cpus">;
  readonly why: string;
  constructor({ message, advice, quotes }: GateError, why: string, hello: Pick<Hello, "python" | "cpus">) {
    super(message, advice, { quotes });
    this.hello = hello;
    this.why = why;
  }
}

/**
 * A side's benchmarks; none, and a problem of everything, where its suite is broken.
 *
 * @throws GateError when not even the process came up
 */
export async function collectedOrBroken(collect: () => Promise<Collection>): Promise<Collection> {
  try {
    return await collect();
  } catch (error) {
    if (!(error instanceof BrokenSuite)) throw error;
    const { python, cpus } = error.hello;
    return {
      benchmarks: [],
      problems: [{ where: EVERYTHING, message: error.why }],
      broken: error,
      ...{ skips: [], modules: [], doubts: [], children: null },
      ...{ python, cpus, run: null, quantities: null, trouble: null },
    };
  }
}

function locatedInCheckout(benchmark: Benchmark, side: Side): Benchmark {
  if (benchmark.location === null) return benchmark;
  const { file, line } = benchmark.location;
  return { ...benchmark, location: { file: inCheckout(file, side), line } };
}
