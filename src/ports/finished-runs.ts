/** What is asked of the platform about a workflow run that has finished, and about its pull request. */
import type { FinishedRun } from "../model/finished-run.ts";

/** An open pull request whose head is a branch. */
export interface OpenPullRequest {
  readonly number: number;
  readonly headCommit: string;
  /** Repository of head; null if it is gone. */
  readonly headRepositoryId: number | null;
  /** Whether it is to be merged into this repository. */
  readonly isOfThisRepository: boolean;
}

/** A file that a run has uploaded. Its name, its size and its content are whatever the run chose. */
export interface HandedOver {
  readonly name: string;
  /** @throws Error whose message says why not */
  read(): Promise<Uint8Array>;
}

/** Each throws `NotPermitted` if the token may not, or an error whose message is a sentence. */
export interface FinishedRuns {
  /** The run as it is now; null if it is gone. */
  now(run: FinishedRun): Promise<FinishedRun | null>;
  /** Open pull requests from that branch of that owner. */
  pullRequestsFrom(owner: string, branch: string): Promise<readonly OpenPullRequest[]>;
  /** Parents of a commit of this repository or of its pull requests; null if there is no such commit. */
  parentsOf(commit: string): Promise<readonly string[] | null>;
  /** Files that the run has handed over, of any attempt; of more than `most`, no more than one further. */
  handedOver(run: FinishedRun, most: number): Promise<readonly HandedOver[]>;
}
