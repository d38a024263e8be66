/** What goes where, in the order of its worth when something fails: annotations, summary, outputs, comment. */
import type { Result, Warning } from "../model.ts";
import type { PullRequestComments, Surface } from "../ports.ts";
import { annotationsFor } from "../report/annotations.ts";
import { renderComment } from "../report/comment.ts";
import { commentMarker } from "../report/comment-marker.ts";
import { outputsFor } from "../report/outputs.ts";
import { renderSummary } from "../report/summary.ts";
import { type CommentOutcome, type CommentWhen, publishComment } from "./comment.ts";

export interface PullRequestTarget {
  readonly comments: PullRequestComments;
  readonly when: CommentWhen;
  /** Tells the comments of several gates in one pull request apart. */
  readonly key: string;
  readonly summaryUrl: string | null;
  /** The head lies in another repository, whose pull requests get a token that may not write. */
  readonly fromFork: boolean;
}

export interface Published {
  /** Null where there is no pull request. */
  readonly comment: CommentOutcome | null;
  /** What could not be told where it belongs, for the log. */
  readonly warnings: readonly Warning[];
}

/** Tells the result everywhere it belongs. Never throws: a failure leaves a warning and the next thing is tried. */
export async function publishResult(
  result: Result,
  surface: Surface,
  pullRequest: PullRequestTarget | null,
): Promise<Published> {
  const warnings: Warning[] = [];
  const attempt = async (code: string, what: string, action: () => unknown): Promise<void> => {
    try {
      await action();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      warnings.push({ code, message: `${what} could not be written: ${why}` });
    }
  };
  await attempt("annotations-not-written", "The annotations", () => {
    for (const annotation of annotationsFor(result)) surface.annotate(annotation);
  });
  await attempt("summary-not-written", "The job summary", () => surface.summary(renderSummary(result)));
  await attempt("outputs-not-written", "The outputs of the step", () => {
    for (const [name, value] of Object.entries(outputsFor(result))) surface.output(name, value);
  });
  if (pullRequest === null) return { comment: null, warnings };
  const comment = await commentOn(pullRequest, result);
  await attempt("notice-not-written", "The notice about the comment", () => {
    if (comment.kind === "not-permitted") surface.annotate(noticeFor(comment.yaml, pullRequest.fromFork));
  });
  if (comment.kind === "failed") {
    warnings.push({
      code: "comment-not-written",
      message: `The comment on the pull request could not be written: ${comment.why}`,
    });
  }
  return { comment, warnings };
}

async function commentOn(
  { comments, when, key, summaryUrl }: PullRequestTarget,
  result: Result,
): Promise<CommentOutcome> {
  try {
    const body = renderComment(result, { key, summaryUrl });
    return await publishComment({ comments, body, marker: commentMarker(key), when, result });
  } catch (error) {
    return { kind: "failed", why: error instanceof Error ? error.message : String(error) };
  }
}

function noticeFor(yaml: string, fromFork: boolean) {
  const how = fromFork
    ? "This pull request comes from a fork, whose token is read-only whatever the workflow asks for. The result is in the job summary."
    : `The result is in the job summary. For the comment, add this to the workflow or the job:\n\n${yaml}`;
  return {
    level: "notice",
    title: "hotpath-gate may not comment on this pull request",
    message: how,
    location: null,
  } as const;
}
