import { describe, expect, test } from "@jest/globals";
import { headBesideBase } from "../../src/discover/head-beside-base.ts";
import type { Collection } from "../../src/findings/discovery.ts";
import type { OpenHead } from "../../src/sides/sides.ts";

const head = {
  files: ["app.py", "benchmarks/deep/bench_orders.py"],
  suite: { suite: "functions", targets: [], why: "" },
} as unknown as OpenHead;

function refusal(where: string, message: string): string {
  const problems = [{ where, message, isAbsent: true }];
  const collection = { benchmarks: [], problems, trouble: null } as unknown as Collection;
  try {
    headBesideBase(collection, null, { formerly: [], formerProblems: null }, head);
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing";
}

describe("a name in benchmarks that nothing has is answered with", () => {
  test.each<[string, string, string, RegExp]>([
    [
      "the file that may be meant, wherever it is",
      "bench_orders",
      "there is no such file or folder",
      /`bench_orders` in `benchmarks` matches no benchmark: .* \(did you mean `benchmarks\/deep\/bench_orders\.py`\?\)$/,
    ],
    [
      "what the harness found next to it, and nothing else",
      "bench_orders",
      "there is no such file or folder (did you mean `bench_order`?)",
      /folder \(did you mean `bench_order`\?\)$/,
    ],
    ["nothing where nothing is like it", "performance", "there is no such file", /no such file$/],
  ])("%s", (_, where, message, told) => {
    expect(refusal(where, message)).toMatch(told);
  });
});

describe("a target that head no longer has", () => {
  const problems = [{ where: "perf/", message: "holds no file named bench_*.py", isAbsent: true }];
  const onHead = { benchmarks: [], problems, trouble: null } as unknown as Collection;
  const beside = (benchmarks: readonly string[], problemsOnBase: Collection["problems"]) => {
    const found = benchmarks.map((id) => ({ id, location: null }));
    const onBase = { benchmarks: found, problems: problemsOnBase, trouble: null } as unknown as Collection;
    return headBesideBase(onHead, onBase, { formerly: found, formerProblems: problemsOnBase }, head);
  };

  test("is emptied where base has benchmarks of it", () => {
    expect(beside(["perf/bench_a.py::bench_a"], [])).toMatchObject({ problems: [], emptied: ["perf/"] });
  });

  test("is a problem where base has it and can't collect it", () => {
    const broken = [{ where: "perf/bench_a.py", message: "ImportError: no" }];
    expect(beside(["other/bench_a.py::bench_a"], broken)).toMatchObject({ problems, emptied: [] });
  });
});
