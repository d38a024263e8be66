import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { benchmarkCodes, namedInFile } from "../../src/discover/benchmark-code.ts";
import type { OpenHead } from "../../src/sides/sides.ts";

const FILES = [
  "app.py",
  "benchmarks/data.json",
  "benchmarks/helpers.py",
  "benchmarks/__pycache__/helpers.cpython-313.pyc",
  "benchmarks/test_a.py",
  "benchmarks/test_b.py",
];

/** Codes of `a` and `b`, each in its file, with the contents that files have. */
async function codes(contents: Readonly<Record<string, string>>, shared = ["benchmarks"]) {
  const head = {
    shared,
    side: { checkout: { root: "/r", folder: "", commit: null, label: "" } },
  } as unknown as OpenHead;
  const found = await benchmarkCodes(
    head,
    [
      { id: "a", location: { file: "benchmarks/test_a.py", line: 1 } },
      { id: "b", location: { file: "benchmarks/test_b.py", line: 1 } },
      { id: "app:work", location: { file: "app.py", line: 1 } },
      { id: "nowhere", location: null },
    ],
    {
      files: async () => FILES,
      async contentHash(paths) {
        return paths.length === 0
          ? null
          : createHash("sha256")
              .update(JSON.stringify(paths.map((path) => [path, contents[path]])))
              .digest("hex");
      },
    },
  );
  return Object.fromEntries(found);
}

const plain = { "benchmarks/test_a.py": "a" };

test("a benchmark is its own file and the helpers beside it", async () => {
  const before = await codes(plain);
  expect(before.a).not.toBeNull();
  expect(before.a).not.toBe(before.b);
});

test("the code under test has no benchmark's code, nor has what nobody can place", async () => {
  expect(await codes(plain)).toMatchObject({ "app:work": null, nowhere: null });
  expect(await codes(plain, [])).toEqual({ a: null, b: null, "app:work": null, nowhere: null });
});

test.each([
  ["its own file", "benchmarks/test_a.py", ["a"]],
  ["another file of benchmarks", "benchmarks/test_b.py", ["b"]],
  ["a helper", "benchmarks/helpers.py", ["a", "b"]],
  ["data", "benchmarks/data.json", ["a", "b"]],
  ["the code under test", "app.py", []],
  ["bytecode", "benchmarks/__pycache__/helpers.cpython-313.pyc", []],
])("a change of %s makes another benchmark of those that are written in it", async (_, file, changed) => {
  const before = await codes(plain);
  const after = await codes({ ...plain, [file]: "changed" });
  expect(Object.keys(before).filter((id) => before[id] !== after[id])).toEqual(changed);
});

test.each([
  ["benchmarks/test_a.py::test_x[a::b]", "sub/benchmarks/test_a.py"],
  ["hot.Suite.time_x", null],
  ["app:work", null],
])("the file of a benchmark that is gone, %s, is %s", (id, file) => {
  const side = {
    checkout: { root: "/r", folder: "sub", commit: null, label: "" },
  } as unknown as OpenHead["side"];
  expect(namedInFile(id, side)?.location?.file ?? null).toBe(file);
});
