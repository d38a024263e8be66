import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { changedPaths, unknownToGit } from "../../../src/adapters/git/changed-paths.ts";
import { gitIn } from "../../../src/adapters/git/git-command.ts";
import { newRepository, type Repository, temporaryFolder } from "../../support/repositories.ts";

let folder: ReturnType<typeof temporaryFolder>;
let repository: Repository;
let base: string;
beforeEach(() => {
  folder = temporaryFolder();
  repository = newRepository(join(folder.path, "shop"));
  symlinkSync("app.py", `${repository.root}/link.py`);
  base = repository.commit("one", { "app.py": "N = 1\n", "a b/é.txt": "", ".gitignore": "made.py\n" });
});
afterEach(() => folder[Symbol.dispose]());

const changes = async (outputs: readonly string[] = []) =>
  (await changedPaths(gitIn(repository.root), base, outputs)).sort((a, b) => a.path.localeCompare(b.path));

describe("a path differs", () => {
  test.each<[string, () => void, unknown[]]>([
    ["nowhere where nothing was done", () => {}, []],
    [
      "on both sides where a commit changed it",
      () => repository.commit("two", { "app.py": "N = 2\n" }),
      [["app.py", "both", true]],
    ],
    [
      "on both sides where it was changed since",
      () => repository.write("app.py", "N = 2\n"),
      [["app.py", "both", true]],
    ],
    [
      "on head where a commit added it",
      () => repository.commit("two", { "new.py": "" }),
      [["new.py", "head", true]],
    ],
    [
      "on head where git does not know it yet",
      () => repository.write("new.py", ""),
      [["new.py", "head", true]],
    ],
    [
      "on base where it is gone",
      () => rmSync(join(repository.root, "a b/é.txt")),
      [["a b/é.txt", "base", true]],
    ],
    [
      "on both sides where it was renamed, under either name",
      () => {
        repository.git("mv", "app.py", "app2.py");
        repository.commit("two");
      },
      [
        ["app.py", "base", true],
        ["app2.py", "head", true],
      ],
    ],
    [
      "as what leads elsewhere where a link was changed",
      () => {
        rmSync(join(repository.root, "link.py"));
        symlinkSync(".gitignore", join(repository.root, "link.py"));
      },
      [["link.py", "both", false]],
    ],
    [
      "on both sides where git was told not to look",
      () => {
        repository.git("update-index", "--assume-unchanged", "app.py");
        repository.write("app.py", "N = 2\n");
      },
      [["app.py", "both", true]],
    ],
    ["nowhere where git ignores it", () => repository.write("made.py", ""), []],
  ])("%s", async (_title, change, expected) => {
    change();
    expect((await changes()).map(({ path, on, isFile }) => [path, on, isFile])).toEqual(expected);
  });

  test("nowhere where the run itself writes it", async () => {
    repository.write("report.json", "{}");
    expect(await changes(["report.json"])).toEqual([]);
  });
});

test("what exists and git does not know is told, whether or not it is ignored", async () => {
  repository.write("made.py", "");
  repository.write("new.py", "");
  const paths = ["app.py", "made.py", "new.py", "gone.py", "a b"].map((path) => join(repository.root, path));
  expect(await unknownToGit(gitIn(repository.root), [...paths, "/etc/hosts"])).toEqual(
    ["made.py", "new.py"].map((path) => join(repository.root, path)),
  );
});
