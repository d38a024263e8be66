import { expect, test } from "@jest/globals";
import type { WhyNoLevel } from "../../../src/model/stored-evidence.ts";
import { type RowNote, TIME } from "../../../src/model.ts";
import { noteWords } from "../../../src/report/words/row-note.ts";

const words = (note: RowNote) => noteWords(note, TIME);

test.each<[WhyNoLevel, RegExp]>([
  ["other-code", /its own code differs from what was recorded/],
  ["not-on-base", /base was not recorded on this kind of machine/],
  ["without-canary", /its recordings do not say how fast the machine was/],
  ["few-runs", /it was recorded at fewer than 8 commits on this kind of machine/],
  ["new-level", /at its present level for fewer than 8 recordings/],
  ["doubtful", /its latest recordings differ from its usual level/],
])("a row against the last recording says why its history tells nothing: %s", (why, expected) => {
  const note = words({
    kind: "against-last-run",
    ...{ differences: [], suiteChange: null },
    noLevel: { why, enoughRuns: 8 },
  });
  expect(note).toMatch(expected);
  expect(note).toMatch(/^against the stored baseline, .*; .*, so nobody knows how far its runs lie apart$/);
});

test("a row against a recording on another kind of machine says what differs, and nothing of a history", () => {
  const note = words({
    kind: "against-last-run",
    ...{ differences: [{ kind: "lock-files" }], suiteChange: 0.07 },
  });
  expect(note).toBe(
    "against the stored baseline, which was measured in another run, elsewhere (other lock files); the whole suite is 7 % slower, which is corrected for",
  );
});

test("a removed benchmark names the one of its name that was compared", () => {
  expect(words({ kind: "benchmark-not-on", side: "head" })).toBe("not on head");
  expect(words({ kind: "benchmark-not-on", side: "head", movedTo: "b.py::g" })).toBe(
    "not on head; b.py::g has the same name and was compared",
  );
});
