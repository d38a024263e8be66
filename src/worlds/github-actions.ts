/** The world of the action: this job, its page, its pull request, and its stores of baselines. */

import { join, resolve } from "node:path";
import * as core from "@actions/core";
import { atomicFiles } from "../adapters/files/atomic-files.ts";
import { gitCheckouts } from "../adapters/git/checkouts.ts";
import { actionLines } from "../adapters/github/action-lines.ts";
import { githubSurface } from "../adapters/github/surface.ts";
import { endedBySignals } from "../adapters/processes/interruption.ts";
import { bytecodeBy } from "../adapters/python/bytecode.ts";
import { environments } from "../adapters/python/environments.ts";
import { pythonProcesses } from "../adapters/python/python-processes.ts";
import { resultFiles } from "../adapters/python/result-files.ts";
import { severalStores } from "../adapters/stores/several-stores.ts";
import { systemClock } from "../adapters/system-clock.ts";
import { boundedWarnings } from "../adapters/terminal/bounded-warnings.ts";
import { explainError } from "../errors.ts";
import type { BaselineSettings, BaselineStoreName, Config } from "../inputs/config.ts";
import type { Occasion } from "../inputs/occasion.ts";
import type { Result } from "../model.ts";
import type { LabelState } from "../ports/acceptance.ts";
import type { Clock } from "../ports/clock.ts";
import type { BaselineScope, BaselineStore, CommitOfBase } from "../ports/stores.ts";
import type { World } from "../ports/world.ts";
import { publishResult } from "../publish/publish.ts";
import { resultPieces } from "../report/document.ts";
import { inWords } from "../report/words/progress.ts";
import { SUPERSEDED, unpublishedWords } from "../report/words/unpublished.ts";
import { acceptanceLabelOf } from "./acceptance-label.ts";
import { type ActionPlace, type Job, pullRequestTarget } from "./github-job.ts";

export function githubActionsWorld(
  config: BaselineSettings & Pick<Config, "acceptLabel" | "benchmarks" | "comment">,
  occasion: Occasion,
  job: Job,
  place: ActionPlace,
): World & AsyncDisposable {
  const lines = boundedWarnings(actionLines());
  const log = { debug: core.debug, warning: (message: string) => lines.warning(message) };
  const { temporaryFolder } = job;
  const clock = systemClock();
  const outputs = [place.jsonReport, place.htmlReport].filter((path) => path !== null);
  const checkouts = gitCheckouts({
    workingDirectory: place.folder,
    temporaryFolder,
    outputs,
    benchmarks: config.benchmarks,
    log,
  });
  const processes = pythonProcesses({ harnessFolder: place.harnessFolder, log });
  const signals = endedBySignals(processes);
  // Opened once: what could not be read is not overwritten later.
  const stores = new Map<BaselineScope, Promise<BaselineStore>>();
  const storesOf = (scope: BaselineScope, of?: CommitOfBase) => {
    const open = stores.get(scope) ?? storesFor(config, job, place, scope, clock, of);
    stores.set(scope, open);
    return open;
  };
  // Asked for once, however often something is slower.
  let label: Promise<LabelState> | undefined;
  return {
    checkouts,
    environments: environments({
      temporaryFolder,
      environment: process.env,
      secrets: place.token === "" ? [] : [place.token],
      log,
    }),
    processes: signals,
    bytecode: bytecodeBy(place.harnessFolder),
    counting: signals,
    resultFiles: resultFiles({ temporaryFolder, log }),
    progress: inWords(lines),
    clock,
    async loadBaseline(scope, of) {
      if (config.baseline.length === 0 || scope.branches.length === 0) return { kind: "not-wanted" };
      return (await storesOf(scope, of)).load();
    },
    acceptanceLabel: () => {
      label ??= acceptanceLabelOf(config.acceptLabel, occasion, {
        token: place.token,
        repository: job.repository,
      });
      return label;
    },
    async saveBaseline(scope, baseline) {
      return (await storesOf(scope)).save(baseline);
    },
    async publish(result) {
      for (const warning of await place.runnerFiles.restore()) lines.warning(warning);
      await writeReports(result, job, place, (message) => lines.warning(message));
      const target = await pullRequestTarget(config.comment, occasion, job, place);
      const { comment, unpublished } = await publishResult(result, githubSurface(), target);
      for (const one of unpublished) lines.warning(unpublishedWords(one));
      if (comment?.kind === "superseded") lines.info(SUPERSEDED);
      const url = comment !== null && "url" in comment ? (comment.url ?? "") : "";
      setOutput("comment-url", url, (message) => lines.warning(message));
    },
    async [Symbol.asyncDispose]() {
      await processes[Symbol.asyncDispose]();
    },
  };
}

async function storesFor(
  settings: BaselineSettings,
  job: Job,
  place: ActionPlace,
  scope: BaselineScope,
  clock: Clock,
  of: CommitOfBase | undefined,
): Promise<BaselineStore> {
  const stores = await Promise.all(
    settings.baseline.map((name) => storeOf(name, settings, job, place, scope, of)),
  );
  return severalStores(stores, scope, clock.now);
}

/** A store by name. The clients of cache and artifacts are loaded only if they are used. */
async function storeOf(
  name: BaselineStoreName,
  settings: BaselineSettings,
  job: Job,
  place: ActionPlace,
  scope: BaselineScope,
  of: CommitOfBase | undefined,
): Promise<BaselineStore> {
  switch (name) {
    case "cache": {
      const { baselineCache } = await import("../adapters/stores/baseline-cache.ts");
      return baselineCache({ scope, runId: job.runId, runAttempt: job.runAttempt });
    }
    case "artifact": {
      const { baselineArtifacts } = await import("../adapters/stores/baseline-artifact.ts");
      const { token } = place;
      const { repository, temporaryFolder } = job;
      const workflow = settings.baselineWorkflow ?? job.workflowFile;
      return baselineArtifacts({ scope, token, repository, workflow, temporaryFolder });
    }
    case "file": {
      const { baselineFile } = await import("../adapters/stores/baseline-file.ts");
      return baselineFile(place.folder, settings.baselinePath, of);
    }
    default:
      return name satisfies never;
  }
}

/** Writes the result document and the page, always: a later step may upload them. */
async function writeReports(
  result: Result,
  job: Job,
  place: ActionPlace,
  warn: (message: string) => void,
): Promise<void> {
  const { renderHtml } = await import("../report/html.ts");
  const files = atomicFiles(place.folder);
  const reports = [
    [
      "json-report",
      place.jsonReport ?? join(job.temporaryFolder, "hotpath-gate", "result.json"),
      resultPieces,
    ],
    ["html-report", place.htmlReport ?? join(job.temporaryFolder, "hotpath-gate", "report.html"), renderHtml],
  ] as const;
  for (const [output, path, render] of reports) {
    try {
      await files.write(path, render(result));
    } catch (error) {
      warn(explainError(error));
      continue;
    }
    // A later step runs in a folder of its own.
    setOutput(output, resolve(place.folder, path), warn);
  }
}

/** Sets an output. The verdict stands even if later steps can't be told where to find it. */
function setOutput(name: string, value: string, warn: (message: string) => void): void {
  try {
    core.setOutput(name, value);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    warn(`The output \`${name}\` of the step could not be written: ${why}`);
  }
}
