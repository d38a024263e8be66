import { describe, expect, test } from "@jest/globals";
import { copiesOfOtherSide, type LoadingSide, type Origins } from "../../src/guard/copied-code.ts";
import type { Installed } from "../../src/ports/environments.ts";
import { nameOf } from "../../src/repository/path.ts";

const SITE = "/usr/lib/python3.13/site-packages";
const INSTALLED: Installed = {
  ...{ distribution: "acme", source: null, isEditable: false, isFromFile: false, files: null },
};
type Files = Readonly<Record<string, string>>;
type Loaded = Readonly<Record<string, string>>;

/** Base and head with these files, of which base loads some besides. What is the same on both sides has not changed. */
async function copies(
  { base, head, elsewhere }: { readonly base: Files; readonly head: Files; readonly elsewhere: Files },
  loaded: { readonly base?: Loaded; readonly head?: Loaded },
  origins: Partial<Origins> = {},
) {
  const place = (root: string, files: Files) =>
    Object.entries(files).map(([path, text]): [string, string] => [`${root}/${path}`, text]);
  const disk = new Map([...place("/base", base), ...place("/head", head), ...Object.entries(elsewhere)]);
  const changed = [...new Set([...Object.keys(base), ...Object.keys(head)])].filter(
    (path) => base[path] !== head[path],
  );
  const side = (name: "base" | "head", files: Files): LoadingSide => ({
    checkout: { root: `/${name}`, folder: "", commit: name, label: name },
    files: Object.keys(files),
    modules: Object.entries(loaded[name] ?? {}).map(([module, file]) => ({ name: module, file })),
  });
  const found = await copiesOfOtherSide(
    { base: side("base", base), head: side("head", head) },
    changed,
    { distributions: new Map(), declared: new Set(), ...origins },
    {
      checkouts: {
        codeFiles: async ({ root }, places = []) =>
          places.filter((path) => /\.(py|so)$/.test(path) && disk.has(`${root}/${path}`)),
      },
      environments: {
        contentsOf: async (files) =>
          new Map(
            files.flatMap((file): [string, string][] =>
              disk.has(file) ? [[file, disk.get(file) ?? ""]] : [],
            ),
          ),
      },
    },
  );
  const told = (list: typeof found.base) => list.map(({ module, path }) => `${module.name} is ${path}`);
  return { base: told(found.base), head: told(found.head) };
}

const of = (distribution: Partial<Installed>, ...files: string[]): Partial<Origins> => ({
  distributions: new Map(files.map((file) => [file, { ...INSTALLED, ...distribution }])),
});

describe("a module that base loads is a copy of head's code", () => {
  const hot = { base: { "src/acme/hot.py": "slow" }, head: { "src/acme/hot.py": "fast" } };

  test.each<[string, string, Partial<Origins>]>([
    ["in a folder on PYTHONPATH", "/opt/copy/acme/hot.py", {}],
    ["in its own environment", `${SITE}/acme/hot.py`, of({ isFromFile: true }, `${SITE}/acme/hot.py`)],
    [
      "that an index has under the project's name",
      `${SITE}/acme/hot.py`,
      { ...of({}, `${SITE}/acme/hot.py`), declared: new Set(["acme"]) },
    ],
    [
      "that a distribution of any name has at its place",
      `${SITE}/acme/hot.py`,
      of({ distribution: "renamed" }, `${SITE}/acme/hot.py`),
    ],
  ])("%s", async (_title, file, origins) => {
    const found = await copies(
      { ...hot, elsewhere: { [file]: "fast" } },
      { base: { "acme.hot": file } },
      origins,
    );
    expect(found).toEqual({ base: ["acme.hot is src/acme/hot.py"], head: [] });
  });

  test("where it is new on head", async () => {
    const trees = {
      base: {},
      head: { "tools/gen/lib/hot.py": "fast" },
      elsewhere: { "/opt/lib/hot.py": "fast" },
    };
    expect((await copies(trees, { base: { "lib.hot": "/opt/lib/hot.py" } })).base).toEqual([
      "lib.hot is tools/gen/lib/hot.py",
    ]);
  });

  test("where both are copies of another project, installed from a file", async () => {
    const file = `${SITE}/six.py`;
    const trees = {
      base: { "vendor/six.py": "1" },
      head: { "vendor/six.py": "2" },
      elsewhere: { [file]: "2" },
    };
    expect((await copies(trees, { base: { six: file } }, of({ isFromFile: true }, file))).base).toHaveLength(
      1,
    );
  });

  test("as one that head loads may be of base's", async () => {
    const trees = { ...hot, elsewhere: { "/opt/acme/hot.py": "slow" } };
    const found = await copies(trees, { head: { "acme.hot": "/opt/acme/hot.py" } });
    expect(found).toEqual({ base: [], head: ["acme.hot is src/acme/hot.py"] });
  });
});

describe("a module that base loads is no copy of head's code", () => {
  const file = "/opt/acme/hot.py";
  test.each<[string, Files, Files, string]>([
    ["where it is base's version", { "acme/hot.py": "a" }, { "acme/hot.py": "b" }, "a"],
    ["where it is neither version", { "acme/hot.py": "a" }, { "acme/hot.py": "b" }, "c"],
    ["where head has moved it", { "acme/hot.py": "a" }, { "src/acme/hot.py": "a" }, "a"],
    [
      "where head has made a second one of it",
      { "acme/hot.py": "a" },
      { "acme/hot.py": "a", "old/hot.py": "a" },
      "a",
    ],
    ["where it has another name", { "acme/cold.py": "a" }, { "acme/cold.py": "b" }, "b"],
  ])("%s", async (_title, base, head, text) => {
    const trees = { base, head, elsewhere: { [file]: text } };
    expect((await copies(trees, { base: { "acme.hot": file } })).base).toEqual([]);
  });

  test.each<[string, string, Partial<Origins>]>([
    ["from its index", "six.py", of({ distribution: "six" }, `${SITE}/six.py`)],
    ["by the operating system", "six.py", {}],
  ])("where both are copies of another project, installed %s", async (_title, name, origins) => {
    const file = `${SITE}/${name}`;
    const trees = {
      base: { [`vendor/${name}`]: "1" },
      head: { [`vendor/${name}`]: "2" },
      elsewhere: { [file]: "2" },
    };
    expect((await copies(trees, { base: { six: file } }, origins)).base).toEqual([]);
  });

  test("where the file says as little as that of another package", async () => {
    const trees = {
      base: { "acme/__init__.py": "" },
      head: { "acme/__init__.py": "from .core import *" },
      elsewhere: { "/opt/other/__init__.py": "from .core import *" },
    };
    expect((await copies(trees, { base: { other: "/opt/other/__init__.py" } })).base).toEqual([]);
  });

  test("where no loaded file is called like a changed one, and nothing is read", async () => {
    const trees = { base: { "a/x.py": "1" }, head: { "a/x.py": "2" }, elsewhere: { "/opt/y.py": "2" } };
    expect(await copies(trees, { base: { [nameOf("y")]: "/opt/y.py" } })).toEqual({ base: [], head: [] });
  });
});
