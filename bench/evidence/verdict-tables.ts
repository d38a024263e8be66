/** Tables of verdicts: replayed, live, and the peers' beside them. */
import { markdownTable } from "markdown-table";
import type { LiveRun } from "../live.ts";
import { seriesOf } from "../measuring-code.ts";
import { quantile, rate } from "../rates.ts";
import type { Evidence } from "./evidence.ts";
import type { ReplayedNoise } from "./replayed.ts";
import { percent, shown } from "./wording.ts";

export function replayTable(replayed: readonly ReplayedNoise[]): string {
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
      `${one.noise}: ${one.recordings} recordings, ${one.blocks} blocks of ${one.pairs} pairs with batches of ${(one.batchSeconds * 1000).toFixed(1)} ms (medians), median block SD ${percent(one.blockDeviation, 2)}, τ ${percent(one.irreducibleDeviation, 2)}`,
  );
  return `${markdownTable([header, ...rows])}\n\nRecordings: ${noises.join("; ")}.`;
}

/** @param measuring which code measures and decides now (see `live.ts`) */
export function liveTable(live: readonly LiveRun[], measuring: string): string {
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
        first !== undefined && seriesOf(first.measuring, null) === measuring ? "present" : "earlier",
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
      "code",
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

export function peersTable({ peers, live }: Evidence): string {
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
