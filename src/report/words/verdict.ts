/** What a row is about and what became of it, in words: the same in every report. Pure. */
import { worseningInterval } from "../../compare/worse.ts";
import type { Metric, Result, Row } from "../../model.ts";
import { percent, rate } from "./numbers.ts";
import { worseWord } from "./worse.ts";

/** What of a benchmark a row is about, where that is not plain from its unit; null where it is. */
export function metricWords(metric: Metric): string | null {
  switch (metric) {
    case "time":
    case "value":
      return null;
    case "cpu-time":
      return "CPU time";
    case "peak-memory":
      return "peak memory";
    case "instructions":
      return "instructions";
    default:
      return metric satisfies never;
  }
}

/** `12.3 MB/s, was 15.1 MB/s`; null where its author does not say what a call works through. */
export function throughputWords({ work, metric, base, head }: Row): string | null {
  if (work === null || metric !== "time" || head === null || head <= 0) return null;
  const before = base === null || base <= 0 ? "" : `, was ${rate(work, base)}`;
  return `${rate(work, head)}${before}`;
}

/** Surely slower, and surely by less than the budget: allowed, but worth a word. */
export function isSlowerWithinBudget(row: Row): boolean {
  const interval = worseningInterval(row);
  return row.verdict === "within-budget" && interval !== null && interval[0] > 0;
}

export interface VerdictWords {
  readonly mark: "✗" | "✓" | "?" | "!" | "+" | "−" | "–";
  readonly words: string;
  /** What else the verdict needs to be understood; null where nothing. */
  readonly detail: string | null;
}

/** What became of the rows of a recording, which are compared with nothing; null for a comparison. */
export function recordingWords({ verdict, evidence, sides }: Result): "recorded" | "not recorded" | null {
  if (verdict === "recorded") return "recorded";
  const isRecording = evidence.trends !== null || (verdict === "skipped" && sides.base === null);
  return isRecording ? "not recorded" : null;
}

/** @param recording what is said of a row that was compared with nothing, where that is not news */
export function verdictWords(row: Row, recording: ReturnType<typeof recordingWords> = null): VerdictWords {
  const stored = restsOnStored(row) ? "stored baseline" : row.evidence === "point" ? "plain ratio" : null;
  switch (row.verdict) {
    case "regressed":
      return { mark: "✗", words: "regressed", detail: stored };
    case "errored":
      return { mark: "✗", words: "errored", detail: null };
    case "inconclusive":
      return {
        mark: "?",
        words: "can't tell",
        detail: row.detectable === null ? stored : `smallest detectable: ${percent(row.detectable)}`,
      };
    case "accepted":
      return { mark: "!", words: "accepted", detail: stored };
    case "skipped":
      return { mark: "–", words: "skipped", detail: null };
    case "removed":
      return { mark: "−", words: "removed", detail: null };
    case "new":
      return recording === null
        ? { mark: "+", words: "new", detail: null }
        : { mark: recording === "recorded" ? "✓" : "!", words: recording, detail: null };
    case "improved":
      return { mark: "✓", words: "improved", detail: stored };
    case "within-budget":
      return {
        mark: "✓",
        words: isSlowerWithinBudget(row) ? `${worseWord([row.metric])}, within budget` : "within budget",
        detail: stored,
      };
    default:
      return row.verdict satisfies never;
  }
}

export function restsOnStored(row: Row): boolean {
  return row.evidence === "stored-same-machine" || row.evidence === "stored-other-machine";
}
