import { describe, expect, test } from "@jest/globals";
import type { BaselineReport } from "../../../src/model.ts";
import { groundsBelowCompared, groundsOf } from "../../../src/report/words/grounds.ts";
import {
  aFoundBaseline,
  aResult,
  aRow,
  aSideReport,
  type GivenResult,
  someConditions,
} from "../../support/results.ts";

const PLAIN = { text: (text: string) => text, code: (text: string) => text };

function grounds(given: GivenResult = {}): string {
  return groundsOf(aResult(given), PLAIN).join("\n");
}

describe("the state of the baseline", () => {
  test.each<[string, BaselineReport, string]>([
    [
      "found",
      aFoundBaseline(),
      "Stored baseline found in cache: recorded at `4f2d9c1ab8e0`; checked first but",
    ],
    ["missing", { state: "missing", source: "cache", why: "why." }, "No usable baseline in cache: why."],
    [
      "never recorded",
      { state: "missing", source: "cache", why: null },
      "No baseline is stored in cache yet.",
    ],
    [
      "unreadable",
      { state: "unreadable", source: "cache", why: "why." },
      "The stored baseline in cache could not be read: why.",
    ],
    [
      "not used",
      { state: "not-used", source: "", why: "two-files" },
      "No stored baseline was used: two files were compared.",
    ],
  ])("%s has a sentence of its own", (_title, baseline, sentence) => {
    expect(grounds({ evidence: { baseline } })).toContain(sentence);
  });
});

test("what was compared comes first", () => {
  expect(grounds({})).toMatch(/^Compared: main 4f2d9c1ab8e0 with HEAD b71e03d5aa92/);
});

describe("how it was measured", () => {
  test("is left out where nothing was measured, unless something was in the way", () => {
    const nothing = someConditions({ blocks: 0, seconds: 0 });
    expect(grounds({ evidence: { conditions: nothing } })).not.toMatch(/0 blocks|canary/);
    for (const hindered of [{ timeLimitReached: true }, { lost: "head" as const }]) {
      expect(grounds({ evidence: { conditions: { ...nothing, ...hindered } } })).toContain(
        "0 blocks in 0 s, ended",
      );
    }
  });

  test("names what the machine did not allow", () => {
    const conditions = someConditions({
      pinned: false,
      layout: "randomised",
      timeLimitReached: true,
      repeatedPairs: 1,
    });
    expect(grounds({ evidence: { conditions } })).toContain(
      "Base and head were measured in lock step without pinning, which this machine does not allow: 6 blocks in 18 s, ended by the time limit.\n1 pair was interrupted and measured again.\nEach side had its own random memory layout, because this machine does not allow a shared one.",
    );
  });

  test("says that a lost process ended it", () => {
    const conditions = someConditions({ lost: "both", blocks: 1 });
    expect(grounds({ evidence: { conditions } })).toContain(
      ": 1 block in 18 s, ended by the loss of a process",
    );
  });

  test.each([
    [0.31, true],
    [0.01, false],
    [null, false],
  ])("with a run delay of %p, reports it: %p", (runDelayShare, isTold) => {
    const sentence = grounds({ evidence: { conditions: someConditions({ runDelayShare }) } });
    expect(sentence.includes("Other processes ran for 31 % of the time; that time is subtracted.")).toBe(
      isTold,
    );
  });

  test("says when the canary drifted, and what that means", () => {
    const conditions = someConditions({ canary: { change: 0.046, drifted: true } });
    expect(grounds({ evidence: { conditions } })).toContain("The canary drifted by +4.6 %.");
  });

  test("says that head alone was measured, and nothing of pairs, for a recording", () => {
    const recording = grounds({ verdict: "recorded", sides: { base: null, head: aSideReport() } });
    expect(recording).toContain("Head was measured on one of 2 CPUs at a time");
    expect(recording).not.toMatch(/pair/i);
  });
});

test("what the store settled before base was opened was not paired", () => {
  const stored = { evidence: "stored-same-machine" as const };
  expect(grounds({ benchmarks: [aRow(stored), aRow(stored)] })).toMatch(
    /\nHead was measured on one of 2 CPUs/,
  );
  const removed = aRow({ verdict: "removed", evidence: null });
  expect(grounds({ benchmarks: [aRow(stored), removed] })).toMatch(/\nHead was measured on one of 2 CPUs/);
  expect(grounds({ benchmarks: [aRow(stored), aRow()] })).toMatch(
    /\nBase and head were measured in lock step on one of 2 CPUs/,
  );
});

test("rows that rest on the stored baseline are counted by its machine", () => {
  const benchmarks = [
    aRow({ evidence: "stored-same-machine" }),
    aRow({ evidence: "stored-same-machine" }),
    aRow({ evidence: "stored-other-machine" }),
    aRow(),
  ];
  expect(grounds({ benchmarks })).toContain(
    "Against the stored baseline: 2 rows recorded on the same kind of machine, 1 row recorded on another kind of machine.",
  );
});

test("the interpreters are told apart where they differ", () => {
  const base = aSideReport({ name: "base", python: "CPython 3.13.0" });
  expect(
    grounds({
      sides: { base, head: aSideReport({ python: "CPython 3.14.0", commit: null, label: "working tree" }) },
    }),
  ).toContain("Compared: main 4f2d9c1ab8e0 on CPython 3.13.0 with working tree on CPython 3.14.0.");
});

test("a skipped run claims nothing about sides that nobody looked at", () => {
  const sides = { base: null, head: aSideReport({ commit: null, label: "not looked at", python: "" }) };
  expect(
    groundsOf(aResult({ verdict: "skipped", sides, benchmarks: [], evidence: { conditions: null } }), PLAIN),
  ).toEqual(["Budget 10 %; seed 20261014; hotpath-gate 0.1.0."]);
});

test("everything that is not ours passes through the report's own escaping", () => {
  const hostile = "«";
  const result = aResult({
    sides: {
      base: aSideReport({ label: hostile, python: hostile }),
      head: aSideReport({ label: hostile, python: `${hostile}2` }),
    },
    evidence: { baseline: aFoundBaseline({ source: hostile, commit: hostile }) },
    tool: { name: "hotpath-gate", version: hostile },
  });
  const removed = (text: string) => text.replaceAll(hostile, "");
  expect(groundsOf(result, { text: removed, code: removed }).join("")).not.toContain(hostile);
});

describe("below the line that says what was compared with what,", () => {
  const below = (given: GivenResult) => groundsBelowCompared(aResult(given), PLAIN).join("\n");

  test("the sides are not named again, but what ran them is", () => {
    expect(below({})).toContain("Both sides ran CPython 3.13.0.");
    expect(below({})).not.toContain("Compared:");
    const sides = { base: aSideReport({ name: "base", python: "CPython 3.12.1" }), head: aSideReport() };
    expect(below({ sides })).toContain("Base ran CPython 3.12.1, and head CPython 3.13.0.");
  });

  test("a side that was measured alone is named, and so is a baseline that was used", () => {
    const given = { sides: { base: null, head: aSideReport() }, evidence: { baseline: aFoundBaseline() } };
    expect(below(given)).toMatch(/Stored baseline found in cache.*\nMeasured: HEAD b71e03d5aa92 on CPython/);
  });
});
