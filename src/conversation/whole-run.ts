/** One run of the user's own command on one side, and the file of values that its tool has written. */

import { GateError } from "../errors.ts";
import type { LoadedModule } from "../findings/loaded-module.ts";
import type { ToolResults } from "../formats/tool-results.ts";
import type { BenchmarkSettings } from "../inputs/config.ts";
import { TIME } from "../model.ts";
import type { CommandTarget } from "../plan/command-targets.ts";
import type { Side } from "../ports/environments.ts";
import { HarnessLost, type HarnessProcess, type SharedLayout } from "../ports/processes.ts";
import type { World } from "../ports/world.ts";
import { begin, due, ONE_CALL, outOfTurn } from "./conversation.ts";

/** What stands for the file in a command line. */
const PLACE = "{results}";
const TARGET = "results";

/** One run of the command on one side. */
export interface WholeRun {
  readonly results: ToolResults;
  readonly python: HarnessProcess["hello"]["python"];
  readonly cpus: readonly number[] | null;
  /** What the command said of itself although it wrote its file: it ended with another status than 0. */
  readonly trouble: string | null;
  /** Modules that its child processes loaded, where the side watches them. */
  readonly modules: readonly LoadedModule[];
  /** Other places that the project's packages could be imported from; empty where children are not watched. */
  readonly installed: readonly LoadedModule[];
  /** Python processes that did not say what they load; empty where children are not watched. */
  readonly unseen: readonly LoadedModule[];
}

export interface WholeRunRequest {
  readonly side: Side;
  readonly command: string;
  readonly settings: Pick<BenchmarkSettings, "resultsFile" | "resultsFormat">;
  readonly layout: SharedLayout;
  /** How long it may take. */
  readonly seconds: number;
}

/** A run that gave nothing: the command failed, or has written nothing that can be read. */
export class RunFailed extends GateError {
  /** The same, for a sentence that says of what and where. */
  readonly why: string;
  constructor(why: string, what: string, advice: string, options?: { cause?: unknown }) {
    super(what, advice, options);
    this.why = why;
  }
}

/** A run that was not done when its time was over. */
export class RunCutOff extends GateError {}

/** Runs the command of the suite `results` once on a side, and reads what it wrote. @throws RunFailed or RunCutOff */
export async function runWhole(
  { side, command, settings, layout, seconds }: WholeRunRequest,
  world: Pick<World, "processes" | "resultFiles" | "clock">,
): Promise<WholeRun> {
  await using place = await world.resultFiles.place(side.workingDirectory, settings.resultsFile);
  if (!command.includes(PLACE) && settings.resultsFile === null) {
    throw new GateError(
      `The command \`${command}\` does not say where it writes its results`,
      `Write ${PLACE} where it takes the file to write, or name the file in \`results-file\`.`,
    );
  }
  const target: CommandTarget = {
    id: TARGET,
    command: command.replaceAll(PLACE, () => quoted(place.file)),
    prepare: null,
    quantities: [TIME],
  };
  const { hello, trouble, modules, installed, unseen } = await runTarget(
    target,
    side,
    layout,
    seconds,
    world,
  );
  const written = await place.written();
  if (written === null) {
    if (trouble !== null) throw commandFailed(side, command, trouble);
    const file = settings.resultsFile ?? "its results";
    throw new RunFailed(
      `it ended and has not written ${file}`,
      `The command \`${command}\` ended on ${side.name} and has not written ${file}`,
      settings.resultsFile === null
        ? `Check that it takes ${PLACE} as the file to write its results to.`
        : "Fix `results-file`; it is relative to the project's folder.",
    );
  }
  // What reads other tools' files is only loaded for this suite.
  const { readToolResults } = await import("../formats/read-tool-results.ts");
  const reading = await readToolResults(written.text, {
    format: settings.resultsFormat,
    companion: written.companion,
  });
  if (reading.kind === "refused") {
    throw unreadableResults(side, command, written.name, { why: reading.why, trouble });
  }
  const { python, cpus } = hello;
  return { results: reading.results, python, cpus, trouble, modules, installed, unseen };
}

function unreadableResults(
  { name }: Side,
  command: string,
  file: string,
  { why, trouble }: { readonly why: string; readonly trouble: string | null },
): RunFailed {
  const after = trouble === null ? "" : `; the command had failed before: ${trouble}`;
  return new RunFailed(
    `what it wrote (${file}) can't be read: ${why}${after}`,
    `The results that \`${command}\` wrote on ${name} (${file}) can't be read: ${why}${after}`,
    "See what the command writes.",
  );
}

function commandFailed({ name }: Side, command: string, why: string): RunFailed {
  return new RunFailed(
    why,
    `The command \`${command}\` failed on ${name}: ${why}`,
    "Run it by hand in that checkout with the same interpreter, and check that it works there.",
  );
}

async function runTarget(
  target: CommandTarget,
  side: Side,
  layout: SharedLayout,
  seconds: number,
  { processes, clock }: Pick<World, "processes" | "clock">,
): Promise<
  Pick<WholeRun, "trouble" | "modules" | "installed" | "unseen"> & { readonly hello: HarnessProcess["hello"] }
> {
  const deadline = clock.seconds() + seconds;
  const left = () => Math.max(0, deadline - clock.seconds());
  let hasStarted = false;
  try {
    await using process = await processes.start(side, layout);
    hasStarted = true;
    const { hello } = process;
    const targets = [JSON.stringify(target)];
    // What a tool measures may run on several CPUs at a time, which nobody sees from here: it has all of them.
    begin(process, { suite: "command", targets, root: side.workingDirectory, only: [TARGET] }, layout);
    await due(process, "collected", left());
    await due(process, "ready", left());
    process.send(ONE_CALL);
    const answer = await process.receive(left());
    if (answer.type !== "measured" && answer.type !== "failed") throw outOfTurn(process, answer, "measured");
    if (answer.type === "measured") process.send({ type: "next" });
    const trouble = answer.type === "failed" ? answer.message : null;
    const last = await process.receive(left());
    const { modules, installed = [], unseen = [] } = last.type === "finished" ? last : { modules: [] };
    return { hello, trouble, modules, installed, unseen };
  } catch (error) {
    if (!(error instanceof HarnessLost)) throw error;
    // How long a process may take to start is no matter of the time limit.
    if (error.how === "timed-out" && hasStarted) {
      throw new RunCutOff(
        `The command \`${target.command}\` did not end on ${side.name} within what is left of the time limit`,
        "Raise `time-limit`, or let the command measure less at a time: it runs several times on each side.",
        { cause: error },
      );
    }
    throw commandFailed(side, target.command, error.detail);
  }
}

/** Quotes a path for a shell, and for what splits a command line as a shell does. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
