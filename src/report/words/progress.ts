/** How far a run has come, in words for a log or a terminal. */
import type { BlocksState, Setback, Stage, Step } from "../../model/progress.ts";
import type { Warning } from "../../model.ts";
import type { Lines, Progress, Wordings } from "../../ports/progress.ts";
import { comparingWords } from "./compared.ts";
import { counted, sentence } from "./counted.ts";
import { elapsed } from "./numbers.ts";
import { bySetting, type Naming } from "./settings-named.ts";
import { warningWords } from "./warning.ts";

/** Longest command that is shown, in characters. */
const COMMAND_CHARACTERS = 60;

/** How the place where lines are read names settings. */
interface Place {
  readonly setting: Naming;
  /** A sentence as it is written there. @param facts what it is about, and may quote */
  readonly sentence: (words: string, facts: Warning | Setback) => string;
}

const AS_WRITTEN: Place = { setting: bySetting, sentence: (words) => words };

/** A progress that writes lines. */
export function inWords(lines: Lines, place: Place = AS_WRITTEN): Progress {
  let mayEndEarly = true;
  return {
    stage: (stage, body) => {
      mayEndEarly = endsWhenDecided(stage);
      if (isEmpty(stage)) return body();
      const words = (seconds: number | null) => stageWords(stage, seconds);
      return WAITED_FOR.some((kind) => kind === stage.kind)
        ? lines.waiting(words, body)
        : lines.group(words(null), body);
    },
    step: (step) => lines.info(stepWords(step)),
    warn: (warning) => {
      const words = isSetback(warning) ? setbackWords(warning) : warningWords(warning, place.setting);
      lines.warning(place.sentence(words, warning));
    },
    blocks: (state) => lines.blocks(state, blocksWords(state, mayEndEarly)),
  };
}

/** Whether a stage ends as soon as everything is decided. All others run every block. */
function endsWhenDecided(stage: Stage): boolean {
  return stage.kind === "count-instructions" || (stage.kind === "measure" && stage.sides === "both");
}

/** Whether a stage has nothing to measure, so that it needs no heading. */
function isEmpty(stage: Stage): boolean {
  return stage.kind !== "measure-same-code" && "benchmarks" in stage && stage.benchmarks === 0;
}

/** Stages that measure no time that counts, so that a clock may be drawn meanwhile. */
const WAITED_FOR: readonly Stage["kind"][] = ["set-up", "explain"];

/** @param seconds since it began; null if they are not to be told */
function stageWords(stage: Stage, seconds: number | null): string {
  const running = seconds === null ? "" : `, ${elapsed(seconds)}`;
  switch (stage.kind) {
    case "measure": {
      const how = stage.sides === "head" ? "head alone" : "base and head in lock step";
      return `Measure ${benchmarks(stage.benchmarks)}, ${how}`;
    }
    case "measure-head-only":
      return `Measure ${benchmarks(stage.benchmarks)} that base does not run, head alone`;
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
    case "set-up":
      return `Set up ${stage.side}${running}: ${inOneLine(stage.command)}`;
    case "note-reads":
      return `Note what ${benchmarks(stage.benchmarks)} ${stage.benchmarks === 1 ? "reads" : "read"}${running}`;
    case "explain":
      return `Find out what changed inside ${benchmarks(stage.benchmarks)}${running}`;
    default:
      return stage satisfies never;
  }
}

function inOneLine(command: string): string {
  const line = command.trim().replace(/\s+/g, " ");
  return line.length <= COMMAND_CHARACTERS ? line : `${line.slice(0, COMMAND_CHARACTERS - 1)}…`;
}

function stepWords(step: Step): string {
  switch (step.kind) {
    case "plan":
      return sentence(step.plan === "skip" ? `nothing is measured: ${step.why}` : step.why);
    case "comparing":
      return comparingWords(step.head, step.base);
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

/**
 * State of the blocks, the longest wording first: `block 2 of at most 24, 3 benchmarks undecided, up to about 40 s left`.
 * "About" marks an estimate, because later blocks may take longer. Time left to the time limit is no estimate.
 *
 * @param mayEndEarly whether fewer blocks may be enough
 */
export function blocksWords(state: BlocksState, mayEndEarly = true): Wordings {
  const { done, total, undecided } = state;
  const of = `block ${done} of ${total}`;
  if (undecided === 0 || done >= total) {
    return mayEndEarly ? [`block ${done} of at most ${total}, ${benchmarks(undecided)} undecided`, of] : [of];
  }
  const left = timeLeft(state, mayEndEarly);
  const whole = `block ${done} of at most ${total}, ${benchmarks(undecided)} undecided, ${left}`;
  return mayEndEarly
    ? [whole, `${of}, ${undecided} undecided, ${left}`, `${of}, ${left}`, left]
    : [`${of}, ${left}`, left];
}

function timeLeft({ secondsAtThisPace, secondsToLimit }: BlocksState, mayEndEarly: boolean): string {
  return secondsToLimit <= secondsAtThisPace
    ? `at most ${elapsed(secondsToLimit)} left`
    : `${mayEndEarly ? "up to about" : "about"} ${roughly(secondsAtThisPace)} left`;
}

/** An estimate (seconds), rounded up: `25 s`, `3 min`. */
function roughly(seconds: number): string {
  const step = seconds < 55 ? 5 : 60;
  return elapsed(step * Math.max(1, Math.ceil(seconds / step)));
}

function benchmarks(count: number): string {
  return counted(count, "benchmark");
}
