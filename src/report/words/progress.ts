/** How far a run has come, in words for a log or a terminal. */
import type { BlocksState, Setback, Stage, Step } from "../../model/progress.ts";
import type { Warning } from "../../model.ts";
import type { Lines, Progress } from "../../ports.ts";
import { counted } from "./counted.ts";
import { elapsed } from "./numbers.ts";
import { warningWords } from "./warning.ts";

/** A progress that writes lines. */
export function inWords(lines: Lines): Progress {
  return {
    stage: (stage, body) => lines.group(stageWords(stage), body),
    step: (step) => lines.info(stepWords(step)),
    warn: (warning) => lines.warning(isSetback(warning) ? setbackWords(warning) : warningWords(warning)),
    blocks: (state) => lines.blocks(state, blocksWords(state)),
  };
}

function stageWords(stage: Stage): string {
  switch (stage.kind) {
    case "measure": {
      const how = stage.sides === "head" ? "head alone" : "base and head in lock step";
      return `Measure ${benchmarks(stage.benchmarks)}, ${how}`;
    }
    case "measure-against-store":
      return `Measure ${stage.benchmarks} of ${benchmarks(stage.of)} against the stored baseline, head alone`;
    case "measure-for-baseline":
      return `Measure ${benchmarks(stage.benchmarks)} for the baseline`;
    case "measure-same-code": {
      const what = stage.benchmarks === 0 ? "the canary" : benchmarks(stage.benchmarks);
      return `Measure ${what}, the same code on both sides`;
    }
    case "count-instructions":
      return `Count the instructions of ${benchmarks(stage.benchmarks)}`;
    case "try-base-alone":
      return "Try base alone, because its process was lost";
    case "run-command":
      return `Run \`${stage.command}\` on ${stage.side}`;
    case "explain":
      return "Explain";
    default:
      return stage satisfies never;
  }
}

function stepWords(step: Step): string {
  switch (step.kind) {
    case "plan":
      return `Plan: ${step.plan}: ${step.why}`;
    case "suite":
      return `Suite: ${step.suite}${step.areCommands ? ":" : " in"} ${step.targets.join(", ")} (${step.isOfBase ? "head has no benchmarks; on base, " : ""}${step.why})`;
    case "settings-file":
      return `Settings: ${step.path}`;
    case "results-read":
      return `Read results of ${step.tool}`;
    case "profile-not-taken":
      return `${step.id}: the profile could not be taken`;
    case "canary-alone":
      return "No benchmarks were found: the bundled canary is measured alone.";
    default:
      return step satisfies never;
  }
}

const SETBACKS = [
  "command-failed",
  "head-alone-not-measured",
  "explaining-cut-short",
] satisfies Setback["kind"][];

function isSetback(one: Warning | Setback): one is Setback {
  return SETBACKS.some((kind) => kind === one.kind);
}

function setbackWords(setback: Setback): string {
  switch (setback.kind) {
    case "command-failed":
      return `On ${setback.side}, the command wrote its results and failed: ${setback.why}`;
    case "head-alone-not-measured":
      return setback.why;
    case "explaining-cut-short": {
      const { seconds, left, of } = setback;
      return `Explaining took longer than ${seconds} s, so ${left} of ${of} slower benchmarks have no reasons. The verdict stands.`;
    }
    default:
      return setback satisfies never;
  }
}

/** State of the blocks: `block 2 of at most 24, 3 benchmarks undecided, at most 40 s left`. */
export function blocksWords({ done, total, undecided, secondsLeft }: BlocksState): string {
  const left = undecided === 0 || done >= total ? "" : `, at most ${elapsed(Math.max(0, secondsLeft))} left`;
  return `block ${done} of at most ${total}, ${benchmarks(undecided)} undecided${left}`;
}

function benchmarks(count: number): string {
  return counted(count, "benchmark");
}
