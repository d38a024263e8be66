import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { committedFile } from "../../../src/adapters/git/committed-file.ts";
import { baselineFile } from "../../../src/adapters/stores/baseline-file.ts";
import { encodeBaseline, writeBaselineText } from "../../../src/baseline/document.ts";
import { BaseUnreachable } from "../../../src/errors.ts";
import { baseline } from "../../support/baselines.ts";
import { newRepository, type Repository, temporaryFolder } from "../../support/repositories.ts";

const PATH = "bench/baseline.json";
const LIMIT = 1000;

/** A repository with a commit of base; then what the change under test does to it. */
async function seen(
  base: (repository: Repository) => void,
  head: (repository: Repository) => void,
  path = PATH,
  folder = "",
) {
  using place = temporaryFolder();
  const repository = newRepository(join(place.path, "repository"));
  base(repository);
  const commit = repository.commit("base", { "README.md": "" });
  head(repository);
  const from = join(repository.root, folder);
  const found = await committedFile(from, join(from, path), async () => commit, LIMIT);
  return found.kind === "read" ? Buffer.from(found.bytes).toString("utf8") : found.kind;
}

const writes =
  (text: string, path = PATH) =>
  (repository: Repository) =>
    repository.write(path, text);
const commits =
  (text: string, path = PATH) =>
  (repository: Repository) => {
    repository.commit("head", { [path]: text });
  };
const nothing = () => {};

test.each<[string, string, Parameters<typeof seen>]>([
  ["that head edits is base's", "base", [writes("base"), commits("head")]],
  ["with edits that are not committed is base's", "base", [writes("base"), writes("head")]],
  ["that head deletes is base's", "base", [writes("base"), (one) => one.git("rm", "--quiet", PATH)]],
  [
    "that head takes out of git and puts back is base's",
    "base",
    [
      writes("base"),
      (one) => {
        one.git("rm", "--quiet", PATH);
        one.commit("head", { ".gitignore": "bench/" });
        one.write(PATH, "head");
      },
    ],
  ],
  ["that only head commits is missing", "not-at-commit", [nothing, commits("head")]],
  [
    "that head has only staged is missing",
    "not-at-commit",
    [
      nothing,
      (one) => {
        one.write(PATH, "head");
        one.git("add", PATH);
      },
    ],
  ],
  ["that nobody commits is the job's own", "untracked", [nothing, writes("job")]],
  ["that is nowhere is nobody's", "untracked", [nothing, nothing]],
  ["outside of the repository is the job's own", "untracked", [nothing, nothing, "../baseline.json"]],
  [
    "of a project in a folder is base's",
    "base",
    [writes("base", "shop/b.json"), commits("head", "shop/b.json"), "b.json", "shop"],
  ],
  [
    "with a name that is a pattern to git is base's",
    "base",
    [writes("base", "b[1]*.json"), commits("head", "b[1]*.json"), "b[1]*.json"],
  ],
  [
    "that a link of head leads to is missing",
    "not-at-commit",
    [
      nothing,
      (one) => {
        one.write("elsewhere/baseline.json", "head");
        symlinkSync("elsewhere", join(one.root, "bench"));
        one.commit("head");
      },
    ],
  ],
  [
    "that a link of the job leads to, and head commits, is missing",
    "not-at-commit",
    [
      (one) => one.write(".gitignore", "bench\n"),
      (one) => {
        one.commit("head", { "elsewhere/baseline.json": "head" });
        symlinkSync("elsewhere", join(one.root, "bench"));
      },
    ],
  ],
  [
    "that is a link at base is unreadable",
    "unreadable",
    [
      (one) => {
        mkdirSync(join(one.root, "bench"));
        symlinkSync("/etc/hostname", join(one.root, PATH));
      },
      nothing,
    ],
  ],
  ["that is a folder at base is unreadable", "unreadable", [writes("base", `${PATH}/file`), nothing]],
  ["that is larger than the limit is unreadable", "unreadable", [writes("x".repeat(LIMIT + 1)), nothing]],
  ["of just the limit is read", "x".repeat(LIMIT), [writes("x".repeat(LIMIT)), nothing]],
])("a file %s", async (_title, expected, given) => {
  expect(await seen(...given)).toBe(expected);
});

test("what git replace puts in the place of base's file does not count", async () => {
  const replaced = (one: Repository) => {
    const object = one.git("rev-parse", `HEAD:${PATH}`);
    one.write(PATH, "head");
    one.git("replace", object, one.git("hash-object", "-w", PATH));
  };
  expect(await seen(writes("base"), replaced)).toBe("base");
});

test("a folder that is no repository has the job's own file", async () => {
  using place = temporaryFolder();
  const found = await committedFile(place.path, join(place.path, PATH), async () => null, LIMIT);
  expect(found).toEqual({ kind: "untracked" });
});

describe("a baseline in a committed file is", () => {
  test.each([
    ["text", "baseline.json", writeBaselineText],
    ["compressed", "baseline.json.gz", encodeBaseline],
  ])("base's, %s, whatever head has written over it", async (_title, path, written) => {
    using place = temporaryFolder();
    const repository = newRepository(join(place.path, "repository"));
    writeFileSync(join(repository.root, path), written(baseline({ branch: "base" })));
    const commit = repository.commit("base");
    writeFileSync(join(repository.root, path), written(baseline({ branch: "head" })));
    repository.commit("head");
    const load = await baselineFile(repository.root, path, async () => commit).load();
    expect(load).toMatchObject({
      kind: "found",
      baseline: { branch: "base" },
      source: `${path} of base, ${commit.slice(0, 12)}`,
    });
    const own = await baselineFile(repository.root, path).load();
    expect(own).toMatchObject({ kind: "found", baseline: { branch: "head" }, source: path });
  });

  test("missing where only head has it, with a note", async () => {
    using place = temporaryFolder();
    const repository = newRepository(join(place.path, "repository"));
    const commit = repository.commit("base", { "README.md": "" });
    repository.commit("head", { "baseline.json": writeBaselineText(baseline()) });
    expect(await baselineFile(repository.root, "baseline.json", async () => commit).load()).toEqual({
      kind: "missing",
      source: "baseline.json",
      why: `base, ${commit.slice(0, 12)}, has no baseline.json; head's own is not used`,
    });
  });

  test("unreadable where base can't be had", async () => {
    using place = temporaryFolder();
    const repository = newRepository(join(place.path, "repository"));
    repository.commit("head", { "baseline.json": writeBaselineText(baseline()) });
    const unreachable = () => Promise.reject(new BaseUnreachable("base is not here", "Fetch it."));
    expect(await baselineFile(repository.root, "baseline.json", unreachable).load()).toMatchObject({
      kind: "unreadable",
      why: "base is not here. Fetch it.",
    });
  });
});
