/** Tables of what was simulated: how the rule errs on noise whose truth is known. */
import { markdownTable } from "markdown-table";
import type { Rate } from "../rates.ts";
import type { Mixture, Simulated, Simulations } from "../simulation.ts";
import { percent } from "./wording.ts";

const share = ({ count, of }: Rate) => percent(count / of, 1);

export function simulatedTables(simulations: Simulations | null): string {
  if (simulations === null) return "Not simulated yet.";
  return [
    noiseTable(simulations.noise),
    "Processes that differ: head takes so many times as long in a part of its processes; both sides likewise, by chance, or by the hash seed that they share. Six others, and a block SD of 1 % beside that. Base and head are alike where both have such processes.",
    mixtureTable(simulations.mixtures),
  ].join("\n\n");
}

/** A line a kind of noise and SD, with the changes side by side. */
function noiseTable(noise: readonly Simulated[]): string {
  const lines = new Map<string, Simulated[]>();
  for (const one of noise) {
    const { others, shape, deviation, withMeans } = one.scenario;
    const key = [others, shape, withMeans, deviation].join();
    lines.set(key, [...(lines.get(key) ?? []), one]);
  }
  const rows = [...lines.values()].map((cells) => {
    const [first] = cells;
    const at = (change: number) => cells.find(({ scenario }) => scenario.change === change);
    const shown = (change: number, of: (one: Simulated) => string) => {
      const cell = at(change);
      return cell === undefined ? "" : of(cell);
    };
    const covered = cells.map((cell) => cell.covered.count / cell.covered.of);
    return [
      `${first?.scenario.shape}, ${first?.scenario.others} others${first?.scenario.withMeans === false ? ", one number a block" : ""}`,
      percent(first?.scenario.deviation ?? 0, 0),
      String(first?.runs),
      shown(0, (one) => share(one.regressed)),
      shown(0.1, (one) => share(one.regressed)),
      shown(0.11, (one) => share(one.withinBudget)),
      shown(0.15, (one) => share(one.withinBudget)),
      shown(0.15, (one) => share(one.regressed)),
      `${percent(Math.min(...covered), 1)} to ${percent(Math.max(...covered), 1)}`,
      shown(0, (one) => `${one.blocks.toFixed(1)}, ${one.blocksOfOthers.toFixed(2)}`),
      shown(0.15, (one) => one.blocks.toFixed(1)),
    ];
  });
  return markdownTable([
    [
      "noise of a block, suite",
      "SD",
      "runs",
      "red at 0",
      "red at exactly +10 %",
      "passes at +11 %",
      "passes at +15 %",
      "red at +15 %",
      "intervals that hold the change, over all changes",
      "blocks at 0: its own, the others'",
      "blocks at +15 %",
    ],
    ...rows,
  ]);
}

function mixtureTable(mixtures: readonly Simulated[]): string {
  const rows = mixtures.map(({ scenario, regressed, withinBudget, undecided, blocks }) => {
    const { on, times, share: part } = scenario.mixture as Mixture;
    return [
      on,
      `${times} ×`,
      percent(part, 0),
      on === "head" ? `+${percent(part * (times - 1), 0)}` : "0",
      share(regressed),
      share(withinBudget),
      share(undecided),
      blocks.toFixed(1),
    ];
  });
  return markdownTable([
    ["which side", "takes", "in", "true change of the mean", "red", "within budget", "can't tell", "blocks"],
    ...rows,
  ]);
}
