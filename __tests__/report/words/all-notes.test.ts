import { expect, test } from "@jest/globals";
import type { RowVerdict } from "../../../src/model.ts";
import { noteOf } from "../../../src/report/words/all-notes.ts";
import { aRow } from "../../support/results.ts";

const change = (value: number) => ({ change: value, interval: [value - 0.01, value + 0.01] as const });
const shownByMean = { shown: "mean", typical: change(0.01), mean: change(0.45) } as const;

test.each<[RowVerdict, RegExp]>([
  [
    "regressed",
    /by the mean of its calls: a typical call changed by \+1\.0 %, but some calls take far longer/,
  ],
  ["improved", /by the mean of its calls/],
  ["within-budget", /the mean of its calls, which counts, did not/],
  ["inconclusive", /by the mean of its calls/],
])("a row that is %s by the mean of its calls says so", (verdict, words) => {
  expect(noteOf(aRow({ verdict, notes: [], costs: shownByMean }))).toMatch(words);
});

test("a row says on how many CPUs it was measured, where that is several", () => {
  const [block] = aRow().blocks;
  if (block === undefined) throw new Error("a row without blocks");
  expect(noteOf(aRow({ notes: [], blocks: [{ ...block, cpus: 2 }] }))).toMatch(
    /^measured on 2 CPUs, because/,
  );
});

test("a row that shows its typical call needs no words about it", () => {
  expect(noteOf(aRow({ notes: [], costs: { ...shownByMean, shown: "typical" } }))).toBeNull();
});

test("what there is to say besides comes first", () => {
  const note = noteOf(
    aRow({
      verdict: "inconclusive",
      notes: [{ kind: "undecided", blocks: 8, tooCloseFor: null, processes: null }],
      costs: shownByMean,
    }),
  );
  expect(note).toMatch(/^undecided after 8 blocks; by the mean/);
});
