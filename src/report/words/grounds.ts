/** What a result rests on, in sentences: the footer of every report. */
import type { BaselineReport, Conditions, Result, SideReport, SuiteKind } from "../../model.ts";
import { baselineDetail } from "./baseline.ts";
import { pythonWords } from "./compared.ts";
import { counted, shortCommit, verb } from "./counted.ts";
import { elapsed, percent, signedPercent } from "./numbers.ts";
import { restsOnStored } from "./verdict.ts";
import type { Writing } from "./writing.ts";

/** Smallest share of time for other processes that is reported. There is less on every machine. */
const WORTH_TELLING = 0.05;

/** Sentences in the order they are read; every text that is not ours passes through `writing`. */
export function groundsOf(result: Result, writing: Writing): string[] {
  const { base, head } = result.sides;
  const { baseline } = result.evidence;
  const alone = base === null && baseline.state === "not-used";
  return [
    ...(result.benchmarks.length === 0 ? [] : [whatWasCompared(base, head, writing)]),
    ...howItWasDecided(result),
    ...(alone ? [] : [stateOfTheBaseline(baseline, writing)]),
    howToRepeat(result, writing),
  ];
}

/**
 * The same for a terminal, where the first lines say what was compared with what. Most people who measure on their own
 * machine store no baseline, and need not be told each time.
 */
export function groundsBelowCompared(result: Result, writing: Writing): string[] {
  const { baseline } = result.evidence;
  const ran = whatRan(result, writing);
  return [
    ...howItWasDecided(result),
    ...(isOfInterest(baseline) ? [stateOfTheBaseline(baseline, writing)] : []),
    ...(ran === null ? [] : [ran]),
    howToRepeat(result, writing),
  ];
}

function howItWasDecided(result: Result): string[] {
  const { base } = result.sides;
  const { conditions, baseline } = result.evidence;
  // The store may have settled all before base was opened.
  const isPaired =
    base !== null && !result.benchmarks.every((row) => restsOnStored(row) || row.verdict === "removed");
  return [
    ...(conditions === null || !isWorthTelling(conditions)
      ? []
      : howItWasMeasured(conditions, result.config.suite, isPaired)),
    ...whatRestsOnTheBaseline(result),
    ...whatTheBaselineSaved(baseline),
  ];
}

/** Whether anything was measured, or something kept it from being measured. */
function isWorthTelling({ blocks, lost, timeLimitReached }: Conditions): boolean {
  return blocks > 0 || lost !== undefined || timeLimitReached;
}

/** Whether a baseline was used, or somebody did something about one. */
function isOfInterest(baseline: BaselineReport): boolean {
  return baseline.state === "not-used" ? false : baseline.state !== "missing" || baseline.why !== null;
}

function whatRan({ sides, benchmarks }: Result, writing: Writing): string | null {
  if (benchmarks.length === 0) return null;
  return sides.base === null ? whatWasCompared(null, sides.head, writing) : pythonWords(sides, writing);
}

function howToRepeat(result: Result, { text, code }: Writing): string {
  return `${budgetOf(result)}; seed ${code(String(result.config.seed))}; hotpath-gate ${text(result.tool.version)}.`;
}

function howItWasMeasured(conditions: Conditions, suite: SuiteKind, isPaired: boolean): string[] {
  const { blocks, seconds, cpus, pinned, lost, timeLimitReached, repeatedPairs, layout } = conditions;
  const onOne = cpus > 1 ? ` on one of ${cpus} CPUs at a time` : " on one CPU";
  const onCpu = pinned ? onOne : " without pinning, which this machine does not allow";
  const where = suite === "results" ? " by runs of the command in turn" : onCpu;
  const early = lost === undefined ? "" : ", ended by the loss of a process";
  const end = timeLimitReached ? ", ended by the time limit" : early;
  const measured = `${isPaired ? "Base and head were measured in lock step" : "Head was measured"}${where}: ${counted(blocks, "block")} in ${elapsed(seconds)}${end}.`;
  if (!isPaired) return [measured];
  const delay = conditions.runDelayShare ?? 0;
  const again = `${counted(repeatedPairs, "pair")} ${verb(repeatedPairs, "was", "were")} interrupted and measured again.`;
  return [
    measured,
    ...(delay < WORTH_TELLING
      ? []
      : [`Other processes ran for ${percent(delay)} of the time; that time is subtracted.`]),
    ...(repeatedPairs === 0 ? [] : [again]),
    ...(layout === "shared"
      ? []
      : ["Each side had its own random memory layout, because this machine does not allow a shared one."]),
    ...whatTheCanaryFound(conditions),
  ];
}

function whatTheCanaryFound({ canary }: Conditions): string[] {
  if (canary === null) return [];
  const change = signedPercent(canary.change);
  return canary.drifted
    ? [`The canary drifted by ${change}.`]
    : [`The canary (the same code on both sides) differed by ${change}.`];
}

function whatRestsOnTheBaseline(result: Result): string[] {
  const same = result.benchmarks.filter((row) => row.evidence === "stored-same-machine").length;
  const other = result.benchmarks.filter((row) => row.evidence === "stored-other-machine").length;
  const parts = [
    same === 0 ? null : `${counted(same, "row")} recorded on the same kind of machine`,
    other === 0 ? null : `${counted(other, "row")} recorded on another kind of machine`,
  ].filter((part) => part !== null);
  const plain = result.benchmarks.filter((row) => row.evidence === "point").length;
  return [
    ...(parts.length === 0 ? [] : [`Against the stored baseline: ${parts.join(", ")}.`]),
    ...(plain === 0 ? [] : [`By the plain ratio of the two files: ${counted(plain, "row")}.`]),
  ];
}

function whatTheBaselineSaved(baseline: BaselineReport): string[] {
  const savings = baseline.state === "found" ? baseline.savings : null;
  if (savings === null || savings.rows === 0) return [];
  const rows = counted(savings.rows, "row");
  const blocks = counted(savings.blocks, "paired block");
  const time = savings.seconds < 1 ? "" : ` and about ${elapsed(savings.seconds)}`;
  return [`The stored baseline settled ${rows}, which saved ${blocks}${time}.`];
}

function stateOfTheBaseline(baseline: BaselineReport, { text }: Writing): string {
  const { state, source } = baseline;
  const detail = baselineDetail(baseline);
  const more = detail === "" ? "" : `: ${text(detail.replace(/(?<![.\s])[.\s]+$/, ""))}`;
  switch (state) {
    case "found":
      return `Stored baseline found in ${text(source)}${more}.`;
    case "missing":
      return detail === ""
        ? `No baseline is stored in ${text(source)} yet.`
        : `No usable baseline in ${text(source)}${more}.`;
    case "unreadable":
      return `The stored baseline in ${text(source)} could not be read${more}.`;
    case "not-used":
      return `No stored baseline was used${more}.`;
    default:
      return state satisfies never;
  }
}

function whatWasCompared(base: SideReport | null, head: SideReport, writing: Writing): string {
  const { text } = writing;
  if (base === null) return `Measured: ${sideWords(head, writing)} on ${text(head.python)}.`;
  if (base.python === "" && head.python === "") {
    return `Compared: ${sideWords(base, writing)} with ${sideWords(head, writing)}.`;
  }
  const pythons = base.python === head.python ? "" : ` on ${text(base.python)}`;
  const both = base.python === head.python ? ", both" : "";
  return `Compared: ${sideWords(base, writing)}${pythons} with ${sideWords(head, writing)}${both} on ${text(head.python)}.`;
}

function sideWords({ label, commit }: SideReport, { text, code }: Writing): string {
  if (commit === null) return text(label);
  const short = code(shortCommit(commit));
  return commit.startsWith(label) ? short : `${text(label)} ${short}`;
}

function budgetOf({ config }: Result): string {
  const rules =
    config.budgets.length === 0 ? "" : `, with ${counted(config.budgets.length, "rule")} for some benchmarks`;
  return `Budget ${percent(config.budget)}${rules}`;
}
