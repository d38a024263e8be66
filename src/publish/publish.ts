/**
 * Publishes the result, the most important part first in case something fails: annotations, summary, outputs, comment.
 */
import type { RunOfComment } from "../model/finished-run.ts";
import type { Unpublished } from "../model/unpublished.ts";
import type { Result } from "../model.ts";
import type { PullRequestComments, Surface } from "../ports/publishing.ts";
import { annotationsFor } from "../report/annotations.ts";
import { renderComment } from "../report/comment.ts";
import { commentMarker } from "../report/comment-marker.ts";
import { outputsFor } from "../report/outputs.ts";
import { renderSummary } from "../report/summary.ts";
import { type CommentOutcome, type CommentWhen, publishComment } from "./comment.ts";

export interface PullRequestTarget {
  readonly comments: PullRequestComments;
  readonly when: CommentWhen;
  /** Distinguishes the comments of several gates in one pull request. */
  readonly key: string;
  readonly summaryUrl: string | null;
  /** This run; null if the platform does not say. */
  readonly run: RunOfComment | null;
  /** Hands the result over to a run whose token may comment, and gives the name under which it lies there. */
  readonly handOver: (result: Result) => Promise<string>;
  /** Whether head lies in another repository, whose pull requests get a token that may not write. */
  readonly fromFork: boolean;
}

export interface Published {
  /** Outcome of the comment; null if there is no pull request. */
  readonly comment: CommentOutcome | null;
  /** What could not be published where it belongs, for the log. */
  readonly unpublished: readonly Unpublished[];
}

/** Publishes the result everywhere it belongs. Never throws: a failure leaves a warning, and the next part is tried. */
export async function publishResult(
  result: Result,
  surface: Surface,
  pullRequest: PullRequestTarget | null,
): Promise<Published> {
  const unpublished: Unpublished[] = [];
  const attempt = async (what: Unpublished["what"], action: () => unknown): Promise<void> => {
    try {
      await action();
    } catch (error) {
      unpublished.push({ what, why: error instanceof Error ? error.message : String(error) });
    }
  };
  await attempt("annotations", () => {
    for (const annotation of annotationsFor(result)) surface.annotate(annotation);
  });
  await attempt("summary", () => surface.summary(renderSummary(result)));
  await attempt("outputs", () => {
    for (const [name, value] of Object.entries(outputsFor(result))) surface.output(name, value);
  });
  if (pullRequest === null) return { comment: null, unpublished };
  const comment = await commentOn(pullRequest, result);
  if (comment.kind === "not-permitted") {
    let handedOverAs: string | null = null;
    await attempt("hand-over", async () => {
      handedOverAs = await pullRequest.handOver(result);
    });
    await attempt("notice", () =>
      surface.annotate(noticeFor(comment.yaml, pullRequest.fromFork, handedOverAs)),
    );
  }
  if (comment.kind === "failed") unpublished.push({ what: "comment", why: comment.why });
  return { comment, unpublished };
}

async function commentOn(
  { comments, when, key, summaryUrl, run }: PullRequestTarget,
  result: Result,
): Promise<CommentOutcome> {
  try {
    const body = renderComment(result, { key, summaryUrl, run });
    return await publishComment({ comments, body, marker: commentMarker(key), when, result, run });
  } catch (error) {
    return { kind: "failed", why: error instanceof Error ? error.message : String(error) };
  }
}

function noticeFor(yaml: string, fromFork: boolean, handedOverAs: string | null) {
  const where =
    handedOverAs === null
      ? "The result is in the job summary."
      : `The result is in the job summary, and in the artifact ${handedOverAs}.`;
  const how = fromFork
    ? `This pull request comes from a fork, whose token is read-only whatever the workflow asks for. ${where} A second workflow with \`mode: report\` can post it as a comment: see docs/forks.md of hotpath-gate.`
    : `${where} For the comment, add this to the workflow or the job:\n\n${yaml}`;
  return {
    level: "notice",
    title: "hotpath-gate may not comment on this pull request",
    message: how,
    location: null,
  } as const;
}
