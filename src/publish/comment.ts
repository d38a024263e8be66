/** The one comment of a pull request: made once, and updated from then on. */
import type { Result } from "../model.ts";
import { type Comment, NotPermitted, type PullRequestComments } from "../ports.ts";

export type CommentWhen = "always" | "on-change" | "never";

export interface CommentRequest {
  readonly comments: PullRequestComments;
  readonly body: string;
  /** What our comments, and only ours, start with. */
  readonly marker: string;
  readonly when: CommentWhen;
  readonly result: Result;
}

export type CommentOutcome =
  | { readonly kind: "created" | "updated" | "unchanged"; readonly url: string }
  | { readonly kind: "not-wanted"; readonly url: null }
  | { readonly kind: "not-permitted"; readonly yaml: string }
  | { readonly kind: "failed"; readonly why: string };

/** What a workflow needs for the comment, ready to be pasted. */
const PERMISSIONS_YAML = "permissions:\n  contents: read\n  pull-requests: write\n";

/** Creates the comment or updates ours. Never throws: what the service refuses is an outcome. */
export async function publishComment(request: CommentRequest): Promise<CommentOutcome> {
  if (request.when === "never") return { kind: "not-wanted", url: null };
  try {
    return await createOrUpdate(request);
  } catch (error) {
    if (error instanceof NotPermitted) return { kind: "not-permitted", yaml: PERMISSIONS_YAML };
    return { kind: "failed", why: error instanceof Error ? error.message : String(error) };
  }
}

/** Updates our comment where there is one, and never makes one. Never throws. */
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

/** As whom a job's own token writes. */
const JOB_LOGIN = "github-actions[bot]";

/** Ours starts with the marker and was written by whom the token acts as: anybody, and any bot, may copy a marker. */
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

/** Something other than rows within budget, or a verdict that is not plain from the rows. */
function isWorthAComment({ verdict, benchmarks, settings }: Result): boolean {
  if (settings !== null && (settings.changes.length > 0 || settings.problem !== null)) return true;
  if (verdict === "failed" || verdict === "inconclusive" || verdict === "unmeasured") return true;
  return benchmarks.some((row) => row.verdict !== "within-budget");
}

/** The service stores other line ends than it is given. */
function asStored(body: string): string {
  return body.replaceAll("\r\n", "\n").trimEnd();
}
