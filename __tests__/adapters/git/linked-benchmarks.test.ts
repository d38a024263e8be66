import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { linkedPlaces } from "../../../src/adapters/git/linked-benchmarks.ts";
import { newRepository, temporaryFolder } from "../../support/repositories.ts";

const FILES = {
  "app.py": "",
  "bench_top.py": "",
  "src/acme/core.py": "",
  "pkg/__init__.py": "",
  "pkg/tables.json": "",
  "plain/core.py": "",
  "plain/words.txt": "",
  "perf/bench_w.py": "",
  "perf/deep/more.txt": "",
  "tests/__init__.py": "",
  "tests/helpers.py": "",
  "benchmarks/bench_app.py": "",
};

/** What links of that place and text, relative to the checkout, lead to. */
async function linked(
  links: Readonly<Record<string, string>>,
  {
    codeFolders = ["src", ""],
    named = ["benchmarks"],
    limits,
  }: {
    readonly codeFolders?: readonly string[];
    readonly named?: readonly string[];
    readonly limits?: { readonly entries: number; readonly depth: number };
  } = {},
) {
  using place = temporaryFolder();
  const repository = newRepository(join(place.path, "shop"));
  repository.commit("all", FILES);
  for (const [path, target] of Object.entries(links)) {
    const link = join(repository.root, path);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target, link);
  }
  const checkout = { root: repository.root, folder: "", commit: null, label: "working tree" };
  return await linkedPlaces(checkout, { named, places: ["benchmarks"], codeFolders }, limits);
}

test.each([
  ["a benchmark", "../perf/bench_w.py", "perf/bench_w.py"],
  ["a folder of benchmarks", "../perf", "perf"],
  ["a benchmark beside the code", "../bench_top.py", "bench_top.py"],
  ["a helper of the tests", "../tests/helpers.py", "tests/helpers.py"],
  ["data", "../plain/words.txt", "plain/words.txt"],
])("a link to %s brings it along", async (_title, target, place) => {
  expect(await linked({ "benchmarks/link": target })).toEqual({ text: [place], modules: [] });
});

test.each([
  ["a module", "../app.py", "app.py"],
  ["a file of a package", "../pkg/tables.json", "pkg/tables.json"],
  ["a folder of modules", "../plain", "plain"],
])("a link to %s leads each side to its own, which is told", async (_title, target, place) => {
  expect(await linked({ "benchmarks/link": target })).toEqual({ text: [], modules: [place] });
});

test.each([
  ["a folder for code", "../src"],
  ["something in a folder for code", "../src/acme"],
  ["a package", "../pkg"],
  ["a folder that holds the benchmarks", ".."],
])("a link to %s leads each side to its own", async (_title, target) => {
  expect(await linked({ "benchmarks/link": target })).toEqual({ text: [], modules: [] });
});

test.each([
  ["within the benchmarks", { "benchmarks/link": "bench_app.py" }],
  ["to nothing", { "benchmarks/link": "../gone" }],
  ["out of the checkout", { "benchmarks/link": "/usr/share" }],
  ["in a circle", { "benchmarks/link": "link" }],
  [
    "of a virtual environment",
    { "benchmarks/.venv/pyvenv.cfg": "../../perf", "benchmarks/.venv/x": "../../perf" },
  ],
])("a link %s brings nothing along", async (_title, links) => {
  expect(await linked(links)).toEqual({ text: [], modules: [] });
});

test("links in what was linked are followed, each place once", async () => {
  const links = { "benchmarks/a": "../perf", "benchmarks/b": "../perf", "perf/words": "../plain/words.txt" };
  expect(await linked(links)).toEqual({ text: ["perf", "plain/words.txt"], modules: [] });
});

test.each([
  [
    "to a file",
    { "benchmarks/link": "../tables/now.txt", "tables/now.txt": "../plain/words.txt" },
    ["tables/now.txt", "plain/words.txt"],
  ],
  [
    "to a folder of data above what is linked",
    { "benchmarks/link": "../tables/more.txt", tables: "perf/deep" },
    ["tables", "perf/deep/more.txt"],
  ],
  ["to nothing", { "benchmarks/link": "../perf/now.txt", "perf/now.txt": "gone.txt" }, ["perf/now.txt"]],
])(
  "a link that is led through %s is brought along, because base may have another",
  async (_title, links, text) => {
    expect((await linked(links)).text).toEqual(text);
  },
);

test.each([
  ["through which code is found", { "benchmarks/link": "../now", now: "plain" }, ["now", "plain"]],
  ["to a folder for code", { "benchmarks/link": "../now/core.py", now: "src/acme" }, ["now"]],
])("a link %s leads each side to its own, which is told", async (_title, links, modules) => {
  expect(await linked(links)).toEqual({ text: [], modules });
});

test("data is brought along, and a link to the folder of code that it lies in is told", async () => {
  const links = { "benchmarks/link": "../now/words.txt", now: "plain" };
  expect(await linked(links)).toEqual({ text: ["plain/words.txt"], modules: ["now"] });
});

test.each<[string, Record<string, string>, string, string[], string[]]>([
  ["a link of the benchmarks' folder", { hot: "warm", warm: "benchmarks" }, "hot", ["hot", "warm"], []],
  ["a link above it", { now: "." }, "now/benchmarks", [], ["now"]],
])("where %s is named, no other on base goes unsaid", async (_title, links, named, text, modules) => {
  expect(await linked(links, { named: [named] })).toEqual({ text, modules });
});

test.each([
  ["files", { entries: 2, depth: 100 }],
  ["folders in folders", { entries: 100, depth: 0 }],
])("more %s than can be looked through are refused", async (_title, limits) => {
  await expect(linked({ "benchmarks/link": "../perf" }, { limits })).rejects.toMatchObject({
    message: expect.stringMatching(/^The folders of benchmarks \(benchmarks\) have more than/),
  });
});
