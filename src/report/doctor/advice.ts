/** What each finding of doctor means, and what to do about it. */
import type { Finding } from "../../diagnose/diagnosis.ts";
import { terminalText } from "../escape.ts";
import { countOfBenchmarks } from "../words/counted.ts";
import { amount, duration, elapsed, percent, signedPercent } from "../words/numbers.ts";

/** Sentences for a terminal: what was found, then what to do next. */
export function adviceOn(finding: Finding): string {
  switch (finding.code) {
    case "false-alarm":
      return `Unchanged code was called slower, or faster: ${names(finding)}. Check that it does the same work in each call and each process; if it does, please report this with the file that \`--json\` writes.`;
    case "canary-drifted":
      return `The canary (the same code on both sides) differed by ${signedPercent(finding.change)}: this machine was not steady. Run \`hotpath-gate doctor\` again when nothing else runs, or on another machine.`;
    case "not-pinned":
      return "Processes can't be pinned to a CPU here, which causes more noise than anything else. Run the gate on Linux.";
    case "single-cpu":
      return "There is only one CPU, so everything else that runs, hotpath-gate included, interrupts the batches. Use a machine with two or more.";
    case "layout-randomised":
      return "Address randomisation can't be switched off here (containers often refuse it), so noise from the memory layout does not cancel out. Run outside a container, or allow `personality(2)` in its seccomp profile.";
    case "debug-build":
      return "This Python is a debug build, whose times say little about an ordinary build. Use an ordinary one.";
    case "busy-machine":
      return `For ${percent(finding.runDelayShare)} of the time something else ran on the CPU. That time is taken out, but the gate takes longer and shares its caches. Stop other processes on this machine, or use one with more CPUs.`;
    case "preempted":
      return `${percent(finding.repeatedPairs / finding.pairs)} of the pairs had to be repeated, because something else ran on the CPU. Stop other processes on this machine, or use one with more CPUs.`;
    case "time-limit":
      return `${finding.affordableBlocks} of ${finding.mostBlocks} blocks fit into the time limit of ${elapsed(finding.timeLimitSeconds)}, too few for small slowdowns. Raise \`--time-limit\` (\`${minutes(finding.neededSeconds)}\` is enough for all), or name fewer benchmarks.`;
    case "noise":
      return `Blocks differ by ${percent(finding.deviation)} from one another; this budget needs ${percent(finding.neededDeviation)}. ${NOISE[finding.source]}, or raise \`--budget\`.`;
    case "small-budget":
      return `A budget of ${percent(finding.budget)} is too small to be sure of on any machine, because no two builds of the same code have the same memory layout. Raise it.`;
    case "noisy-benchmarks":
      return `${countOfBenchmarks(finding.count)} ${finding.count === 1 ? "is" : "are"} noisier than the budget allows (${percent(finding.neededDeviation)} a block): ${names(finding)}. Remove what waits, draws random input or uses disk or network, or set a larger budget for ${them(finding)} in the config file.`;
    case "process-starts":
      return `${duration(finding.startSeconds)} of a block's ${duration(finding.blockSeconds)} pass before the first batch, while processes start and import. Import less in the benchmark files (\`python -X importtime\` shows what takes long), or name only the files with benchmarks.`;
    case "long-benchmarks":
      return `Long calls get few pairs in a block, and take ${percent(finding.blockShare)} of its time: ${names(finding)}. Give ${them(finding)} less to do: blocks then end sooner, and calls of up to half a millisecond get all pairs of a block.`;
    case "few-rounds":
      return `Too few calls are allowed for all pairs of a block: ${names(finding)}. Raise the \`rounds\` of \`benchmark.pedantic\`, or let ${them(finding)} be called as often as needed.`;
    case "not-measured":
      return `${finding.count} could not be measured: ${names(finding)}. The first says: ${terminalText(finding.message, 200).replace(/[.\s]+$/, "")}. Fix that, or remove ${them(finding)} from \`--benchmarks\`.`;
    case "no-benchmarks":
      return "No benchmarks were found, so this is about the machine, and a benchmark as quiet as the canary. Name yours with `--benchmarks`.";
    default:
      return finding satisfies never;
  }
}

const NOISE: Readonly<Record<Extract<Finding, { code: "noise" }>["source"], string>> = {
  machine:
    "The canary is too noisy too, so the machine is the cause: stop other processes on it, use a larger or a dedicated runner",
  benchmarks:
    "The canary is quieter, so the benchmarks are the cause: remove what waits, draws random input or uses disk or network",
};

function names({
  count,
  benchmarks,
}: {
  readonly count: number;
  readonly benchmarks: readonly string[];
}): string {
  const shown = benchmarks.map((id) => terminalText(id)).join(", ");
  const hidden = count - benchmarks.length;
  return hidden === 0 ? shown : `${shown} and ${amount(hidden)} more`;
}

function them({ count }: { readonly count: number }): string {
  return count === 1 ? "it" : "them";
}

/** As it is written in a setting, rounded up. */
function minutes(seconds: number): string {
  return `${Math.ceil(seconds / 60)}m`;
}
