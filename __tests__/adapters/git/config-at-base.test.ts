import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { configFileAtBase } from "../../../src/adapters/git/config-at-base.ts";
import { newRepository, type Repository, temporaryFolder } from "../../support/repositories.ts";

const OURS = "hotpath-gate.toml";
const THEIRS = "pyproject.toml";
const table = (budget: string) => `[tool.hotpath-gate]\nbudget = "${budget}"\n`;

interface Given {
  /** Files of base's commit. */
  readonly base?: Readonly<Record<string, string>>;
  /** What happens to it afterwards. */
  readonly head?: (repository: Repository) => void;
  readonly named?: string;
  readonly folder?: string;
}

async function found({ base = {}, head = () => {}, named, folder = "" }: Given) {
  using place = temporaryFolder();
  const repository = newRepository(join(place.path, "repository"));
  const commit = repository.commit("base", { "README.md": "", [join(folder, "x.py")]: "", ...base });
  head(repository);
  const read = await configFileAtBase(join(repository.root, folder), named ?? null, async () => commit);
  return read.kind === "read" ? (read.file?.table ?? "none") : read.kind;
}

const commits = (files: Readonly<Record<string, string>>) => (repository: Repository) => {
  repository.commit("head", files);
};
const writes = (path: string, text: string) => (repository: Repository) => repository.write(path, text);

describe("the configuration that a change is held to is", () => {
  test.each<[string, Given, unknown]>([
    [
      "base's, where head edits it",
      { base: { [OURS]: 'budget = "5%"' }, head: commits({ [OURS]: 'budget = "9%"' }) },
      { budget: "5%" },
    ],
    [
      "base's, where the edit is not committed",
      { base: { [OURS]: 'budget = "5%"' }, head: writes(OURS, 'budget = "9%"') },
      { budget: "5%" },
    ],
    [
      "base's, where head deletes it",
      { base: { [OURS]: 'budget = "5%"' }, head: (one) => one.git("rm", "-q", OURS) },
      { budget: "5%" },
    ],
    [
      "base's table, where head hides it by a file that goes before",
      { base: { [THEIRS]: table("5%") }, head: commits({ [OURS]: 'budget = "9%"' }) },
      { budget: "5%" },
    ],
    [
      "base's, where head puts a link in its place",
      {
        base: { [OURS]: 'budget = "5%"', "other.toml": 'budget = "9%"' },
        head: (one) => {
          one.git("rm", "-q", OURS);
          symlinkSync("other.toml", join(one.root, OURS));
          one.commit("head");
        },
      },
      { budget: "5%" },
    ],
    ["the default, where only head has one", { head: commits({ [OURS]: 'budget = "9%"' }) }, "none"],
    [
      "the default, where base has only other tools' tables",
      { base: { [THEIRS]: "[tool.other]\n" }, head: commits({ [THEIRS]: table("9%") }) },
      "none",
    ],
    ["the default, where nobody has one", {}, "none"],
    [
      "the one that the workflow names",
      { base: { "ci/gate.toml": 'budget = "5%"', [OURS]: 'budget = "7%"' }, named: "ci/gate.toml" },
      { budget: "5%" },
    ],
    [
      "that of the project's folder",
      { base: { [`sub/${OURS}`]: 'budget = "5%"', [OURS]: 'budget = "7%"' }, folder: "sub" },
      { budget: "5%" },
    ],
    [
      "the one that the job makes, and nobody's change",
      {
        head: (one) => {
          one.write(".gitignore", OURS);
          one.write(OURS, 'budget = "9%"');
        },
      },
      "not-committed",
    ],
    [
      "base's, although the job overwrites it",
      { base: { [OURS]: 'budget = "5%"' }, head: writes(OURS, 'budget = "1%"') },
      { budget: "5%" },
    ],
  ])("%s", async (_, given, expected) => {
    expect(await found(given)).toEqual(expected);
  });
});

test.each<[string, string, RegExp]>([
  ["is no TOML", "budget = [", /is not valid TOML/],
  ["is too large", `# ${"x".repeat(1024 * 1024)}`, /it is too large/],
])("base's configuration that %s can't be compared with, and the reason is told", async (_, text, why) => {
  await expect(found({ base: { [OURS]: text } })).rejects.toThrow(why);
});
