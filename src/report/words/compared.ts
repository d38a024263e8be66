/** What was compared with what, in words. Pure. */
import { isCompared } from "../../compare/gate-verdict.ts";
import type { BaseChosenAs, ComparedCommit } from "../../model/base-choice.ts";
import type { Result } from "../../model.ts";
import { shortCommit } from "./counted.ts";
import type { Writing } from "./writing.ts";

/** What is to be compared: `Comparing HEAD (9cd31d8c1f27) with HEAD^ (83dddc7c2d7a), the commit before it`. */
export function comparingWords(head: ComparedCommit, base: ComparedCommit): string {
  return `Comparing ${headWords(head, PLAIN, "the working tree")} with ${baseWords(base, PLAIN)}`;
}

const PLAIN: Writing = { text: (text) => text, code: (text) => text };

/** What was compared with what, or was to be, as a sentence; null if nothing was. */
export function comparedWords({ sides, benchmarks, evidence }: Result, writing: Writing): string | null {
  if (benchmarks.length === 0) return null;
  const { base, head } = sides;
  const { baseline } = evidence;
  const named = headWords(head, writing, "The working tree");
  const was = benchmarks.some(isCompared) ? "was compared with" : "was to be compared with";
  if (base === null) {
    const isStored = baseline.state === "found" && baseline.use.kind === "compared-with";
    if (!isStored) return null;
    const stored = `the stored baseline of ${writing.code(shortCommit(baseline.commit))}`;
    return `${named} ${was} ${stored}.`;
  }
  if (base.commit === head.commit && base.label === head.label) {
    const [one, other] =
      base.python === head.python
        ? ["one environment", "another one"]
        : [writing.text(head.python), writing.text(base.python)];
    return `${named} was run in ${one}, and compared with ${other}.`;
  }
  return `${named} ${was} ${baseWords(base, writing)}.`;
}

/** What ran the sides, as a sentence; null if nobody knows. */
export function pythonWords({ base, head }: Result["sides"], { text }: Writing): string | null {
  if (base === null || head.python === "" || base.python === "") return null;
  return base.python === head.python
    ? `Both sides ran ${text(head.python)}.`
    : `Base ran ${text(base.python)}, and head ${text(head.python)}.`;
}

function headWords(
  { commit, label }: ComparedCommit,
  { text, code }: Writing,
  workingTree: "the working tree" | "The working tree",
): string {
  if (commit === null) return label === "working tree" ? workingTree : text(label);
  return `${commit.startsWith(label) ? "HEAD" : text(label)} (${code(shortCommit(commit))})`;
}

function baseWords({ commit, label, chosenAs }: ComparedCommit, { text, code }: Writing): string {
  if (commit === null) return text(label);
  const short = code(shortCommit(commit));
  const named = commit.startsWith(label) ? short : `${text(label)} (${short})`;
  return chosenAs === undefined ? named : chosenWords(chosenAs, short, { text, code });
}

function chosenWords(chosen: BaseChosenAs, short: string, { text }: Writing): string {
  switch (chosen.kind) {
    case "merge-base": {
      const branch = text(chosen.branch);
      const { declaredBy } = chosen;
      const why = declaredBy === undefined ? "" : ` (the remote's default branch by ${text(declaredBy)})`;
      return chosen.isTip
        ? `${branch} (${short}), which it is based on${why}`
        : `${short}, its merge base with ${branch}${why}`;
    }
    case "before-head": {
      const { noneSince } = chosen;
      const why =
        noneSince === undefined ? "" : `: the branch has no commit of its own since ${text(noneSince)}`;
      return `HEAD^ (${short}), the commit before it${why}`;
    }
    case "merged-into":
      return `${short}, the commit of ${text(chosen.branch)} that it is merged into`;
    default:
      return chosen satisfies never;
  }
}
