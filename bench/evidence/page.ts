/** The page of evidence: tables of what was reached beside what should be. */
import { markdownTable } from "markdown-table";
import type { LiveRun } from "../live.ts";
import type { Overhead } from "../overhead.ts";
import type { PeerArmRun } from "../peer-runs.ts";
import { quantile, type Rate, rate } from "../rates.ts";
import type { Recording } from "../recording.ts";
import type { Replayed } from "../replay.ts";
import type { Scale } from "../scale.ts";
import type { ReplayedNoise } from "./replayed.ts";
import { trueChanges } from "./true-changes.ts";

export interface Evidence {
  readonly recordings: readonly Recording[];
  readonly replayed: readonly ReplayedNoise[];
  readonly live: readonly LiveRun[];
  readonly peers: readonly PeerArmRun[];
  readonly overhead: Overhead | null;
  readonly scale: Scale | null;
}

const MINUS = "not measured";

export function evidencePage(evidence: Evidence): string {
  const machines = [...new Set(evidence.live.map((run) => `${run.machine}, ${run.python}`))];
  const days = [...new Set(evidence.live.map((run) => run.at.slice(0, 10)))].sort();
  return [
    "# Evidence",
    `Made by \`npm run bench -- evidence\` from \`bench/data/\`; measured on ${days.join(", ")} on ${machines.join("; ")} (a shared virtual machine). Hosted runners differ from it: run \`npm run bench -- live\` on yours, or \`hotpath-gate doctor\` on your own benchmarks.`,
    METHOD,
    "## What should be reached, and what is",
    goals(evidence),
    "## Power",
    "![What the gate says by the true slowdown](power-curve.svg)",
    "Replayed: recorded blocks of unchanged code, slowed by a factor. Solid: quiet; dashed: two neighbours that toggle between busy and idle on both CPUs.",
    replayTable(evidence.replayed),
    "## Live runs",
    "Whole runs of the committed bundle on fifty benchmarks, each in a repository of its own whose head has the slowdown, and a harmless edit besides.",
    liveTable(evidence.live),
    "## Beside the peers",
    PEERS,
    peersTable(evidence),
    "## True sizes of the slowdowns",
    "Most benchmarks do their work 20 times a call, and 23 times where they are 15 % slower; those that a realistic mistake slows are measured, on quiet pinned blocks:",
    trueChanges(evidence.recordings),
    "## What the gate adds",
    overheadTable(evidence.overhead),
    "## How it grows",
    scaleTable(evidence.scale),
    "",
  ].join("\n\n");
}

const METHOD = `**Live** is a whole run as a user has it. **Replayed** is a run that the present rule decided from recorded blocks (24 or more of every benchmark, none left out when it was decided): a random stretch of one recording, forwards or backwards, base and head swapped at random for each benchmark; slowdowns are factors. Intervals are 95 % (Clopper and Pearson); rates without one are of too few runs to matter. The suite is \`bench/suite\`: pure Python, work in C, allocating, memory-bound and importing, 10 µs to 0.2 s a call, ten of them with realistic mistakes. Noise is \`bench/noise/neighbours.py\`.`;

const PEERS = `The same repositories, the same machine; the order of the arms is random. Each with its defaults, and again with its settings scaled to about the time that this gate takes. pytest-benchmark is \`--benchmark-compare-fail\`; github-action-benchmark is its rule on the same numbers, because the action only reads them; pyperf is \`compare_to --min-speed=10\`; asv is \`continuous -f 1.1\`.`;

const percent = (fraction: number, digits = 1) => `${(100 * fraction).toFixed(digits)} %`;

function shown({ count, of, interval }: Rate): string {
  const digits = of >= 2000 ? 2 : 1;
  return `${percent(count / of, digits)} (${percent(interval[0], digits)} to ${percent(interval[1], digits)}; ${count} of ${of})`;
}

function replayedAt(noise: ReplayedNoise | undefined, change: number): Replayed | undefined {
  return noise?.changes.find((one) => one.change === change);
}

function goals({ replayed, live, overhead, scale, peers }: Evidence): string {
  const quiet = replayed.find((one) => one.noise === "quiet");
  const two = replayed.find((one) => one.noise === "two");
  const liveRuns = (noise: string, change: number) =>
    live.filter((run) => run.noise === noise && run.percent === change && run.budget === 0.1);
  const liveRed = (noise: string) => {
    const runs = liveRuns(noise, 0);
    return runs.length === 0
      ? MINUS
      : shown(rate(runs.filter((run) => (run.rows.regressed ?? 0) > 0).length, runs.length));
  };
  const livePart = (
    noise: string,
    change: number,
    verdict: "regressed" | "within-budget" | "inconclusive",
  ) => {
    const runs = liveRuns(noise, change);
    if (runs.length === 0) return MINUS;
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
    return found === undefined ? MINUS : shown(found.decisions[decision]);
  };
  const undecided = (noise: ReplayedNoise | undefined) => {
    if (noise === undefined) return MINUS;
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
  const seconds = (noise: string) => {
    const taken = liveRuns(noise, 0).map((run) => run.seconds);
    return taken.length === 0
      ? MINUS
      : `${quantile(taken, 0.5).toFixed(1)} s (p95 ${quantile(taken, 0.95).toFixed(1)} s, ${taken.length} runs)`;
  };
  const pyperf = peers.filter((run) => run.arm === "pyperf compare_to 10%");
  const rows: [string, string, string, string][] = [
    [
      "any red row, unchanged, quiet",
      "≤ 1 in 1,000 runs",
      liveRed("quiet"),
      quiet === undefined ? MINUS : shown(quiet.unchanged.redRuns),
    ],
    [
      "any red row, unchanged, two neighbours",
      "≤ 1 in 1,000 runs",
      liveRed("two"),
      two === undefined ? MINUS : shown(two.unchanged.redRuns),
    ],
    [
      "+5 % passes, quiet",
      "≥ 99 %",
      livePart("quiet", 5, "within-budget"),
      replayedPart(quiet, 0.05, "within-budget"),
    ],
    [
      "+15 % red, quiet",
      "≥ 99 %",
      livePart("quiet", 15, "regressed"),
      replayedPart(quiet, 0.15, "regressed"),
    ],
    [
      "+15 % red, two neighbours",
      "≥ 95 %",
      livePart("two", 15, "regressed"),
      replayedPart(two, 0.15, "regressed"),
    ],
    [
      "+20 % red, quiet",
      "≥ 99.9 %",
      livePart("quiet", 20, "regressed"),
      replayedPart(quiet, 0.2, "regressed"),
    ],
    ["inconclusive, 5 points or more from the budget, quiet", "≤ 1 %", MINUS, undecided(quiet)],
    ["the same with two neighbours", "≤ 1 %", MINUS, undecided(two)],
    [
      "budget 3 %: +5 % red, quiet",
      "≥ 95 %",
      MINUS,
      quiet === undefined ? MINUS : shown(quiet.tightSlower.decisions.regressed),
    ],
    [
      "budget 3 %: unchanged passes, quiet",
      "≥ 99 %",
      MINUS,
      quiet === undefined ? MINUS : shown(quiet.tightUnchanged.decisions["within-budget"]),
    ],
    ["50 unchanged benchmarks, quiet", "median ≤ 30 s", seconds("quiet"), ""],
    ["50 unchanged benchmarks, two neighbours", "median ≤ 60 s", seconds("two"), ""],
    [
      "the same against pyperf's defaults",
      "≤ 1/20",
      pyperf.length === 0
        ? MINUS
        : pyperf
            .map((run) => `pyperf ${run.seconds.toFixed(0)} s for ${run.benchmarks} benchmarks`)
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
        ? MINUS
        : `${overhead.check.addedSeconds.median} s beside ${overhead.check.measuringSeconds.median} s of measuring; ${Math.abs(overhead.check.secondsToGoal.median)} s ${overhead.check.secondsToGoal.median >= 0 ? "to spare" : "too much"}`,
      "",
    ],
    [
      "start of the action, against an empty script, Node 24",
      "≤ 3 ×",
      overhead === null
        ? MINUS
        : `${overhead.startUp.actionToRefusedInput.ratioToEmptyScript.median} × (${overhead.startUp.actionToRefusedInput.milliseconds.median} ms)`,
      "",
    ],
    [
      "10,000 benchmarks × 100 runs of history",
      "≤ 2 s, ≤ 300 MB",
      scale === null ? MINUS : largest(scale),
      "",
    ],
    ["instructions, A/A over 100 runs", "spread ≤ 0.01 %", "not built yet", ""],
  ];
  return markdownTable([["what", "should be", "live", "replayed"], ...rows]);
}

function largest(scale: Scale): string {
  return Object.entries(scale.jobs)
    .map(([job, { sizes }]) => {
      const last = sizes.at(-1);
      return `${job}: ${last?.seconds.median} s, ${last?.peakMegabytes.median} MB`;
    })
    .join("; ");
}

function replayTable(replayed: readonly ReplayedNoise[]): string {
  const rows = replayed.flatMap((noise) =>
    [noise.unchanged, ...noise.changes, noise.tightUnchanged, noise.tightSlower].map((one) => [
      noise.noise,
      percent(one.budget, 0),
      `+${(100 * one.change).toFixed(0)} %`,
      String(one.runs),
      percent(one.decisions.regressed.count / one.decisions.regressed.of, 2),
      percent(one.decisions["within-budget"].count / one.decisions["within-budget"].of, 2),
      percent(one.decisions.undecided.count / one.decisions.undecided.of, 2),
      percent(one.redRuns.count / one.redRuns.of, 2),
      percent(one.covered.count / one.covered.of, 1),
      one.meanBlocks.toFixed(1),
    ]),
  );
  const header = [
    "noise",
    "budget",
    "true change",
    "runs",
    "red rows",
    "within budget",
    "inconclusive",
    "runs with a red row",
    "intervals that hold the true change",
    "blocks a row",
  ];
  const noises = replayed.map(
    (one) =>
      `${one.noise}: ${one.recordings} recordings, ${one.blocks} blocks, median block SD ${percent(one.blockDeviation, 2)}, τ ${percent(one.irreducibleDeviation, 2)}`,
  );
  return `${markdownTable([header, ...rows])}\n\nRecordings: ${noises.join("; ")}.`;
}

function liveTable(live: readonly LiveRun[]): string {
  const cells = new Map<string, LiveRun[]>();
  for (const run of live) {
    const key = `${run.budget} ${run.noise} ${String(run.percent).padStart(3, "0")}`;
    cells.set(key, [...(cells.get(key) ?? []), run]);
  }
  const rows = [...cells]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, runs]) => {
      const [first] = runs;
      const total = (verdict: string) =>
        runs.reduce((sum, run) => sum + ((run.rows as Record<string, number>)[verdict] ?? 0), 0);
      return [
        first?.noise ?? "",
        percent(first?.budget ?? 0, 0),
        `+${first?.percent} %`,
        String(runs.length),
        ...["regressed", "within-budget", "inconclusive", "improved"].map((verdict) =>
          String(total(verdict)),
        ),
        String(runs.filter((run) => (run.rows.regressed ?? 0) > 0).length),
        `${quantile(
          runs.map((run) => run.seconds),
          0.5,
        ).toFixed(1)} s`,
        quantile(
          runs.map((run) => run.meanBlocks),
          0.5,
        ).toFixed(1),
      ];
    });
  return markdownTable([
    [
      "noise",
      "budget",
      "true change",
      "runs",
      "red rows",
      "within budget",
      "inconclusive",
      "improved",
      "runs with a red row",
      "median time",
      "blocks a row",
    ],
    ...rows,
  ]);
}

function peersTable({ peers, live }: Evidence): string {
  const own = live
    .filter((run) => run.budget === 0.1)
    .map((run) => ({
      arm: "**hotpath-gate**",
      noise: run.noise,
      percent: run.percent,
      red: run.rows.regressed ?? 0,
      of: Object.values(run.rows).reduce((sum, count) => sum + count, 0),
      seconds: run.seconds,
    }));
  const theirs = peers.map(({ arm, noise, percent: change, rows, seconds, benchmarks }) => ({
    arm,
    noise,
    percent: change,
    red: Object.values(rows).filter((verdict) => verdict === "red").length,
    of: benchmarks,
    seconds,
  }));
  const cells = new Map<string, (typeof own)[number][]>();
  for (const run of [...own, ...theirs]) {
    if (run.of < 50 && !run.arm.startsWith("pyperf")) continue;
    const key = `${run.noise} ${String(run.percent).padStart(3, "0")} ${run.arm}`;
    cells.set(key, [...(cells.get(key) ?? []), run]);
  }
  const rows = [...cells]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, runs]) => {
      const [first] = runs;
      const red = rate(
        runs.reduce((sum, run) => sum + run.red, 0),
        runs.reduce((sum, run) => sum + run.of, 0),
      );
      return [
        first?.noise ?? "",
        `+${first?.percent} %`,
        first?.arm ?? "",
        shown(red),
        `${runs.filter((run) => run.red > 0).length} of ${runs.length}`,
        `${quantile(
          runs.map((run) => run.seconds),
          0.5,
        ).toFixed(0)} s`,
      ];
    });
  return markdownTable([
    ["noise", "true change", "arm", "red rows", "runs with a red row", "median time"],
    ...rows,
  ]);
}

function overheadTable(overhead: Overhead | null): string {
  if (overhead === null) return "Not measured yet.";
  const { seconds } = overhead.traced;
  const rows = Object.entries(seconds).map(([account, spread]) => [account, `${spread.median} s`]);
  const { startUp } = overhead;
  const start = (name: string, one: typeof startUp.actionToFirstCheck) => [
    name,
    `${one.milliseconds.median} ms`,
    `${one.ratioToEmptyScript.median} × (${one.ratioToEmptyScript.min} to ${one.ratioToEmptyScript.max}, n = ${one.ratioToEmptyScript.n})`,
    `${Math.round(one.loadedBytes / 1024)} KiB`,
    one.clients.cache.loaded.length + one.clients.artifact.loaded.length === 0 ? "no" : "yes",
  ];
  return [
    `Fifty unchanged benchmarks, ${overhead.traced.blocks.median} blocks: where the time of a run goes.`,
    markdownTable([["account", "median"], ...rows]),
    `Start on Node ${startUp.node}, whole process up to a refusal:`,
    markdownTable([
      ["start", "time", "against an empty script", "code loaded", "clients of cache or artifacts loaded"],
      start("action to its first check", startUp.actionToFirstCheck),
      start("action to a refused input", startUp.actionToRefusedInput),
      start("command line, --version", startUp.commandLineVersion),
    ]),
  ].join("\n\n");
}

function scaleTable(scale: Scale | null): string {
  if (scale === null) return "Not measured yet.";
  const rows = Object.entries(scale.jobs).flatMap(([job, { sizes, exponents }]) =>
    sizes.map((size, index) => [
      job,
      String(size.benchmarks),
      `${size.seconds.median} s`,
      `${size.peakMegabytes.median} MB`,
      index === 0 ? "" : String(exponents[index - 1]?.seconds ?? ""),
    ]),
  );
  return markdownTable([
    [
      "job",
      "benchmarks",
      "deciding and rendering",
      "peak memory",
      "growth of time since the last size (1 is linear)",
    ],
    ...rows,
  ]);
}
