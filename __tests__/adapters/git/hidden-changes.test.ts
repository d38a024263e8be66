import { rmSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { gitCheckouts } from "../../../src/adapters/git/checkouts.ts";
import { newRepository, type Repository, temporaryFolder } from "../../support/repositories.ts";

let folder: ReturnType<typeof temporaryFolder>;
let repository: Repository;
let commit: string;
beforeEach(() => {
  folder = temporaryFolder();
  repository = newRepository(join(folder.path, "shop"));
  repository.write("app.py", "N = 1\n");
  symlinkSync("app.py", join(repository.root, "link.py"));
  commit = repository.commit("one", { "benchmarks/bench_app.py": "import app\n", "-x.py": "" });
});
afterEach(() => folder[Symbol.dispose]());

const checkouts = () =>
  gitCheckouts({
    workingDirectory: repository.root,
    temporaryFolder: folder.path,
    outputs: [],
    benchmarks: [],
    log: { debug: () => {}, warning: () => {} },
  });

describe("a checkout is not its commit", () => {
  test.each<[string, () => void | Promise<void>]>([
    [
      "where a file that is assumed to be unchanged was changed",
      () => {
        repository.git("update-index", "--assume-unchanged", "app.py");
        repository.write("app.py", "N = 2\n");
      },
    ],
    [
      "where a file that is assumed to be unchanged was deleted",
      () => {
        repository.git("update-index", "--assume-unchanged", "--", "-x.py");
        rmSync(join(repository.root, "-x.py"));
      },
    ],
    [
      "where a link that is assumed to be unchanged leads elsewhere",
      () => {
        repository.git("update-index", "--assume-unchanged", "link.py");
        rmSync(join(repository.root, "link.py"));
        symlinkSync("-x.py", join(repository.root, "link.py"));
      },
    ],
    [
      "where a file that is to be skipped is there, and is another",
      () => {
        repository.git("update-index", "--skip-worktree", "app.py");
        repository.write("app.py", "N = 2\n");
      },
    ],
    [
      "where git is to ignore that a file changed, and its size and time are the same",
      async () => {
        repository.git("config", "core.trustctime", "false");
        repository.git("config", "core.checkStat", "minimal");
        const then = new Date("2026-01-01T00:00:00Z");
        utimesSync(join(repository.root, "app.py"), then, then);
        repository.git("update-index", "--refresh");
        // Git counts the time of a change in whole seconds.
        await setTimeout(1_100);
        repository.write("app.py", "N = 2\n");
        utimesSync(join(repository.root, "app.py"), then, then);
      },
    ],
    [
      "where new code is not to be shown",
      () => {
        repository.git("config", "status.showUntrackedFiles", "no");
        repository.write("new.py", "");
      },
    ],
  ])("%s", async (_, change) => {
    await change();
    expect((await checkouts().head()).commit).toBeNull();
  });

  test("where a submodule whose changes are to be ignored is another", async () => {
    const library = newRepository(join(folder.path, "lib"));
    library.commit("lib", { "hot.py": "N = 1\n" });
    repository.git("submodule", "--quiet", "add", library.root, "lib");
    repository.git("config", "--file", ".gitmodules", "submodule.lib.ignore", "all");
    repository.commit("with lib");
    repository.write("lib/hot.py", "N = 2\n");
    expect(repository.git("status", "--porcelain")).toBe("");
    expect((await checkouts().head()).commit).toBeNull();
  });
});

describe("a checkout is its commit", () => {
  test.each<[string, () => void]>([
    [
      "where files are assumed to be unchanged, and are",
      () => repository.git("update-index", "--assume-unchanged", "--", "app.py", "link.py", "-x.py"),
    ],
    [
      "where it is a sparse one",
      () => repository.git("sparse-checkout", "set", "--no-cone", "/app.py", "/benchmarks/"),
    ],
    [
      "where line ends are converted, and its files are assumed to be unchanged",
      () => {
        repository.git("config", "core.autocrlf", "true");
        repository.write("app.py", "N = 1\r\n");
        repository.git("update-index", "--assume-unchanged", "app.py");
      },
    ],
  ])("%s", async (_, change) => {
    change();
    expect((await checkouts().head()).commit).toBe(commit);
  });
});

test("a benchmark file that git was told not to look at is listed among the changed ones", async () => {
  repository.git("update-index", "--assume-unchanged", "benchmarks/bench_app.py");
  repository.write("benchmarks/bench_app.py", "import app as other\n");
  const here = checkouts();
  expect(await here.changedFiles(commit, ["benchmarks"])).toEqual(["benchmarks/bench_app.py"]);
  expect(await here.changedFiles(commit, ["app.py"])).toEqual([]);
});
