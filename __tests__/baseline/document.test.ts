import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { decodeBaseline, encodeBaseline, writeBaselineText } from "../../src/baseline/document.ts";
import { writeDiagnosis } from "../../src/report/doctor/document.ts";
import { writeResult } from "../../src/report/document.ts";
import { baseline, storedSeries } from "../support/baselines.ts";
import { aDiagnosis } from "../support/diagnoses.ts";
import { aResult } from "../support/results.ts";

/** What somebody can read: overwriting it would lose it. */
const UNDAMAGED: readonly string[] = ["a later version", "a result document", "a diagnosis"];

const bytesOf = (document: unknown) => gzipSync(JSON.stringify(document));

test("what was written is read again, compressed and as text", () => {
  const stored = baseline();
  expect(decodeBaseline(encodeBaseline(stored))).toEqual({ kind: "read", baseline: stored });
  expect(decodeBaseline(Buffer.from(writeBaselineText(stored)))).toEqual({ kind: "read", baseline: stored });
});

test("the stored bytes are compressed, the text is one that a diff can show", () => {
  const bytes = encodeBaseline(baseline());
  expect(JSON.parse(gunzipSync(bytes).toString())).toEqual(baseline());
  expect(writeBaselineText(baseline()).split("\n").length).toBeGreaterThan(20);
});

describe("a document that can't be read is refused with the reason, as damaged unless a later version wrote it:", () => {
  test.each([
    ["nothing", new Uint8Array(), /^is not a baseline/],
    ["no JSON", gzipSync("hello"), /^is not a baseline/],
    ["no text", gzipSync(Buffer.from([0x22, 0xff, 0x22])), /^is not a baseline/],
    ["half an archive", encodeBaseline(baseline()).subarray(0, 60), /^is not a baseline/],
    ["another document", bytesOf({ benchmarks: [] }), /it has no schemaVersion/],
    ["a list", bytesOf([]), /it has no schemaVersion/],
    [
      "a later version",
      bytesOf({ ...baseline(), schemaVersion: 3 }),
      /^has schema version 3; .* reads 2. Update hotpath-gate/,
    ],
    [
      "a result document",
      Buffer.from(writeResult(aResult())),
      /^is not a baseline: it is a result document .*`hotpath-gate report`/,
    ],
    [
      "a diagnosis",
      Buffer.from(writeDiagnosis(aDiagnosis())),
      /^is not a baseline: it is what `hotpath-gate doctor --json` wrote/,
    ],
    ["an earlier version", bytesOf({ schemaVersion: 1 }), /^has schema version 1; .*Record it again/],
    [
      "a missing fingerprint",
      bytesOf({ ...baseline(), fingerprint: undefined }),
      /^is damaged at fingerprint/,
    ],
    ["a time that is none", bytesOf({ ...baseline(), recordedAt: "yesterday" }), /^is damaged at recordedAt/],
    [
      "a median of nothing",
      bytesOf({ ...baseline(), series: [storedSeries({ medians: [0] })] }),
      /^is damaged at series\[0\]\.medians/,
    ],
    [
      "a history with a hole that is no null",
      bytesOf({ ...baseline(), series: [{ ...storedSeries(), history: ["1"] }] }),
      /^is damaged at series\[0\]\.history/,
    ],
    [
      "a history that is not one value a run",
      bytesOf({ ...baseline(), series: [storedSeries(), storedSeries({ history: [1, 2] })] }),
      /^is damaged at series\[1\]\.history: not one value a run/,
    ],
    [
      "a run whose machine is not in it",
      bytesOf({ ...baseline(), fingerprints: [] }),
      /^is damaged at runs\[0\]: its fingerprint is missing/,
    ],
    [
      "a metric we don't know",
      bytesOf({ ...baseline(), series: [{ ...storedSeries(), metric: "joules" }] }),
      /^is damaged at series\[0\]\.metric/,
    ],
  ])("%s", (title, bytes, why) => {
    const isDamaged = !UNDAMAGED.includes(title);
    const reading = decodeBaseline(bytes);
    const isOurs =
      reading.kind === "read" || !reading.why.startsWith("is not a baseline") || UNDAMAGED.includes(title);
    expect(reading).toEqual({ kind: "refused", why: expect.stringMatching(why), isDamaged, isOurs });
  });

  test("a small file that would become a huge one", () => {
    const bomb = gzipSync(Buffer.alloc(257 * 1024 * 1024, " "), { level: 1 });
    expect(bomb.length).toBeLessThan(4 * 1024 * 1024);
    expect(decodeBaseline(bomb)).toMatchObject({
      kind: "refused",
      why: "is not a baseline: it is too large",
    });
  });
});

test("what was stored before there was anything to find of creeps is read all the same", () => {
  const { series, ...rest } = baseline();
  const before = { ...rest, series: series.map(({ crept: _, ...one }) => one) };
  expect(decodeBaseline(bytesOf(before))).toEqual({ kind: "read", baseline: baseline() });
});

test("what was stored before recordings had the time of their canary has none", () => {
  const { runs, ...rest } = baseline();
  const before = { ...rest, runs: runs.map(({ canary: _, ...run }) => run) };
  const withoutCanary = { ...baseline(), runs: runs.map((run) => ({ ...run, canary: null })) };
  expect(decodeBaseline(bytesOf(before))).toEqual({ kind: "read", baseline: withoutCanary });
});

test("what it does not know is left out", () => {
  const reading = decodeBaseline(bytesOf({ ...baseline(), added: "later" }));
  expect(reading).toEqual({ kind: "read", baseline: baseline() });
});
