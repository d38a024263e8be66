/** The table of what should be reached, and what is. */
import { markdownTable } from "markdown-table";
import type { InstructionRun } from "../instructions.ts";
import { quantile, rate } from "../rates.ts";
import type { Replayed } from "../replay.ts";
import type { Scale } from "../scale.ts";
import type { Evidence } from "./evidence.ts";
import { countSpreads, fine } from "./instruction-tables.ts";
import type { ReplayedNoise } from "./replayed.ts";
import { percent, replayedShare, shown } from "./wording.ts";

const NOT_MEASURED = "not measured";

/** What, the goal, live, replayed. */
type GoalRow = [string, string, string, string];

export function goals({ replayed, live, overhead, scale, peers, instructions }: Evidence): string {
  const quiet = replayed.find((one) => one.noise === "quiet");
  const two = replayed.find((one) => one.noise === "two");
  const restless = replayed.find((one) => one.noise === "restless");
  const liveRuns = (noise: string, change: number, budget = 0.1) =>
    live.filter((run) => run.noise === noise && run.percent === change && run.budget === budget);
  const liveRed = (noise: string) => {
    const runs = liveRuns(noise, 0);
    return runs.length === 0
      ? NOT_MEASURED
      : shown(rate(runs.filter((run) => (run.rows.regressed ?? 0) > 0).length, runs.length));
  };
  const livePart = (
    noise: string,
    change: number,
    verdict: "regressed" | "within-budget" | "inconclusive",
    budget = 0.1,
  ) => {
    const runs = liveRuns(noise, change, budget);
    if (runs.length === 0) return NOT_MEASURED;
    const rows = runs.reduce((sum, run) => sum + Object.values(run.rows).reduce((a, b) => a + b, 0), 0);
    return shown(
      rate(
        runs.reduce((sum, run) => sum + (run.rows[verdict] ?? 0), 0),
        rows,
      ),
    );
  };
  const replayedPart = (
    noise: ReplayedNoise | undefined,
    change: number,
    decision: keyof Replayed["decisions"],
  ) => {
    const found = replayedAt(noise, change);
    return found === undefined ? NOT_MEASURED : replayedShare(found.decisions[decision]);
  };
  const undecided = (noise: ReplayedNoise | undefined) => {
    if (noise === undefined) return NOT_MEASURED;
    const clear = [
      noise.unchanged,
      ...noise.changes.filter((one) => Math.abs(one.change - one.budget) > 0.04),
    ];
    return clear
      .map(
        (one) =>
          `+${(one.change * 100).toFixed(0)} %: ${percent(one.decisions.undecided.count / one.decisions.undecided.of, 2)}`,
      )
      .join(", ");
  };
  const liveUndecided = (noise: string) =>
    [0, 5, 15, 20].map((change) => `+${change} %: ${livePart(noise, change, "inconclusive")}`).join(", ");
  const seconds = (noise: string) => {
    const taken = liveRuns(noise, 0).map((run) => run.seconds);
    return taken.length === 0
      ? NOT_MEASURED
      : `${quantile(taken, 0.5).toFixed(1)} s (p95 ${quantile(taken, 0.95).toFixed(1)} s, ${taken.length} runs)`;
  };
  const unchangedRed = (
    what: string,
    goal: string,
    noise: string,
    found: ReplayedNoise | undefined,
  ): GoalRow => [
    what,
    goal,
    liveRed(noise),
    found === undefined ? NOT_MEASURED : replayedShare(found.unchanged.redRuns),
  ];
  const slower = (
    what: string,
    goal: string,
    noise: string,
    change: number,
    verdict: "regressed" | "within-budget",
    found: ReplayedNoise | undefined,
  ): GoalRow => [what, goal, livePart(noise, change, verdict), replayedPart(found, change / 100, verdict)];
  const tight = (
    red: string,
    passes: string,
    noise: string,
    found: ReplayedNoise | undefined,
  ): readonly GoalRow[] => [
    [
      red,
      "≥ 95 %",
      livePart(noise, 5, "regressed", 0.03),
      found === undefined ? NOT_MEASURED : replayedShare(found.tightSlower.decisions.regressed),
    ],
    [
      passes,
      "≥ 99 %",
      livePart(noise, 0, "within-budget", 0.03),
      found === undefined ? NOT_MEASURED : replayedShare(found.tightUnchanged.decisions["within-budget"]),
    ],
  ];
  const pyperf = peers.filter((run) => run.arm === "pyperf compare_to 10%");
  const rows: GoalRow[] = [
    unchangedRed("any red row, unchanged, quiet", "≤ 1 in 1,000 runs", "quiet", quiet),
    unchangedRed("any red row, unchanged, two neighbours", "≤ 1 in 1,000 runs", "two", two),
    slower("+5 % passes, quiet", "≥ 99 %", "quiet", 5, "within-budget", quiet),
    slower("+15 % red, quiet", "≥ 99 %", "quiet", 15, "regressed", quiet),
    slower("+15 % red, two neighbours", "≥ 95 %", "two", 15, "regressed", two),
    slower("+20 % red, quiet", "≥ 99.9 %", "quiet", 20, "regressed", quiet),
    [
      "inconclusive, 5 points or more from the budget, quiet",
      "≤ 1 %",
      liveUndecided("quiet"),
      undecided(quiet),
    ],
    ["the same with two neighbours", "≤ 1 %", liveUndecided("two"), undecided(two)],
    ...tight("budget 3 %: +5 % red, quiet", "budget 3 %: unchanged passes, quiet", "quiet", quiet),
    ["50 unchanged benchmarks, quiet", "median ≤ 30 s", seconds("quiet"), ""],
    ["50 unchanged benchmarks, two neighbours", "median ≤ 60 s", seconds("two"), ""],
    unchangedRed("restless machine: any red row, unchanged", "as above", "restless", restless),
    slower("restless machine: +15 % red", "≥ 95 %", "restless", 15, "regressed", restless),
    ["restless machine: inconclusive, as above", "≤ 1 %", liveUndecided("restless"), undecided(restless)],
    ...tight(
      "restless machine, budget 3 %: +5 % red",
      "restless machine, budget 3 %: unchanged passes",
      "restless",
      restless,
    ),
    ["restless machine: 50 unchanged benchmarks", "median ≤ 60 s", seconds("restless"), ""],
    [
      "the same against pyperf's defaults",
      "≤ 1/20",
      pyperf.length === 0
        ? NOT_MEASURED
        : pyperf
            .map(
              (run) =>
                `1/${(
                  run.seconds /
                    quantile(
                      liveRuns("quiet", 0).map((live) => live.seconds),
                      0.5,
                    )
                ).toFixed(0)}: pyperf takes ${run.seconds.toFixed(0)} s for ${run.benchmarks} benchmarks`,
            )
            .join("; "),
      "",
    ],
    [
      "blocks at +15 %, against Wald's bound",
      "≤ 2 ×",
      "",
      replayed
        .map(
          (one) =>
            `${one.noise}: ${one.wald.used.toFixed(1)} used, bound ${one.wald.bound.toFixed(1)}: ${(one.wald.used / one.wald.bound).toFixed(1)} ×`,
        )
        .join("; "),
    ],
    [
      "added around the batches",
      "≤ 10 % of measuring + 2 s",
      overhead === null
        ? NOT_MEASURED
        : `${overhead.check.addedSeconds.median} s beside ${overhead.check.measuringSeconds.median} s of measuring; ${Math.abs(overhead.check.secondsToGoal.median)} s ${overhead.check.secondsToGoal.median >= 0 ? "to spare" : "too much"}`,
      "",
    ],
    [
      "start of the action, against an empty script, Node 24",
      "≤ 3 ×",
      overhead === null
        ? NOT_MEASURED
        : `${overhead.startUp.actionToRefusedInput.ratioToEmptyScript.median} × (${overhead.startUp.actionToRefusedInput.milliseconds.median} ms)`,
      "",
    ],
    [
      "10,000 benchmarks × 100 runs of history",
      "≤ 2 s, ≤ 300 MB",
      scale === null ? NOT_MEASURED : largest(scale),
      "",
    ],
    ["instructions, A/A over 100 runs", "spread ≤ 0.01 %", counted(instructions), ""],
  ];
  return markdownTable([["what", "should be", "live", "replayed"], ...rows]);
}

function replayedAt(noise: ReplayedNoise | undefined, change: number): Replayed | undefined {
  return noise?.changes.find((one) => one.change === change);
}

function largest(scale: Scale): string {
  return Object.entries(scale.jobs)
    .map(([job, { sizes }]) => {
      const last = sizes.at(-1);
      return `${job}: ${last?.seconds.median} s, ${last?.peakMegabytes.median} MB`;
    })
    .join("; ");
}

function counted(runs: readonly InstructionRun[]): string {
  const spreads = countSpreads(runs, 0);
  if (spreads.length === 0) return NOT_MEASURED;
  const largest = (side: "base" | "head") => fine(Math.max(...spreads.map((one) => one[side])));
  const fewest = Math.min(...spreads.map((one) => one.runs));
  return `head ${largest("head")}, base ${largest("base")}: the largest of ${spreads.length} benchmarks, ${fewest} runs each`;
}
