/**
 * The job that the action runs in: what the platform says about it, its pull request, and reports of trouble. Needs
 * nothing that measures.
 */

import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import * as core from "@actions/core";
import type { RunnerFiles } from "../adapters/github/runner-files.ts";
import { githubSurface } from "../adapters/github/surface.ts";
import { within } from "../adapters/within.ts";
import { explainError } from "../errors.ts";
import type { Config, WrittenSettings } from "../inputs/config.ts";
import type { Occasion } from "../inputs/occasion.ts";
import type { SettingName } from "../inputs/settings.ts";
import type { RunOfComment } from "../model/finished-run.ts";
import type { Result } from "../model.ts";
import type { PullRequestTarget } from "../publish/publish.ts";
import { publishTrouble } from "../publish/trouble.ts";
import { unpublishedWords } from "../report/words/unpublished.ts";

/** What the platform says about the job: its `GITHUB_*` and `RUNNER_*` variables. */
export interface Job {
  readonly repository: string;
  readonly serverUrl: string;
  readonly workflow: string;
  readonly job: string;
  readonly step: string;
  /** What a matrix usually varies: system, architecture, and the Python that setup-python installed. */
  readonly leg: readonly string[];
  /** Path of the workflow in the repository; null if the platform does not say. */
  readonly workflowFile: string | null;
  readonly runId: string;
  readonly runAttempt: string;
  readonly temporaryFolder: string;
}

/** The job. @param variables those of the platform */
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

/**
 * Path of a workflow: `.github/workflows/benchmarks.yml` of
 * `octo-org/shop/.github/workflows/benchmarks.yml@refs/heads/main`.
 */
function workflowFileOf(reference: string): string | null {
  return /^[^/]+\/[^/]+\/(.+?)@/.exec(reference)?.[1] ?? null;
}

/**
 * The Python that setup-python installed: `Python 3.13 x64-freethreaded` for
 * `/opt/hostedtoolcache/Python/3.13.0/x64-freethreaded`. It has the minor version, so that a patch release does not
 * change it. Empty for a folder that setup-python did not make.
 */
function pythonOfLeg(location: string): string {
  const parts = /^.*[/\\](\w+)[/\\](\d+\.\d+)[^/\\]*[/\\]([\w-]+)/.exec(location);
  return parts === null ? "" : parts.slice(1).join(" ");
}

export interface ActionPlace {
  /** Absolute path of the project's folder. */
  readonly folder: string;
  /** Absolute path of the folder that holds the harness package. */
  readonly harnessFolder: string;
  /** Inputs, as they were written. */
  readonly written: WrittenSettings;
  readonly token: string;
  readonly jsonReport: string | null;
  readonly htmlReport: string | null;
  /** The runner's files, as they were before anything was measured. */
  readonly runnerFiles: RunnerFiles;
}

/** Where the comment goes; null if there is no pull request, or if nobody wants its comment. */
export async function pullRequestTarget(
  when: Config["comment"],
  occasion: Occasion,
  job: Job,
  place: ActionPlace,
): Promise<PullRequestTarget | null> {
  if (occasion.kind !== "pull-request" || when === "never" || place.token === "") return null;
  const { githubComments } = await import("../adapters/github/comments.ts");
  return {
    comments: githubComments({
      token: place.token,
      repository: job.repository,
      pullRequest: occasion.number,
    }),
    when,
    key: commentKey(job, place.written),
    summaryUrl: `${job.serverUrl}/${job.repository}/actions/runs/${job.runId}`,
    run: runOfJob(job),
    fromFork: occasion.fromFork,
    handOver: (result) => handOver(result, job, place),
  };
}

/** The run of the job; null if the platform counts its runs in another way. */
function runOfJob({ runId, runAttempt }: Job): RunOfComment | null {
  return /^\d{1,15}$/.test(runId) && /^\d{1,6}$/.test(runAttempt)
    ? { id: Number(runId), attempt: Number(runAttempt) }
    : null;
}

const HAND_OVER_SECONDS = 60;

/** Uploads the result where a run whose token may comment looks for it. @returns name of the artifact */
async function handOver(result: Result, job: Job, place: ActionPlace): Promise<string> {
  const [{ handedOverName, packResult, RETENTION_DAYS }, { inFolderOfOurOwn, uploadFile }] =
    await Promise.all([import("../publish/hand-over.ts"), import("../adapters/github/artifacts.ts")]);
  const name = handedOverName(commentKey(job, place.written), Number(job.runAttempt));
  const isThere = await inFolderOfOurOwn(job.temporaryFolder, (folder) =>
    within(HAND_OVER_SECONDS, false, async () => {
      await uploadFile(name, packResult(result), folder, RETENTION_DAYS);
      return true;
    }),
  );
  if (!isThere) throw new Error(`GitHub did not accept it within ${HAND_OVER_SECONDS} s`);
  return name;
}

/**
 * Inputs that say what is gated, and where. Those that say how strictly may change within a pull request, whose comment
 * must still be found.
 */
export const TELLING_INPUTS = [
  "suite",
  "benchmarks",
  "results-file",
  "results-format",
  "python",
  "base-python",
  "env",
  "base-env",
  "setup",
  "base",
  "metrics",
  "baseline-path",
  "compare",
  "config",
  "python-path",
  "working-directory",
  "matrix",
] as const satisfies readonly SettingName[];

/**
 * Key of the comment. The jobs of a matrix share workflow, job and step, and each has its own comment, whether they
 * differ by an input or by what the job itself does with the matrix. Nothing in the key comes from the config file: a
 * pull request may change that, or break it, and its comment must still be found.
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
 * Reports a run that could not measure, so that no older comment stays that says all is well. Never throws.
 *
 * @param message what the root says as well, as the job's error
 * @param when null if the config could not be read
 */
export async function publishTroubleToGitHub(
  message: string,
  when: Config["comment"] | null,
  occasion: Occasion,
  job: Job,
  place: ActionPlace,
): Promise<void> {
  try {
    for (const warning of await place.runnerFiles.restore()) core.warning(warning);
    const target = await pullRequestTarget(when ?? "always", occasion, job, place);
    const unpublished = await publishTrouble(message, githubSurface(), target);
    for (const one of unpublished) core.warning(unpublishedWords(one));
  } catch (error) {
    core.warning(`The trouble could not be published: ${explainError(error)}`);
  }
}
