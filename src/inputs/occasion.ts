/** Why this run happens: from the event's name and payload to one `Occasion`. Pure. */
import * as z from "zod";
import { firstFaults, schemaWords } from "../errors/schema-words.ts";
import { GateError } from "../errors.ts";

export type Occasion =
  | {
      readonly kind: "pull-request";
      readonly number: number;
      /** Commit that the platform checked out: the merge of head into base. */
      readonly mergeCommit: string;
      /** Tip of the branch that is to be merged. */
      readonly headCommit: string;
      readonly baseCommit: string;
      readonly baseBranch: string;
      readonly defaultBranch: string;
      readonly fromFork: boolean;
    }
  | {
      readonly kind: "push" | "schedule" | "dispatch";
      readonly branch: string;
      readonly defaultBranch: string;
      readonly commit: string;
    }
  | {
      readonly kind: "merge-group";
      readonly commit: string;
      /** The pull request that the group adds; null if its name does not say. */
      readonly pullRequest: number | null;
      readonly baseCommit: string;
      readonly baseBranch: string;
      readonly defaultBranch: string;
    }
  | { readonly kind: "local"; readonly command: "check" | "record"; readonly branch: string }
  | { readonly kind: "other"; readonly event: string };

const repository = z.object({ default_branch: z.string() });
const fullHash = z.string().regex(/^[0-9a-f]{40,64}$/);

const pullRequestPayload = z.object({
  pull_request: z.object({
    number: z.number().int().positive(),
    base: z.object({ ref: z.string(), sha: fullHash, repo: z.object({ id: z.number() }) }),
    /** Head of the pull request. The repository of a deleted fork is null. */
    head: z.object({ sha: fullHash, repo: z.object({ id: z.number() }).nullable() }),
  }),
  repository,
});
const mergeGroupPayload = z.object({
  merge_group: z.object({ base_sha: fullHash, base_ref: z.string(), head_ref: z.string().optional() }),
  repository,
});
const branchPayload = z.object({ repository });

export interface EventFacts {
  /** Value of `GITHUB_EVENT_NAME`. */
  readonly name: string;
  /** Value of `GITHUB_SHA`. */
  readonly commit: string;
  /** Value of `GITHUB_REF`. */
  readonly ref: string;
  readonly payload: unknown;
}

/** Reads the occasion. @throws GateError if the payload of a known event lacks what it always has */
export function readOccasion(event: EventFacts): Occasion {
  switch (event.name) {
    case "pull_request": {
      const { pull_request: pull, repository } = parsePayload(pullRequestPayload, event);
      return {
        kind: "pull-request",
        number: pull.number,
        mergeCommit: event.commit,
        headCommit: pull.head.sha,
        baseCommit: pull.base.sha,
        baseBranch: pull.base.ref,
        defaultBranch: repository.default_branch,
        fromFork: pull.head.repo?.id !== pull.base.repo.id,
      };
    }
    case "merge_group": {
      const { merge_group: group, repository } = parsePayload(mergeGroupPayload, event);
      return {
        kind: "merge-group",
        commit: event.commit,
        pullRequest: pullRequestOfGroup(group.head_ref ?? ""),
        baseCommit: group.base_sha,
        baseBranch: branchName(group.base_ref),
        defaultBranch: repository.default_branch,
      };
    }
    case "schedule":
      // Runs on the default branch only, and its payload names no repository.
      return {
        kind: "schedule",
        branch: branchName(event.ref),
        defaultBranch: branchName(event.ref),
        commit: event.commit,
      };
    case "push":
    case "workflow_dispatch":
      return {
        kind: event.name === "push" ? "push" : "dispatch",
        branch: branchName(event.ref),
        defaultBranch: parsePayload(branchPayload, event).repository.default_branch,
        commit: event.commit,
      };
    default:
      return { kind: "other", event: event.name };
  }
}

function parsePayload<S extends z.ZodType>(schema: S, event: EventFacts): z.output<S> {
  const parsed = schema.safeParse(event.payload, { error: schemaWords });
  if (parsed.success) return parsed.data;
  throw new GateError(
    `The payload of the ${event.name} event is not as GitHub sends it: ${firstFaults(parsed.error)}`,
    "Run hotpath-gate on pull_request, push, merge_group, schedule or workflow_dispatch, and check GITHUB_EVENT_PATH.",
  );
}

/** `refs/heads/gh-readonly-queue/main/pr-104-HASH` is the group that adds pull request 104. */
function pullRequestOfGroup(ref: string): number | null {
  const number = /\/pr-([1-9]\d{0,14})-[0-9a-f]+$/.exec(ref)?.[1];
  return number === undefined ? null : Number(number);
}

function branchName(ref: string): string {
  return ref.replace(/^refs\/heads\//, "");
}
