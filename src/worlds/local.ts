/** The world of the command line: this checkout, this terminal, a baseline in a file. */

import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { atomicFiles } from "../adapters/files/atomic-files.ts";
import { isStandardOutput } from "../adapters/files/own-streams.ts";
import { gitCheckouts } from "../adapters/git/checkouts.ts";
import { endedBySignals } from "../adapters/processes/interruption.ts";
import { bytecodeBy } from "../adapters/python/bytecode.ts";
import { environments } from "../adapters/python/environments.ts";
import { pythonProcesses } from "../adapters/python/python-processes.ts";
import { resultFiles } from "../adapters/python/result-files.ts";
import { baselineFile } from "../adapters/stores/baseline-file.ts";
import { severalStores } from "../adapters/stores/several-stores.ts";
import { systemClock } from "../adapters/system-clock.ts";
import { boundedWarnings } from "../adapters/terminal/bounded-warnings.ts";
import { terminalLines } from "../adapters/terminal/terminal-lines.ts";
import type { Config } from "../inputs/config.ts";
import type { Result } from "../model.ts";
import type { Files } from "../ports/files.ts";
import type { BaselineScope, BaselineStore, CommitOfBase } from "../ports/stores.ts";
import type { World } from "../ports/world.ts";
import { resultPieces } from "../report/document.ts";
import { byFlag, withFlagValues } from "../report/flags.ts";
import { renderText } from "../report/text.ts";
import { inWords } from "../report/words/progress.ts";
import { resultOptions, textOptions } from "./terminal.ts";

export interface LocalPlace {
  /** Absolute path of the project's folder. */
  readonly folder: string;
  /** Absolute path of the folder that holds the harness package. */
  readonly harnessFolder: string;
  /** File of the baseline, relative to the project's folder. */
  readonly baselinePath: string;
  readonly json: string | null;
  readonly html: string | null;
}

export function localWorld(
  config: Pick<Config, "benchmarks" | "baseline">,
  place: LocalPlace,
): World & AsyncDisposable {
  const lines = boundedWarnings(terminalLines(process.stderr));
  const log = { debug: () => {}, warning: (message: string) => lines.warning(message) };
  const files = atomicFiles(place.folder);
  const clock = systemClock();
  // A file may hold a baseline of other settings; which ones are asked for is known only with the scope.
  let store: BaselineStore | null = null;
  const storeFor = (scope: BaselineScope, of?: CommitOfBase) =>
    severalStores([baselineFile(place.folder, place.baselinePath, of)], scope, clock.now);
  const checkouts = gitCheckouts({
    workingDirectory: place.folder,
    temporaryFolder: tmpdir(),
    outputs: [place.json, place.html].filter((path) => path !== null),
    benchmarks: config.benchmarks,
    log,
  });
  const processes = pythonProcesses({ harnessFolder: place.harnessFolder, log });
  const signals = endedBySignals(processes);
  return {
    checkouts,
    environments: environments({ temporaryFolder: tmpdir(), environment: process.env, secrets: [], log }),
    processes: signals,
    bytecode: bytecodeBy(place.harnessFolder),
    counting: signals,
    resultFiles: resultFiles({ temporaryFolder: tmpdir(), log }),
    progress: inWords(lines, { setting: byFlag, sentence: withFlagValues }),
    clock,
    loadBaseline: async (scope, of) => {
      if (config.baseline.length === 0 || scope.branches.length === 0) return { kind: "not-wanted" };
      if (of !== undefined) return storeFor(scope, of).load();
      // The one that was read knows what it must not overwrite.
      store ??= storeFor(scope);
      return store.load();
    },
    acceptanceLabel: async () => ({ kind: "not-set" }),
    saveBaseline: async (scope, baseline) => {
      if (config.baseline.length === 0)
        return { kind: "not-saved", target: "none", why: "`baseline` is `none`" };
      store ??= storeFor(scope);
      return store.save(baseline);
    },
    publish: (result) => tell(result, place, files),
    async [Symbol.asyncDispose]() {
      await processes[Symbol.asyncDispose]();
    },
  };
}

/**
 * Shows the result in the terminal, and writes the files that were asked for.
 *
 * @throws GateError if one can't be written
 */
export async function tell(
  result: Result,
  { folder, json, html }: Pick<LocalPlace, "folder" | "json" | "html">,
  files: Files,
): Promise<void> {
  const stream = streamBeside([json, html], folder);
  stream.write(renderText(result, await resultOptions(textOptions(stream), result, folder)));
  if (json !== null) await files.write(json, resultPieces(result));
  if (html !== null) {
    const { renderHtml } = await import("../report/html.ts");
    await files.write(html, renderHtml(result));
  }
}

/**
 * The stream that the result is printed to: not standard output, if a document is written there.
 *
 * @param folder what relative paths are relative to: absolute
 */
export function streamBeside(documents: readonly (string | null)[], folder: string): NodeJS.WriteStream {
  const isTaken = documents.some((path) => path !== null && isStandardOutput(resolve(folder, path)));
  return isTaken ? process.stderr : process.stdout;
}
