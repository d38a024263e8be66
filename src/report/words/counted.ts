/** Numbers of things in a sentence, and what a commit is called there. Pure. */
import { amount } from "./numbers.ts";

/** A number of things: `1 block`, `2,000 blocks`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${amount(count)} ${count === 1 ? one : many}`;
}

/** `1 benchmark`, `50 benchmarks`, without a comma in thousands. */
export function countOfBenchmarks(count: number): string {
  return count === 1 ? "1 benchmark" : `${count} benchmarks`;
}

/** The verb that follows a number of things, such as `is` or `are`. */
export function verb(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}

/** Characters of a shown commit: enough to be unique in any repository, and to be pasted into git. */
export const COMMIT_CHARACTERS = 12;

export function shortCommit(commit: string): string {
  return commit.slice(0, COMMIT_CHARACTERS);
}

/** A commit as code. A comment shows code as it is, so it can be pasted into git. */
export function commitCode(commit: string): string {
  return `\`${shortCommit(commit)}\``;
}

/** Words as a sentence: with a capital letter, and a full stop. */
export function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
