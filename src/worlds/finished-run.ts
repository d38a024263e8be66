/** The second stage in a job: what it is asked for, the platform, and what it says. */
import * as core from "@actions/core";
import { inFolderOfOurOwn } from "../adapters/github/artifacts.ts";
import { githubComments } from "../adapters/github/comments.ts";
import { finishedRuns } from "../adapters/github/finished-runs.ts";
import { githubLabels } from "../adapters/github/labels.ts";
import { GateError } from "../errors.ts";
import type { WrittenSettings } from "../inputs/config.ts";
import { readFinishedRun } from "../inputs/finished-run.ts";
import type { EventFacts } from "../inputs/occasion.ts";
import { parseConfig } from "../inputs/parse-config.ts";
import { NotPermitted } from "../ports/publishing.ts";
import type { CommentOutcome } from "../publish/comment.ts";
import { PACKED_BYTES_LIMIT, partsOfName } from "../publish/hand-over.ts";
import { withoutCommands } from "../report/escape.ts";
import { notReportedWords, refusedWords } from "../report/words/finished-run.ts";
import { SUPERSEDED, unpublishedWords } from "../report/words/unpublished.ts";
import { type RunReport, reportFinishedRun } from "../runs/finished-run.ts";
import type { Job } from "./github-job.ts";

/** Inputs that this mode has a use for, and those that say where a job is. */
const USED: readonly string[] = [
  "accept-label",
  "mode",
  "gate-workflow",
  "comment",
  "github-token",
  "working-directory",
  "matrix",
];

/**
 * Reports the run that the event is about.
 *
 * @returns what went wrong, each a sentence; empty if nothing did
 * @throws GateError if the inputs or the event do not fit, or if the token may not read what it has to
 */
export async function reportToGitHub(
  written: WrittenSettings,
  event: EventFacts,
  job: Job,
  token: string,
): Promise<readonly string[]> {
  const { gateWorkflow, comment, acceptLabel } = parseConfig(written, "action", null, 0);
  const idle = Object.keys(written).filter((name) => !USED.includes(name));
  if (idle.length > 0) {
    throw new GateError(
      `\`mode: report\` measures nothing, so it has no use for ${idle.map((name) => `\`${name}\``).join(", ")}`,
      "Remove it there, and keep it in the workflow that runs the gate.",
    );
  }
  const run = readFinishedRun(event.name, event.payload);
  const access = { token, repository: job.repository };
  try {
    const report = await inFolderOfOurOwn(job.temporaryFolder, (folder) =>
      reportFinishedRun(
        run,
        { workflow: gateWorkflow ?? "", when: comment, acceptLabel },
        {
          runs: finishedRuns({
            ...access,
            folder,
            bytesLimit: PACKED_BYTES_LIMIT,
            isHandedOver: (name) => partsOfName(name) !== null,
          }),
          commentsOf: (pullRequest) => githubComments({ ...access, pullRequest }),
          labelOf: (label, pullRequest) => githubLabels(access).stateOf(label, [pullRequest]),
        },
      ),
    );
    return told(report);
  } catch (error) {
    if (!(error instanceof NotPermitted)) throw error;
    throw new GateError(
      "The token may not read the run, its artifacts or its pull request",
      "Give the job `permissions: { actions: read, contents: read, pull-requests: write }`.",
      { cause: error },
    );
  }
}

/** Says what was done. @returns what went wrong */
function told(report: RunReport): readonly string[] {
  if (report.kind === "not-reported") {
    core.info(notReportedWords(report.why));
    return [];
  }
  const { pullRequest, outcomes, outdated } = report;
  const troubles: string[] = [];
  for (const one of outcomes) {
    if (one.kind === "refused") troubles.push(refusedWords(one.name, one.why));
    else troubles.push(...troubleOf(one.comment, pullRequest));
  }
  for (const one of outdated) troubles.push(...troubleOf(one, pullRequest));
  const urls = outcomes.flatMap((one) =>
    one.kind === "reported" && "url" in one.comment ? (one.comment.url ?? []) : [],
  );
  core.setOutput("comment-url", urls[0] ?? "");
  if (outcomes.length === 0) core.info(`The run handed over nothing for pull request #${pullRequest}.`);
  return troubles;
}

function troubleOf(comment: CommentOutcome, pullRequest: number): string[] {
  switch (comment.kind) {
    case "created":
    case "updated":
    case "unchanged":
      core.info(withoutCommands(`Commented on pull request #${pullRequest}: ${comment.url}`));
      return [];
    case "superseded":
      core.info(SUPERSEDED);
      return [];
    case "not-wanted":
      return [];
    case "not-permitted":
      return [
        "The token may not comment on the pull request. Give the job `permissions: { actions: read, contents: read, pull-requests: write }`.",
      ];
    case "failed":
      return [unpublishedWords({ what: "comment", why: comment.why })];
    default:
      return comment satisfies never;
  }
}
