import { expect, test } from "@jest/globals";
import { collectBase } from "../../src/discover/benchmark-text.ts";
import { GateError } from "../../src/errors.ts";
import type { OpenBase } from "../../src/sides/sides.ts";
import { aSide } from "../support/sides.ts";

const TEXT = "benchmarks/test_a.py";
const CONFTEST = "conftest.py";
const ID = `${TEXT}::test_a`;

interface Versions {
  readonly text: "base" | "head";
  readonly conftest: "base" | "head";
}

/**
 * Base with one benchmark and a conftest above it.
 *
 * @param runs whether the benchmark runs there in these versions; `stops` keeps all from being collected
 */
async function collectedBase(
  changed: readonly string[],
  runs: (versions: Versions) => "runs" | "fails" | "stops",
) {
  let versions: Versions = { text: "base", conftest: "base" };
  let rehearsed = 0;
  const base = {
    side: aSide("base"),
    changedBenchmarks: changed,
    changedConftests: changed.filter((path) => path === CONFTEST),
    takeOverBenchmarks: async () => {
      versions = {
        text: changed.includes(TEXT) ? "head" : "base",
        conftest: changed.includes(CONFTEST) ? "head" : "base",
      };
    },
    takeBackBenchmarks: async (files: readonly string[] | null) => {
      if (files?.includes(TEXT) ?? true) versions = { ...versions, text: "base" };
      if (files?.includes(CONFTEST) ?? true) versions = { ...versions, conftest: "base" };
    },
  } as unknown as OpenBase;
  const found = { benchmarks: [{ id: ID, location: { file: TEXT, line: 1 } }], problems: [] };
  const { ownText } = await collectBase(base, Promise.resolve(found), {
    collect: async () => {
      if (runs(versions) === "stops") throw new GateError("no module `client`", "");
      return found;
    },
    rehearse: async () => {
      rehearsed += 1;
      const failures = new Map(runs(versions) === "fails" ? [[ID, "no such argument"]] : []);
      return { failures } as never;
    },
  });
  return { ownText, versions, rehearsed };
}

test("a conftest above the benchmarks is head's on base where it works there", async () => {
  const { ownText, versions } = await collectedBase([CONFTEST], () => "runs");
  expect([ownText, versions]).toEqual([null, { text: "base", conftest: "head" }]);
});

test.each([
  ["stops", "no module `client`"],
  ["fails", "no such argument"],
] as const)(
  "a conftest with which base %s is base's own, and the benchmarks are head's",
  async (what, why) => {
    const { ownText, versions } = await collectedBase([TEXT, CONFTEST], ({ conftest }) =>
      conftest === "head" ? what : "runs",
    );
    expect(versions).toEqual({ text: "head", conftest: "base" });
    expect(ownText).toEqual({ ids: [], files: [CONFTEST], why });
  },
);

test("benchmarks that work on base neither with it nor without are base's own", async () => {
  const { ownText, versions } = await collectedBase([TEXT, CONFTEST], ({ text }) =>
    text === "head" ? "fails" : "runs",
  );
  expect(versions).toEqual({ text: "base", conftest: "head" });
  expect(ownText).toMatchObject({ ids: [ID], files: [TEXT] });
});

test("benchmarks that need head's conftest, which does not work on base, are base's own with it", async () => {
  const { ownText, versions } = await collectedBase([TEXT, CONFTEST], ({ text, conftest }) => {
    if (conftest === "head") return "stops";
    return text === "head" ? "fails" : "runs";
  });
  expect(versions).toEqual({ text: "base", conftest: "base" });
  expect(ownText).toMatchObject({ ids: [ID], files: [TEXT, CONFTEST] });
});

test("a conftest is not blamed for a benchmark that never works on base", async () => {
  const { ownText, versions, rehearsed } = await collectedBase([CONFTEST], () => "fails");
  expect([ownText, versions]).toEqual([null, { text: "base", conftest: "head" }]);
  expect(rehearsed).toBe(2);
});
