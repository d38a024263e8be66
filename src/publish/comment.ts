/** The one comment of a pull request: made once, and updated from then on. */
import type { Result } from "../model.ts";
import { type Comment, NotPermitted, type PullRequestComments } from "../ports/publishing.ts";

export type CommentWhen = "always" | "on-change" | "never";

export interface CommentRequest {
  readonly comments: PullRequestComments;
  readonly body: string;
  /** What only our comments start with. */
  readonly marker: string;
  readonly when: CommentWhen;
  readonly result: Result;
}

export type CommentOutcome =
  | { readonly kind: "created" | "updated" | "unchanged"; readonly url: string }
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
    if (error instanceof NotPermitted) return { kind: "not-permitted", yaml: PERMISSIONS_YAML };
    return { kind: "failed", why: error instanceof Error ? error.message : String(error) };
  }
}

/** Updates our comment if there is one, and never makes one. Never throws. */
export async function replaceComment(
  comments: PullRequestComments,
  marker: string,
  body: string,
): Promise<CommentOutcome> {
  try {
    const ours = await oldestOf(comments, await recogniser(comments, marker));
    if (ours === null) return { kind: "not-wanted", url: null };
    return { kind: "updated", url: (await comments.update(ours.id, body)).url };
  } catch (error) {
    if (error instanceof NotPermitted) return { kind: "not-permitted", yaml: PERMISSIONS_YAML };
    return { kind: "failed", why: error instanceof Error ? error.message : String(error) };
  }
}

async function createOrUpdate({
  comments,
  body,
  marker,
  when,
  result,
}: CommentRequest): Promise<CommentOutcome> {
  const isOurs = await recogniser(comments, marker);
  const ours = await oldestOf(comments, isOurs);
  if (ours === null) {
    if (when === "on-change" && !isWorthAComment(result)) return { kind: "not-wanted", url: null };
    return { kind: "created", url: (await comments.create(body, isOurs)).url };
  }
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
  const me = (await comments.me()) ?? JOB_LOGIN;
  return ({ author, body }) => author.login === me && body.startsWith(marker);
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
