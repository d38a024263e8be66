/**
 * The result document (`--json`): written, read and described by one schema. A document that is read may come from
 * another job, or from a fork, so everything in it is bounded.
 */
import * as z from "zod";
import { betterSchema, driftSchema, metricSchema } from "../baseline/document.ts";
import { firstFaults, schemaWords } from "../errors/schema-words.ts";
import { OWN_DOCUMENT_WORDS, ownDocument } from "../formats/own-documents.ts";
import { SUITE_KINDS } from "../inputs/settings.ts";
import { isMeasurable } from "../model/measurable.ts";
import { type Result, ROW_VERDICTS, SCHEMA_VERSION } from "../model.ts";
import { workSchema } from "../protocol.ts";
import { baselineReportSchema, reasonSchema, rowNoteSchema, warningSchema } from "./document-facts.ts";
import type { Same, Writable } from "./same-type.ts";

const text = z.string().max(20_000);
const count = z.number().int().nonnegative();
const seconds = z.number().nonnegative();
const fraction = z.number();

const value = z.number().refine(isMeasurable, "is out of any range");
const values = z.array(value).max(10_000);

const location = z.object({ file: text, line: count });
const metric = metricSchema;

const block = z
  .object({
    block: count,
    cpu: count.nullable().describe("CPU that both sides were pinned to; null if pinning is not possible."),
    loops: count.describe("Calls in a batch."),
    sideBySide: z
      .boolean()
      .describe(
        "Whether the batches of a pair ran at the same time and shared the CPU, or one after the other.",
      ),
    cpus: z
      .int()
      .min(1)
      .exactOptional()
      .describe(
        "How many CPUs its batches had, if its threads or child processes run on several at a time; missing if it uses only one.",
      ),
    othersShare: z
      .number()
      .min(0)
      .exactOptional()
      .describe("Part of the time of several CPUs that something else had meanwhile; missing if unknown."),
    pairs: z
      .object({ base: values, head: values })
      .refine(({ base, head }) => base.length === head.length, "base and head have to be as many")
      .describe(
        "Batches of base and, at the same index, the batch of head next to each; in the unit, for one call.",
      ),
  })
  .describe("What one fresh process pair measured of one benchmark.");

const reason = z
  .object({
    name: text,
    file: text,
    line: count,
    baseCalls: z.number().nonnegative(),
    headCalls: z.number().nonnegative(),
    baseOwnSeconds: seconds,
    headOwnSeconds: seconds,
  })
  .describe("A function that changed, for one call of the benchmark.");

const evidence = z.enum(["paired", "same-code", "stored-same-machine", "stored-other-machine", "point"]);

const changeOfCost = z.object({ change: fraction, interval: z.tuple([fraction, fraction]) });

const costs = z.object({
  shown: z.enum(["typical", "mean"]).describe("Which of the two the row's verdict and numbers describe."),
  typical: changeOfCost,
  mean: changeOfCost,
});

const row = z.object({
  id: z.string().min(1).max(2_000),
  metric,
  unit: z.string().max(100).describe("Unit: s, B, or the benchmark's own words, which may be empty."),
  better: betterSchema.describe("Which of two values is the better one."),
  verdict: z.enum(ROW_VERDICTS),
  base: value.nullable().describe("Median of base, in the unit."),
  head: value.nullable().describe("Median of head, in the unit."),
  change: fraction
    .nullable()
    .describe("head / base − 1: 0.12 is 12 % slower, or an improvement if bigger is better."),
  interval: z
    .tuple([fraction, fraction])
    .nullable()
    .describe("95 % interval of the change, as fractions: low, high."),
  budget: fraction.describe("The largest allowed change, as a fraction."),
  evidence: evidence.nullable(),
  detectable: fraction
    .nullable()
    .describe("Smallest slowdown that an inconclusive row would have found 80 % of the time."),
  notes: z.array(rowNoteSchema).max(100),
  costs: costs
    .nullable()
    .describe("The typical call and the mean of a time measured in pairs, and which of them the row shows."),
  location: location.nullable(),
  work: workSchema.nullable().describe("What a call works through; null if nobody says."),
  blocks: z.array(block).max(10_000),
  reasons: z.array(reason).max(1_000),
});

const declaredBy = text
  .exactOptional()
  .describe("`origin/HEAD`, if the branch was chosen because the remote says that it is its default branch.");
const noneSince = text
  .exactOptional()
  .describe("The default branch, if HEAD is on another one that has no commit of its own since.");

const side = z.object({
  name: z.enum(["base", "head"]),
  commit: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .nullable()
    .describe("Full hash; null outside git or with uncommitted changes."),
  label: text,
  python: text,
  chosenAs: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("merge-base"), branch: text, isTip: z.boolean(), declaredBy }),
      z.object({ kind: z.literal("before-head"), noneSince }),
      z.object({ kind: z.literal("merged-into"), branch: text }),
    ])
    .exactOptional()
    .describe("How base was chosen; missing for head, and if somebody named base."),
});

const conditions = z.object({
  pinned: z.boolean(),
  layout: z.enum(["shared", "randomised"]),
  cpus: count,
  blocks: count,
  seconds,
  repeatedPairs: count,
  runDelayShare: z.number().min(0).max(1).nullable(),
  fullCollection: z
    .object({ base: seconds, head: seconds })
    .exactOptional()
    .describe(
      "Seconds of a garbage collection of everything that was imported, which is set apart from the collector meanwhile; missing if it is not.",
    ),
  timeLimitReached: z.boolean(),
  lost: z
    .enum(["base", "head", "both"])
    .exactOptional()
    .describe(
      "Side whose process was lost between two benchmarks, which ended measuring; missing if none was.",
    ),
  canary: z.object({ change: fraction, drifted: z.boolean() }).nullable(),
});

const config = z.object({
  suite: z.enum(SUITE_KINDS),
  budget: fraction,
  budgets: z
    .array(z.object({ benchmarks: text, metric, budget: fraction.nullable(), floor: z.number().nullable() }))
    .max(10_000),
  accepted: z
    .array(
      z.object({
        benchmarks: text,
        reason: text,
        until: text.describe("The last day on which it holds, UTC: 2026-12-31."),
      }),
    )
    .max(10_000)
    .describe("Intended slowdowns: a row that would be regressed is accepted."),
  failOn: z.array(z.enum(["regression", "inconclusive", "errored", "removed", "missing-baseline"])).max(100),
  timeLimitSeconds: seconds,
  seed: z.number().int(),
});

const settings = z
  .object({
    from: z.enum(["base", "head"]).describe("Whose config file applies where head's weakens the gate."),
    isAsked: z.boolean().describe("Whether config-from was set; otherwise the occasion decides."),
    changes: z
      .array(
        z.object({
          setting: text,
          base: text.nullable().describe("As it is written, or the default; null if nothing is set."),
          head: text.nullable(),
          holds: z
            .enum(["base", "head", "both", "stricter"])
            .describe(
              "Which applies if base's config file does: one of them, what either asks for, or only what both allow.",
            ),
          ended: text
            .exactOptional()
            .describe("Last day of an acceptance, if it has passed: 2026-12-31; missing otherwise."),
        }),
      )
      .max(10_000),
    problem: text.nullable().describe("Why base's config file could not be compared with."),
  })
  .describe("How the config file of head differs from base's.");

const hash = z.string().min(1).max(2_000);

const trends = z.object({
  branch: text,
  runs: count,
  changePoints: z
    .array(z.object({ id: text, metric, change: fraction, from: hash, to: hash, at: z.string().max(40) }))
    .max(10_000)
    .describe("Steps in the level of a benchmark, between the recordings of two commits."),
  drifts: z
    .array(driftSchema)
    .max(10_000)
    .describe("Benchmarks that drifted over their budget in steps that were all within it."),
  courses: z
    .array(
      z.object({
        id: text,
        metric,
        unit: z.string().max(100),
        medians: z.array(z.number().positive().refine(isMeasurable).nullable()).max(1_000),
      }),
    )
    .max(1_000)
    .describe(
      "Medians of the benchmarks named in either: one for each recording on machines like this run's, in the unit, oldest first.",
    ),
});

const resultSchema = z
  .object({
    schemaVersion: z.literal(SCHEMA_VERSION),
    tool: z.object({ name: z.literal("hotpath-gate"), version: text }),
    verdict: z.enum(["passed", "failed", "inconclusive", "unmeasured", "recorded", "skipped"]),
    reason: reasonSchema,
    config,
    settings: settings.nullable(),
    sides: z.object({ base: side.nullable(), head: side }),
    evidence: z.object({
      conditions: conditions.nullable(),
      baseline: baselineReportSchema,
      canaryBlocks: z.array(block).max(10_000),
      trends: trends.nullable().describe("History of a recording; null if there was none before it."),
    }),
    warnings: z.array(warningSchema).max(10_000),
    benchmarks: z.array(row).max(200_000),
  })
  .describe("What hotpath-gate found, with everything that is needed to decide its verdicts again.");

// Fails to compile when the schema and the model say different things.
true satisfies Same<z.infer<typeof resultSchema>, Writable<Result>>;

export type ResultReading =
  | { readonly kind: "read"; readonly result: Result }
  | { readonly kind: "refused"; readonly why: string };

/**
 * Rows in each piece: few enough that the document of a large suite is never in memory as a whole, and enough for few
 * writes.
 */
const ROWS_A_PIECE = 100;

/** The document as text: indented, a list of numbers on one line, numbers as they are, a newline at the end. */
export function writeResult(result: Result): string {
  return [...resultPieces(result)].join("");
}

/**
 * The document in pieces, for a file: with ten thousand benchmarks, the text alone would take over 100 MB of memory.
 */
export function* resultPieces({ benchmarks, ...rest }: Result): Iterable<string> {
  const frame = indented(rest).replace(/\n\}$/, "");
  if (benchmarks.length === 0) {
    yield `${frame},\n  "benchmarks": []\n}\n`;
    return;
  }
  yield `${frame},\n  "benchmarks": [`;
  for (let first = 0; first < benchmarks.length; first += ROWS_A_PIECE) {
    const rows = indented(benchmarks.slice(first, first + ROWS_A_PIECE)).slice(1, -2);
    yield `${first === 0 ? "" : ","}${rows.replaceAll("\n", "\n  ")}`;
  }
  yield "\n  ]\n}\n";
}

function indented(value: unknown): string {
  const numbers = /\[\n\s+([-\d][-+.\de,\s]*?)\n\s+\]/g;
  return JSON.stringify(value, null, 2).replace(numbers, (_, row: string) => `[${row.replace(/\s+/g, " ")}]`);
}

/** Reads a document; never throws. `why` is one or more lines that name what is wrong and where. */
export function readResult(text: string): ResultReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: "refused", why: "it is not JSON" };
  }
  if (typeof value !== "object" || value === null || !("schemaVersion" in value)) {
    return { kind: "refused", why: "it has no schemaVersion" };
  }
  const own = ownDocument(value);
  if (own !== null && own !== "result") return { kind: "refused", why: `it is ${OWN_DOCUMENT_WORDS[own]}` };
  if (value.schemaVersion !== SCHEMA_VERSION) {
    const { schemaVersion } = value;
    const isNested = typeof schemaVersion === "object" && schemaVersion !== null;
    const version = isNested ? "not a number" : JSON.stringify(schemaVersion).slice(0, 40);
    return {
      kind: "refused",
      why: `its schemaVersion is ${version}, and this version of hotpath-gate reads ${SCHEMA_VERSION}`,
    };
  }
  const parsed = resultSchema.safeParse(value, { error: schemaWords });
  if (parsed.success) return { kind: "read", result: parsed.data };
  return { kind: "refused", why: firstFaults(parsed.error) };
}

/** The JSON Schema (draft 2020-12) of the document, for other programs that read it. */
export function resultJsonSchema(): object {
  return z.toJSONSchema(resultSchema, { io: "input", reused: "ref" });
}
