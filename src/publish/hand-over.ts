/**
 * What a job hands over that may not comment: its result document, as an artifact of its run. A second workflow, whose token
 * may comment, reads it there. Who controls the run controls the artifact, so it is read as a stranger's.
 */
import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { seriesKey } from "../baseline/history.ts";
import { isCompared } from "../compare/gate-verdict.ts";
import { replayVerdicts } from "../compare/replay.ts";
import type { WhyRefused } from "../model/finished-run.ts";
import { someOf } from "../model/names.ts";
import type { Result, Row } from "../model.ts";
import { readResult, writeResult } from "../report/document.ts";

/** Largest document that is handed over, in bytes: packed, as it is uploaded, and unpacked. */
export const PACKED_BYTES_LIMIT = 8 * 1024 * 1024;
const BYTES_LIMIT = 64 * 1024 * 1024;
/** Days that an artifact is kept: the second workflow starts at once. */
export const RETENTION_DAYS = 3;

const NAME = /^hotpath-gate-result-([0-9a-f]{12})-([1-9]\d{0,5})$/;

/**
 * Name of the artifact, the same for the same gate and attempt.
 *
 * @param key of the gate's comment
 */
export function handedOverName(key: string, attempt: number): string {
  const gate = createHash("sha256").update(key).digest("hex").slice(0, 12);
  return `hotpath-gate-result-${gate}-${attempt}`;
}

/** What a name says: a hash that stands for the gate, and the attempt; null for any other artifact. */
export function partsOfName(name: string): { readonly gate: string; readonly attempt: number } | null {
  const [, gate, attempt] = NAME.exec(name) ?? [];
  return gate === undefined || attempt === undefined ? null : { gate, attempt: Number(attempt) };
}

/** The document, packed. @throws Error if it is too large to be handed over */
export function packResult(result: Result): Uint8Array {
  const text = Buffer.from(writeResult(result));
  const packed = gzipSync(text);
  if (text.length > BYTES_LIMIT || packed.length > PACKED_BYTES_LIMIT) {
    throw new Error(`the result has ${text.length} bytes, which is too much to be handed over`);
  }
  return packed;
}

export type HandedOverReading =
  | { readonly kind: "read"; readonly result: Result }
  | { readonly kind: "refused"; readonly why: WhyRefused };

/** Reads a document that a stranger may have written, and decides again what it says. Never throws. */
export function readHandedOver(packed: Uint8Array): HandedOverReading {
  const refused = (why: WhyRefused): HandedOverReading => ({ kind: "refused", why });
  let text: string;
  try {
    text = gunzipSync(packed, { maxOutputLength: BYTES_LIMIT }).toString("utf8");
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    return refused({ kind: "no-result", why: isLarge ? "it is too large" : "it is not packed by gzip" });
  }
  const reading = readResult(text);
  if (reading.kind === "refused") return refused({ kind: "no-result", why: reading.why });
  const { result } = reading;
  const replayed = replayVerdicts(result);
  const disagreeing = result.benchmarks.filter(
    (row) => isUnfounded(row) || (replayed.get(seriesKey(row)) ?? row.verdict) !== row.verdict,
  );
  if (disagreeing.length > 0) {
    return refused({ kind: "rows-disagree", ids: someOf(disagreeing.map(({ id }) => id)) });
  }
  return followsFromRows(result) ? reading : refused({ kind: "verdict-disagrees", verdict: result.verdict });
}

/** Whether a row claims to rest on pairs and has none. */
function isUnfounded(row: Row): boolean {
  return row.evidence === "paired" && row.blocks.length === 0 && isCompared(row);
}

/** Whether verdict and reason of the gate can follow from its rows, as far as these tell. */
function followsFromRows({ verdict, reason, benchmarks, config }: Result): boolean {
  const has = (wanted: Row["verdict"]) => benchmarks.some((row) => row.verdict === wanted);
  const compared = benchmarks.filter(isCompared).length;
  const mustFail =
    (has("regressed") && config.failOn.includes("regression")) ||
    (has("inconclusive") && config.failOn.includes("inconclusive")) ||
    (has("errored") && config.failOn.includes("errored")) ||
    (has("removed") && config.failOn.includes("removed"));
  if (mustFail && verdict !== "failed") return false;
  const isClear = compared > 0 && !has("inconclusive") && !has("regressed");
  switch (reason.kind) {
    case "failed":
      return verdict === "failed" && reason.failures.length > 0;
    case "within-budget":
      return verdict === "passed" && isClear && reason.compared === compared;
    case "same-code":
      return verdict === "passed" && isClear && reason.rows === compared;
    case "regressed-and-let-pass":
      return verdict === "passed" && has("regressed");
    case "undecided":
      return verdict === "inconclusive" && has("inconclusive");
    case "first-benchmarks":
      return (
        (verdict === "inconclusive" || verdict === "failed") &&
        benchmarks.every((row) => row.verdict === "new")
      );
    case "process-lost":
    case "over-budget-in-few-blocks":
    case "time-too-short":
      return verdict === "unmeasured" && benchmarks.length > 0;
    case "all-removed":
    case "nothing-compared":
      return verdict === "unmeasured" && compared === 0;
    case "not-wanted":
    case "same-commit":
      return verdict === "skipped" && benchmarks.length === 0;
    case "recorded":
    case "baseline-not-saved":
    case "nothing-to-store":
    case "baseline-kept":
      // A pull request records nothing.
      return false;
    default:
      return reason satisfies never;
  }
}
