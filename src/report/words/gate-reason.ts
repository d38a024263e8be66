/** Why the gate says what it says, as one or two sentences: the same in every report. Pure. */

import { isCompared } from "../../compare/gate-verdict.ts";
import { causeWords } from "../../errors/causes.ts";
import { measuredBefore, whatWasLost } from "../../errors/lost.ts";
import type {
  GateFailure,
  NothingMeasured,
  Regressed,
  ShortHistory,
  SlowerRecording,
} from "../../model/gate-reason.ts";
import type { GateReason, Result, Row, RowVerdict } from "../../model.ts";
import { commitCode, counted, sentence, verb } from "./counted.ts";
import { namedCode } from "./names.ts";
import { percent } from "./numbers.ts";
import { bySetting, type Naming } from "./settings-named.ts";

/** The whole reason, for places that have no headline above it. @param setting how the place where it is read names settings */
export function reasonWords(
  { reason, benchmarks }: Pick<Result, "reason" | "benchmarks">,
  setting = bySetting,
): string {
  const accepted = acceptedWords(benchmarks);
  const skipped = skippedWords(benchmarks);
  const beside = [accepted, skipped]
    .filter((one) => one !== null)
    .map((one) => `; ${one}`)
    .join("");
  switch (reason.kind) {
    case "failed":
      return sentence(reason.failures.map(failureWords).join(", and ") + beside);
    case "process-lost":
      return sentence(
        `${rows(reason.rows)} ${verb(reason.rows, "was", "were")} not decided before a benchmark process was lost${beside}`,
      );
    case "over-budget-in-few-blocks": {
      const were = verb(reason.rows, "was over its", "were over their");
      return `${sentence(`${rows(reason.rows)} ${were} budget in the few blocks that the time limit allowed${beside}`)} ${raiseTimeLimit(setting)}`;
    }
    case "time-too-short": {
      const of = `${reason.undecided} of ${rows(reason.of)}`;
      return `${sentence(`the time limit ended measuring before ${of} could be decided${beside}`)} ${raiseTimeLimit(setting)}`;
    }
    case "undecided":
      return sentence(`${rows(reason.rows)} could not be decided${beside}`);
    case "regressed-and-let-pass":
      return sentence(`${regressedWords(reason.regressed)}, which \`fail-on\` does not list${beside}`);
    case "within-budget": {
      const others = accepted === null ? "No" : `${sentence(accepted)} No other`;
      const count = benchmarks.filter(isSkipped).length;
      return `${others} benchmark exceeded its budget (${reason.compared} compared${count === 0 ? "" : `, ${count} skipped`}).`;
    }
    case "same-code":
      return sameCodeWords(reason);
    case "first-benchmarks":
      return "Nothing to compare with yet: base has none of the code that the benchmarks run.";
    case "all-removed":
      return `${sentence(`nothing could be compared: ${noneLeft(reason)}`)} ${adviceOnRemoved(reason, setting)}`;
    case "nothing-compared":
      return `Nothing could be compared: ${whyNothingCompared(benchmarks)}.`;
    case "recorded": {
      const what = `Recorded the baseline of ${rows(reason.benchmarks)} in ${targetWords(reason)}${accepted === null ? "" : `; ${accepted}`}.`;
      return reason.history === undefined ? what : `${what} ${historyWords(reason.history)}`;
    }
    case "baseline-not-saved":
      return `The baseline could not be saved in ${reason.target}: ${reason.why}.`;
    case "nothing-to-store":
      return `No baseline was stored: ${nothingMeasuredWords(reason.why)}.`;
    case "baseline-kept":
      return keptWords(reason);
    case "not-wanted":
      return `Nothing was measured: ${reason.why}.`;
    case "same-commit":
      return `Nothing was measured: base and head are the same commit (${reason.label}), so there is nothing to compare.`;
    default:
      return reason satisfies never;
  }
}

/**
 * What the reason says that the headline does not; null if that is nothing. For reports, which have the headline right
 * above it.
 *
 * @param setting how the place where it is read names settings
 */
export function reasonBesideHeadline(
  result: Pick<Result, "reason" | "benchmarks" | "verdict">,
  setting = bySetting,
): string | null {
  const { reason, benchmarks, verdict } = result;
  const accepted = acceptedWords(benchmarks);
  // The headline counts what was skipped, where anything was compared.
  const skipped = verdict === "unmeasured" ? skippedWords(benchmarks) : null;
  const others = [accepted, skipped].filter((one) => one !== null);
  const told = (...parts: readonly string[]) =>
    parts.length + others.length === 0 ? null : sentence([...parts, ...others].join("; "));
  switch (reason.kind) {
    case "failed": {
      const parts = reason.failures.flatMap((one) =>
        failureBesideHeadline(one, reason.failures.length === 1),
      );
      return parts.length === 0 ? told() : told(parts.join(", and "));
    }
    case "process-lost":
    case "undecided":
      return told();
    case "time-too-short":
      return [told(), raiseTimeLimit(setting)].filter((one) => one !== null).join(" ");
    case "regressed-and-let-pass":
      return told(`${exceededWords(reason.regressed, true)}, which \`fail-on\` does not list`);
    case "within-budget": {
      const compared = `${rows(reason.compared)} ${verb(reason.compared, "was", "were")} compared`;
      return accepted === null
        ? sentence(compared)
        : `${sentence(compared)} No other one exceeded its budget.`;
    }
    case "same-code":
      return sameCodeWords(reason);
    case "first-benchmarks":
      return "Base has none of the code that the benchmarks run.";
    case "all-removed":
      return `${sentence(noneLeft(reason))} ${adviceOnRemoved(reason, setting)}`;
    case "nothing-compared":
      return sentence(whyNothingCompared(benchmarks));
    case "recorded": {
      const stored = told(`it is stored in ${targetWords(reason)}`);
      return reason.history === undefined ? stored : `${stored} ${historyWords(reason.history)}`;
    }
    case "nothing-to-store":
      return sentence(nothingMeasuredWords(reason.why));
    case "not-wanted":
      return sentence(reason.why);
    case "same-commit":
      return `Base and head are the same commit (${reason.label}), so there is nothing to compare.`;
    case "over-budget-in-few-blocks":
    case "baseline-not-saved":
    case "baseline-kept":
      return reasonWords(result, setting);
    default:
      return reason satisfies never;
  }
}

/** @param isOnly whether it is what the headline is about, and nothing else is */
function failureBesideHeadline(failure: GateFailure, isOnly: boolean): string[] {
  switch (failure.kind) {
    case "regressed":
      return [exceededWords(failure.regressed, isOnly)];
    case "undecided":
    case "removed":
    case "baseline":
      return [];
    case "errored":
      return [
        isOnly
          ? failureWords(failure)
          : `${failure.rows} ${verb(failure.rows, "does", "do")} not run on head`,
      ];
    case "over-budget-when-cut-short":
      return [failureWords(failure)];
    default:
      return failure satisfies never;
  }
}

function exceededWords({ rows: count, budget }: Regressed, isOnly: boolean): string {
  const who = isOnly ? verb(count, "it", "they") : `${count}`;
  const what = budget === null ? verb(count, "budget", "budgets") : `budget of ${percent(budget)}`;
  return `${who} exceeded ${verb(count, "its", "their")} ${what}`;
}

/** Where a baseline is stored, with the length of its history. */
function targetWords({ target, runs }: Extract<GateReason, { kind: "recorded" }>): string {
  return runs === 1 ? target : `${target}, which has ${runs} recordings now`;
}

function historyWords({ runs, enough }: ShortHistory): string {
  return `History: ${runs} of ${enough} recordings of different commits on this kind of machine. With ${enough}, it shows how far runs lie apart, and small changes can be told from noise.`;
}

function noneLeft({ rows: count }: Extract<GateReason, { kind: "all-removed" }>): string {
  return `base has ${rows(count)}, and head has none of them`;
}

function adviceOnRemoved(
  { rows: count, elsewhere }: Extract<GateReason, { kind: "all-removed" }>,
  setting: Naming,
): string {
  const alike =
    elsewhere === undefined ? "" : ` (these look like benchmarks: ${namedCode(elsewhere, MOST_ELSEWHERE)})`;
  return `If ${verb(count, "it was", "they were")} moved or renamed, name ${verb(count, "it", "them")} in ${setting("benchmarks")}${alike}. If nothing is left to measure, remove this gate too.`;
}

/** Most paths that are named. */
const MOST_ELSEWHERE = 3;

function raiseTimeLimit(setting: Naming): string {
  return `Raise ${setting("time-limit")}, or name fewer benchmarks.`;
}

function failureWords(failure: GateFailure): string {
  switch (failure.kind) {
    case "regressed":
      return regressedWords(failure.regressed);
    case "over-budget-when-cut-short":
      return `${rows(failure.rows)} ${verb(failure.rows, "was over its", "were over their")} budget in every block when measuring ended early`;
    case "errored":
      return `${rows(failure.rows)} ${verb(failure.rows, "does", "do")} not run on head`;
    case "undecided":
      return `${rows(failure.rows)} could not be decided`;
    case "removed":
      return `${rows(failure.rows)} ${verb(failure.rows, "was", "were")} removed`;
    case "baseline":
      return `the stored baseline is ${failure.state}`;
    default:
      return failure satisfies never;
  }
}

function regressedWords({ rows: count, areTimes, budget }: Regressed): string {
  const what = areTimes ? "slowed down" : "got worse";
  const of = budget === null ? "" : ` of ${percent(budget)}`;
  return `${rows(count)} ${what} by more than ${verb(count, "its", "their")} budget${of}`;
}

function keptWords({
  commit,
  slower,
  isComparedWith,
}: Extract<GateReason, { kind: "baseline-kept" }>): string {
  const ofPullRequests = isComparedWith
    ? "With `compare: stored`, pull requests are compared with that baseline, and show this slowdown too."
    : "Pull requests are compared with the commit that they start from, so they are not blamed for it.";
  return `${sentence(`${slowerWords(slower)} since the previous baseline`)} The baseline of ${commitCode(commit)} is kept: the default branch stays red until the slowdown is fixed or accepted. ${ofPullRequests}`;
}

function slowerWords({ regressed, undecided }: SlowerRecording): string {
  const maybe = undecided?.areTimes ? "may have slowed down" : "may have got worse";
  return [
    regressed === null ? null : regressedWords(regressed),
    undecided === null ? null : `${rows(undecided.rows)} ${maybe}`,
  ]
    .filter((one) => one !== null)
    .join(", and ");
}

function nothingMeasuredWords(why: NothingMeasured): string {
  switch (why.kind) {
    case "failed":
      return `no benchmark ran: ${causeWords(why.why)}`;
    case "process-lost":
      return `too little was measured: after ${measuredBefore(why.lost)}, ${whatWasLost(why.lost.what)}`;
    case "no-time":
      return "no benchmark ran: none was reached before the time limit";
    default:
      return why satisfies never;
  }
}

function whyNothingCompared(benchmarks: readonly Row[]): string {
  const parts = WHY_NOT_COMPARED.flatMap(({ verdict, one, many }) => {
    const { length } = benchmarks.filter((row) => row.verdict === verdict && !isCompared(row));
    return length === 0 ? [] : [`${rows(length)} ${verb(length, one, many)}`];
  });
  return parts.length === 0 ? "no benchmark is on both sides" : parts.join(", ");
}

const WHY_NOT_COMPARED: readonly {
  readonly verdict: RowVerdict;
  readonly one: string;
  readonly many: string;
}[] = [
  { verdict: "new", one: "does not run on base", many: "do not run on base" },
  { verdict: "errored", one: "could not be measured", many: "could not be measured" },
  { verdict: "inconclusive", one: "could not be decided", many: "could not be decided" },
  { verdict: "skipped", one: "is skipped", many: "are skipped" },
  { verdict: "removed", one: "was removed", many: "were removed" },
];

function sameCodeWords({ rows: count, files }: Extract<GateReason, { kind: "same-code" }>): string {
  return `${rows(count)} ${verb(count, "reads", "read")} ${counted(files, "file")}; this change touches none of them.`;
}

function rows(count: number): string {
  return counted(count, "benchmark");
}

/** How many slowdowns are accepted: `1 slowdown is accepted`; null if there are none. */
function acceptedWords(benchmarks: readonly Row[]): string | null {
  const { length } = benchmarks.filter(({ verdict }) => verdict === "accepted");
  return length === 0 ? null : `${counted(length, "slowdown")} ${verb(length, "is", "are")} accepted`;
}

function skippedWords(benchmarks: readonly Row[]): string | null {
  const { length } = benchmarks.filter(isSkipped);
  return length === 0 ? null : `${rows(length)} ${verb(length, "is", "are")} skipped`;
}

function isSkipped({ verdict }: Row): boolean {
  return verdict === "skipped";
}
