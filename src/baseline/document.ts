/**
 * The stored baseline as bytes: versioned JSON, compressed. Pure, except for node:zlib, which depends only on its
 * argument.
 */
import { constants, gunzipSync, gzipSync } from "node:zlib";
import * as z from "zod";
import { firstFaults, schemaWords } from "../errors/schema-words.ts";
import {
  OWN_DOCUMENT_WORDS,
  type OwnDocument,
  ownDocument,
  ownDocumentBeginning,
} from "../formats/own-documents.ts";
import { isMeasurable } from "../model/measurable.ts";
import { BASELINE_VERSION, type Baseline, type Better, type Drift, type Metric } from "../model.ts";
import { MOST_RUNS } from "./history.ts";

/** Limit on the text, in bytes. A hundred runs of ten thousand benchmarks take a tenth of it. */
export const TEXT_BYTES_LIMIT = 256 * 1024 * 1024;

export type BaselineReading =
  | { readonly kind: "read"; readonly baseline: Baseline }
  /** `why` is the rest of a sentence whose subject is what could not be read. */
  | {
      readonly kind: "refused";
      readonly why: string;
      /** Whether nobody can read it; false if a later version of ours wrote it, or if it is another document of ours. */
      readonly isDamaged: boolean;
      /** Whether it claims to be a document of ours. */
      readonly isOurs: boolean;
    };

const shortText = z.string().max(2_000);
const name = z.string().min(1).max(2_000);

const fingerprint = z.object({
  cpu: shortText,
  os: shortText,
  python: shortText,
  lock: shortText.nullable(),
  // Earlier versions wrote the same document without it, and read this one.
  packages: shortText.nullable().default(null),
  variables: z.record(shortText, shortText).nullable().default(null),
});

/** A list of numbers, checked by hand because there may be a hundred for each of ten thousand benchmarks. */
const values = z.custom<readonly number[]>(
  (input) => Array.isArray(input) && input.length <= 10_000 && input.every(isValue),
  "not a list of positive numbers",
);
const column = z.custom<readonly (number | null)[]>(
  (input) => Array.isArray(input) && input.every((value) => value === null || isValue(value)),
  "not a list of positive numbers and nulls",
);

function isValue(input: unknown): boolean {
  return typeof input === "number" && input > 0 && isMeasurable(input);
}

export const metricSchema = z.enum([
  "time",
  "cpu-time",
  "peak-memory",
  "instructions",
  "value",
] satisfies Metric[]);
export const betterSchema = z.enum(["smaller", "bigger"] satisfies Better[]);

/** Schema of a drift, the same as in the result document. */
export const driftSchema = z.object({
  id: shortText,
  metric: metricSchema,
  change: z.number().describe("Change since its best, as a fraction."),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  evidence: z.enum(["paired", "stored-same-machine", "stored-other-machine", "point"]),
  best: name,
  now: name,
  runs: z.int().nonnegative().describe("Recordings between the two, including the latter."),
  unpaired: z
    .object({ why: z.enum(["undecided", "did-not-run", "not-possible"]), detail: shortText.nullable() })
    .nullable()
    .describe("Why it rests on stored values alone; null if it does not."),
});

/** Schema of a stored drift. Versions before `unpaired` wrote the reason in words, and can read this one. */
const storedDriftSchema = driftSchema
  .extend({ unpaired: driftSchema.shape.unpaired.default(null), note: shortText.nullable().default(null) })
  .transform(({ note, ...drift }): Drift => {
    if (note === null || drift.unpaired !== null) return drift;
    return { ...drift, unpaired: { why: "not-possible", detail: note } };
  });

const baselineSchema = z
  .object({
    schemaVersion: z.literal(BASELINE_VERSION),
    commit: name,
    branch: name,
    recordedAt: z.iso.datetime(),
    fingerprint,
    fingerprints: z.array(fingerprint).max(MOST_RUNS),
    // As `packages`.
    setting: shortText.nullable().default(null),
    runs: z
      .array(
        z.object({
          commit: name,
          recordedAt: z.iso.datetime(),
          fingerprint: z.int().nonnegative(),
          // Versions before it was stored wrote the same document, and read this one.
          canary: z.number().positive().refine(isMeasurable).nullable().default(null),
        }),
      )
      .min(1)
      .max(MOST_RUNS),
    series: z
      .array(
        z.object({
          id: name,
          metric: metricSchema,
          unit: z.string().max(100),
          better: betterSchema.default("smaller"),
          medians: values,
          code: shortText.nullable(),
          history: column,
          crept: z
            .object({ best: name, by: z.number(), told: storedDriftSchema.nullable() })
            .nullable()
            .default(null),
        }),
      )
      .max(200_000),
  })
  .superRefine(({ runs, fingerprints, series }, context) => {
    const lost = runs.findIndex((run) => fingerprints[run.fingerprint] === undefined);
    if (lost >= 0) {
      context.addIssue({ code: "custom", path: ["runs", lost], message: "its fingerprint is missing" });
    }
    const uneven = series.findIndex(({ history }) => history.length !== runs.length);
    if (uneven >= 0) {
      context.addIssue({
        code: "custom",
        path: ["series", uneven, "history"],
        message: "not one value a run",
      });
    }
  }) satisfies z.ZodType<Baseline>;

const versionSchema = z.object({ schemaVersion: z.int() });

/** Bytes for stores that nobody but us reads. */
export function encodeBaseline(baseline: Baseline): Uint8Array {
  return gzipSync(JSON.stringify(baseline));
}

/** Text for a file that may be committed, so that its changes can be seen. */
export function writeBaselineText(baseline: Baseline): string {
  return `${JSON.stringify(baseline, null, 2)}\n`;
}

/** Reads both forms; never throws. Anybody may have written the bytes. */
export function decodeBaseline(bytes: Uint8Array): BaselineReading {
  let document: unknown;
  try {
    document = JSON.parse(decompress(bytes));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refusedDocument(`is not a baseline: ${why}`, false);
  }
  const version = versionSchema.safeParse(document);
  if (!version.success) return refusedDocument("is not a baseline: it has no schemaVersion", false);
  const own = ownDocument(document);
  if (own === "result" || own === "diagnosis") {
    const why = `is not a baseline: it is ${OWN_DOCUMENT_WORDS[own]}`;
    return { kind: "refused", why, isDamaged: false, isOurs: true };
  }
  const { schemaVersion } = version.data;
  if (schemaVersion > BASELINE_VERSION) {
    const why = `has schema version ${schemaVersion}; this version of hotpath-gate reads ${BASELINE_VERSION}. Update hotpath-gate`;
    return { kind: "refused", why, isDamaged: false, isOurs: true };
  }
  if (schemaVersion < BASELINE_VERSION) {
    return refusedDocument(
      `has schema version ${schemaVersion}; this version of hotpath-gate reads ${BASELINE_VERSION}. Record it again`,
    );
  }
  const parsed = baselineSchema.safeParse(document, { error: schemaWords });
  if (parsed.success) return { kind: "read", baseline: parsed.data };
  return refusedDocument(`is damaged at ${firstFaults(parsed.error)}`);
}

/** How many of a file's first bytes tell which document of ours it is. */
export const BEGINNING_BYTES = 4096;
/** Of a compressed file, fewer bytes tell it, too. What comes after them may be damaged. */
const COMPRESSED_BEGINNING_BYTES = 256;

/** Which document of ours a file begins like, compressed or not; null for anything else. Never throws. */
export function ownFile(bytes: Uint8Array): OwnDocument | null {
  if (!isCompressed(bytes)) return ownDocumentBeginning(textBeginning(bytes));
  for (const length of [BEGINNING_BYTES, COMPRESSED_BEGINNING_BYTES]) {
    try {
      // Flushed, because there is no end to what was cut off.
      const finishFlush = constants.Z_SYNC_FLUSH;
      const text = gunzipSync(bytes.subarray(0, length), { finishFlush, maxOutputLength: TEXT_BYTES_LIMIT });
      return ownDocumentBeginning(textBeginning(text));
    } catch {}
  }
  return null;
}

function textBeginning(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, BEGINNING_BYTES));
}

function isCompressed(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function refusedDocument(why: string, isOurs = true): BaselineReading {
  return { kind: "refused", why, isDamaged: true, isOurs };
}

function decompress(bytes: Uint8Array): string {
  if (bytes.length > TEXT_BYTES_LIMIT) throw new Error("it is too large");
  const text = isCompressed(bytes) ? unzip(bytes) : bytes;
  return new TextDecoder("utf-8", { fatal: true }).decode(text);
}

function unzip(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: TEXT_BYTES_LIMIT });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_BUFFER_TOO_LARGE") throw error;
    throw new Error("it is too large", { cause: error });
  }
}
