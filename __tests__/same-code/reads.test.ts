import { describe, expect, test } from "@jest/globals";
import type { Reads } from "../../src/protocol.ts";
import { readsOf } from "../../src/same-code/reads.ts";

const FILES = [
  "/r/bench_a.py",
  "/r/bench_b.py",
  "/r/app/one.py",
  "/r/app/two.py",
  "/r/data.txt",
  "/r/conftest.py",
];
const number = (file: string) => FILES.indexOf(file);

function told(given: Partial<Reads>): Reads {
  return {
    files: FILES,
    imports: [
      [number("/r/bench_a.py"), number("/r/app/one.py")],
      [number("/r/bench_b.py"), number("/r/app/two.py")],
    ],
    ...{ opened: [], listed: [], sought: [], refused: [], entered: [] },
    benchmarks: [
      { id: "a", file: number("/r/bench_a.py"), entered: [] },
      { id: "b", file: number("/r/bench_b.py"), entered: [] },
    ],
    ...given,
  };
}

const filesOf = (given: Partial<Reads>, id: string, loaded: readonly string[] = []) =>
  [...(readsOf(told(given), loaded).get(id)?.files ?? [])].sort();

describe("a benchmark reads", () => {
  test("its own file and all that this leads to", () => {
    expect(filesOf({}, "a")).toEqual(["/r/app/one.py", "/r/bench_a.py"]);
  });

  test("what imports lead to in a circle, once", () => {
    const imports: Reads["imports"] = [
      [0, 2],
      [2, 3],
      [3, 2],
    ];
    expect(filesOf({ imports }, "a")).toEqual(["/r/app/one.py", "/r/app/two.py", "/r/bench_a.py"]);
  });

  test("what a file that it leads to opens, whoever was running then", () => {
    const opened: Reads["opened"] = [[number("/r/app/one.py"), number("/r/data.txt")]];
    expect(filesOf({ opened }, "a")).toContain("/r/data.txt");
    expect(filesOf({ opened }, "b")).not.toContain("/r/data.txt");
  });

  test("what was opened while nobody's code ran", () => {
    const opened: Reads["opened"] = [[null, number("/r/data.txt")]];
    expect(filesOf({ opened }, "b")).toContain("/r/data.txt");
  });

  test("code that it enters without having imported it, and all that this leads to", () => {
    const benchmarks = [{ id: "b", file: number("/r/bench_b.py"), entered: [number("/r/bench_a.py")] }];
    expect(filesOf({ benchmarks }, "b")).toEqual([
      "/r/app/one.py",
      "/r/app/two.py",
      "/r/bench_a.py",
      "/r/bench_b.py",
    ]);
  });

  test("code that was entered for several benchmarks", () => {
    expect(filesOf({ entered: [number("/r/app/two.py")] }, "a")).toContain("/r/app/two.py");
  });

  test("what its process had loaded though no benchmark leads to it", () => {
    expect(filesOf({}, "a", ["/r/conftest.py", "/r/app/two.py", "/usr/lib/plugin.py"])).toEqual([
      ...["/r/app/one.py", "/r/bench_a.py", "/r/conftest.py", "/usr/lib/plugin.py"],
    ]);
  });

  test("everything, where nobody knows which file it is written in", () => {
    const benchmarks = [...told({}).benchmarks, { id: "c", file: null, entered: [] }];
    expect(filesOf({ benchmarks }, "c")).toEqual([...FILES].sort());
  });
});

test("folders, names and refusals are those of the files that it leads to, and of everybody", () => {
  const [one, two] = [number("/r/app/one.py"), number("/r/app/two.py")];
  const reads = readsOf(
    told({
      listed: [
        [one, number("/r/data.txt")],
        [two, number("/r/conftest.py")],
      ],
      sought: [
        [one, "app.fast"],
        [two, "app.slow"],
        [null, "plugin"],
      ],
      refused: [
        [one, "imports-by-name"],
        [two, "starts-process"],
      ],
    }),
    [],
  ).get("a");
  expect(reads?.folders).toEqual(new Set(["/r/data.txt"]));
  expect(reads?.sought).toEqual(new Set(["app.fast", "plugin"]));
  expect(reads?.refused).toEqual(new Set(["imports-by-name"]));
});
