/**
 * What the gate adds: before its first line of work, and around the batches that it measures.
 *
 * Measuring time is the timed loops of pairs and of warm-up batches, on both sides. Everything else is added:
 * calibration, untimed calls, messages, processes, checkouts, deciding, telling.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findNode24 } from "../e2e/node24.mjs";
import { repositoryFolder } from "./folders.ts";
import { check } from "./overhead/checks.ts";
import { type CheckFigures, ofChecks, ofTracedRuns, type TracedFigures } from "./overhead/figures.ts";
import { measureStartUp, type StartUp } from "./overhead/start-up.ts";
import { tracedRun } from "./overhead/traced-run.ts";
import { makeProject } from "./project.ts";
import { machineName } from "./recording.ts";

export interface OverheadRequest {
  readonly python: string;
  /** Of each kind of start, against an empty script. */
  readonly startPairs: number;
  /** Runs of the real command line. */
  readonly checks: number;
  /** Runs in this process, with every port traced. */
  readonly tracedRuns: number;
}

export interface Overhead {
  readonly recordedAt: string;
  readonly machine: string;
  readonly startUp: StartUp;
  readonly check: CheckFigures;
  readonly traced: TracedFigures;
}

export async function overhead(request: OverheadRequest): Promise<Overhead> {
  const { python, startPairs, checks, tracedRuns } = request;
  const node24 = await findNode24(fileURLToPath(new URL(".tools", repositoryFolder)), (message) =>
    process.stderr.write(`${message}\n`),
  );
  return {
    recordedAt: new Date().toISOString(),
    machine: machineName(),
    startUp: await measureStartUp(join(node24, "node"), startPairs),
    check: ofChecks(await repeated(checks, (folder) => check(folder, python, join(node24, "node")))),
    traced: ofTracedRuns(await repeated(tracedRuns, (folder, run) => tracedRun(folder, python, run + 1))),
  };
}

/** In a checkout of its own each time, without any `.pyc` files: as in a job. */
async function repeated<T>(times: number, run: (folder: string, index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let index = 0; index < times; index += 1) {
    await using project = await makeProject({ percent: 0, nullEdit: 0 });
    results.push(await run(project.folder, index));
  }
  return results;
}
