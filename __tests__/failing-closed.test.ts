/**
 * What a run says that could not do all that it was asked for, line by line: which verdict, which rows, and what the
 * command line exits with. The whole gate runs; only the outside world is made up.
 */

import { describe, expect, test } from "@jest/globals";
import type { FailOn, GateVerdict, RowVerdict } from "../src/model.ts";
import { exitStatus } from "../src/report/exit-status.ts";
import { warningWords } from "../src/report/words/warning.ts";
import { gate } from "../src/runs/gate.ts";
import { aConfig } from "./support/configs.ts";
import { fakeWorld, type LostProcess, type Oddities, type Speeds } from "./support/fake-world.ts";

const BASE = "b".repeat(40);
const HEAD = "a".repeat(40);
const STEADY: Speeds = { a: 1e-4, b: 2e-4 };
/** So long that a limit of seconds ends after few blocks. */
const LONG: Speeds = { a: 1e-2, b: 2e-2, c: 3e-2, d: 4e-2 };
const times = (factor: number, speeds: Speeds): Speeds =>
  Object.fromEntries(Object.entries(speeds).map(([id, seconds]) => [id, factor * seconds]));
const BOTH_SKIPPED = { a: "skipped", b: "skipped" } as const;
const BOTH_FAIL = { a: "failed", b: "failed" } as const;

interface Situation {
  readonly base?: Speeds;
  readonly head?: Speeds;
  readonly oddBase?: Oddities;
  readonly oddHead?: Oddities;
  readonly failOn?: readonly FailOn[];
  readonly setup?: string;
  readonly timeLimitSeconds?: number;
}

async function check({ base = STEADY, head = STEADY, oddBase, oddHead, ...of }: Situation) {
  const world = fakeWorld({ head: HEAD, base: BASE, commits: { [BASE]: base, [HEAD]: head } });
  world.oddities[BASE] = oddBase ?? {};
  world.oddities[HEAD] = oddHead ?? {};
  const config = aConfig({ suite: "functions", benchmarks: ["benchmarks"], baseline: [], ...of });
  const result = await gate(config, { kind: "local", command: "check", branch: "local" }, world);
  return {
    verdict: result.verdict,
    status: exitStatus(result.verdict),
    rows: Object.fromEntries(result.benchmarks.map((row) => [row.id, row.verdict])),
    warnings: result.warnings.map(({ kind }) => kind),
    messages: result.warnings.map((one) => warningWords(one)).join("\n"),
  };
}

interface Told {
  readonly verdict: GateVerdict;
  readonly status: 0 | 1 | 2;
  readonly rows?: Readonly<Record<string, RowVerdict>>;
  readonly warnings?: readonly string[];
}

describe("the gate", () => {
  test.each<[string, Situation, Told]>([
    ["passes where nothing changed", {}, { verdict: "passed", status: 0 }],
    [
      "fails where a benchmark regressed",
      { head: { ...STEADY, b: 4e-4 } },
      { verdict: "failed", status: 1, rows: { a: "within-budget", b: "regressed" } },
    ],
    [
      "fails where the time ran out, and what is slower is clear by then",
      { base: LONG, head: times(2, LONG), timeLimitSeconds: 2 },
      { verdict: "failed", status: 1, rows: { a: "regressed", d: "regressed" }, warnings: ["time-limit"] },
    ],
    [
      "is unmeasured where the time ran out after a single block, in which everything was far over its budget",
      { base: LONG, head: times(2, LONG), timeLimitSeconds: 1 },
      { verdict: "unmeasured", status: 2, rows: { a: "inconclusive" }, warnings: ["time-limit"] },
    ],
    [
      "is unmeasured where the time ran out after a single block, in which nothing was clear",
      { base: times(5, LONG), head: times(5.25, LONG), timeLimitSeconds: 1 },
      { verdict: "unmeasured", status: 2, rows: { a: "inconclusive" }, warnings: ["time-limit"] },
    ],
    [
      "fails where a benchmark that runs on base raises on head",
      { oddHead: { arrives: { b: "failed" } } },
      { verdict: "failed", status: 1, rows: { a: "within-budget", b: "errored" } },
    ],
    [
      "fails where a file that base can collect can't be collected on head",
      { oddHead: { uncollectable: ["benchmarks/bench_c.py"] } },
      { verdict: "failed", status: 1, rows: { "benchmarks/bench_c.py": "errored" } },
    ],
    [
      "is unmeasured where everything raises on both sides",
      { oddHead: { arrives: BOTH_FAIL }, oddBase: { arrives: BOTH_FAIL } },
      { verdict: "unmeasured", status: 2, rows: { a: "errored", b: "errored" } },
    ],
    [
      "is unmeasured where base runs nothing, though it has the project",
      { oddBase: { arrives: BOTH_FAIL } },
      {
        verdict: "unmeasured",
        status: 2,
        rows: { a: "new", b: "new" },
        warnings: ["all-new", "failed-on-base"],
      },
    ],
    [
      "is unmeasured where base can import nothing, though it has the project",
      { base: {}, oddBase: { uncollectable: ["benchmarks/bench_app.py"] } },
      {
        verdict: "unmeasured",
        status: 2,
        rows: { a: "new", b: "new" },
        warnings: ["all-new", "not-collected-on-base"],
      },
    ],
    [
      "can't tell, and fails nothing, where base is older than the project",
      { base: {}, oddBase: { files: ["README.md"], uncollectable: ["benchmarks/bench_app.py"] } },
      { verdict: "inconclusive", status: 0, rows: { a: "new", b: "new" } },
    ],
    [
      "is unmeasured where base has the code of the benchmarks under another name",
      {
        base: {},
        oddBase: {
          files: [],
          texts: { "old_name.py": "def score():\n    return 1\n" },
          uncollectable: ["benchmarks/bench_app.py"],
        },
        oddHead: {
          files: ["benchmarks/bench_app.py"],
          texts: { "app.py": "def score():\n    return 1\n" },
        },
      },
      {
        verdict: "unmeasured",
        status: 2,
        rows: { a: "new", b: "new" },
        warnings: ["renamed-code", "not-collected-on-base"],
      },
    ],
    [
      "is unmeasured where all is skipped on both sides",
      { oddHead: { arrives: BOTH_SKIPPED }, oddBase: { arrives: BOTH_SKIPPED } },
      { verdict: "unmeasured", status: 2, rows: { a: "skipped", b: "skipped" } },
    ],
    [
      "is as the others say where one raises on both sides, with a warning",
      { oddHead: { arrives: { b: "failed" } }, oddBase: { arrives: { b: "failed" } } },
      {
        verdict: "passed",
        status: 0,
        rows: { a: "within-budget", b: "errored" },
        warnings: ["failed-on-base"],
      },
    ],
    [
      "is as the others say where neither side can collect a file, with a warning",
      {
        oddHead: { uncollectable: ["benchmarks/bench_c.py"] },
        oddBase: { uncollectable: ["benchmarks/bench_c.py"] },
      },
      {
        verdict: "passed",
        status: 0,
        rows: { a: "within-budget", b: "within-budget", "benchmarks/bench_c.py": "errored" },
        warnings: ["not-collected-on-base"],
      },
    ],
    [
      "passes with a row removed where head lost a benchmark",
      { head: { a: 1e-4 } },
      { verdict: "passed", status: 0, rows: { a: "within-budget", b: "removed" } },
    ],
    [
      "fails where head lost a benchmark and fail-on lists removed",
      { head: { a: 1e-4 }, failOn: ["removed"] },
      { verdict: "failed", status: 1, rows: { a: "within-budget", b: "removed" } },
    ],
    [
      "fails where a benchmark that runs on base skips itself on head",
      { oddHead: { arrives: { b: "skipped" } } },
      { verdict: "failed", status: 1, rows: { a: "within-budget", b: "errored" } },
    ],
    [
      "is unmeasured where head has none of base's benchmarks",
      { head: {} },
      { verdict: "unmeasured", status: 2, rows: { a: "removed", b: "removed" } },
    ],
    [
      "fails where head can collect none of base's benchmarks",
      { base: { "b.py::f": 1e-4 }, head: {}, oddHead: { uncollectable: ["b.py"] } },
      { verdict: "failed", status: 1, rows: { "b.py::f": "errored" } },
    ],
    [
      "passes with a row skipped where both sides skip one, whatever fail-on lists",
      {
        oddHead: { arrives: { b: "skipped" } },
        oddBase: { arrives: { b: "skipped" } },
        failOn: ["regression", "errored", "removed", "inconclusive"],
      },
      { verdict: "passed", status: 0, rows: { a: "within-budget", b: "skipped" } },
    ],
    [
      "is inconclusive where only noise stands in the way",
      { head: { ...STEADY, b: 2.2e-4 } },
      { verdict: "inconclusive", status: 0, rows: { a: "within-budget", b: "inconclusive" } },
    ],
    [
      "fails where only noise stands in the way and fail-on lists inconclusive",
      { head: { ...STEADY, b: 2.2e-4 }, failOn: ["inconclusive"] },
      { verdict: "failed", status: 1, rows: { a: "within-budget", b: "inconclusive" } },
    ],
  ])("%s", async (_title, situation, told) => {
    const said = await check(situation);
    expect(said).toMatchObject({ verdict: told.verdict, status: told.status });
    expect(said.rows).toMatchObject(told.rows ?? {});
    expect(said.warnings).toEqual(expect.arrayContaining([...(told.warnings ?? [])]));
  });

  test.each<[string, Situation]>([
    [
      "a file that head can collect can't be collected there",
      { oddBase: { uncollectable: ["benchmarks/bench_c.py"] } },
    ],
    ["a benchmark that runs on head does not run there", { oddBase: { arrives: { b: "failed" } } }],
  ])("is an error where a submodule of base can't be had, and %s", async (_title, { oddBase }) => {
    const situation = { oddBase: { ...oddBase, lacks: ["libs/hot"] } };
    await expect(check(situation)).rejects.toThrow(
      /^Base can't be measured without its submodule `libs\/hot`/,
    );
  });

  test("passes with a warning where base runs without a submodule that can't be had", async () => {
    const said = await check({
      oddHead: { arrives: { b: "failed" } },
      oddBase: { arrives: { b: "failed" }, lacks: ["libs/hot"] },
    });
    expect(said).toMatchObject({ verdict: "passed", status: 0 });
    expect(said.warnings).toContain("missing-submodules");
  });

  const WAYS: readonly LostProcess[] = [
    ...(["does not start", "is silent", "exits", "is killed", "breaks the protocol"] as const),
    ...(["can't collect any more", "answers out of turn", "speaks another version"] as const),
  ];
  /** Slower by what takes more than a block to be sure of. */
  const UNCLEAR: Speeds = { ...STEADY, b: 2.2e-4 };
  const lost = (how: LostProcess, after = 1): Oddities => ({ lost: { after, how } });
  describe.each(WAYS)("whose process %s after the first block", (how) => {
    test.each<[string, Situation, Told, RegExp]>([
      [
        "fails where it is head's, and nothing was decided",
        { head: UNCLEAR, oddHead: lost(how) },
        { verdict: "failed", status: 1, rows: { a: "errored", b: "errored" }, warnings: ["measuring-ended"] },
        /ended after 1 block: the benchmark process of head (was lost|did not reach).* in head's checkout/,
      ],
      [
        "is unmeasured where it is base's, and nothing was decided",
        { head: UNCLEAR, oddBase: lost(how) },
        { verdict: "unmeasured", status: 2, rows: { b: "inconclusive" }, warnings: ["measuring-ended"] },
        /ended after 1 block: the benchmark process of base (was lost|did not reach).* in base's checkout/,
      ],
      [
        "is unmeasured where it is base's, and head is far slower",
        { head: times(3, STEADY), oddBase: lost(how) },
        { verdict: "unmeasured", status: 2, rows: { a: "inconclusive" }, warnings: ["measuring-ended"] },
        /process of base (was lost|did not reach)/,
      ],
      [
        "is unmeasured where neither side's is there any more",
        { head: UNCLEAR, oddHead: lost(how), oddBase: lost(how) },
        { verdict: "unmeasured", status: 2, rows: { b: "inconclusive" }, warnings: ["measuring-ended"] },
        /ended after 1 block: the benchmark processes of both sides (were lost|did not reach)/,
      ],
    ])("%s", async (_title, situation, told, message) => {
      const said = await check(situation);
      expect(said).toMatchObject({ verdict: told.verdict, status: told.status });
      expect(said.rows).toMatchObject(told.rows ?? {});
      expect(said.warnings).toEqual(expect.arrayContaining([...(told.warnings ?? [])]));
      expect(said.messages).toMatch(message);
    });
  });

  test.each<[string, Situation, Told]>([
    [
      "fails where head's process is lost once it is clear that head is slower",
      { head: times(2, STEADY), oddHead: lost("exits", 3) },
      { verdict: "failed", status: 1, rows: { a: "regressed", b: "regressed" } },
    ],
    [
      "is unmeasured where base's process is lost after too few blocks to be sure that head is slower",
      { head: times(2, STEADY), oddBase: lost("exits", 2) },
      { verdict: "unmeasured", status: 2, rows: { a: "inconclusive", b: "inconclusive" } },
    ],
    [
      "decides by the blocks there are where base's process is lost and head is slower",
      { head: times(2, STEADY), oddBase: lost("exits", 3) },
      { verdict: "failed", status: 1, rows: { a: "regressed", b: "regressed" } },
    ],
    [
      "is unmeasured where base's process is lost when some are decided and one is not",
      { head: UNCLEAR, oddBase: lost("exits", 9) },
      { verdict: "unmeasured", status: 2, rows: { a: "within-budget", b: "inconclusive" } },
    ],
    [
      "fails where head's process is lost when some are decided and one is not",
      { head: UNCLEAR, oddHead: lost("exits", 9) },
      { verdict: "failed", status: 1, rows: { a: "within-budget", b: "errored" } },
    ],
  ])("%s", async (_title, situation, told) => {
    const said = await check(situation);
    expect(said).toMatchObject({ verdict: told.verdict, status: told.status, rows: told.rows });
  });

  const needs = (version: number): Oddities => ({
    texts: { "pyproject.toml": `[project]\ndependencies = ["fast==${version}"]\n`, "uv.lock": `${version}` },
  });
  test.each<[string, Situation, boolean]>([
    ["where both sides share one environment", { oddBase: needs(1), oddHead: needs(2) }, true],
    ["not where both depend on the same", { oddBase: needs(1), oddHead: needs(1) }, false],
    [
      "not where each side is set up by itself",
      { oddBase: needs(1), oddHead: needs(2), setup: "uv sync --frozen" },
      false,
    ],
  ])("is as measured, with a warning of changed dependencies %s", async (_title, situation, isWarned) => {
    const { verdict, warnings, messages } = await check(situation);
    expect(verdict).toBe("passed");
    expect(warnings.includes("dependencies-changed")).toBe(isWarned);
    if (isWarned) expect(messages).toMatch(/\(pyproject.toml, uv.lock\).*set `setup: uv sync --frozen`/);
  });

  test("is as measured where a benchmark does not measure what it means, with one warning that names it", async () => {
    const doubts = [
      { id: "a", doubt: "gives-coroutine" },
      { id: "b", doubt: "does-nothing" },
    ] as const;
    const { verdict, warnings, messages } = await check({ oddHead: { doubts }, oddBase: { doubts } });
    expect(verdict).toBe("passed");
    expect(warnings).toEqual(["doubtful-benchmark", "doubtful-benchmark"]);
    expect(messages).toMatch(/^a makes a coroutine that is never awaited.*\nb does nothing/);
  });

  test("is an error, and no verdict, where no benchmarks are found on either side", async () => {
    await expect(check({ base: {}, head: {} })).rejects.toThrow(/No benchmarks were found/);
  });
});
