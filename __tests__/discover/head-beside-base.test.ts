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
    headBesideBase(collection, null, null, head);
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
