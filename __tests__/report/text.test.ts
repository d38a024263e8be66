import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { renderText } from "../../src/report/text.ts";
import * as examples from "../support/example-results.ts";
import { expectGolden } from "../support/golden.ts";
import { aResult, aRow, aSideReport, failing } from "../support/results.ts";

describe("the report on a terminal", () => {
  test.each(Object.entries(examples))("%s", (name, result) => {
    expectGolden(`fixtures/reports/text-${name}.txt`, renderText(result, { colour: false }));
  });

  test.each([80, 60])("%d columns wide, is as somebody would like to read it there", (width) => {
    const text = renderText(examples.mixed, { colour: false, width });
    expectGolden(`fixtures/reports/text-mixed-${width}-columns.txt`, text);
  });

  test.each([80, 70, 60])("no line of its tables is wider than %d columns, unless it is an id", (width) => {
    for (const result of Object.values(examples)) {
      if (result === examples.hostile) continue;
      const ids = result.benchmarks.map(({ id }) => id);
      const text = renderText(result, { colour: false, width });
      const [table = ""] = text.slice(text.indexOf("\nbenchmark") + 1).split("\n\n");
      for (const line of table.split("\n")) {
        if (!ids.includes(line)) expect([...line].length).toBeLessThanOrEqual(width);
      }
      for (const { id, verdict } of result.benchmarks) {
        if (verdict === "regressed" || verdict === "errored") expect(text).toContain(id);
      }
    }
  });

  test("says once what holds for several rows, and names each of them whole", () => {
    const notes = failing("ModuleNotFoundError: No module named 'attrs'");
    const benchmarks = [
      aRow({ id: "app:one", verdict: "errored", notes }),
      aRow({ id: "app:two", verdict: "errored", notes }),
      aRow({ id: "app:three", verdict: "errored", notes: failing("ValueError: 3") }),
    ];
    const text = renderText(aResult({ benchmarks }), { colour: false, width: 80 });
    expect(text).toContain(
      "\n\nModuleNotFoundError: No module named 'attrs' (2 benchmarks):\n  app:one\n  app:two\napp:three: ValueError: 3\n\n",
    );
  });

  test("does not stretch its sentences over the whole of a very wide terminal", () => {
    const lines = renderText(examples.mixed, { colour: false, width: 250 }).split("\n");
    const start = lines.findIndex((line) => line.startsWith("Base and head were measured"));
    expect(start).toBeGreaterThan(0);
    const footer = lines.slice(start);
    for (const line of footer) expect(line.length).toBeLessThanOrEqual(100);
  });

  test("says in its first lines what was compared with what, and nowhere else", () => {
    const base = aSideReport({
      name: "base",
      chosenAs: { kind: "merge-base", branch: "main", isTip: false },
    });
    const head = aSideReport({ commit: null, label: "working tree" });
    const text = renderText(aResult({ sides: { base, head } }), { colour: false });
    expect(text).toMatch(
      /^.*\n.*\n {2}The working tree was compared with 4f2d9c1ab8e0, its merge base with main\.\n\n/,
    );
    expect(text.split("4f2d9c1ab8e0")).toHaveLength(2);
  });

  test("says nothing of a baseline that nobody stored, and of one that was not wanted", () => {
    for (const baseline of [
      { state: "missing", source: ".hotpath-gate/baseline.json", why: null },
      { state: "not-used", source: "", why: "not-wanted" },
    ] as const) {
      expect(renderText(aResult({ evidence: { baseline } }), { colour: false })).not.toContain("baseline");
    }
    const baseline = { state: "missing", source: "a file", why: "it is another suite's" } as const;
    expect(renderText(aResult({ evidence: { baseline } }), { colour: false })).toContain(
      "No usable baseline",
    );
  });

  test("fits 80 columns when ids are short", () => {
    const benchmarks = [
      aRow({ id: "app.parse:orders", verdict: "regressed" }),
      aRow({ id: "app.routing:match", base: 0.0000621, change: -0.031, interval: [-0.044, -0.018] }),
      aRow({ id: "app.scoring:score", verdict: "errored" }),
    ];
    const lines = renderText(aResult({ benchmarks }), { colour: false }).split("\n");
    const table = lines.slice(lines.findIndex((line) => line.startsWith("benchmark")));
    for (const line of table.slice(0, 4)) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("takes the room that it needs in a log, and no more than there is in a terminal", () => {
    const id = "benchmarks/test_orders.py::test_parse[a-rather-long-parameter]";
    const result = aResult({ benchmarks: [aRow({ id })] });
    expect(renderText(result, { colour: false })).toContain(`\n${id}  `);
    expect(renderText(result, { colour: false, width: 80 })).toContain(`\n${id}\n`);
  });

  test("has colours only where they are asked for, and reads the same without them", () => {
    const plain = renderText(examples.mixed, { colour: false });
    const coloured = renderText(examples.mixed, { colour: true });
    expect(plain).toBe(stripVTControlCharacters(plain));
    expect(coloured).not.toBe(plain);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });

  test("obeys nothing that measured code put into it", () => {
    const text = renderText(examples.hostile, { colour: false });
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u);
  });

  test.each(["::error::all is well", "##[error]all is well", "  ::set-output name=x::y"])(
    "says nothing that a runner obeys, where a benchmark is called %j",
    (id) => {
      const reason = {
        name: id,
        file: id,
        line: 1,
        baseCalls: 1,
        headCalls: 9,
        baseOwnSeconds: 1,
        headOwnSeconds: 2,
      };
      const benchmarks = [
        aRow({ id, verdict: "regressed", reasons: [reason], notes: failing(id), unit: id }),
        aRow({ id: `${id}2`, verdict: "errored", notes: failing(`${"word ".repeat(30)}${id}`) }),
      ];
      const warnings = [{ kind: "command-fails", why: `${"word ".repeat(30)}${id}` } as const];
      const result = aResult({ benchmarks, warnings, reason: { kind: "not-wanted", why: id } });
      for (const width of [1, 20, 80]) {
        expect(renderText(result, { colour: false, width })).not.toMatch(/^\s*::|##\[/m);
      }
    },
  );

  test("shows a budget column only where budgets differ", () => {
    const same = renderText(aResult({ benchmarks: [aRow(), aRow()] }), { colour: false });
    const different = renderText(aResult({ benchmarks: [aRow(), aRow({ budget: 0.25 })] }), {
      colour: false,
    });
    expect(same).not.toMatch(/interval +budget/);
    expect(different).toMatch(/interval +budget/);
  });

  test("of a very large suite shows what needs a person first, and is made in no time", () => {
    const benchmarks = Array.from({ length: 10_000 }, (_, index) =>
      aRow({
        id: `app:f${index}`,
        verdict: index === 9_999 ? "regressed" : "within-budget",
        notes: failing("a note"),
      }),
    );
    const start = performance.now();
    const text = renderText(aResult({ benchmarks }), { colour: false });
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(text).toMatch(/\napp:f9999 .*regressed\n/);
    expect(text).toContain("\nand 9,500 more: write them to a file with --json or --html\n");
    expect(text.split("\n").length).toBeLessThan(600);
  });
});
