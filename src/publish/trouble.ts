/**
 * What is published if there is no result. It is separate from the rest, so that a wrong input is reported without
 * loading that.
 */
import type { Unpublished } from "../model/unpublished.ts";
import type { Surface } from "../ports/publishing.ts";
import { commentMarker } from "../report/comment-marker.ts";
import { renderTrouble, renderTroubleComment } from "../report/trouble.ts";
import { replaceComment } from "./comment.ts";
import type { PullRequestTarget } from "./publish.ts";

/**
 * Reports that nothing could be measured: in the summary, and in an existing comment, whose content no longer applies.
 * Never throws.
 */
export async function publishTrouble(
  message: string,
  surface: Surface,
  pullRequest: PullRequestTarget | null,
): Promise<readonly Unpublished[]> {
  const unpublished: Unpublished[] = [];
  try {
    await surface.summary(renderTrouble(message));
  } catch (error) {
    unpublished.push({ what: "summary", why: error instanceof Error ? error.message : String(error) });
  }
  if (pullRequest === null) return unpublished;
  const outcome = await replaceComment(
    pullRequest.comments,
    commentMarker(pullRequest.key),
    renderTroubleComment(message, commentMarker(pullRequest.key), pullRequest.run),
    pullRequest.run,
  );
  if (outcome.kind === "failed") unpublished.push({ what: "comment-update", why: outcome.why });
  return unpublished;
}
