/** What could not be published, in words for the log. Pure. */
import type { Unpublished } from "../../model/unpublished.ts";

export function unpublishedWords({ what, why }: Unpublished): string {
  return `${WHAT[what]}: ${why}`;
}

const WHAT: Readonly<Record<Unpublished["what"], string>> = {
  annotations: "The annotations could not be written",
  summary: "The job summary could not be written",
  outputs: "The outputs of the step could not be written",
  notice: "The notice about the comment could not be written",
  comment: "The comment on the pull request could not be written",
  "comment-update": "The comment on the pull request could not be updated",
};
