import { describe, expect, test } from "@jest/globals";
import type { ChangedPath } from "../../src/model/same-code.ts";
import { inertAmong } from "../../src/same-code/inert.ts";
import { whyNotSame } from "../../src/same-code/proof.ts";
import type { BenchmarkReads } from "../../src/same-code/reads.ts";

const ROOT = "/r";
const changed = (path: string, on: ChangedPath["on"] = "both"): ChangedPath => ({ path, on, isFile: true });

function reads(given: {
  readonly files?: readonly string[];
  readonly folders?: readonly string[];
  readonly sought?: readonly string[];
  readonly refused?: Iterable<BenchmarkReads["refused"] extends ReadonlySet<infer R> ? R : never>;
}): BenchmarkReads {
  const full = (paths: readonly string[] = []) =>
    new Set(paths.map((path) => (path === "" ? ROOT : `${ROOT}/${path}`)));
  return {
    files: full(given.files ?? ["benchmarks/bench_a.py", "app/one.py"]),
    folders: full(given.folders),
    sought: new Set(given.sought ?? []),
    refused: new Set(given.refused ?? []),
  };
}

function why(
  changes: readonly ChangedPath[],
  given: Parameters<typeof reads>[0] = {},
  untracked: readonly string[] = [],
) {
  const inert = inertAmong(
    changes.map(({ path }) => path),
    [],
  );
  const facts = {
    root: ROOT,
    changes,
    inert,
    readByAny: new Set([`${ROOT}/data/of-others.csv`]),
    untracked: new Set(untracked.map((path) => `${ROOT}/${path}`)),
  };
  return whyNotSame(reads(given), facts)?.kind ?? null;
}

describe("a benchmark runs the same code on both sides where", () => {
  test.each<[string, readonly ChangedPath[], Parameters<typeof reads>[0]]>([
    ["nothing changed", [], {}],
    [
      "only documents changed",
      [changed("README.md"), changed("docs/guide.rst", "head"), changed("LICENSE")],
      {},
    ],
    ["only workflows changed", [changed(".github/workflows/ci.yml")], {}],
    ["only data changed that others are seen to read", [changed("data/of-others.csv")], {}],
    ["only type stubs changed", [changed("app/one.pyi")], {}],
    ["only a module changed that it does not lead to", [changed("app/two.py")], {}],
    [
      "a module was added that it does not look for",
      [changed("app/two.py", "head")],
      { sought: ["app.fast"] },
    ],
    [
      "a module was removed that it did not look for",
      [changed("app/two.py", "base")],
      { sought: ["app.fast"] },
    ],
    ["a test changed that no benchmark collects", [changed("tests/test_two.py")], {}],
    [
      "a file changed in a folder that it looks through, and both have it",
      [changed("data/a.md")],
      { folders: ["data"] },
    ],
    ["an untracked file is there that it does not read", [], {}],
  ])("%s", (_title, changes, given) => {
    expect(why(changes, given, ["build/x.py"])).toBeNull();
  });
});

describe("a benchmark is measured where", () => {
  test.each<[string, readonly ChangedPath[], Parameters<typeof reads>[0], string]>([
    ["its own file changed", [changed("benchmarks/bench_a.py")], {}, "changed-file"],
    ["a module changed that it leads to", [changed("README.md"), changed("app/one.py")], {}, "changed-file"],
    ["a document changed that it opens", [changed("README.md")], { files: ["README.md"] }, "changed-file"],
    [
      "a file is gone that it tries to open",
      [changed("app/settings.md", "base")],
      { files: ["app/settings.md"] },
      "changed-file",
    ],
    [
      "a file was added to a folder that it looks through",
      [changed("data/b.md", "head")],
      { folders: ["data"] },
      "changed-folder",
    ],
    [
      "a folder was added to one that it looks through",
      [changed("data/b/c.md", "head")],
      { folders: ["data"] },
      "changed-folder",
    ],
    [
      "the checkout itself is looked through, and got a file",
      [changed("b.md", "head")],
      { folders: [""] },
      "changed-folder",
    ],
    [
      "a module is gone that it looked for",
      [changed("app/fast.py", "base")],
      { sought: ["app.fast"] },
      "may-be-imported",
    ],
    [
      "a module changed that a rarer call may import",
      [changed("src/app/late.py")],
      { sought: ["app.late"] },
      "may-be-imported",
    ],
    [
      "a package changed that a rarer call may import",
      [changed("app/late/__init__.py")],
      { sought: ["app.late"] },
      "may-be-imported",
    ],
    [
      "a native library changed, which another one may load",
      [changed("app/late.cpython-313-x86_64-linux-gnu.so")],
      { sought: ["app.late"] },
      "unknown-kind",
    ],
    [
      "it imports by name, and a module changed",
      [changed("app/two.py")],
      { refused: ["imports-by-name"] },
      "may-be-imported",
    ],
    [
      "what each process looks for at its start changed",
      [changed("src/sitecustomize.py")],
      {},
      "may-be-imported",
    ],
    ["only base has a conftest", [changed("tests/conftest.py", "base")], {}, "changed-file"],
    ["a folder of what it reads becomes a package", [changed("app/__init__.py", "head")], {}, "changed-file"],
    ["data changed that C code might read", [changed("app/model.bin")], {}, "unknown-kind"],
    ["dependencies changed", [changed("requirements.txt")], {}, "unknown-kind"],
    ["a link changed", [{ path: "data", on: "both", isFile: false }], {}, "changed-link"],
    ["it starts processes", [], { refused: ["starts-process"] }, "not-followed"],
    ["it uses the network", [], { refused: ["uses-network"] }, "not-followed"],
    ["others trace what it enters", [], { refused: ["traces"] }, "not-followed"],
    ["too much was read to note it", [], { refused: ["too-much"] }, "not-followed"],
  ])("%s", (_title, changes, given, kind) => {
    expect(why(changes, given)).toBe(kind);
  });

  test("it reads a file that git does not know", () => {
    expect(why([], { files: ["app/_version.py"] }, ["app/_version.py"])).toBe("on-head-alone");
  });
});
