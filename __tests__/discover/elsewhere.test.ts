import { describe, expect, test } from "@jest/globals";
import { benchmarksElsewhere } from "../../src/discover/elsewhere.ts";
import type { OpenHead } from "../../src/sides/sides.ts";

const BENCHMARK = "def test_parse(benchmark):\n    benchmark(parse)\n";

function elsewhere(targets: readonly string[], texts: Readonly<Record<string, string>>) {
  const head = {
    side: { checkout: { folder: "" } },
    files: Object.keys(texts),
    suite: { suite: "pytest", targets, why: "" },
  } as unknown as OpenHead;
  const checkouts = { text: async (_: unknown, file: string) => texts[file] ?? null };
  return benchmarksElsewhere(head, { checkouts: checkouts as never });
}

describe("benchmarks that base has and head lost may be", () => {
  test.each<[string, string[], Record<string, string>, string[]]>([
    ["in a folder of another name", ["benchmarks"], { "perf/test_core.py": BENCHMARK }, ["perf"]],
    [
      "in a file of another name",
      ["bench_core.py"],
      { "bench_cores.py": BENCHMARK, "app.py": "" },
      ["bench_cores.py"],
    ],
    ["in a folder that is written alike", ["benchmarks"], { "benchmark/test_core.py": "" }, ["benchmark"]],
    [
      "in a folder of the same name that lies deeper",
      ["benchmarks"],
      { "perf/benchmarks/test_core.py": BENCHMARK },
      ["perf/benchmarks"],
    ],
    ["nowhere", ["benchmarks"], { "app.py": "", "tests/test_core.py": "" }, []],
    ["nowhere but where they are looked for", ["perf"], { "perf/test_core.py": BENCHMARK }, []],
  ])("%s", async (_, targets, texts, found) => {
    expect(await elsewhere(targets, texts)).toEqual(found);
  });
});

test("a folder is not named next to what it holds", async () => {
  const texts = { "benchmarcks/bench_core.py": "" };
  expect(await elsewhere(["benchmarks"], texts)).toEqual(["benchmarcks/bench_core.py"]);
});
