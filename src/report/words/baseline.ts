/** What a stored baseline was worth for a run, in words. Pure. */

import type {
  BaselineUse,
  FingerprintDifference,
  WhyNoLevel,
  WhyNoProspect,
  WhyNotAsked,
  WhyNotScaled,
} from "../../model/stored-evidence.ts";
import type { BaselineReport } from "../../model.ts";
import { commitCode, counted, verb } from "./counted.ts";
import { namedCode } from "./names.ts";
import { percent } from "./numbers.ts";

/** A difference between the machine of a baseline and this one. */
export function differenceWords(difference: FingerprintDifference): string {
  switch (difference.kind) {
    case "cpu":
      return `CPU ${difference.baseline} instead of ${difference.here}`;
    case "os":
      return `system ${difference.baseline} instead of ${difference.here}`;
    case "python":
      return `${difference.baseline} instead of ${difference.here}`;
    case "lock-files":
      return "other lock files";
    case "packages":
      return "other installed packages";
    case "packages-unknown":
      return "the baseline does not say which packages were installed";
    case "variables":
      return `other environment variables (${namedCode({ first: difference.names, more: 0 })})`;
    default:
      return difference satisfies never;
  }
}

/** A speed in words: `26 % slower`. @param slower fraction */
export function speedWords(slower: number): string {
  const isFaster = slower < 0;
  return `${percent(Math.abs(slower))} ${isFaster ? "faster" : "slower"}`;
}

export function whyNotScaledWords(why: WhyNotScaled): string {
  switch (why.kind) {
    case "machine-speed-unknown":
      return "nobody knows how fast this machine is, compared with when the baseline was recorded";
    case "machine-speed-differs":
      return `this machine is ${speedWords(why.slower)} than when the baseline was recorded, by its canary`;
    default:
      return why satisfies never;
  }
}

/** Details about the baseline, besides its state and source; empty if there are none. */
export function baselineDetail(baseline: BaselineReport): string {
  switch (baseline.state) {
    case "found":
      return [
        ...(baseline.use.kind === "kept" ? [] : [`recorded at ${commitCode(baseline.commit)}`]),
        useWords(baseline.use),
        ...baseline.problems.map(({ source, why, isDamaged }) =>
          isDamaged
            ? `the baseline in ${source} can't be read: ${why}`
            : `there may be a newer one in ${source}: ${why}`,
        ),
      ].join("; ");
    case "missing":
      return baseline.why ?? "";
    case "unreadable":
      return baseline.why;
    case "not-used":
      return NOT_USED[baseline.why];
    default:
      return baseline satisfies never;
  }
}

const NOT_USED: Readonly<Record<Extract<BaselineReport, { state: "not-used" }>["why"], string>> = {
  "not-wanted": "`baseline` is `none`",
  "recorded-now": "recorded by this run",
  "nothing-measured": "nothing was measured",
  "two-files": "two files were compared",
};

function useWords(use: BaselineUse): string {
  switch (use.kind) {
    case "compared-with":
      return use.differences.length === 0
        ? "compared with directly"
        : `compared with directly, though recorded elsewhere: ${use.differences.map(differenceWords).join(", ")}`;
    case "not-asked":
      return `not checked for time: ${whyNotAskedWords(use.why)}`;
    case "settled":
      return use.what === "everything"
        ? "checked first; it settled everything"
        : "checked first; what it did not settle was measured next to base";
    case "settled-nothing": {
      const why = use.why === null ? "" : `, because ${whyNotScaledWords(use.why)}`;
      return `checked first but settled nothing${why}; everything was measured next to base`;
    }
    case "kept":
      return "kept: this run is slower";
    default:
      return use satisfies never;
  }
}

function whyNotAskedWords(why: WhyNotAsked): string {
  switch (why.kind) {
    case "compare-setting":
      return `\`compare\` is \`${why.compare}\``;
    case "none-found":
      return "none was found";
    case "other-interpreter":
      return "base uses another interpreter or environment";
    case "runs-as-a-whole":
      return "the suite `results` runs as a whole";
    case "several-metrics":
      return "`metrics` lists several";
    case "base-never-recorded":
      return `base, ${commitCode(why.commit)}, was never recorded`;
    case "base-recorded-elsewhere":
      return `base was recorded elsewhere: ${why.differences.map(differenceWords).join(", ")}`;
    case "head-not-collected":
      return "head could not be collected";
    case "no-prospects":
      return `${why.count} of ${counted(why.of, "benchmark")} ${verb(why.of, "was", "were")} ${prospectWords(why.why, why.enoughRuns)}`;
    default:
      return why satisfies never;
  }
}

/** Why the history of one benchmark does not tell how far its runs lie apart. */
export function noLevelWords(why: WhyNoLevel, enoughRuns: number): string {
  switch (why) {
    case "other-code":
      return "its own code differs from what was recorded";
    case "not-on-base":
      return "base was not recorded on this kind of machine";
    case "without-canary":
      return "its recordings do not say how fast the machine was";
    case "few-runs":
      return `it was recorded at fewer than ${enoughRuns} commits on this kind of machine`;
    case "new-level":
      return `it has been at its present level for fewer than ${enoughRuns} recordings`;
    case "doubtful":
      return "its latest recordings differ from its usual level";
    default:
      return why satisfies never;
  }
}

/** The rest of a sentence that begins with a number of benchmarks. */
function prospectWords(why: WhyNoProspect, enoughRuns: number): string {
  switch (why) {
    case "never-recorded":
      return "never recorded";
    case "other-code":
      return "recorded with other code of their own";
    case "not-on-base":
      return "not recorded at base on this kind of machine";
    case "without-canary":
      return "recorded by an older version of hotpath-gate, which did not store how fast the machine was (its canary): wait for the next recordings";
    case "few-runs":
      return `recorded fewer than ${enoughRuns} times on this kind of machine`;
    case "new-level":
      return `at a new level for fewer than ${enoughRuns} recordings`;
    case "doubtful":
      return "off their level in the last recordings";
    case "too-noisy":
      return "too noisy from recording to recording for their budget";
    default:
      return why satisfies never;
  }
}
