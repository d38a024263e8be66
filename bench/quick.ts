/** A small honest version of the whole, in a few minutes: nothing of it is kept. */

import { replayNoise } from "./evidence/replayed.ts";
import { type LiveRun, liveRun } from "./live.ts";
import { measureStartUp } from "./overhead/start-up.ts";
import { peerRuns } from "./peer-runs.ts";
import { loadRecordings } from "./recording.ts";

const UNCHANGED_RUNS = 3;
const RUNS = { unchanged: 200, change: 60, curve: 1 };
const START_PAIRS = 9;
/** For the peer: more would take as long as all the rest. */
const SOME = ["arithmetic_small", "json_decode_small", "tuples_small", "sorting_large", "copying"];

export async function quick(python: string): Promise<void> {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  say("Live: fifty benchmarks, unchanged but for a harmless edit, budget 10 %");
  for (let run = 0; run < UNCHANGED_RUNS; run++) {
    say(describe(await liveRun({ percent: 0, noise: "quiet", budget: 0.1 }, 1 + run, run, python)));
  }
  say("Live: the same, each 20 % slower");
  say(describe(await liveRun({ percent: 20, noise: "quiet", budget: 0.1 }, 1, 1, python)));
  say(`pytest-benchmark with its defaults, ${SOME.length} benchmarks, unchanged`);
  const cell = { percent: 0, noise: "quiet" } as const;
  const peers = await peerRuns(cell, [{ peer: "pytest-benchmark", budgetSeconds: null }], SOME, 1, python);
  for (const { arm, rows, seconds } of peers) {
    const red = Object.values(rows).filter((verdict) => verdict === "red").length;
    say(`  ${arm}: ${red} of ${SOME.length} red, ${seconds.toFixed(1)} s`);
  }
  say("Replayed from the recordings in bench/data, quiet");
  const replayed = replayNoise("quiet", await loadRecordings((one) => one.noise === "quiet"), RUNS);
  for (const one of replayed === null ? [] : [replayed.unchanged, ...replayed.changes]) {
    const { regressed, undecided } = one.decisions;
    const share = ({ count, of }: typeof regressed) => `${((100 * count) / of).toFixed(2)} %`;
    say(
      `  +${(100 * one.change).toFixed(0)} %: ${share(regressed)} red, ${share(undecided)} inconclusive, ${one.meanBlocks.toFixed(1)} blocks (${one.runs} runs)`,
    );
  }
  const start = await measureStartUp(process.execPath, START_PAIRS);
  say(
    `Start of the action to a refused input: ${start.actionToRefusedInput.ratioToEmptyScript.median} × an empty script, on Node ${start.node}`,
  );
}

function describe({ rows, meanBlocks, seconds }: LiveRun): string {
  const counts = Object.entries(rows).map(([verdict, count]) => `${count} ${verdict}`);
  return `  ${counts.join(", ")}; ${meanBlocks.toFixed(1)} blocks a row, ${seconds.toFixed(1)} s`;
}
