/** The document of `doctor --json`: described by one schema, and written. */
import * as z from "zod";
import { DIAGNOSIS_VERSION, type Diagnosis } from "../../diagnose/diagnosis.ts";
import { SUITE_KINDS } from "../../inputs/settings.ts";
import { ROW_VERDICTS } from "../../model.ts";
import type { Same, Writable } from "../same-type.ts";

const text = z.string().max(20_000);
const count = z.number().int().nonnegative();
const seconds = z.number().nonnegative();
const fraction = z.number();
const share = z.number().min(0).max(1);
const deviation = z.number().nonnegative().describe("SD of a block's log ratio of head to base.");
const found = fraction
  .nullable()
  .describe("Smallest slowdown, as a fraction, that is found this often; null where none is.");

const noise = z.object({
  id: text,
  budget: fraction,
  deviation,
  seconds: seconds.describe("A call."),
  blockSeconds: seconds.describe("What it takes in a block."),
  pairs: count.describe("A block."),
  comparisons: count.describe(
    "How often a block compares the sides, at least: more than its pairs where these ran side by side.",
  ),
  verdict: z
    .enum(ROW_VERDICTS)
    .nullable()
    .describe("What the gate would have said of this unchanged code; null for the canary."),
});

const detection = z.object({
  deviation,
  budget: fraction,
  wanted: fraction.describe("The slowdown that a gate with this budget should find 99 % of the time."),
  found80: found,
  found99: found,
});

const forecast = z.object({
  blocks: z.number().nonnegative(),
  seconds,
  red: share.describe("Of the simulated runs."),
  inconclusive: share.describe("Of the simulated runs: not red, and undecided for at least one benchmark."),
});

const namedShape = { count, benchmarks: z.array(text) };

const finding = z.discriminatedUnion("code", [
  z.object({ code: z.literal("false-alarm"), ...namedShape }),
  z.object({ code: z.literal("canary-drifted"), change: fraction }),
  z.object({ code: z.literal("not-pinned") }),
  z.object({ code: z.literal("single-cpu") }),
  z.object({ code: z.literal("layout-randomised") }),
  z.object({ code: z.literal("debug-build") }),
  z.object({ code: z.literal("busy-machine"), runDelayShare: share }),
  z.object({ code: z.literal("preempted"), repeatedPairs: count, pairs: count }),
  z.object({
    code: z.literal("time-limit"),
    timeLimitSeconds: seconds,
    neededSeconds: seconds,
    affordableBlocks: count,
    mostBlocks: count,
  }),
  z.object({
    code: z.literal("noise"),
    source: z.enum(["machine", "benchmarks"]),
    deviation,
    neededDeviation: deviation,
  }),
  z.object({ code: z.literal("small-budget"), budget: fraction }),
  z.object({ code: z.literal("noisy-benchmarks"), ...namedShape, neededDeviation: deviation }),
  z.object({ code: z.literal("process-starts"), startSeconds: seconds, blockSeconds: seconds }),
  z.object({ code: z.literal("long-benchmarks"), ...namedShape, blockShare: share }),
  z.object({ code: z.literal("few-rounds"), ...namedShape }),
  z.object({ code: z.literal("not-measured"), ...namedShape, message: text }),
  z.object({ code: z.literal("no-benchmarks") }),
]);

const diagnosisSchema = z
  .object({
    schemaVersion: z.literal(DIAGNOSIS_VERSION),
    tool: z.object({ name: z.literal("hotpath-gate"), version: text }),
    config: z.object({
      suite: z.enum(SUITE_KINDS),
      benchmarks: z.array(text),
      budget: fraction,
      timeLimitSeconds: seconds,
      seed: z.number().int(),
    }),
    machine: z.object({
      cpu: text,
      os: text,
      python: text,
      cpus: count
        .nullable()
        .describe("CPUs that processes can be pinned to, one at a time; null where they can't be pinned."),
      layout: z.enum(["shared", "randomised"]),
    }),
    run: z.object({
      blocks: count,
      seconds,
      pairs: count,
      repeatedPairs: count,
      runDelayShare: share.nullable(),
      timeLimitReached: z.boolean(),
      canary: z.object({ change: fraction, drifted: z.boolean() }).nullable(),
    }),
    timing: z.object({
      preparationSeconds: seconds.describe("Before the first block."),
      calibrationSeconds: seconds.describe("What the first block takes longer than the others."),
      blockSeconds: seconds.describe("A block with every benchmark in it."),
      startSeconds: seconds.describe("Of that, until the first batch."),
    }),
    benchmarks: z.array(noise).describe("The noisiest first."),
    canary: noise.nullable(),
    power: z.object({
      runs: count.describe("Simulated runs."),
      affordableBlocks: count.describe("Blocks that fit into the time limit."),
      mostBlocks: count.describe("Blocks after which the gate gives up, at the latest."),
      typical: detection.describe("A benchmark with the median noise, and the budget in the middle."),
      noisiest: z.array(detection.extend({ id: text })),
      neededDeviation: deviation
        .nullable()
        .describe("The largest SD of a block at which the typical benchmark's slowdown is found as wanted."),
    }),
    forecasts: z.object({
      runs: count.describe("Simulated runs."),
      unchanged: forecast,
      regression: forecast.extend({
        change: fraction.describe("Slowdown of a typical benchmark; the others are unchanged."),
      }),
    }),
    findings: z.array(finding).describe("What limits a gate on this machine."),
  })
  .describe("What hotpath-gate doctor found out about this machine and these benchmarks.");

// Fails to compile when the schema and the type say different things.
true satisfies Same<z.infer<typeof diagnosisSchema>, Writable<Diagnosis>>;

/** The document as text, with a newline at the end. */
export function writeDiagnosis(diagnosis: Diagnosis): string {
  return `${JSON.stringify(diagnosis, null, 2)}\n`;
}

/** The JSON Schema (draft 2020-12) of the document, for programs that read it. */
export function diagnosisJsonSchema(): object {
  return z.toJSONSchema(diagnosisSchema, { io: "input" });
}
