import { describe, expect, test } from "@jest/globals";
import { namedTable } from "../../src/report/terminal-layout.ts";

const COLUMNS = [
  { name: "benchmark", align: "left" },
  { name: "head", align: "right" },
  { name: "verdict", align: "left" },
] as const;

function table(names: readonly string[], width: number, detail: string | null = null): readonly string[] {
  const rows = names.map((name) => ({ name, cells: ["1.84 ms", "fine"], detail }));
  return namedTable(COLUMNS, rows, width);
}

describe("a table in a terminal", () => {
  const orders = "benchmarks/test_shop.py::test_orders";
  const routes = "benchmarks/test_shop.py::test_routes";

  test("has its names in the rows if there is room", () => {
    expect(table([orders, routes], 60)).toEqual([
      "benchmark                                head  verdict",
      "benchmarks/test_shop.py::test_orders  1.84 ms  fine",
      "benchmarks/test_shop.py::test_routes  1.84 ms  fine",
    ]);
  });

  test("says once what all names begin with if there is less room", () => {
    expect(table([orders, routes], 40)).toEqual([
      "benchmark         head  verdict",
      "benchmarks/test_shop.py::",
      "  test_orders  1.84 ms  fine",
      "  test_routes  1.84 ms  fine",
    ]);
  });

  test("has each name in a line of its own if that is not enough", () => {
    expect(table([orders, "tests/test_routes.py::test_all"], 40)).toEqual([
      "benchmark",
      "     head  verdict",
      "benchmarks/test_shop.py::test_orders",
      "  1.84 ms  fine",
      "tests/test_routes.py::test_all",
      "  1.84 ms  fine",
    ]);
  });

  test("has the last cell in a line of its own if not even the cells fit", () => {
    expect(table([orders, "app:routes"], 12, "23 %")).toEqual([
      "benchmark",
      "     head",
      orders,
      "  1.84 ms",
      "    fine, 23 %",
      "app:routes",
      "  1.84 ms",
      "    fine, 23 %",
    ]);
  });

  test("has details in lines of their own before it takes names apart any further", () => {
    const detail = "smallest detectable: 23 %";
    expect(table([orders], 90, detail)[1]).toBe(`${orders}  1.84 ms  fine, ${detail}`);
    expect(table([orders, routes], 56, detail)).toEqual([
      "benchmark         head  verdict",
      "benchmarks/test_shop.py::",
      `  test_orders  1.84 ms  fine, ${detail}`,
      `  test_routes  1.84 ms  fine, ${detail}`,
    ]);
    expect(table([orders, routes], 40, detail)).toEqual([
      "benchmark         head  verdict",
      "benchmarks/test_shop.py::",
      "  test_orders  1.84 ms  fine",
      `    ${detail}`,
      "  test_routes  1.84 ms  fine",
      `    ${detail}`,
    ]);
  });

  test.each([
    ["a separator in a parameter", ["t.py::test[a/b::c]", "t.py::test[a/b::d]"], "t.py::"],
    ["a separator in a command", ["python run.py --on a/b", "python run.py --on a/c"], null],
    ["a name that ends where the others go on", ["t/", "t/a"], null],
    ["names with nothing in common", ["app.parse:orders", "web.parse:orders"], null],
    ["a single name", ["app.parse:orders"], "app.parse:"],
  ])("is not led astray by %s", (_title, names, beginning) => {
    const lines = table(names, 33);
    if (beginning === null) {
      for (const name of names) expect(lines.some((line) => line.startsWith(name))).toBe(true);
    } else expect(lines[1]).toBe(beginning);
  });

  test("counts no columns for colours, and two for characters of East Asian scripts", () => {
    const rows = (name: string, cell: string, width: number) =>
      namedTable(COLUMNS, [{ name, cells: ["1 s", cell] }], width);
    expect(rows("app:orders", "\u001b[32mfine\u001b[39m", 25)).toHaveLength(2);
    expect(rows("app:計測計測計測", "fine", 30)[1]).toBe("app:");
  });
});
