/**
 * The stored baseline as bytes: versioned JSON, compressed. Pure, but for node:zlib, which works on its argument
 * alone.
 */
import { gunzipSync, gzipSync } from "node:zlib";
import * as z from "zod";
import type { Baseline } from "../model.ts";

export const BASELINE_VERSION = 1;

/** A hundred runs of ten thousand benchmarks fit in a tenth of it; more than that is no baseline of ours. */
const TEXT_BYTES_LIMIT = 256 * 1024 * 1024;

export type BaselineReading =
  | { readonly kind: "read"; readonly baseline: Baseline }
  /** `why` is the rest of a sentence that begins with what could not be read. */
  | { readonly kind: "refused"; readonly why: string };

const word = z.string().max(2_000);

const baselineSchema = z.object({
  schemaVersion: z.literal(BASELINE_VERSION),
  commit: word.min(1),
  branch: word.min(1),
  recordedAt: z.iso.datetime(),
  fingerprint: z.object({ cpu: word, os: word, python: word, lock: word.nullable() }),
  series: z
    .array(
      z.object({
        id: word.min(1),
        metric: z.literal("time"),
        unit: z.literal("s"),
        medians: z.array(z.number().positive()).min(1).max(10_000),
      }),
    )
    .max(200_000),
}) satisfies z.ZodType<Baseline>;

const versionSchema = z.object({ schemaVersion: z.int() });

/** For the cache, where nobody reads it but us. */
export function encodeBaseline(baseline: Baseline): Uint8Array {
  return gzipSync(JSON.stringify(baseline));
}

/** For a file that may be committed, so that its changes can be seen. */
export function writeBaselineText(baseline: Baseline): string {
  return `${JSON.stringify(baseline, null, 2)}\n`;
}

/** Reads both; never throws. What it was given may have been written by anybody. */
export function decodeBaseline(bytes: Uint8Array): BaselineReading {
  let document: unknown;
  try {
    document = JSON.parse(decompress(bytes));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: "refused", why: `is not a baseline: ${why}` };
  }
  const version = versionSchema.safeParse(document);
  if (!version.success) return { kind: "refused", why: "is not a baseline: it has no schemaVersion" };
  if (version.data.schemaVersion !== BASELINE_VERSION) {
    return {
      kind: "refused",
      why: `has schema version ${version.data.schemaVersion}; this version of hotpath-gate reads ${BASELINE_VERSION}. Record it again`,
    };
  }
  const parsed = baselineSchema.safeParse(document);
  if (parsed.success) return { kind: "read", baseline: parsed.data };
  const issue = parsed.error.issues[0];
  return { kind: "refused", why: `is damaged at ${issue?.path.join(".") ?? "?"}: ${issue?.message ?? ""}` };
}

function decompress(bytes: Uint8Array): string {
  if (bytes.length > TEXT_BYTES_LIMIT) throw new Error("it is too large");
  const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = isCompressed ? unzip(bytes) : bytes;
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
