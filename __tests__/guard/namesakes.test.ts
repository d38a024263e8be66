import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { namesakesOf } from "../../src/guard/namesakes.ts";
import type { Installed, InstalledFile } from "../../src/ports/environments.ts";

const TEXT = "def work(): pass\n";
const HASH = createHash("sha256").update(TEXT).digest("base64url");

const listed = (...paths: string[]): InstalledFile[] => paths.map((path) => ({ path, hash: null }));
const installed = (given: Partial<Installed>): Installed => ({
  distribution: "Acme_Hot",
  source: null,
  isEditable: false,
  isFromFile: false,
  files: listed("hot/__init__.py", "hot/core.py"),
  ...given,
});
const ask = (given: Partial<Installed>, files: readonly string[], texts: Record<string, string> = {}) =>
  namesakesOf(
    [installed(given)],
    new Map([["acme-hot", "libs/hot/setup.py"]]),
    ["libs/hot/setup.py", ...files],
    async (path) => texts[path] ?? null,
  );

describe("a distribution that is called like a project was made of it", () => {
  test.each<[string, Partial<Installed>, string[], Record<string, string>?]>([
    ["where it has one of its modules", {}, ["libs/hot/src/hot/core.py"]],
    ["where its package has the same folder", {}, ["libs/hot/hot/__init__.py"]],
    ["where the project's folder is the package", {}, ["hot/core.py"]],
    ["where it has a single module of it", { files: listed("hotmod.py") }, ["libs/hot/hotmod.py"]],
    [
      "where it has a compiled module of its sources",
      { files: listed("_hot.cpython-313-x86_64-linux-gnu.so", "other.py") },
      ["native/_hot.c"],
    ],
    ["where it was installed from a file", { isFromFile: true }, []],
    [
      "where it has compiled modules alone, which nothing can be compared with",
      { files: listed("_x.so") },
      [],
    ],
    ["where what was installed is not written down", { files: null }, []],
    [
      "where a file has moved and has the same content",
      { files: [{ path: "hot/core.py", hash: HASH }] },
      ["libs/hot/python_code/core.py"],
      { "libs/hot/python_code/core.py": TEXT },
    ],
  ])("%s", async (_title, given, files, texts = {}) => {
    expect(await ask(given, files, texts)).toEqual({ made: new Set(["acme-hot"]), namesakes: [] });
  });
});

describe("a distribution that is called like a project is another's", () => {
  test.each<[string, Partial<Installed>, string[], Record<string, string>?]>([
    ["where the project has no code", {}, []],
    ["where the project has other code", {}, ["libs/hot/warm/core.py", "src/warm/__init__.py"]],
    [
      "where they have tests and setup scripts in common",
      { files: listed("hot.py", "setup.py", "tests/__init__.py", "tests/test_a.py") },
      ["tests/__init__.py", "tests/test_a.py"],
    ],
    [
      "where files of the same name have other contents",
      { files: [{ path: "hot/core.py", hash: HASH }] },
      ["libs/hot/warm/core.py"],
      { "libs/hot/warm/core.py": "x = 1\n" },
    ],
  ])("%s, and is warned of", async (_title, given, files, texts = {}) => {
    const { made, namesakes } = await ask(given, files, texts);
    expect([...made]).toEqual([]);
    expect(namesakes).toEqual([{ distribution: "Acme_Hot", declaredIn: "libs/hot/setup.py" }]);
  });

  test("where it was installed from a folder, and is not warned of", async () => {
    expect(await ask({ source: "/elsewhere/hot", isEditable: true }, [])).toEqual({
      ...{ made: new Set(), namesakes: [] },
    });
  });
});

test("a distribution whose name no project has is neither a project's nor warned of", async () => {
  expect(await ask({ distribution: "numpy" }, ["hot/core.py"])).toEqual({ made: new Set(), namesakes: [] });
});
