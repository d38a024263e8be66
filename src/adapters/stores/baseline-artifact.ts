/**
 * A baseline in an artifact of the run that recorded it, kept for as long as artifacts are, and found by its name.
 *
 * Anybody who can open a pull request can upload an artifact of that name. What counts is therefore the run that an
 * artifact belongs to, as the service reports it: of this repository, its branch, an event that nobody outside can
 * cause, the trusted workflow, and successful. The content must then be of that run's commit.
 */
import { decodeBaseline, encodeBaseline } from "../../baseline/document.ts";
import { baselineName } from "../../baseline/key.ts";
import type { BaselineLoad, BaselineSave, UnreadableBaseline } from "../../model.ts";
import { NotPermitted } from "../../ports/publishing.ts";
import type { BaselineScope, BaselineStore } from "../../ports/stores.ts";
import { downloadFile, inFolderOfOurOwn, type StoredFile, uploadFile } from "../github/artifacts.ts";
import { type GitHubAccess, type GitHubClient, githubClient, statusOf } from "../github/client.ts";
import { messageOf } from "../message-of.ts";
import { within } from "../within.ts";

const SOURCE = "artifacts";
/** Events on which nobody else's code runs with this repository's token. */
const TRUSTED_EVENTS: ReadonlySet<string> = new Set(["push", "schedule", "workflow_dispatch"]);
const PER_PAGE = 100;
/** Most pages of the list: a thousand artifacts of one name. Whoever floods the list with more is reported. */
const MOST_PAGES = 10;
/**
 * Most runs that are asked for, of a branch's own artifacts: the token has a thousand requests an hour for all jobs.
 */
const MOST_ARTIFACTS = 50;
/** Most artifacts that are opened, of those that can be trusted. */
const MOST_TRIED = 5;
const BYTES_LIMIT = 64 * 1024 * 1024;

/**
 * Deadline of a request, in seconds. Three attempts of this length, with their pauses, fit into the time for loading.
 */
const REQUEST_SECONDS = 10;
/**
 * Deadline for loading, in seconds. The client itself tries a download five times, and waits three minutes each time
 * for a silent connection.
 */
const LOAD_SECONDS = 40;
/** Deadline for saving, in seconds. The client's own pauses are half a minute of it if the service fails at first. */
const SAVE_SECONDS = 60;

const PERMISSION =
  "the token may not read artifacts of other runs. Give the job `permissions: { contents: read, actions: read, pull-requests: write }`";
const NO_TOKEN = "`github-token` is empty, and artifacts of other runs need a token";

export interface ArtifactPlace extends GitHubAccess {
  readonly scope: BaselineScope;
  /**
   * Path of the workflow whose runs are trusted, as in `.github/workflows/benchmarks.yml`. Null: any workflow of the
   * repository.
   */
  readonly workflow: string | null;
  /** The runner's temporary folder: absolute. */
  readonly temporaryFolder: string;
  /** Deadline for loading, in seconds. */
  readonly loadSeconds?: number;
}

/** What the service says about an artifact. */
interface Artifact extends StoredFile {
  readonly isExpired: boolean;
  /** Whether the artifact belongs to this repository, not to a fork, and to the branch that is asked for. */
  readonly isOwn: boolean;
}

/** Why an artifact is passed over, reported if there is no other. */
interface WhyPassedOver {
  readonly why: string;
  /** Whether a setting could resolve it. */
  readonly isSettable: boolean;
}

type Found = Extract<BaselineLoad, { kind: "found" }>;
/** What was found for a branch. */
type Search =
  | Found
  | UnreadableBaseline
  | { readonly kind: "none"; readonly passedOver: WhyPassedOver | null };

export function baselineArtifacts(place: ArtifactPlace): BaselineStore {
  const { scope } = place;
  const client = githubClient({ requestSeconds: REQUEST_SECONDS, ...place });
  const loadSeconds = place.loadSeconds ?? LOAD_SECONDS;
  return {
    async load() {
      if (place.token === "") return unreadable(NO_TOKEN, SOURCE, false);
      const late = unreadable(`GitHub did not deliver it within ${loadSeconds} s`, SOURCE, false);
      try {
        return await inFolderOfOurOwn(place.temporaryFolder, (folder) =>
          within(loadSeconds, late, (isLate) => search(place, client, folder, isLate)),
        );
      } catch (error) {
        // The list itself is only hidden from a token that may not see it.
        const isDenied = error instanceof NotPermitted || statusOf(error) === 404;
        return unreadable(isDenied ? PERMISSION : messageOf(error), SOURCE, false);
      }
    },

    async save(baseline) {
      const name = baselineName(scope, baseline.branch, baseline.fingerprint);
      const target = `${SOURCE} (${name})`;
      const notSaved = (why: string): BaselineSave => ({ kind: "not-saved", target, why });
      const late = notSaved(`GitHub did not accept it within ${SAVE_SECONDS} s`);
      try {
        return await inFolderOfOurOwn(place.temporaryFolder, (folder) =>
          within<BaselineSave>(SAVE_SECONDS, late, async () => {
            await uploadFile(name, encodeBaseline(baseline), folder);
            return { kind: "saved", target, problems: [] };
          }),
        );
      } catch (error) {
        return notSaved(messageOf(error));
      }
    },
  };
}

/** The baseline of the first branch that has one. */
async function search(
  place: ArtifactPlace,
  client: GitHubClient,
  folder: string,
  isLate: AbortSignal,
): Promise<BaselineLoad> {
  let unusable: UnreadableBaseline | null = null;
  let passedOver: WhyPassedOver | null = null;
  for (const branch of new Set(place.scope.branches)) {
    const outcome = await newestOf(branch, place, client, folder, isLate);
    if (outcome.kind === "found") return outcome;
    if (outcome.kind === "unreadable") unusable ??= outcome;
    else passedOver = moreTelling(passedOver, outcome.passedOver);
  }
  const source = passedOver === null ? SOURCE : `${SOURCE} (passed over: ${passedOver.why})`;
  return unusable ?? { kind: "missing", source };
}

/** The newest baseline of the branch that can be trusted and read. */
async function newestOf(
  branch: string,
  place: ArtifactPlace,
  client: GitHubClient,
  folder: string,
  isLate: AbortSignal,
): Promise<Search> {
  const name = baselineName(place.scope, branch, place.scope.fingerprint);
  const tooMany = (newest: string) =>
    unreadable(
      `none of the ${newest} called ${name} can be trusted, and older ones were not checked`,
      SOURCE,
      false,
    );
  let refused: UnreadableBaseline | null = null;
  let passedOver: WhyPassedOver | null = null;
  let runs = 0;
  let tried = 0;
  for await (const artifact of artifactsNamed(name, branch, client)) {
    isLate.throwIfAborted();
    if (artifact === "and-more") return refused ?? tooMany(`${PER_PAGE * MOST_PAGES} newest artifacts`);
    if (artifact.isExpired) continue;
    if (artifact.isOwn && runs++ === MOST_ARTIFACTS) {
      return refused ?? tooMany(`branch's own ${MOST_ARTIFACTS} newest artifacts`);
    }
    const run = artifact.isOwn ? await workflowRunOf(artifact, client) : null;
    const doubt = doubtAbout(artifact, run, branch, place.workflow);
    if (doubt !== null || run === null) {
      passedOver = moreTelling(passedOver, doubt);
      continue;
    }
    const outcome = await readArtifact(artifact, place, client, folder);
    const usable = outcome.kind === "found" ? ofItsRun(outcome, branch, run) : outcome;
    if (usable.kind === "found") return usable;
    refused ??= usable;
    tried++;
    if (tried === MOST_TRIED) break;
  }
  return refused ?? { kind: "none", passedOver };
}

/** Artifacts of that name, newest first. */
async function* artifactsNamed(
  name: string,
  branch: string,
  { owner, repo, attempt }: GitHubClient,
): AsyncGenerator<Artifact | "and-more"> {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { data } = await attempt((octokit) =>
      octokit.rest.actions.listArtifactsForRepo({ owner, repo, name, per_page: PER_PAGE, page }),
    );
    for (const { id, size_in_bytes: size, digest, expired, workflow_run: run } of data.artifacts) {
      if (run?.id === undefined) continue;
      const isOfRepository =
        run.head_repository_id !== undefined && run.head_repository_id === run.repository_id;
      const isOwn = isOfRepository && run.head_branch === branch;
      yield { id, size, digest: digest ?? null, runId: run.id, isExpired: expired, isOwn };
    }
    if (data.artifacts.length < PER_PAGE) return;
  }
  yield "and-more";
}

interface WorkflowRun {
  readonly event: string;
  readonly status: string | null;
  readonly conclusion: string | null;
  readonly path: string;
  readonly head_sha: string;
  readonly head_branch: string | null;
}

/** The run of an artifact; null if somebody deleted it. */
async function workflowRunOf(
  { runId }: Artifact,
  { owner, repo, attempt }: GitHubClient,
): Promise<WorkflowRun | null> {
  try {
    const { data } = await attempt((octokit) =>
      octokit.rest.actions.getWorkflowRun({ owner, repo, run_id: runId }),
    );
    return data;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

/** Why what a run uploaded can't be trusted; null if it can. */
function doubtAbout(
  { isOwn }: Artifact,
  run: WorkflowRun | null,
  branch: string,
  workflow: string | null,
): WhyPassedOver | null {
  const forGood = (why: string): WhyPassedOver => ({ why, isSettable: false });
  if (!isOwn) return forGood("one from another repository or branch");
  if (run === null) return forGood("one whose run is gone");
  if (!TRUSTED_EVENTS.has(run.event)) return forGood(`one uploaded on ${run.event}`);
  if (run.head_branch !== branch) return forGood("one from another branch");
  // While a run goes on, nobody knows yet whether it fails.
  if (run.conclusion !== "success") return forGood("one from a run that did not succeed");
  // The service appends `@ref` where the workflow is not of the branch itself.
  const file = run.path.replace(/@.*$/, "");
  if (workflow === null || file === workflow) return null;
  const why = `one from the workflow \`${file}\`: if that workflow records baselines, name it in \`baseline-workflow\``;
  return { why, isSettable: true };
}

function moreTelling(one: WhyPassedOver | null, other: WhyPassedOver | null): WhyPassedOver | null {
  if (one === null || other === null) return one ?? other;
  return other.isSettable && !one.isSettable ? other : one;
}

/**
 * Checks that a baseline is of its run's commit. Whoever may write into a run's artifacts may write any content, but
 * can't change what the run was for.
 */
function ofItsRun(found: Found, branch: string, { head_sha }: WorkflowRun): Found | UnreadableBaseline {
  const { branch: itsBranch, commit } = found.baseline;
  return itsBranch === branch && commit === head_sha
    ? found
    : unreadable("it does not match the commit and branch of its run", found.source, true);
}

async function readArtifact(
  artifact: Artifact,
  place: ArtifactPlace,
  client: GitHubClient,
  folder: string,
): Promise<Found | UnreadableBaseline> {
  const source = `artifact ${artifact.id} of run ${artifact.runId}`;
  const download = await downloadFile(artifact, place.token, client, folder, BYTES_LIMIT);
  if (download.kind === "failed") return unreadable(download.why, source, download.isForGood);
  const reading = decodeBaseline(download.bytes);
  return reading.kind === "read"
    ? { kind: "found", baseline: reading.baseline, source }
    : unreadable(`it ${reading.why}`, source, reading.isDamaged);
}

function unreadable(why: string, source: string, isDamaged: boolean): UnreadableBaseline {
  return { kind: "unreadable", source, why, isDamaged };
}
