/** What could not be published, or was not to be, in words for the log. Pure. */
import type { Unpublished } from "../../model/unpublished.ts";

export function unpublishedWords({ what, why }: Unpublished): string {
  return `${WHAT[what]}: ${why}`;
}

const WHAT: Readonly<Record<Unpublished["what"], string>> = {
  annotations: "The annotations could not be written",
  summary: "The job summary could not be written",
  outputs: "The outputs of the step could not be written",
  "hand-over": "The result could not be handed over to a workflow that may comment",
  notice: "The notice about the comment could not be written",
  comment: "The comment on the pull request could not be written",
  "comment-update": "The comment on the pull request could not be updated",
};

/** Said where a comment stays as it is. */
export const SUPERSEDED = "A later run has commented on this pull request already, so its comment stays.";
