/**
 * The second stage: reports what a finished run handed over, as a comment on its pull request. The first stage may be a
 * stranger's, with a token that may not write; so the pull request is found by what the platform says of the run, and what was
 * handed over is only ever shown.
 */
import type { FinishedRun, WhyNotReported, WhyRefused } from "../model/finished-run.ts";
import type { Result } from "../model.ts";
import type { LabelState } from "../ports/acceptance.ts";
import type { FinishedRuns, HandedOver, OpenPullRequest } from "../ports/finished-runs.ts";
import { NotPermitted, type PullRequestComments } from "../ports/publishing.ts";
import {
  type CommentOutcome,
  type CommentWhen,
  publishComment,
  replaceComments,
} from "../publish/comment.ts";
import { partsOfName, readHandedOver } from "../publish/hand-over.ts";
import { renderComment } from "../report/comment.ts";
import { commentMarker } from "../report/comment-marker.ts";
import { renderTroubleComment } from "../report/trouble.ts";

/** Most results of one attempt: a matrix of gates has fewer. */
const MOST_RESULTS = 20;
/** Conclusions of runs that ended by themselves. */
const ENDED: ReadonlySet<string> = new Set(["success", "failure", "timed_out"]);

export interface SecondStage {
  readonly runs: FinishedRuns;
  commentsOf(pullRequest: number): PullRequestComments;
  /** Whether a pull request has a label. */
  labelOf(label: string, pullRequest: number): Promise<LabelState>;
}

export interface StageSettings {
  /** Path of the workflow whose runs are reported. */
  readonly workflow: string;
  readonly when: CommentWhen;
  /** Label that accepts slowdowns; null for none. */
  readonly acceptLabel: string | null;
}

/** What came of one file that was handed over. */
export type HandedOverOutcome = { readonly name: string } & (
  | { readonly kind: "reported"; readonly verdict: Result["verdict"]; readonly comment: CommentOutcome }
  | { readonly kind: "refused"; readonly why: WhyRefused }
);

export type RunReport =
  | { readonly kind: "not-reported"; readonly why: WhyNotReported }
  | {
      readonly kind: "reported";
      readonly pullRequest: number;
      readonly outcomes: readonly HandedOverOutcome[];
      /** What became of comments that this run says nothing about. */
      readonly outdated: readonly CommentOutcome[];
    };

/** Reports a finished run. @throws NotPermitted, or the platform's error where it can't be asked */
export async function reportFinishedRun(
  run: FinishedRun,
  { workflow, when, acceptLabel }: StageSettings,
  { runs, commentsOf, labelOf }: SecondStage,
): Promise<RunReport> {
  const unwanted = whyUnwanted(run, workflow);
  if (unwanted !== null) return { kind: "not-reported", why: unwanted };
  const now = await runs.now(run);
  // What is gone has nothing to download, and what was run again reports itself.
  if (now !== null && now.attempt !== run.attempt) {
    return { kind: "not-reported", why: { kind: "ran-again", attempt: now.attempt } };
  }
  const found = await pullRequestOf(run, runs);
  if (typeof found !== "number") return { kind: "not-reported", why: found };
  const comments = commentsOf(found);
  const labelled = (label: string): Promise<LabelState> =>
    label === acceptLabel ? labelOf(label, found) : Promise.resolve({ kind: "not-set" });
  const all = (await runs.handedOver(run, MOST_RESULTS)).filter(
    ({ name }) => partsOfName(name)?.attempt === run.attempt,
  );
  if (all.length > MOST_RESULTS) {
    const why: WhyRefused = { kind: "too-many", count: all.length, most: MOST_RESULTS };
    const outcomes = [{ name: all[0]?.name ?? "", kind: "refused", why } as const];
    return { kind: "reported", pullRequest: found, outcomes, outdated: [] };
  }
  const outcomes: HandedOverOutcome[] = [];
  const reported = new Set<string>();
  for (const one of all) {
    const key = keyOf(run, one.name);
    const read = await resultOf(one, run, runs, labelled);
    if (read.kind === "refused") {
      outcomes.push({ name: one.name, ...read });
      continue;
    }
    reported.add(commentMarker(key));
    const { result } = read;
    const body = renderComment(result, { key, run, summaryUrl: run.url, isOfOwnRun: true });
    const comment = await publishComment({ comments, body, marker: commentMarker(key), when, result, run });
    outcomes.push({ name: one.name, kind: "reported", verdict: result.verdict, comment });
  }
  const prefix = commentMarker(keyOf(run, null)).replace(/ -->$/, "");
  const outdated = await replaceComments(
    comments,
    (body) => body.startsWith(prefix) && ![...reported].some((marker) => body.startsWith(marker)),
    (body) => renderTroubleComment(NOTHING_HANDED_OVER, body.split(/\r?\n/)[0] ?? "", run),
    run,
  );
  return { kind: "reported", pullRequest: found, outcomes, outdated };
}

const NOTHING_HANDED_OVER = "The run ended without a result of this gate; its log says why.";

function whyUnwanted(run: FinishedRun, workflow: string): WhyNotReported | null {
  if (run.event !== "pull_request") return { kind: "of-another-event", event: run.event };
  // The trigger goes by the name of a workflow, and a pull request may bring another one of that name.
  if (run.workflow !== workflow) {
    return { kind: "of-another-workflow", workflow: run.workflow, wanted: workflow };
  }
  const { conclusion } = run;
  return conclusion === null || !ENDED.has(conclusion)
    ? { kind: "did-not-end", conclusion: conclusion ?? "in progress" }
    : null;
}

/** The pull request that the run is for, by what the platform says; or why there is none. */
async function pullRequestOf(run: FinishedRun, runs: FinishedRuns): Promise<number | WhyNotReported> {
  const { head, headCommit } = run;
  const isOfRun = (one: OpenPullRequest) =>
    one.isOfThisRepository && one.headCommit === headCommit && one.headRepositoryId === head?.repositoryId;
  const open = head === null ? [] : await runs.pullRequestsFrom(head.owner, head.branch);
  const [only, ...more] = open.filter(isOfRun).map(({ number }) => number);
  if (only === undefined) return { kind: "no-open-pull-request", commit: headCommit };
  return more.length === 0 ? only : { kind: "several-pull-requests", numbers: [only, ...more] };
}

type Read =
  | { readonly kind: "read"; readonly result: Result }
  | { readonly kind: "refused"; readonly why: WhyRefused };

async function resultOf(
  handedOver: HandedOver,
  run: FinishedRun,
  runs: FinishedRuns,
  labelled: (label: string) => Promise<LabelState>,
): Promise<Read> {
  let packed: Uint8Array;
  try {
    packed = await handedOver.read();
  } catch (error) {
    if (error instanceof NotPermitted) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return { kind: "refused", why: { kind: "not-delivered", why } };
  }
  const reading = readHandedOver(packed);
  if (reading.kind === "refused") return reading;
  const { commit } = reading.result.sides.head;
  if (commit === null || !(await isOfRun(commit, run, runs))) {
    return { kind: "refused", why: { kind: "of-another-commit", commit } };
  }
  for (const label of labelsIn(reading.result)) {
    const { kind } = await labelled(label);
    if (kind === "set") continue;
    return { kind: "refused", why: { kind: "label-not-set", label, isKnown: kind === "not-set" } };
  }
  return reading;
}

/** Labels that a result says accept a slowdown. */
function labelsIn({ benchmarks }: Result): ReadonlySet<string> {
  const notes = benchmarks.flatMap((row) => row.notes);
  return new Set(notes.flatMap((note) => (note.kind === "accepted-by-label" ? note.label : [])));
}

/** Whether a commit is head of the run, or the merge of it that the platform makes for a pull request. */
async function isOfRun(commit: string, { headCommit }: FinishedRun, runs: FinishedRuns): Promise<boolean> {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return false;
  return commit === headCommit || (await runs.parentsOf(commit))?.includes(headCommit) === true;
}

/** Key of a gate's comment. Nothing but a hash in it is the run's own choice. */
function keyOf({ workflow }: FinishedRun, name: string | null): string {
  return `handed-over/${workflow}/${name === null ? "" : (partsOfName(name)?.gate ?? "")}`;
}
