import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { gitIn } from "../../../src/adapters/git/git-command.ts";
import { ignoreRulesOf } from "../../../src/adapters/git/ignore-rules.ts";
import {
  newRepository,
  type Repository,
  type TemporaryFolder,
  temporaryFolder,
} from "../../support/repositories.ts";

let folder: TemporaryFolder;
let repository: Repository;

beforeEach(() => {
  folder = temporaryFolder();
  repository = newRepository(join(folder.path, "shop"));
  repository.commit("base", { ".gitignore": "build/\n*.so\n!kept.so\n", "src/.gitignore": "/made.py\n" });
  mkdirSync(join(repository.root, ".git/info"), { recursive: true });
  writeFileSync(join(repository.root, ".git/info/exclude"), "mine.py\n");
});
afterEach(() => folder[Symbol.dispose]());

const among = async (paths: readonly string[], meanwhile = () => {}) => {
  const rules = await ignoreRulesOf(gitIn(repository.root));
  meanwhile();
  return [...(await rules.ignored(paths))].sort();
};

test("paths are ignored as git does, whether they are there or not", async () => {
  const ignored = [
    "a.so",
    "build/lib/a.py",
    "deep/mine.py",
    "src/made.py",
    ":odd.so",
    "-q.so",
    "ü b.so",
  ].sort();
  expect(await among([...ignored, "made.py", "kept.so", "src/deep/made.py", "src/a.py"])).toEqual(ignored);
});

test("rules that a person has for all repositories count", async () => {
  writeFileSync(join(folder.path, "global"), "everywhere.py\n");
  repository.git("config", "core.excludesFile", join(folder.path, "global"));
  expect(await among(["src/everywhere.py", "src/a.py"])).toEqual(["src/everywhere.py"]);
});

test("rules that are written after they were asked for do not count", async () => {
  const write = () => {
    for (const file of [".gitignore", "src/.gitignore", "other/.gitignore", ".git/info/exclude"]) {
      mkdirSync(join(repository.root, file, ".."), { recursive: true });
      writeFileSync(join(repository.root, file), "*\n");
    }
  };
  expect(await among(["a.py", "src/a.py", "other/a.py", "src/made.py"], write)).toEqual(["src/made.py"]);
});

test("more paths than a command line holds are all looked at", async () => {
  const paths = Array.from({ length: 900 }, (_, at) => `deep/${"x".repeat(150)}${at}.so`);
  expect(await among(paths)).toHaveLength(900);
});
