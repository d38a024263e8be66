/** The world of the action: this job, its page, its pull request, and its stores of baselines. */
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as core from "@actions/core";
import { actionProgress } from "../adapters/action-progress.ts";
import { atomicFiles } from "../adapters/atomic-files.ts";
import { environments } from "../adapters/environments.ts";
import { gitCheckouts } from "../adapters/git-checkouts.ts";
import { githubSurface } from "../adapters/github-surface.ts";
import { endedBySignals } from "../adapters/interruption.ts";
import { pythonProcesses } from "../adapters/python-processes.ts";
import { resultFiles } from "../adapters/result-files.ts";
import { severalStores } from "../adapters/several-stores.ts";
import { systemClock } from "../adapters/system-clock.ts";
import { explainError } from "../errors.ts";
import type { BaselineStoreName, Config, WrittenSettings } from "../inputs/config.ts";
import type { Occasion } from "../inputs/occasion.ts";
import type { Result } from "../model.ts";
import type { BaselineScope, BaselineStore, Clock, World } from "../ports.ts";
import { type PullRequestTarget, publishResult, publishTrouble } from "../publish/publish.ts";
import { resultPieces } from "../report/document.ts";

/** What the platform says of the job: its `GITHUB_*` and `RUNNER_*` variables. */
export interface Job {
  readonly repository: string;
  readonly serverUrl: string;
  readonly workflow: string;
  readonly job: string;
  readonly step: string;
  /** What a matrix usually varies: system, architecture, and the Python that setup-python put in place. */
  readonly leg: readonly string[];
  /** Path of the workflow in the repository; null where the platform does not say. */
  readonly workflowFile: string | null;
  readonly runId: string;
  readonly runAttempt: string;
  readonly temporaryFolder: string;
}

/** @param variables those of the platform */
export function jobFrom(variables: NodeJS.ProcessEnv): Job {
  return {
    repository: variables.GITHUB_REPOSITORY ?? "",
    serverUrl: variables.GITHUB_SERVER_URL ?? "https://github.com",
    workflow: variables.GITHUB_WORKFLOW ?? "",
    job: variables.GITHUB_JOB ?? "",
    step: variables.GITHUB_ACTION ?? "",
    leg: [
      variables.RUNNER_OS ?? "",
      variables.RUNNER_ARCH ?? "",
      pythonOfLeg(variables.pythonLocation ?? ""),
    ],
    workflowFile: workflowFileOf(variables.GITHUB_WORKFLOW_REF ?? ""),
    runId: variables.GITHUB_RUN_ID ?? "",
    runAttempt: variables.GITHUB_RUN_ATTEMPT ?? "1",
    temporaryFolder: variables.RUNNER_TEMP ?? tmpdir(),
  };
}

/** `.github/workflows/benchmarks.yml` of `octo-org/shop/.github/workflows/benchmarks.yml@refs/heads/main`. */
function workflowFileOf(reference: string): string | null {
  return /^[^/]+\/[^/]+\/(.+?)@/.exec(reference)?.[1] ?? null;
}

/**
 * `Python 3.13 x64-freethreaded` of `/opt/hostedtoolcache/Python/3.13.0/x64-freethreaded`: the minor version, so that
 * a patch release is the same leg. Empty for a folder that setup-python did not make.
 */
function pythonOfLeg(location: string): string {
  const parts = /^.*[/\\](\w+)[/\\](\d+\.\d+)[^/\\]*[/\\]([\w-]+)/.exec(location);
  return parts === null ? "" : parts.slice(1).join(" ");
}

export interface ActionPlace {
  /** Folder of the project: absolute. */
  readonly folder: string;
  /** Folder that holds the harness package: absolute. */
  readonly harnessFolder: string;
  /** Inputs, as they were written. */
  readonly written: WrittenSettings;
  readonly token: string;
  readonly jsonReport: string | null;
  readonly htmlReport: string | null;
}

export function githubActionsWorld(
  config: Config,
  occasion: Occasion,
  job: Job,
  place: ActionPlace,
): World & AsyncDisposable {
  const progress = actionProgress();
  const log = { debug: core.debug, warning: (message: string) => progress.warning(message) };
  const { temporaryFolder } = job;
  const clock = systemClock();
  const checkouts = gitCheckouts({ workingDirectory: place.folder, temporaryFolder, log });
  const processes = pythonProcesses({ harnessFolder: place.harnessFolder, log });
  const signals = endedBySignals(processes, () => checkouts.removeAllNow());
  // Opened once: what could not be read is not overwritten later.
  const stores = new Map<BaselineScope, Promise<BaselineStore>>();
  const storesOf = (scope: BaselineScope) => {
    const open = stores.get(scope) ?? storesFor(config, job, place, scope, clock);
    stores.set(scope, open);
    return open;
  };
  return {
    checkouts,
    environments: environments({
      temporaryFolder,
      environment: process.env,
      secrets: place.token === "" ? [] : [place.token],
      log,
    }),
    processes: signals,
    counting: signals,
    resultFiles: resultFiles({ temporaryFolder, log }),
    progress,
    clock,
    async loadBaseline(scope) {
      if (config.baseline.length === 0 || scope.branches.length === 0) return { kind: "not-wanted" };
      return (await storesOf(scope)).load();
    },
    async saveBaseline(scope, baseline) {
      return (await storesOf(scope)).save(baseline);
    },
    async publish(result) {
      await writeReports(result, job, place, (message) => progress.warning(message));
      const target = await pullRequestTarget(config.comment, occasion, job, place);
      const { comment, warnings } = await publishResult(result, githubSurface(), target);
      for (const warning of warnings) progress.warning(warning.message);
      core.setOutput("comment-url", comment !== null && "url" in comment ? (comment.url ?? "") : "");
    },
    async [Symbol.asyncDispose]() {
      await processes[Symbol.asyncDispose]();
      signals[Symbol.dispose]();
    },
  };
}

async function storesFor(
  config: Config,
  job: Job,
  place: ActionPlace,
  scope: BaselineScope,
  clock: Clock,
): Promise<BaselineStore> {
  const stores = await Promise.all(config.baseline.map((name) => storeOf(name, config, job, place, scope)));
  return severalStores(stores, clock.now);
}

/** The clients of cache and artifacts are only loaded when they are used. */
async function storeOf(
  name: BaselineStoreName,
  config: Config,
  job: Job,
  place: ActionPlace,
  scope: BaselineScope,
): Promise<BaselineStore> {
  switch (name) {
    case "cache": {
      const { baselineCache } = await import("../adapters/baseline-cache.ts");
      return baselineCache({ scope, runId: job.runId, runAttempt: job.runAttempt });
    }
    case "artifact": {
      const { baselineArtifacts } = await import("../adapters/baseline-artifact.ts");
      const { token } = place;
      const { repository, temporaryFolder } = job;
      const workflow = config.baselineWorkflow ?? job.workflowFile;
      return baselineArtifacts({ scope, token, repository, workflow, temporaryFolder });
    }
    case "file": {
      const { baselineFile } = await import("../adapters/baseline-file.ts");
      return baselineFile(place.folder, config.baselinePath);
    }
    default:
      return name satisfies never;
  }
}

async function pullRequestTarget(
  when: Config["comment"],
  occasion: Occasion,
  job: Job,
  place: ActionPlace,
): Promise<PullRequestTarget | null> {
  if (occasion.kind !== "pull-request" || when === "never" || place.token === "") return null;
  const { githubComments } = await import("../adapters/github-comments.ts");
  return {
    comments: githubComments({
      token: place.token,
      repository: job.repository,
      pullRequest: occasion.number,
    }),
    when,
    key: commentKey(job, place.written),
    summaryUrl: `${job.serverUrl}/${job.repository}/actions/runs/${job.runId}`,
    fromFork: occasion.fromFork,
  };
}

/** Inputs that say what is gated. Those that say how strictly may change within a pull request. */
const TELLING_INPUTS = ["working-directory", "config", "benchmarks", "python", "base-python"] as const;

/**
 * The legs of a matrix share workflow, job and step, and each has its own say. Nothing in the key comes from the
 * config file: a pull request may change that, or break it, and its comment must still be found.
 */
export function commentKey(job: Job, written: WrittenSettings): string {
  // Shortened, since a list of targets may be longer than a comment.
  const inputs = createHash("sha256")
    .update(JSON.stringify(TELLING_INPUTS.map((name) => written[name] ?? "")))
    .digest("hex")
    .slice(0, 12);
  return [job.workflow, job.job, job.step, ...job.leg, inputs].join("/");
}

/**
 * A run that could not measure must not leave an older comment standing that says all is well. Never throws.
 *
 * @param message what the root says as well, as the job's error
 * @param when null when the config could not be read
 */
export async function publishTroubleToGitHub(
  message: string,
  when: Config["comment"] | null,
  occasion: Occasion,
  job: Job,
  place: ActionPlace,
): Promise<void> {
  try {
    const target = await pullRequestTarget(when ?? "always", occasion, job, place);
    const warnings = await publishTrouble(message, githubSurface(), target);
    for (const warning of warnings) core.warning(warning.message);
  } catch (error) {
    core.warning(`The trouble could not be published: ${explainError(error)}`);
  }
}

/** The result document and the page, always: a later step may upload them. */
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
      // A later step runs in a folder of its own.
      core.setOutput(output, resolve(place.folder, path));
    } catch (error) {
      warn(explainError(error));
    }
  }
}
