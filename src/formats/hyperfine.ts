/** hyperfine's `--export-json`: seconds, and bytes if it measured the memory. */
import * as z from "zod";
import { measured, missing, type Outcome, separated } from "./outcomes.ts";
import {
  checkShape,
  type FormatReading,
  fault,
  figure,
  idText,
  LONGEST_ID,
  MOST_BENCHMARKS,
  samples,
  word,
} from "./shape.ts";

/** Exit codes, one for each run; null if a signal ended it. */
const exitCodes = z.array(z.number().int().nullable());

const schema = z.object({
  results: z
    .array(
      z.object({
        command: idText,
        median: figure,
        user: figure.nullish(),
        system: figure.nullish(),
        times: samples.nullish(),
        memory_usage_byte: samples.nullish(),
        exit_codes: exitCodes.nullish(),
        parameters: z.record(word, word).nullish(),
      }),
    )
    .max(MOST_BENCHMARKS),
});
type TimedCommand = z.output<typeof schema>["results"][number];

/**
 * Reads a file of hyperfine. Ids are the commands, or the names they were given. Equal ones are told apart by their
 * parameters, and if these are the same by a number: hyperfine runs what it is asked to, even twice.
 */
export function readHyperfine(value: unknown): FormatReading {
  const fitted = checkShape(schema, value);
  if (fitted.kind === "fault") return fitted;
  const ids = distinctIds(fitted.value.results);
  const tooLong = ids.findIndex((id) => id.length > LONGEST_ID);
  if (tooLong >= 0) {
    const what = `is too long with its parameters: at most ${LONGEST_ID.toLocaleString("en")} characters are read`;
    return fault(["results", tooLong, "command"], what);
  }
  return {
    kind: "read",
    results: {
      format: "hyperfine",
      tool: "hyperfine",
      machine: null,
      python: null,
      commit: null,
      ...separated(fitted.value.results.flatMap((command, index) => outcomesOf(ids[index] ?? "", command))),
    },
  };
}

/** Wall clock time of a command, and its CPU time and peak memory as far as they were measured. */
function outcomesOf(id: string, command: TimedCommand): Outcome[] {
  const failed = whyFailed(command.exit_codes ?? []);
  if (failed !== null) return [missing(id, "failed", failed)];
  const { median, times, user, system, memory_usage_byte: memory } = command;
  const shared = { id, better: "smaller", unit: "s" } as const;
  const wall = measured(
    { ...shared, metric: "time", processes: eachAlone(times ?? []), isBeside: false },
    median,
  );
  const cpu = measured(
    { ...shared, metric: "cpu-time", processes: [], isBeside: true },
    (user ?? 0) + (system ?? 0),
  );
  const peak = measured(
    { ...shared, metric: "peak-memory", unit: "B", processes: eachAlone(memory ?? []), isBeside: true },
    null,
  );
  return wall.kind === "missing" ? [wall] : [wall, ...[cpu, peak].filter(isMeasured)];
}

/**
 * Why a command failed; null if all runs went well. A command that fails ends early, so its time says nothing about
 * what it was to do. hyperfine goes on with such runs if it is told to (`--ignore-failure`); null stands for a run that
 * a signal ended.
 */
function whyFailed(exitCodes: readonly (number | null)[]): string | null {
  const failures = exitCodes.filter((code) => code !== 0);
  const [first] = failures;
  if (first === undefined) return null;
  const how = first === null ? "was ended by a signal" : `exited with status ${first}`;
  return `it ${how} in ${failures.length} of ${exitCodes.length} runs`;
}

/** Samples in which each time is that of a separate process. */
function eachAlone(values: readonly number[]): number[][] {
  return values.map((value) => [value]);
}

/**
 * Whether the system measured it. hyperfine writes 0 if the system tells it nothing, or if the command ended before the
 * clock's tick.
 */
function isMeasured(beside: Outcome): boolean {
  return beside.kind === "result" && beside.result.value > 0;
}

function distinctIds(commands: readonly TimedCommand[]): string[] {
  const counts = new Map<string, number>();
  for (const { command } of commands) counts.set(command, (counts.get(command) ?? 0) + 1);
  const ids = commands.map((one) => (counts.get(one.command) === 1 ? one.command : withParameters(one)));
  const taken = new Set(ids);
  const lastNumbers = new Map<string, number>();
  return ids.map((id) => {
    let number = (lastNumbers.get(id) ?? 0) + 1;
    if (number > 1) while (taken.has(`${id} #${number}`)) number++;
    lastNumbers.set(id, number);
    const distinct = number === 1 ? id : `${id} #${number}`;
    taken.add(distinct);
    return distinct;
  });
}

function withParameters({ command, parameters }: TimedCommand): string {
  const pairs = Object.entries(parameters ?? {}).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? command : `${command} (${pairs.join(", ")})`;
}
