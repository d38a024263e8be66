/** Finished workflow runs, their pull requests and what they handed over, by GitHub's REST interface. */
import * as z from "zod";
import { finishedRun, runSchema } from "../../inputs/finished-run.ts";
import type { FinishedRuns } from "../../ports/finished-runs.ts";
import { within } from "../within.ts";
import { type Download, downloadFile } from "./artifacts.ts";
import { type GitHubAccess, githubClient, statusOf, understood } from "./client.ts";

const PER_PAGE = 100;
/** Most pages of a run's artifacts. Names are filtered by us, since any may be before ours. */
const MOST_PAGES = 5;
/** Deadline for all requests about one run, in seconds; each download has its own. */
const TOTAL_SECONDS = 180;
const DOWNLOAD_SECONDS = 40;

const pullRequestsSchema = z.array(
  z.object({
    number: z.int().positive(),
    head: z.object({ sha: z.string(), repo: z.object({ id: z.number() }).nullish() }),
    base: z.object({ repo: z.object({ full_name: z.string() }) }),
  }),
);
const commitSchema = z.object({ parents: z.array(z.object({ sha: z.string() })) });
const artifactsSchema = z.object({
  artifacts: z.array(
    z.object({
      id: z.int().positive(),
      name: z.string(),
      size_in_bytes: z.number(),
      digest: z.string().nullish(),
      expired: z.boolean(),
    }),
  ),
});

export interface FinishedRunsPlace extends GitHubAccess {
  /** Folder of our own, for downloads. */
  readonly folder: string;
  /** Largest file that is downloaded, in bytes. */
  readonly bytesLimit: number;
  /** Whether an artifact of that name may be what was handed over. */
  readonly isHandedOver: (name: string) => boolean;
  /** Deadline for each download, in seconds. */
  readonly downloadSeconds?: number;
}

export function finishedRuns(place: FinishedRunsPlace): FinishedRuns {
  const client = githubClient({ totalSeconds: TOTAL_SECONDS, ...place });
  const { owner, repo, attempt } = client;
  const seconds = place.downloadSeconds ?? DOWNLOAD_SECONDS;
  const late: Download = {
    kind: "failed",
    why: `GitHub did not deliver it within ${seconds} s`,
    isForGood: false,
  };
  return {
    async now({ id }) {
      const data = await orNull(() =>
        attempt(
          async (octokit) => (await octokit.rest.actions.getWorkflowRun({ owner, repo, run_id: id })).data,
        ),
      );
      return data === null ? null : finishedRun(understood(runSchema, data, "a workflow run"));
    },

    async pullRequestsFrom(headOwner, branch) {
      const { data } = await attempt((octokit) =>
        octokit.rest.pulls.list({
          owner,
          repo,
          state: "open",
          head: `${headOwner}:${branch}`,
          per_page: PER_PAGE,
        }),
      );
      return understood(pullRequestsSchema, data, "the pull requests of a branch").map((one) => ({
        number: one.number,
        headCommit: one.head.sha,
        headRepositoryId: one.head.repo?.id ?? null,
        isOfThisRepository: one.base.repo.full_name.toLowerCase() === place.repository.toLowerCase(),
      }));
    },

    async parentsOf(commit) {
      const data = await orNull(() =>
        attempt(
          async (octokit) => (await octokit.rest.git.getCommit({ owner, repo, commit_sha: commit })).data,
        ),
      );
      return data === null ? null : understood(commitSchema, data, "a commit").parents.map(({ sha }) => sha);
    },

    async handedOver({ id: runId }, most) {
      const found: { readonly name: string; read(): Promise<Uint8Array> }[] = [];
      for (let page = 1; page <= MOST_PAGES && found.length <= most; page++) {
        const { data } = await attempt((octokit) =>
          octokit.rest.actions.listWorkflowRunArtifacts({
            owner,
            repo,
            run_id: runId,
            per_page: PER_PAGE,
            page,
          }),
        );
        const { artifacts } = understood(artifactsSchema, data, "the artifacts of a run");
        for (const { id, name, size_in_bytes: size, digest, expired } of artifacts) {
          if (expired || !place.isHandedOver(name)) continue;
          const artifact = { id, size, digest: digest ?? null, runId };
          found.push({
            name,
            async read() {
              const download = await within(seconds, late, () =>
                downloadFile(artifact, place.token, client, place.folder, place.bytesLimit),
              );
              if (download.kind === "downloaded") return download.bytes;
              throw new Error(download.why);
            },
          });
        }
        if (artifacts.length < PER_PAGE) break;
      }
      return found.slice(0, most + 1);
    },
  };
}

/** What is asked for; null if there is no such thing. */
async function orNull<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    // Of what is no commit at all, GitHub says that it can't process it.
    if (statusOf(error) === 404 || statusOf(error) === 422) return null;
    throw error;
  }
}
