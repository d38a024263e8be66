import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { commitName } from "../../../src/adapters/git/commit-name.ts";
import { newRepository, type TemporaryFolder, temporaryFolder } from "../../support/repositories.ts";

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

test("a commit of the repository is named by the beginning of its hash", async () => {
  const repository = newRepository(join(folder.path, "shop"));
  const commit = repository.commit("first");
  expect(await commitName(join(folder.path, "shop"), commit, 12)).toBe(commit.slice(0, 12));
});

test("a commit is named by its whole hash where a branch has the short name", async () => {
  const repository = newRepository(join(folder.path, "shop"));
  const commit = repository.commit("first");
  repository.commit("second");
  repository.git("branch", commit.slice(0, 12));
  expect(await commitName(join(folder.path, "shop"), commit, 12)).toBe(commit);
});

test("a commit that is not there is named by its whole hash, and so is one outside a repository", async () => {
  const absent = "0123456789".repeat(4);
  expect(await commitName(folder.path, absent, 12)).toBe(absent);
  newRepository(join(folder.path, "shop")).commit("first");
  expect(await commitName(join(folder.path, "shop"), absent, 12)).toBe(absent);
});
