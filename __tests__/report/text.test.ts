import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { renderText } from "../../src/report/text.ts";
import * as examples from "../support/example-results.ts";
import { expectGolden } from "../support/golden.ts";
import { aResult, aRow, failing } from "../support/results.ts";

describe("the report on a terminal", () => {
  test.each(Object.entries(examples))("%s", (name, result) => {
    expectGolden(`fixtures/reports/text-${name}.txt`, renderText(result, { colour: false }));
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

  test("shows long ids whole rather than fitting them", () => {
    const id = "benchmarks/test_orders.py::test_parse[a-rather-long-parameter]";
    expect(renderText(aResult({ benchmarks: [aRow({ id })] }), { colour: false })).toContain(`\n${id}  `);
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
