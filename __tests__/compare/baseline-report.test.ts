import { describe, expect, test } from "@jest/globals";
import { type AskedFirst, describeBaseline } from "../../src/compare/baseline-report.ts";
import type { WhyNotScaled } from "../../src/model/stored-evidence.ts";
import type { Fingerprint } from "../../src/model.ts";
import { baselineDetail } from "../../src/report/words/baseline.ts";
import { fingerprint as aFingerprint, baseline } from "../support/baselines.ts";

const fingerprint = aFingerprint({ cpu: "EPYC" });

describe("the report on the stored baseline tells apart", () => {
  test.each([
    ["missing", { kind: "missing", source: "cache" } as const, "missing", ""],
    [
      "unreadable",
      { kind: "unreadable", source: "cache", why: "schema 9", isDamaged: true } as const,
      "unreadable",
      "schema 9",
    ],
    ["not wanted", { kind: "not-wanted" } as const, "not-used", "`baseline` is `none`"],
  ])("%s", (_title, load, state, detail) => {
    const report = describeBaseline(load, fingerprint, { kind: "store-alone" });
    expect([report.state, baselineDetail(report)]).toEqual([state, detail]);
  });

  const found = { kind: "found", source: "cache", baseline: baseline({ fingerprint }) } as const;
  const xeon = { ...fingerprint, cpu: "Xeon" };
  const settled = (rows: number, settlesAll = false, speed: WhyNotScaled | null = null): AskedFirst => ({
    kind: "asked",
    rows: [],
    onBase: new Set(),
    speed,
    settlesAll,
    savings: { rows, blocks: 2 * rows, seconds: 4 },
  });
  test.each<[string, Fingerprint, AskedFirst, string, number | null]>([
    [
      "why it was not asked",
      fingerprint,
      { kind: "not-asked", why: { kind: "compare-setting", compare: "paired" } },
      "not checked for time: `compare` is `paired`",
      null,
    ],
    ["what it settled", fingerprint, settled(3), "what it did not settle was measured next to base", 3],
    ["that it settled all", fingerprint, settled(3, true), "it settled everything", 3],
    [
      "that it settled nothing",
      fingerprint,
      settled(0),
      "checked first but settled nothing; everything",
      null,
    ],
    [
      "that the machine is another one now",
      fingerprint,
      settled(0, false, { kind: "machine-speed-differs", slower: -0.26 }),
      "settled nothing, because this machine is 26 % faster than when the baseline was recorded, by its canary; everything",
      null,
    ],
    ["nothing else to compare with", fingerprint, { kind: "store-alone" }, "compared with directly", null],
    [
      "nothing else, and another machine",
      xeon,
      { kind: "store-alone" },
      "recorded elsewhere: CPU EPYC instead of Xeon",
      null,
    ],
  ])("found, %s", (_title, now, asked, detail, rows) => {
    const report = describeBaseline(found, now, asked);
    expect(baselineDetail(report)).toContain(detail);
    expect(report.state === "found" ? (report.savings?.rows ?? null) : undefined).toBe(rows);
  });
});
