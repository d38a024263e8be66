/** Which pull requests a job's label is looked for on. */

import type { GitHubAccess } from "../adapters/github/client.ts";
import { messageOf } from "../adapters/message-of.ts";
import type { Occasion } from "../inputs/occasion.ts";
import type { LabelState } from "../ports/acceptance.ts";

/** Whether the pull request that the job is about has the label. Never throws. @param label null for none */
export async function acceptanceLabelOf(
  label: string | null,
  occasion: Occasion,
  access: GitHubAccess,
): Promise<LabelState> {
  if (label === null) return { kind: "not-set" };
  if (access.token === "") return { kind: "unknown", label, why: "`github-token` is empty" };
  const { githubLabels } = await import("../adapters/github/labels.ts");
  const labels = githubLabels(access);
  try {
    const pullRequests = await pullRequestsOf(occasion, labels);
    return pullRequests.length === 0 ? { kind: "not-set" } : await labels.stateOf(label, pullRequests);
  } catch (error) {
    return { kind: "unknown", label, why: messageOf(error) };
  }
}

async function pullRequestsOf(
  occasion: Occasion,
  { mergedAs }: { mergedAs(commit: string): Promise<readonly number[]> },
): Promise<readonly number[]> {
  switch (occasion.kind) {
    case "pull-request":
      return [occasion.number];
    case "merge-group":
      return occasion.pullRequest === null ? [] : [occasion.pullRequest];
    // What was accepted on its pull request must not keep the older baseline once it is merged.
    case "push":
      return mergedAs(occasion.commit);
    case "schedule":
    case "dispatch":
    case "local":
    case "other":
      return [];
    default:
      return occasion satisfies never;
  }
}
