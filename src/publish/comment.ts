/** The one comment of a pull request: made once, and updated from then on. */
import type { RunOfComment } from "../model/finished-run.ts";
import type { Result } from "../model.ts";
import { type Comment, NotPermitted, type PullRequestComments } from "../ports/publishing.ts";
import { runOf } from "../report/comment-marker.ts";

export type CommentWhen = "always" | "on-change" | "never";

export interface CommentRequest {
  readonly comments: PullRequestComments;
  readonly body: string;
  /** What only our comments start with. */
  readonly marker: string;
  readonly when: CommentWhen;
  readonly result: Result;
  /** The run that the body tells of; null if the platform does not say. */
  readonly run: RunOfComment | null;
}

export type CommentOutcome =
  | { readonly kind: "created" | "updated" | "unchanged"; readonly url: string }
  /** A later run has commented already. */
  | { readonly kind: "superseded"; readonly url: string }
  | { readonly kind: "not-wanted"; readonly url: null }
  | { readonly kind: "not-permitted"; readonly yaml: string }
  | { readonly kind: "failed"; readonly why: string };

/** Permissions that a workflow needs for the comment, ready to be pasted. */
const PERMISSIONS_YAML = "permissions:\n  contents: read\n  pull-requests: write\n";

/** Creates the comment or updates ours. Never throws: a refusal by the service is an outcome. */
export async function publishComment(request: CommentRequest): Promise<CommentOutcome> {
  if (request.when === "never") return { kind: "not-wanted", url: null };
  try {
    return await createOrUpdate(request);
  } catch (error) {
    return outcomeOf(error);
  }
}

/** Updates our comment if there is one, and never makes one. Never throws. */
export async function replaceComment(
  comments: PullRequestComments,
  marker: string,
  body: string,
  run: RunOfComment | null,
): Promise<CommentOutcome> {
  const [first] = await replaceComments(
    comments,
    (one) => one.startsWith(marker),
    () => body,
    run,
  );
  return first ?? { kind: "not-wanted", url: null };
}

/** Updates those of our comments, each to a body that its own one gives. Never throws: the last outcome may be a failure. */
export async function replaceComments(
  comments: PullRequestComments,
  isMeant: (body: string) => boolean,
  bodyFor: (body: string) => string,
  run: RunOfComment | null,
): Promise<readonly CommentOutcome[]> {
  const outcomes: CommentOutcome[] = [];
  try {
    const me = await comments.me();
    const found: Comment[] = [];
    for await (const one of comments.list()) if (isBy(one, me) && isMeant(one.body)) found.push(one);
    for (const { id, body, url } of found) {
      outcomes.push(
        isLater(runOf(body), run)
          ? { kind: "superseded", url }
          : { kind: "updated", url: (await comments.update(id, bodyFor(body))).url },
      );
    }
  } catch (error) {
    outcomes.push(outcomeOf(error));
  }
  return outcomes;
}

function outcomeOf(error: unknown): CommentOutcome {
  if (error instanceof NotPermitted) return { kind: "not-permitted", yaml: PERMISSIONS_YAML };
  return { kind: "failed", why: error instanceof Error ? error.message : String(error) };
}

/** Whether a comment tells of a later run. Of one that does not say, nobody knows. */
function isLater(theirs: RunOfComment | null, ours: RunOfComment | null): boolean {
  if (theirs === null || ours === null) return false;
  return theirs.id > ours.id || (theirs.id === ours.id && theirs.attempt > ours.attempt);
}

async function createOrUpdate({
  comments,
  body,
  marker,
  when,
  result,
  run,
}: CommentRequest): Promise<CommentOutcome> {
  const isOurs = await recogniser(comments, marker);
  const ours = await oldestOf(comments, isOurs);
  if (ours === null) {
    if (when === "on-change" && !isWorthAComment(result)) return { kind: "not-wanted", url: null };
    return { kind: "created", url: (await comments.create(body, isOurs)).url };
  }
  if (isLater(runOf(ours.body), run)) return { kind: "superseded", url: ours.url };
  if (asStored(ours.body) === asStored(body)) return { kind: "unchanged", url: ours.url };
  return { kind: "updated", url: (await comments.update(ours.id, body)).url };
}

/** Account that a job's own token writes as. */
const JOB_LOGIN = "github-actions[bot]";

/**
 * Recognises our comments. They start with the marker, and the account of the token wrote them: anybody, and any bot,
 * may copy a marker.
 */
async function recogniser(
  comments: PullRequestComments,
  marker: string,
): Promise<(comment: Comment) => boolean> {
  const me = await comments.me();
  return (comment) => isBy(comment, me) && comment.body.startsWith(marker);
}

/** Whether the account of the token wrote it. @param me null if the platform does not say */
function isBy({ author }: Comment, me: string | null): boolean {
  return author.login === (me ?? JOB_LOGIN);
}

async function oldestOf(
  comments: PullRequestComments,
  isOurs: (comment: Comment) => boolean,
): Promise<Comment | null> {
  let oldest: Comment | null = null;
  for await (const comment of comments.list()) {
    if (!isOurs(comment)) continue;
    if (oldest === null || comment.id < oldest.id) oldest = comment;
  }
  return oldest;
}

/** Whether there is something other than rows within budget, or a verdict that the rows do not show. */
function isWorthAComment({ verdict, benchmarks, settings }: Result): boolean {
  if (settings !== null && (settings.changes.length > 0 || settings.problem !== null)) return true;
  if (verdict === "failed" || verdict === "inconclusive" || verdict === "unmeasured") return true;
  return benchmarks.some((row) => row.verdict !== "within-budget");
}

/** A comment as the service stores it, with other line ends. */
function asStored(body: string): string {
  return body.replaceAll("\r\n", "\n").trimEnd();
}
