/** Labels of pull requests, and who set them, by GitHub's REST interface. */
import * as z from "zod";
import type { LabelState, SetLabel } from "../../ports/acceptance.ts";
import { NotPermitted } from "../../ports/publishing.ts";
import { messageOf } from "../message-of.ts";
import { type GitHubAccess, type GitHubClient, githubClient, understood } from "./client.ts";

const PER_PAGE = 100;
/** Most pages of events: who set the label is of interest, and not worth more requests. */
const MOST_PAGES = 5;
/** Deadline for all requests about labels, in seconds. */
const TOTAL_SECONDS = 60;

const labelsSchema = z.array(z.object({ name: z.string() }));
const eventsSchema = z.array(
  z.object({
    event: z.string(),
    created_at: z.iso.datetime(),
    actor: z.object({ login: z.string() }).nullish(),
    label: z.object({ name: z.string() }).nullish(),
  }),
);
const pullRequestsSchema = z.array(
  z.object({
    number: z.int().positive(),
    merged_at: z.string().nullish(),
    merge_commit_sha: z.string().nullish(),
  }),
);

export interface Labels {
  /** Whether one of these pull requests has the label. Never throws. */
  stateOf(label: string, pullRequests: readonly number[]): Promise<LabelState>;
  /** Pull requests that were merged as this commit. @throws octokit's error */
  mergedAs(commit: string): Promise<readonly number[]>;
}

export function githubLabels(access: GitHubAccess): Labels {
  const client = githubClient({ totalSeconds: TOTAL_SECONDS, ...access });
  const { owner, repo, attempt } = client;
  return {
    async stateOf(label, pullRequests) {
      try {
        for (const issue of pullRequests) {
          const { data } = await attempt((octokit) =>
            octokit.rest.issues.listLabelsOnIssue({ owner, repo, issue_number: issue, per_page: PER_PAGE }),
          );
          const labels = understood(labelsSchema, data, "the labels of a pull request");
          if (!labels.some(({ name }) => name === label)) continue;
          // Who set it is good to know, and decides nothing.
          const whoSetIt = await setBy(client, issue, label).catch(() => ({ by: null, at: null }));
          return { kind: "set", label, ...whoSetIt };
        }
        return { kind: "not-set" };
      } catch (error) {
        const why =
          error instanceof NotPermitted
            ? "the token may not read the labels of pull requests. Give the job `permissions: { contents: read, pull-requests: write }`"
            : messageOf(error);
        return { kind: "unknown", label, why };
      }
    },

    async mergedAs(commit) {
      const { data } = await attempt((octokit) =>
        octokit.rest.repos.listPullRequestsAssociatedWithCommit({
          owner,
          repo,
          commit_sha: commit,
          per_page: PER_PAGE,
        }),
      );
      return understood(pullRequestsSchema, data, "the pull requests of a commit").flatMap((one) =>
        one.merged_at != null && one.merge_commit_sha === commit ? one.number : [],
      );
    },
  };
}

/** Who set a label last, and when. */
async function setBy(
  { owner, repo, attempt }: GitHubClient,
  issue: number,
  label: string,
): Promise<Omit<SetLabel, "label">> {
  let last: Omit<SetLabel, "label"> = { by: null, at: null };
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { data } = await attempt((octokit) =>
      octokit.rest.issues.listEvents({ owner, repo, issue_number: issue, per_page: PER_PAGE, page }),
    );
    const events = understood(eventsSchema, data, "the events of a pull request");
    for (const { event, label: of, actor, created_at: at } of events) {
      const isLater = last.at === null || at >= last.at;
      if (event === "labeled" && of?.name === label && isLater) last = { by: actor?.login ?? null, at };
    }
    if (events.length < PER_PAGE) break;
  }
  return last;
}
