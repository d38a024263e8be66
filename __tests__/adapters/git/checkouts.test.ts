import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ownershipLine } from "../../../src/adapters/files/owned-folder.ts";
import { gitCheckouts, pathOfLength } from "../../../src/adapters/git/checkouts.ts";
import { redactCredentials } from "../../../src/adapters/git/git-command.ts";
import { takeDown } from "../../../src/adapters/takedown.ts";
import { BaseUnreachable, GateError } from "../../../src/errors.ts";
import type { Checkouts } from "../../../src/ports/checkouts.ts";
import { type RecordedLog, recordedLog } from "../../support/logs.ts";
import { firstLine, startNodeProgram } from "../../support/node-program.ts";
import {
  clone,
  newRepository,
  type Repository,
  type TemporaryFolder,
  temporaryFolder,
} from "../../support/repositories.ts";

let folder: TemporaryFolder;
let log: RecordedLog;

beforeEach(() => {
  folder = temporaryFolder();
  log = recordedLog();
});
afterEach(() => folder[Symbol.dispose]());

function checkoutsOf(
  repository: Repository,
  below = "",
  outputs: readonly string[] = [],
  benchmarks: readonly string[] = [],
): Checkouts {
  return gitCheckouts({
    workingDirectory: join(repository.root, below),
    temporaryFolder: join(folder.path, "tmp"),
    outputs: outputs.map((path) => join(repository.root, path)),
    benchmarks,
    log,
  });
}

async function failure(promise: Promise<unknown>): Promise<GateError> {
  const error = await promise.then(
    () => new Error("nothing was thrown"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof GateError)) throw error;
  return error;
}

/** A worktree of base with head's version of these paths in it. */
async function overlaid(checkouts: Checkouts, commit: string, fromHead: readonly string[]) {
  const worktree = await checkouts.worktree(commit, "main");
  try {
    await checkouts.layHeadOver(worktree, fromHead);
    return { ...worktree, checkouts };
  } catch (error) {
    await worktree[Symbol.asyncDispose]();
    throw error;
  }
}

describe("head of a run:", () => {
  test("a clean checkout is its commit, by its short name", async () => {
    const repository = newRepository(join(folder.path, "shop"));
    const commit = repository.commit("one", { "app.py": "x = 1\n" });
    const head = await checkoutsOf(repository).head();
    expect(head).toEqual({ root: repository.root, folder: "", commit, label: commit.slice(0, 7) });
  });

  test("a run in a folder of the checkout knows the root and its own folder", async () => {
    const repository = newRepository(join(folder.path, "shop"));
    repository.commit("one", { "services/api/app.py": "x = 1\n" });
    const head = await checkoutsOf(repository, "services/api").head();
    expect(head).toMatchObject({ root: repository.root, folder: "services/api" });
  });

  test.each([
    ["a changed tracked file", { "app.py": "x = 2\n" }],
    ["a module that git does not know yet", { "shop/new.py": "" }],
    ["a module in a new package", { "prices/api/new.py": "" }],
    ["a module in a folder that git knows for its code", { "lib/new.py": "" }],
    ["a benchmark file in a new folder", { "benchmarks/bench_new.py": "" }],
    ["data below a package", { "shop/data/orders.csv": "" }],
  ])("%s makes it a working tree without a commit", async (_, files) => {
    const repository = newRepository(join(folder.path, "shop"));
    repository.commit("one", { "app.py": "x = 1\n", "shop/core.py": "", "lib/core.py": "" });
    for (const [path, text] of Object.entries(files)) repository.write(path, text);
    expect(await checkoutsOf(repository).head()).toMatchObject({ commit: null, label: "working tree" });
  });

  test.each([
    ["ignored files", "ignored/new.py"],
    ["what building leaves", "build/lib/shop/core.py"],
    ["what building into the source folder leaves", "shop/core.cpython-313-x86_64-linux-gnu.so"],
    ["an environment", "my_env/shop.py"],
    ["notes", "notes.txt"],
    ["reports", "report.html"],
    ["recordings", "base.json.gz"],
    ["a stored baseline", ".hotpath-gate/baseline.json"],
    ["compiled modules", "app/__pycache__/app.cpython-313.pyc"],
    ["what an editable install leaves", "src/shop.egg-info/PKG-INFO"],
  ])("%s are no change of the code", async (_, path) => {
    const repository = newRepository(join(folder.path, "shop"));
    const commit = repository.commit("one", { ".gitignore": "ignored/\n", "app.py": "", "shop/core.py": "" });
    repository.write("my_env/pyvenv.cfg", "");
    repository.write(path, "");
    expect((await checkoutsOf(repository).head()).commit).toBe(commit);
  });

  test("what an earlier run wrote where this one will is no change of the code, and other files are", async () => {
    const repository = newRepository(join(folder.path, "shop"));
    const commit = repository.commit("one", { "shop/core.py": "x = 1\n" });
    for (const path of ["result.json", "shop/[report].html"]) repository.write(path, "{}");
    const outputs = ["result.json", "shop/[report].html", "../elsewhere.json"];
    expect((await checkoutsOf(repository, "", outputs).head()).commit).toBe(commit);
    expect((await checkoutsOf(repository, "", ["result.json"]).head()).commit).toBeNull();
  });

  test("a repository without a commit is a working tree", async () => {
    const repository = newRepository(join(folder.path, "shop"));
    expect(await checkoutsOf(repository).head()).toMatchObject({ commit: null, label: "working tree" });
  });

  test.each([
    ["outside git", "plain", /is not in a git checkout/],
    ["in a folder that does not exist", "nowhere", /does not exist/],
  ])("%s, the error says what to do", async (_, name, message) => {
    mkdirSync(join(folder.path, "plain"));
    const checkouts = gitCheckouts({
      workingDirectory: join(folder.path, name),
      temporaryFolder: folder.path,
      outputs: [],
      benchmarks: [],
      log,
    });
    const error = await failure(checkouts.head());
    expect(error.message).toMatch(message);
    expect(error.advice).not.toBe("");
  });
});

test("files are the tracked and the new ones, without ignored and deleted ones", async () => {
  const repository = newRepository(join(folder.path, "shop"));
  repository.commit("one", { ".gitignore": "*.log\n", "a b.py": "", "gone.py": "", "ü.py": "" });
  repository.write("new.py", "");
  repository.write("noise.log", "");
  rmSync(join(repository.root, "gone.py"));
  const checkouts = checkoutsOf(repository);
  const files = await checkouts.files(await checkouts.head());
  expect([...files].sort()).toEqual([".gitignore", "a b.py", "new.py", "ü.py"]);
});

test("files of environments that git does not ignore are not listed, and tracked ones are", async () => {
  const repository = newRepository(join(folder.path, "shop"));
  repository.commit("one", { "app.py": "", "tracked/pyvenv.cfg": "", "tracked/x.py": "" });
  for (const path of [
    ...["venv/pyvenv.cfg", "venv/lib/python3.11/site-packages/_distutils_hack/__init__.py"],
    ...["tools/conda/conda-meta/history", "tools/conda/lib/x.py", "tools/new.py", "tracked/new.py"],
    "venv2/new.py",
  ]) {
    repository.write(path, "");
  }
  const checkouts = checkoutsOf(repository);
  const files = await checkouts.files(await checkouts.head());
  expect([...files].sort()).toEqual([
    ...["app.py", "tools/new.py", "tracked/new.py", "tracked/pyvenv.cfg", "tracked/x.py", "venv2/new.py"],
  ]);
});

test("files that git can't list are an error, and no empty checkout", async () => {
  const repository = newRepository(join(folder.path, "shop"));
  repository.commit("one", { "app.py": "x = 1\n" });
  const checkouts = checkoutsOf(repository);
  const head = await checkouts.head();
  writeFileSync(join(repository.root, ".git/index"), "damaged");
  const error = await failure(checkouts.files(head));
  expect(error.message).toMatch(/^git could not list the files of .*shop \(.*index/);
  expect(error.advice).toContain("`git ls-files`");
});

describe("code files", () => {
  test("are what Python can import, whatever git makes of it, and no data", async () => {
    const repository = newRepository(join(folder.path, "shop"));
    repository.commit("one", { ".gitignore": "*.pyc\nbuild/\n", "app.py": "", "data.json": "" });
    const code = ["build/gen.py", "fast.abi3.so", "lib/more.pth", "lib/old.pyc", "nested/deep/mod.py"];
    for (const path of [...code, "nested/.git/hooks.py", "__pycache__/app.cpython-313.pyc", "lib/x.txt"]) {
      repository.write(path, "");
    }
    symlinkSync("lib", join(repository.root, "package"));
    symlinkSync("data.json", join(repository.root, "latest"));
    symlinkSync("lib", join(repository.root, "not-a-package"));
    const checkouts = checkoutsOf(repository);
    const head = await checkouts.head();
    const all = [...code, "app.py", "package"];
    expect([...(await checkouts.codeFiles(head))].sort()).toEqual(all.sort());
    const places = ["lib", "app.py", "data.json", "package", "absent"];
    const there = ["app.py", "lib/more.pth", "lib/old.pyc", "package"];
    expect([...(await checkouts.codeFiles(head, places))].sort()).toEqual(there);
  });

  const asUser = process.getuid?.() === 0 ? test.skip : test;
  asUser("in a folder that can't be read are an error", async () => {
    const repository = newRepository(join(folder.path, "shop"));
    repository.commit("one", { "lib/app.py": "" });
    const checkouts = checkoutsOf(repository);
    const head = await checkouts.head();
    chmodSync(join(repository.root, "lib"), 0);
    const error = await failure(checkouts.codeFiles(head)).finally(() =>
      chmodSync(join(repository.root, "lib"), 0o755),
    );
    expect(error.message).toMatch(/lib can't be looked into/);
  });
});

test.each([
  ["a folder", "bench", ["bench"]],
  ["a path with `..`", "src/../bench/", ["bench"]],
  ["a link, and what it leads to", "hot", ["hot", "bench"]],
  ["a file behind a link", "hot/bench_app.py", ["bench/bench_app.py"]],
  ["what is not there", "absent", []],
  ["what is outside the checkout", "../bench", []],
  ["a link that leads out", "away", ["away"]],
  ["a link to the checkout itself", "all", []],
])("the real places of %s", async (_, path, places) => {
  const repository = newRepository(join(folder.path, "shop"));
  repository.commit("one", { "bench/bench_app.py": "", "src/app.py": "" });
  for (const [name, target] of Object.entries({ hot: "bench", away: folder.path, all: "." })) {
    symlinkSync(target, join(repository.root, name));
  }
  const checkouts = checkoutsOf(repository);
  expect(await checkouts.realPlaces(await checkouts.head(), [path])).toEqual(places);
});

describe("base of a pull request", () => {
  /** main: first, second; branch from first; the merge of both is checked out. */
  function pullRequest() {
    const origin = newRepository(join(folder.path, "origin"));
    const first = origin.commit("first", { "app.py": "1\n" });
    origin.git("checkout", "--quiet", "-b", "feature");
    const feature = origin.commit("feature", { "feature.py": "1\n" });
    origin.git("checkout", "--quiet", "main");
    const second = origin.commit("second", { "other.py": "1\n" });
    origin.git("checkout", "--quiet", "-b", "merge");
    origin.git("merge", "--quiet", "--no-edit", "--no-ff", "feature");
    const merge = origin.git("rev-parse", "HEAD");
    origin.git("update-ref", "refs/pull/7/merge", merge);
    return { origin, first, second, feature, merge };
  }

  const baseOf = (
    checkout: Repository,
    { merge, feature, otherwise }: { merge: string; feature: string; otherwise: string },
  ) =>
    checkoutsOf(checkout).resolveBase({
      kind: "merge-parent",
      mergeCommit: merge,
      headCommit: feature,
      otherwise,
      baseBranch: "main",
    });

  test("is the merge commit's first parent", async () => {
    const { origin, second, merge, feature } = pullRequest();
    const base = await baseOf(origin, { merge, feature, otherwise: "main" });
    const chosenAs = { kind: "merged-into", branch: "main" };
    expect(base).toEqual({ commit: second, label: second.slice(0, 7), warning: null, chosenAs });
  });

  test("is fetched by its hash where the checkout is one commit deep", async () => {
    const { origin, second, merge, feature } = pullRequest();
    const checkout = clone(origin, join(folder.path, "shop"), "--depth=1", "--branch=merge");
    expect(() => checkout.git("rev-parse", "--verify", "--quiet", "HEAD^")).toThrow();
    const base = await baseOf(checkout, { merge, feature, otherwise: "0".repeat(40) });
    expect(base).toMatchObject({ commit: second, warning: null });
    expect(checkout.git("show", `${base.commit}:other.py`)).toBe("1");
  });

  test("is where the branch began when the branch itself is checked out with its history", async () => {
    const { origin, first, second, merge, feature } = pullRequest();
    const checkout = clone(origin, join(folder.path, "shop"), "--branch=feature");
    const base = await baseOf(checkout, { merge, feature, otherwise: second });
    const chosenAs = { kind: "merge-base", branch: "main", isTip: false };
    expect(base).toEqual({ commit: first, label: first.slice(0, 7), warning: null, chosenAs });
  });

  test("is not the parent of a merge that the branch itself ends with", async () => {
    const { origin, first, second, feature, merge } = pullRequest();
    origin.git("checkout", "--quiet", "feature");
    origin.git("merge", "--quiet", "--no-edit", "--no-ff", "main");
    expect(origin.git("rev-parse", "HEAD^1")).toBe(feature);
    const base = await baseOf(origin, { merge, feature, otherwise: "main" });
    expect(base.commit).toBe(second);
    expect(base.commit).not.toBe(first);
  });

  test("is the tip of the base branch, with a warning, when there is no history to look in", async () => {
    const { origin, second, merge, feature } = pullRequest();
    const checkout = clone(origin, join(folder.path, "shop"), "--depth=1", "--branch=feature");
    const base = await baseOf(checkout, { merge, feature, otherwise: second });
    expect(base.commit).toBe(second);
    expect(base.warning).toEqual({ kind: "base-is-branch-tip" });
  });

  test.each<[string, (place: ReturnType<typeof pullRequest>) => Repository]>([
    [
      "the base branch is checked out",
      ({ origin }) => clone(origin, join(folder.path, "shop"), "--branch=main"),
    ],
    [
      "an older commit of the base branch is checked out",
      ({ origin, first }) => {
        origin.git("checkout", "--quiet", first);
        return origin;
      },
    ],
    [
      "the base branch is checked out with uncommitted files",
      ({ origin }) => {
        origin.git("checkout", "--quiet", "main");
        origin.write("built.py", "");
        return origin;
      },
    ],
    [
      "the base branch is checked out as it went on since the event",
      ({ origin }) => {
        origin.git("checkout", "--quiet", "main");
        origin.commit("third", { "third.py": "" });
        return clone(origin, join(folder.path, "shop"), "--branch=main");
      },
    ],
    [
      "the base branch is checked out one commit deep, as it went on since the event",
      ({ origin }) => {
        origin.git("checkout", "--quiet", "main");
        origin.commit("third", { "third.py": "" });
        return clone(origin, join(folder.path, "shop"), "--depth=1", "--branch=main");
      },
    ],
  ])("is refused where %s, since nothing of the pull request would be measured", async (_, checkoutOf) => {
    const place = pullRequest();
    const checkout = checkoutOf(place);
    const base = baseOf(checkout, { ...place, otherwise: place.second });
    await expect(base).rejects.toThrow(
      /is a commit of the base branch `main`, so it does not contain the pull/,
    );
    await expect(base).rejects.toMatchObject({ advice: expect.stringContaining("Remove `ref`") });
  });

  test("is found where a fork's own branch is called like the base branch", async () => {
    const { origin, second, merge } = pullRequest();
    const fork = clone(origin, join(folder.path, "fork"), "--branch=main");
    const feature = fork.commit("of the fork", { "fork.py": "" });
    const checkout = clone(fork, join(folder.path, "shop"), "--branch=main");
    expect(await baseOf(checkout, { merge, feature, otherwise: second })).toMatchObject({ commit: second });
  });
});

describe("base by name:", () => {
  function twoCommits() {
    const origin = newRepository(join(folder.path, "origin"));
    const first = origin.commit("first", { "app.py": "1\n" });
    origin.git("tag", "--annotate", "--message=v1", "v1");
    origin.git("branch", "release/1");
    const second = origin.commit("second", { "app.py": "2\n" });
    return { origin, first, second };
  }
  const byName = (repository: Repository, revision: string) =>
    checkoutsOf(repository).resolveBase({ kind: "revision", revision });

  test.each(["v1", "release/1", "HEAD^", "HEAD~1"])("%s is what git takes it for", async (revision) => {
    const { origin, first } = twoCommits();
    expect(await byName(origin, revision)).toEqual({ commit: first, label: revision, warning: null });
  });

  test("a branch that only the remote has is found there", async () => {
    const { origin, first } = twoCommits();
    const checkout = clone(origin, join(folder.path, "shop"));
    expect(await byName(checkout, "release/1")).toMatchObject({ commit: first, label: "release/1" });
  });

  test.each([
    ["a branch", () => "release/1"],
    ["a branch with the remote's name before it", () => "origin/release/1"],
    ["a tag", () => "v1"],
    ["a full hash", (hash: string) => hash],
    ["the parent of HEAD", () => "HEAD^"],
  ])("%s that a shallow checkout lacks is fetched", async (_, revisionOf) => {
    const { origin, first } = twoCommits();
    const checkout = clone(origin, join(folder.path, "shop"), "--depth=1", "--single-branch", "--no-tags");
    expect((await byName(checkout, revisionOf(first))).commit).toBe(first);
  });

  test("fetching what a complete clone lacks does not cut its history off", async () => {
    const { origin } = twoCommits();
    const checkout = clone(origin, join(folder.path, "shop"));
    const third = origin.commit("third");
    expect((await byName(checkout, third)).commit).toBe(third);
    expect(checkout.git("rev-parse", "--is-shallow-repository")).toBe("false");
    expect(checkout.git("rev-list", "--count", third)).toBe("3");
  });

  test.each([
    ["a name with a typo", "mian", /`mian` is not a commit of this repository, nor of its remote `origin`/],
    ["a hash nobody has", "1".repeat(40), /is not a commit of this repository, nor of its remote/],
    ["an expression that leads nowhere", "HEAD~9", /`HEAD~9` is not a commit of this repository/],
    ["an option", "--all", /`--all` is not a commit/],
    ["an option of fetch", "--upload-pack=touch pwned", /is not a commit/],
    ["a refspec", "+main:refs/heads/stolen", /is not a commit/],
    ["a file", "HEAD:app.py", /is not a commit/],
    ["nothing", " ", /is not a revision/],
    ["more than a line", "main\n--all", /is not a revision/],
  ])("%s is not a commit", async (_, revision, message) => {
    const { origin } = twoCommits();
    const checkout = clone(origin, join(folder.path, "shop"));
    const error = await failure(byName(checkout, revision));
    expect(error.message).toMatch(message);
    expect(checkout.git("branch", "--list", "stolen")).toBe("");
    expect(existsSync(join(checkout.root, "pwned"))).toBe(false);
  });

  test("an expression into history that is cut off says so", async () => {
    const { origin } = twoCommits();
    origin.commit("third");
    const checkout = clone(origin, join(folder.path, "shop"), "--depth=1");
    const error = await failure(byName(checkout, "HEAD~2"));
    expect(error.message).toMatch(/shallow/);
    expect(error.advice).toMatch(/fetch-depth: 0/);
  });

  test("a remote that does not answer is told from a typo, and its password is kept out of the message", async () => {
    const { origin } = twoCommits();
    const checkout = clone(origin, join(folder.path, "shop"), "--depth=1");
    checkout.git("remote", "set-url", "origin", "http://robot:hunter2@127.0.0.1:1/shop.git");
    const error = await failure(byName(checkout, "1".repeat(40)));
    expect(error.message).toMatch(/could not be fetched: fatal: .*127\.0\.0\.1/);
    expect(error.message).not.toMatch(/hunter2|robot/);
    expect(error).toBeInstanceOf(BaseUnreachable);
  });

  test("without a remote there is nothing to fetch from", async () => {
    const { origin } = twoCommits();
    const error = await failure(byName(origin, "mian"));
    expect(error.message).toMatch(/no remote to fetch it from/);
    expect(error).not.toBeInstanceOf(BaseUnreachable);
  });
});

describe("head's version of a path, once it is taken back", () => {
  const files = { "benchmarks/a.py": "base\n", "benchmarks/old.py": "base\n", perf: "a file\n" };
  const setUp = async () => {
    const repository = newRepository(join(folder.path, "shop"));
    const base = repository.commit("base", files);
    repository.git("rm", "--quiet", "perf", "benchmarks/old.py");
    repository.commit("head", { "benchmarks/a.py": "head\n", "benchmarks/b.py": "head\n", "perf/b.py": "" });
    return overlaid(checkoutsOf(repository), base, ["benchmarks/a.py", "benchmarks", "perf"]);
  };
  const contents = ({ root }: { root: string }) =>
    Object.fromEntries(
      ["benchmarks/a.py", "benchmarks/b.py", "benchmarks/old.py", "perf"].map((path) => {
        const found = lstatSync(join(root, path), { throwIfNoEntry: false });
        return [path, found?.isFile() ? readFileSync(join(root, path), "utf8") : null];
      }),
    );

  test("is base's own, of one file alone", async () => {
    await using worktree = await setUp();
    await worktree.checkouts.takeHeadBack(worktree, ["benchmarks/a.py"]);
    expect(contents(worktree)).toEqual({
      "benchmarks/a.py": "base\n",
      "benchmarks/b.py": "head\n",
      "benchmarks/old.py": null,
      perf: null,
    });
  });

  test("is base's own of a file that is named through a link", async () => {
    const repository = newRepository(join(folder.path, "shop"));
    symlinkSync("perf", join(repository.root, "hot"));
    const base = repository.commit("base", { "perf/a.py": "base\n", "perf/b.py": "base\n" });
    repository.commit("head", { "perf/a.py": "head\n", "perf/b.py": "head\n" });
    await using worktree = await overlaid(checkoutsOf(repository), base, ["hot"]);
    await worktree.checkouts.takeHeadBack(worktree, ["hot/a.py"]);
    const textOf = (name: string) => readFileSync(join(worktree.root, "hot", name), "utf8");
    expect([textOf("a.py"), textOf("b.py")]).toEqual(["base\n", "head\n"]);
  });

  test("is base's own, of everything, and what head has alone is gone", async () => {
    await using worktree = await setUp();
    await worktree.checkouts.takeHeadBack(worktree, ["benchmarks/b.py"]);
    await worktree.checkouts.takeHeadBack(worktree, null);
    expect(contents(worktree)).toEqual({ ...files, "benchmarks/b.py": null });
  });
});

describe("generated files", () => {
  const laid = async (
    base: Record<string, string>,
    head: Record<string, string>,
    ignored: Record<string, string>,
    codeFolders = ["src", ""],
  ) => {
    const repository = newRepository(join(folder.path, "shop"));
    const commit = repository.commit("base", { "src/app/__init__.py": "", ...base });
    repository.commit("head", head);
    for (const [path, text] of Object.entries(ignored)) repository.write(path, text);
    repository.write(".git/info/exclude", `${Object.keys(ignored).join("\n")}\n`);
    const checkouts = checkoutsOf(repository);
    await using worktree = await checkouts.worktree(commit, "main");
    const found = await checkouts.layGeneratedOver(worktree, codeFolders);
    for (const path of found.python) {
      expect(readFileSync(join(worktree.root, path), "utf8")).toBe(ignored[path]);
    }
    return found;
  };

  test.each<[string, Record<string, string>, string[]]>([
    ["a module of a package", { "src/app/_version.py": "v\n" }, ["src/app/_version.py"]],
    ["a package of its own", { "generated/api/x_pb2.py": "x\n" }, ["generated/api/x_pb2.py"]],
    ["a module of the root", { "local_settings.py": "x\n" }, ["local_settings.py"]],
    ["not what only looks like one", { "src/app/data.json": "{}", "src/app/my-notes.py": "" }, []],
    ["not outputs of a build", { "build/lib/app/__init__.py": "", "dist/app.py": "" }, []],
    ["not an environment", { "myenv/pyvenv.cfg": "", "myenv/pkg/mod.py": "" }, []],
    ["not installed packages", { "node_modules/gyp/x.py": "", ".tox/py/x.py": "" }, []],
    ["not what Python compiled", { "src/app/__pycache__/x.cpython-313.pyc": "" }, []],
  ])("that base is given: %s", async (_title, ignored, expected) => {
    expect(await laid({}, {}, ignored)).toEqual({ python: expected, compiled: [], tooMany: 0 });
  });

  test("that were compiled are named, and not laid over", async () => {
    const found = await laid({}, {}, { "src/app/_fast.cpython-313-x86_64-linux-gnu.so": "elf" });
    expect(found).toEqual({
      python: [],
      compiled: ["src/app/_fast.cpython-313-x86_64-linux-gnu.so"],
      tooMany: 0,
    });
  });

  test("of a package that base does not have are left out", async () => {
    const found = await laid({}, { "src/shop/__init__.py": "" }, { "src/shop/_version.py": "v" });
    expect(found.python).toEqual([]);
  });

  test("that base has itself are left as they are", async () => {
    const repository = newRepository(join(folder.path, "shop"));
    const base = repository.commit("base", { "app/_version.py": "base\n" });
    repository.git("rm", "--quiet", "--cached", "app/_version.py");
    repository.commit("head", { ".gitignore": "_version.py\n", "app/__init__.py": "" });
    repository.write("app/_version.py", "head\n");
    const checkouts = checkoutsOf(repository);
    await using worktree = await checkouts.worktree(base, "main");
    expect((await checkouts.layGeneratedOver(worktree, [""])).python).toEqual([]);
    expect(readFileSync(join(worktree.root, "app/_version.py"), "utf8")).toBe("base\n");
  });

  test("are never written through a link that leads out of base's worktree", async () => {
    const outside = join(folder.path, "outside");
    mkdirSync(outside);
    const repository = newRepository(join(folder.path, "shop"));
    symlinkSync(outside, join(repository.root, "app"));
    const base = repository.commit("base");
    rmSync(join(repository.root, "app"));
    repository.commit("head", { "app/__init__.py": "", ".gitignore": "_version.py\n" });
    repository.write("app/_version.py", "v\n");
    const checkouts = checkoutsOf(repository);
    await using worktree = await checkouts.worktree(base, "main");
    expect((await checkouts.layGeneratedOver(worktree, [""])).python).toEqual([]);
    expect(readdirSync(outside)).toEqual([]);
  });

  test("that are too many are none of the build's", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 2_001 }, (_, index) => [`src/app/g/m${index}.py`, ""]),
    );
    expect(await laid({}, {}, many)).toEqual({ python: [], compiled: [], tooMany: 2_001 });
  });
});

describe("what differs from a commit:", () => {
  test.each<[string, (repository: Repository) => void, string[]]>([
    ["nothing", () => {}, []],
    ["a file elsewhere", (repository) => repository.write("app.py", "2\n"), []],
    ["a changed file", (repository) => repository.write("bench/a.py", "2\n"), ["bench/a.py"]],
    ["an untracked file", (repository) => repository.write("bench/new.py", "1\n"), ["bench/new.py"]],
    ["an ignored file", (repository) => repository.write("bench/a.pyc", "1\n"), []],
    [
      "a committed change",
      (repository) => repository.commit("next", { "bench/a.py": "3\n" }),
      ["bench/a.py"],
    ],
    ["a deleted file", (repository) => repository.git("rm", "--quiet", "bench/a.py"), ["bench/a.py"]],
  ])("%s", async (_title, change, expected) => {
    const repository = newRepository(join(folder.path, "shop"));
    const base = repository.commit("base", { "bench/a.py": "1\n", "app.py": "1\n", ".gitignore": "*.pyc\n" });
    change(repository);
    expect(await checkoutsOf(repository).changedFiles(base, ["bench", "absent"])).toEqual(expected);
  });
});

test("files that git tracks and that changed are told as they are now, without those that the run writes", async () => {
  const repository = newRepository(join(folder.path, "shop"));
  repository.commit("first", { "uv.lock": "1\n", "app.py": "1\n", "result.json": "1\n" });
  const checkouts = checkoutsOf(repository, "", ["result.json"]);
  expect(await checkouts.trackedChanges()).toEqual([]);
  for (const path of ["uv.lock", "result.json", "new.py"]) repository.write(path, "2\n");
  expect(await checkouts.trackedChanges()).toEqual(["uv.lock"]);
});

describe("base of a local run", () => {
  const localDefault = (repository: Repository) =>
    checkoutsOf(repository).resolveBase({ kind: "local-default" });

  test("is HEAD under uncommitted changes, with a warning that names them", async () => {
    const repository = newRepository(join(folder.path, "shop"));
    repository.commit("first");
    const second = repository.commit("second", { "app.py": "1\n" });
    repository.write("app.py", "2\n");
    const base = await localDefault(repository);
    expect(base).toMatchObject({ commit: second, label: "HEAD" });
    expect(base.warning).toEqual({
      kind: "base-is-head",
      because: "changes",
      files: { first: ["app.py"], more: 0 },
    });
  });

  test.each([
    ["changed", "app.py"],
    ["new", "new.py"],
  ])("is the only commit under %s code, with no warning of what it changed itself", async (_, file) => {
    const repository = newRepository(join(folder.path, "shop"));
    const first = repository.commit("first", { "app.py": "1\n" });
    repository.write(file, "2\n");
    expect(await localDefault(repository)).toEqual({ commit: first, label: "HEAD", warning: null });
  });

  test("is HEAD where git does not know code of the working tree, with a warning that names it", async () => {
    const repository = newRepository(join(folder.path, "shop"));
    repository.commit("first", { "shop/core.py": "1\n" });
    const second = repository.commit("second", { "shop/core.py": "2\n" });
    repository.write("shop/new.py", "1\n");
    const base = await localDefault(repository);
    expect(base).toMatchObject({ commit: second, label: "HEAD" });
    expect(base.warning).toEqual({
      kind: "base-is-head",
      because: "unknown-files",
      files: { first: ["shop/new.py"], more: 0 },
    });
  });

  test("is HEAD^ where installing, measuring and reporting left files behind", async () => {
    const repository = newRepository(join(folder.path, "shop"));
    const first = repository.commit("first", { "shop/core.py": "1\n" });
    repository.commit("second", { "shop/core.py": "2\n" });
    const left = [
      "build/lib/shop/core.py",
      "shop.egg-info/PKG-INFO",
      "report.html",
      "base.json.gz",
      "notes.txt",
    ];
    for (const path of left) repository.write(path, "");
    const chosenAs = { kind: "before-head" };
    expect(await localDefault(repository)).toEqual({
      commit: first,
      label: "HEAD^",
      warning: null,
      chosenAs,
    });
  });

  const LATER = { "shop/core.py": "2\n" };
  test.each<[string, Record<string, string>]>([
    ["data that a benchmark wrote beside itself", { "tests/benchmarks/cache.json": "{}" }],
    ["data that a benchmark wrote among the tests", { "tests/data/cache.json": "{}" }],
    ["tracked data that a benchmark wrote again", { "benchmarks/known.json": "{}" }],
    ["a new benchmark", { "benchmarks/bench_new.py": "1\n" }],
    ["a changed benchmark", { "benchmarks/bench_core.py": "2\n" }],
    ["data in a folder that `benchmarks` names", { "perf/data/cache.json": "{}" }],
    ["a change of a file that `benchmarks` names", { "speed.py": "2\n" }],
  ])("is HEAD^ under %s, and head is the working tree", async (_title, written) => {
    const repository = newRepository(join(folder.path, "shop"));
    const first = repository.commit("first", {
      "shop/__init__.py": "",
      "shop/core.py": "1\n",
      "speed.py": "1\n",
      "perf/bench_a.py": "1\n",
      "tests/benchmarks/bench_core.py": "1\n",
      "tests/data/__init__.py": "",
      "benchmarks/bench_core.py": "1\n",
      "benchmarks/known.json": "",
    });
    repository.commit("second", LATER);
    for (const [path, text] of Object.entries(written)) repository.write(path, text);
    const checkouts = checkoutsOf(repository, "", [], ["./perf/", "speed.py::bench_core"]);
    expect(await checkouts.resolveBase({ kind: "local-default" })).toEqual({
      commit: first,
      label: "HEAD^",
      warning: null,
      chosenAs: { kind: "before-head" },
    });
    expect(await checkouts.head()).toMatchObject({ commit: null });
  });

  test.each([
    ["code beside a changed benchmark", { "benchmarks/bench_core.py": "2\n", "shop/core.py": "3\n" }],
    ["a package's own folder `bench`", { "shop/bench/core.py": "2\n" }],
    ["code that a function named in `benchmarks` is in", { "app/score.py": "2\n" }],
  ])("is HEAD under a change of %s", async (_title, written) => {
    const repository = newRepository(join(folder.path, "shop"));
    repository.commit("first", {
      "shop/__init__.py": "",
      "shop/core.py": "1\n",
      "shop/bench/core.py": "1\n",
      "app/score.py": "1\n",
      "benchmarks/bench_core.py": "1\n",
    });
    const second = repository.commit("second", LATER);
    for (const [path, text] of Object.entries(written)) repository.write(path, text);
    const checkouts = checkoutsOf(repository, "", [], ["app.score:score", "."]);
    expect(await checkouts.resolveBase({ kind: "local-default" })).toMatchObject({ commit: second });
  });

  test("is HEAD under a project's first benchmark, where there is no earlier commit", async () => {
    const repository = newRepository(join(folder.path, "shop"));
    const first = repository.commit("first", { "core.py": "1\n" });
    repository.write("benchmarks/bench_core.py", "1\n");
    repository.git("add", "benchmarks");
    expect(await localDefault(repository)).toMatchObject({ commit: first, label: "HEAD" });
  });

  test("is where a branch left the default branch, uncommitted changes or not: those belong to head", async () => {
    const repository = newRepository(join(folder.path, "shop"));
    const first = repository.commit("first");
    repository.git("checkout", "--quiet", "-b", "feature");
    repository.commit("feature one");
    repository.commit("feature two");
    repository.write("notes.txt", "scratch\n");
    expect(await localDefault(repository)).toEqual({
      commit: first,
      label: "main",
      warning: null,
      chosenAs: { kind: "merge-base", branch: "main", isTip: true },
    });
  });

  test("is where a branch left the remote's default branch", async () => {
    const origin = newRepository(join(folder.path, "origin"));
    const first = origin.commit("first");
    const checkout = clone(origin, join(folder.path, "shop"));
    checkout.git("checkout", "--quiet", "-b", "feature");
    checkout.commit("feature one");
    checkout.commit("feature two");
    expect(await localDefault(checkout)).toEqual({
      commit: first,
      label: "origin/main",
      warning: null,
      chosenAs: { kind: "merge-base", branch: "origin/main", isTip: true, declaredBy: "origin/HEAD" },
    });
    origin.commit("second");
    checkout.git("fetch", "--quiet");
    expect(await localDefault(checkout)).toMatchObject({
      commit: first,
      label: "merge base with origin/main",
      chosenAs: { kind: "merge-base", branch: "origin/main", isTip: false, declaredBy: "origin/HEAD" },
    });
  });

  test("is found also where the remote did not say which branch is its default", async () => {
    const origin = newRepository(join(folder.path, "origin"));
    origin.git("checkout", "--quiet", "-b", "master");
    const first = origin.commit("first");
    const checkout = clone(origin, join(folder.path, "shop"));
    checkout.git("remote", "set-head", "origin", "--delete");
    checkout.commit("feature one");
    checkout.commit("feature two");
    const base = await localDefault(checkout);
    expect(base).toMatchObject({ commit: first, label: "origin/master" });
    expect(base.chosenAs).toEqual({ kind: "merge-base", branch: "origin/master", isTip: true });
  });

  test("is HEAD^ on the default branch itself", async () => {
    const origin = newRepository(join(folder.path, "origin"));
    const first = origin.commit("first");
    origin.commit("second");
    const checkout = clone(origin, join(folder.path, "shop"));
    expect(await localDefault(checkout)).toEqual({
      commit: first,
      label: "HEAD^",
      warning: null,
      chosenAs: { kind: "before-head" },
    });
  });

  test("is HEAD^ on a branch without a commit of its own, which is said", async () => {
    const origin = newRepository(join(folder.path, "origin"));
    const first = origin.commit("first");
    const second = origin.commit("second");
    origin.commit("third");
    const checkout = clone(origin, join(folder.path, "shop"));
    checkout.git("checkout", "--quiet", "-b", "feature", second);
    const base = await localDefault(checkout);
    expect(base).toMatchObject({ commit: first, label: "HEAD^" });
    expect(base.chosenAs).toEqual({ kind: "before-head", noneSince: "origin/main" });
    checkout.git("checkout", "--quiet", "--detach");
    expect((await localDefault(checkout)).chosenAs).toEqual({ kind: "before-head" });
  });

  test("is missing where there is no earlier commit, and a change is asked for", async () => {
    const repository = newRepository(join(folder.path, "shop"));
    repository.commit("first");
    const error = await failure(localDefault(repository));
    expect(error.message).toMatch(/no earlier commit .* the only one of its history/);
    expect(error.advice).toMatch(/Change the code.*`hotpath-gate record`.*--base/);
  });

  test("is missing where there is no commit at all, and a first one is asked for", async () => {
    const error = await failure(localDefault(newRepository(join(folder.path, "shop"))));
    expect(error.message).toMatch(/no commit yet, so there is nothing to compare with/);
    expect(error.advice).toMatch(/^Commit the code as it is now/);
  });

  test("is HEAD when only interpreters or environments differ", async () => {
    const repository = newRepository(join(folder.path, "shop"));
    const first = repository.commit("first");
    expect(await checkoutsOf(repository).resolveBase({ kind: "same-tree" })).toMatchObject({ commit: first });
  });
});

describe("the worktree of base", () => {
  function shop(files: Readonly<Record<string, string>> = {}) {
    const repository = newRepository(join(folder.path, "shop"));
    const base = repository.commit("base", {
      "app.py": "base\n",
      "benchmarks/bench_app.py": "base\n",
      "benchmarks/old.py": "base\n",
      ...files,
    });
    return { repository, base };
  }

  test("holds base's code and head's benchmarks, new files included and removed ones not", async () => {
    const { repository, base } = shop();
    repository.git("rm", "--quiet", "benchmarks/old.py");
    repository.commit("head", { "app.py": "head\n", "benchmarks/bench_app.py": "head\n" });
    repository.write("benchmarks/data/new.json", "{}");
    repository.write("benchmarks/__pycache__/bench_app.cpython-313.pyc", "");
    await using worktree = await overlaid(checkoutsOf(repository), base, ["benchmarks/", "absent"]);
    const { root } = worktree;
    expect(worktree).toMatchObject({ commit: base, label: "main", folder: "" });
    expect(readFileSync(join(root, "app.py"), "utf8")).toBe("base\n");
    expect(readFileSync(join(root, "benchmarks/bench_app.py"), "utf8")).toBe("head\n");
    expect(readdirSync(join(root, "benchmarks")).sort()).toEqual(["bench_app.py", "data"]);
    expect(readFileSync(join(root, "benchmarks/data/new.json"), "utf8")).toBe("{}");
  });

  test("keeps base's version of what head does not have", async () => {
    const { repository, base } = shop();
    repository.git("rm", "-r", "--quiet", "benchmarks");
    repository.commit("head");
    await using worktree = await overlaid(checkoutsOf(repository), base, ["benchmarks"]);
    expect(readFileSync(join(worktree.root, "benchmarks/old.py"), "utf8")).toBe("base\n");
  });

  test("is run with head's file also where base's own, of the same length, was imported a moment before", async () => {
    const { repository, base } = shop({ "bench_app.py": "side = 'base'\n" });
    repository.commit("head", { "bench_app.py": "side = 'head'\n" });
    const checkouts = checkoutsOf(repository);
    await using worktree = await checkouts.worktree(base, "main");
    const { PYTHONDONTWRITEBYTECODE: _, ...env } = process.env;
    const sideOf = () =>
      execFileSync("python3", ["-c", "import bench_app; print(bench_app.side)"], { cwd: worktree.root, env });
    expect(sideOf().toString()).toBe("base\n");
    await checkouts.layHeadOver(worktree, ["bench_app.py"]);
    expect(sideOf().toString()).toBe("head\n");
  });

  test("takes a single new file from head into folders that base lacks, or has as a file", async () => {
    const { repository, base } = shop({ perf: "a file\n" });
    repository.git("rm", "--quiet", "perf");
    repository.commit("head", { "perf/deep/bench_new.py": "head\n" });
    await using worktree = await overlaid(checkoutsOf(repository), base, ["perf/deep/bench_new.py"]);
    expect(readFileSync(join(worktree.root, "perf/deep/bench_new.py"), "utf8")).toBe("head\n");
  });

  test("lies outside the checkout, where only its owner may enter", async () => {
    const { repository, base } = shop();
    await using worktree = await checkoutsOf(repository).worktree(base, "main");
    expect(worktree.root.startsWith(join(folder.path, "tmp"))).toBe(true);
    expect(statSync(join(worktree.root, "..")).mode & 0o077).toBe(0);
  });

  test("has a path as long as head's, where head's is long enough", async () => {
    const repository = newRepository(join(folder.path, `${"long".repeat(20)}`, "shop"));
    const base = repository.commit("base");
    await using worktree = await checkoutsOf(repository).worktree(base, "main");
    expect(worktree.root).toHaveLength(repository.root.length);
  });

  test("runs no hook of the repository", async () => {
    const { repository, base } = shop();
    const hook = join(repository.root, ".git/hooks/post-checkout");
    mkdirSync(join(repository.root, ".git/hooks"), { recursive: true });
    writeFileSync(hook, `#!/bin/sh\ntouch '${folder.path}/hooked'\n`);
    chmodSync(hook, 0o755);
    await using _worktree = await checkoutsOf(repository).worktree(base, "main");
    expect(existsSync(join(folder.path, "hooked"))).toBe(false);
  });

  test("is gone from disk and from git's list when disposed, also the second time", async () => {
    const { repository, base } = shop();
    const worktree = await overlaid(checkoutsOf(repository), base, ["benchmarks"]);
    await worktree[Symbol.asyncDispose]();
    await worktree[Symbol.asyncDispose]();
    expect(existsSync(worktree.root)).toBe(false);
    expect(readdirSync(join(folder.path, "tmp"))).toEqual([]);
    expect(repository.git("worktree", "list").split("\n")).toHaveLength(1);
  });

  test("leaves other worktrees in git's list, also one whose disk is not there right now", async () => {
    const { repository, base } = shop();
    repository.git("worktree", "add", "--quiet", "--detach", join(folder.path, "usb"), base);
    rmSync(join(folder.path, "usb"), { recursive: true });
    const worktree = await checkoutsOf(repository).worktree(base, "main");
    await worktree[Symbol.asyncDispose]();
    expect(repository.git("worktree", "list")).toContain(join(folder.path, "usb"));
  });

  test("leaves nothing behind when it can't be made", async () => {
    const { repository, base } = shop();
    const checkouts = checkoutsOf(repository);
    expect((await failure(checkouts.worktree("1".repeat(40), "main"))).message).toMatch(
      /could not be checked out/,
    );
    await failure(overlaid(checkouts, base, ["../outside"]));
    expect(readdirSync(join(folder.path, "tmp"))).toEqual([]);
    expect(repository.git("worktree", "list").split("\n")).toHaveLength(1);
  });

  test("can be removed at once, for signal handlers", async () => {
    const { repository, base } = shop();
    const checkouts = checkoutsOf(repository);
    const worktree = await checkouts.worktree(base, "main");
    takeDown();
    expect(existsSync(worktree.root)).toBe(false);
    expect(repository.git("worktree", "list").split("\n")).toHaveLength(1);
  });

  describe("with symbolic links of head", () => {
    test.each([
      ["relative", "../shared/data.json"],
      ["absolute", null],
    ])("leads %s ones to its own files", async (_, text) => {
      const { repository, base } = shop({ "shared/data.json": "{}" });
      symlinkSync(
        text ?? join(repository.root, "shared/data.json"),
        join(repository.root, "benchmarks/data.json"),
      );
      await using worktree = await overlaid(checkoutsOf(repository), base, ["benchmarks"]);
      expect(readlinkSync(join(worktree.root, "benchmarks/data.json"))).toBe("../shared/data.json");
    });

    test.each(["/etc/passwd", "../../outside.txt"])("refuses those that lead out to %s", async (target) => {
      const { repository, base } = shop();
      symlinkSync(target, join(repository.root, "benchmarks/data"));
      const error = await failure(overlaid(checkoutsOf(repository), base, ["benchmarks"]));
      expect(error.message).toMatch(/benchmarks\/data leads out of the checkout/);
    });

    test("brings along what those lead to that are named themselves", async () => {
      const { repository, base } = shop({ "perf/bench_app.py": "base\n" });
      repository.write("perf/bench_app.py", "head\n");
      symlinkSync("perf", join(repository.root, "hot"));
      await using worktree = await overlaid(checkoutsOf(repository), base, ["hot"]);
      expect(readFileSync(join(worktree.root, "hot/bench_app.py"), "utf8")).toBe("head\n");
      expect(lstatSync(join(worktree.root, "hot")).isSymbolicLink()).toBe(true);
    });
  });

  describe("with files that git ignores in the benchmarks of head", () => {
    test("takes over data, a link to data elsewhere, and files that are new", async () => {
      const { repository, base } = shop({ ".gitignore": "data\n" });
      repository.write("benchmarks/data/orders.json", "{}");
      repository.write("benchmarks/helpers.py", "head\n");
      symlinkSync("/usr/share", join(repository.root, "benchmarks/data/share"));
      await using worktree = await overlaid(checkoutsOf(repository), base, ["benchmarks"]);
      const text = (path: string) => readFileSync(join(worktree.root, "benchmarks", path), "utf8");
      expect([text("data/orders.json"), text("helpers.py")]).toEqual(["{}", "head\n"]);
      expect(readlinkSync(join(worktree.root, "benchmarks/data/share"))).toBe("/usr/share");
    });

    test("takes them over where the whole folder is ignored, and names it", async () => {
      const { repository, base } = shop({ ".gitignore": "made\n" });
      repository.write("made/bench_app.py", "head\n");
      await using worktree = await overlaid(checkoutsOf(repository), base, ["made"]);
      expect(readFileSync(join(worktree.root, "made/bench_app.py"), "utf8")).toBe("head\n");
    });

    test.each([
      ["a virtual environment", ".venv/pyvenv.cfg", ".venv\n"],
      ["a virtual environment that git does not ignore", "env/pyvenv.cfg", ""],
      ["an environment of conda", "env/conda-meta/history", "env\n"],
      ["environments and results of asv", ".asv/env/python", ".asv\n"],
      ["a cache of a type checker", ".mypy_cache/app.json", ".mypy_cache\n"],
      ["what Python has compiled", "__pycache__/app.pyc", "__pycache__\n"],
    ])("leaves them where they are: %s", async (_title, path, ignored) => {
      const { repository, base } = shop({ ".gitignore": ignored });
      repository.write(`benchmarks/${path}`, "");
      // As an interpreter of an environment: a link out of the checkout, which is refused elsewhere.
      symlinkSync("/usr/bin/python3", join(repository.root, "benchmarks", dirname(path), "python3"));
      await using worktree = await overlaid(checkoutsOf(repository), base, ["benchmarks"]);
      const found = readdirSync(join(worktree.root, "benchmarks")).sort();
      expect(found).toEqual(["bench_app.py", "old.py"]);
    });
  });

  test("does not follow a link of base out of the worktree when it replaces files", async () => {
    const outside = join(folder.path, "outside");
    mkdirSync(outside);
    writeFileSync(join(outside, "bench_app.py"), "precious\n");
    const repository = newRepository(join(folder.path, "shop"));
    symlinkSync(outside, join(repository.root, "benchmarks"));
    const base = repository.commit("base");
    rmSync(join(repository.root, "benchmarks"));
    repository.commit("head", { "benchmarks/bench_app.py": "head\n" });
    await using worktree = await overlaid(checkoutsOf(repository), base, ["benchmarks/bench_app.py"]);
    expect(readFileSync(join(outside, "bench_app.py"), "utf8")).toBe("precious\n");
    expect(readFileSync(join(worktree.root, "benchmarks/bench_app.py"), "utf8")).toBe("head\n");
  });

  test.each([".", "", "../shop", "/etc", "benchmarks/../.."])(
    "refuses to take %j from head: it is not inside the checkout",
    async (path) => {
      const { repository, base } = shop();
      const error = await failure(overlaid(checkoutsOf(repository), base, [path]));
      expect(error.message).toMatch(/is not a file or folder inside the checkout/);
    },
  );

  describe("with submodules", () => {
    function withSubmodule() {
      const library = newRepository(join(folder.path, "library"));
      const old = library.commit("old", { "lib.py": "old\n" });
      const origin = newRepository(join(folder.path, "origin"));
      origin.commit("first");
      origin.git("submodule", "--quiet", "add", `file://${library.root}`, "vendor/lib");
      const base = origin.commit("base");
      library.commit("new", { "lib.py": "new\n" });
      const submodule = join(origin.root, "vendor/lib");
      execFileSync("git", ["-c", "protocol.file.allow=always", "pull", "--quiet"], { cwd: submodule });
      origin.commit("head");
      return { origin, library, base, old };
    }

    test("has base's version of them, from what is on disk", async () => {
      const { origin, library, base } = withSubmodule();
      rmSync(library.root, { recursive: true });
      const worktree = await checkoutsOf(origin).worktree(base, "main");
      expect(readFileSync(join(worktree.root, "vendor/lib/lib.py"), "utf8")).toBe("old\n");
      await worktree[Symbol.asyncDispose]();
      expect(existsSync(worktree.root)).toBe(false);
      const listed = execFileSync("git", ["worktree", "list"], { cwd: join(origin.root, "vendor/lib") });
      expect(listed.toString().trim().split("\n")).toHaveLength(1);
      expect(log.warned).toEqual([]);
    });

    test("warns of one that is not on disk, and leaves it empty", async () => {
      const { origin, base, old } = withSubmodule();
      const checkout = clone(origin, join(folder.path, "shop"));
      checkout.git("submodule", "--quiet", "update", "--init", "--depth=1");
      await using worktree = await checkoutsOf(checkout).worktree(base, "main");
      expect(readdirSync(join(worktree.root, "vendor/lib"))).toEqual([]);
      expect(worktree.lacks).toEqual(["vendor/lib"]);
      expect(log.warned).toEqual([
        expect.stringMatching(`vendor/lib of base \\(${old.slice(0, 10)}\\) is not available`),
      ]);
    });

    test.each<[string, (origin: Repository) => void]>([
      [
        "moved it",
        (origin) => {
          mkdirSync(join(origin.root, "third"));
          origin.git("mv", "vendor/lib", "third/lib");
        },
      ],
      [
        "moved it under another name",
        (origin) => {
          const url = origin.git("config", "--file", ".gitmodules", "submodule.vendor/lib.url");
          origin.git("rm", "--quiet", "--force", "vendor/lib");
          rmSync(join(origin.root, ".git/modules"), { recursive: true });
          origin.git("submodule", "--quiet", "add", "--name", "other", url, "third/lib");
        },
      ],
      ["removed it", (origin) => origin.git("rm", "--quiet", "--force", "vendor/lib")],
      [
        "has another one in its place",
        (origin) => {
          origin.git("rm", "--quiet", "--force", "vendor/lib");
          const other = newRepository(join(folder.path, "other"));
          other.commit("other", { "other.py": "" });
          origin.git("submodule", "--quiet", "add", "--name", "other", `file://${other.root}`, "vendor/lib");
        },
      ],
    ])("has base's version of one where head %s, and leaves nothing behind", async (_, change) => {
      const { origin, base } = withSubmodule();
      change(origin);
      origin.commit("changed");
      const worktree = await checkoutsOf(origin).worktree(base, "main");
      expect(readFileSync(join(worktree.root, "vendor/lib/lib.py"), "utf8")).toBe("old\n");
      expect(worktree.lacks).toEqual([]);
      await worktree[Symbol.asyncDispose]();
      expect(log.warned).toEqual([]);
      const left = readdirSync(join(origin.root, ".git/modules"), { recursive: true });
      expect(left.filter((path) => /(^|\/)worktrees\/./.test(String(path)))).toEqual([]);
    });

    test("says what is missing of one that head has removed, and that the repository does not have", async () => {
      const { origin, base } = withSubmodule();
      origin.git("rm", "--quiet", "--force", "vendor/lib");
      origin.commit("removed");
      const checkout = clone(origin, join(folder.path, "shop"));
      await using worktree = await checkoutsOf(checkout).worktree(base, "main");
      expect(worktree.lacks).toEqual(["vendor/lib"]);
      expect(log.warned).toEqual([expect.stringContaining("head has no such submodule")]);
    });

    test("misses none that head has not checked out either", async () => {
      const { origin, base } = withSubmodule();
      const checkout = clone(origin, join(folder.path, "shop"));
      await using worktree = await checkoutsOf(checkout).worktree(base, "main");
      expect(worktree.lacks).toEqual([]);
      expect(log.warned).toEqual([]);
    });
  });

  test("of a killed run is removed by the next one, that of a live run is not", async () => {
    const { repository, base } = shop();
    const temporary = join(folder.path, "tmp");
    const program = await startNodeProgram(
      `const { gitCheckouts } = await import("./src/adapters/git/checkouts.ts");
       const checkouts = gitCheckouts({
         workingDirectory: ${JSON.stringify(repository.root)},
         temporaryFolder: ${JSON.stringify(temporary)},
         outputs: [],
         benchmarks: [],
         log: { debug() {}, warning() {} },
       });
       const worktree = await checkouts.worktree(${JSON.stringify(base)}, "main");
       console.log(worktree.root);
       setInterval(() => {}, 1000);`,
      folder.path,
    );
    const ended = new Promise((resolve) => program.once("exit", resolve));
    const left = await firstLine(program);
    await checkoutsOf(repository).head();
    expect(existsSync(left)).toBe(true);
    program.kill("SIGKILL");
    await ended;
    await checkoutsOf(repository).head();
    expect(existsSync(left)).toBe(false);
    expect(readdirSync(temporary)).toEqual([]);
    expect(repository.git("worktree", "list").split("\n")).toHaveLength(1);
  });

  test("loses its entry in git's list where its temporary folder was cleaned away", async () => {
    const { repository, base } = shop();
    const container = mkdtempSync(join(folder.path, "hpg-"));
    repository.git("worktree", "add", "--quiet", "--detach", join(container, "base"), base);
    rmSync(container, { recursive: true });
    await checkoutsOf(repository).head();
    expect(repository.git("worktree", "list").split("\n")).toHaveLength(1);
  });

  test.each([
    ["on another host", { host: "elsewhere" }],
    ["in another process namespace", { pidNamespace: "pid:[1]" }],
    ["that is still there", {}],
  ])(
    "of a run %s keeps its entry in git's list, though its temporary folder is nowhere here",
    async (_, given) => {
      const { repository, base } = shop();
      const container = mkdtempSync(join(folder.path, "hpg-"));
      const path = join(container, "base");
      repository.git("worktree", "add", "--quiet", "--detach", path, base);
      const own = new URLSearchParams(ownershipLine().split("?")[1]);
      for (const [name, value] of Object.entries(given)) own.set(name, value);
      repository.git("worktree", "lock", "--reason", `hotpath-gate?${own}`, path);
      rmSync(container, { recursive: true });
      await checkoutsOf(repository).head();
      expect(repository.git("worktree", "list").split("\n")).toHaveLength(2);
    },
  );

  test("of a run on another host or in another process namespace, or one just being made, is left alone", async () => {
    const { repository } = shop();
    const temporary = join(folder.path, "tmp");
    mkdirSync(temporary);
    const foreign = mkdtempSync(join(temporary, "hpg-"));
    writeFileSync(
      join(foreign, "owner.json"),
      JSON.stringify({ pid: 4_194_303, host: "elsewhere", started: null }),
    );
    // In a container with the same host's name, where the process can't be seen from here.
    const hidden = mkdtempSync(join(temporary, "hpg-"));
    writeFileSync(
      join(hidden, "owner.json"),
      JSON.stringify({ pid: 4_194_303, host: hostname(), started: null, pidNamespace: "pid:[1]" }),
    );
    const fresh = mkdtempSync(join(temporary, "hpg-"));
    const old = mkdtempSync(join(temporary, "hpg-"));
    utimesSync(old, 1_000_000, 1_000_000);
    await checkoutsOf(repository).head();
    expect([foreign, hidden, fresh, old].map((path) => existsSync(path))).toEqual([true, true, true, false]);
  });
});

test.each([
  ["a name that fits", 12],
  ["a name longer than file systems allow", 900],
  ["one character", 6],
])("a padded path with %s has the length asked for", (_, length) => {
  const path = pathOfLength("/tmp", length);
  expect(path).toHaveLength(length);
  expect(path.split("/").every((name) => name.length <= 255)).toBe(true);
});

test.each([
  [
    "fatal: unable to access 'https://x:ghs_1@github.com/a/b/': no",
    "fatal: unable to access 'https://***@github.com/a/b/': no",
  ],
  ["ssh://git@host/a and git@host:a", "ssh://***@host/a and git@host:a"],
  ["no address", "no address"],
])("credentials are taken out of %j", (text, expected) => {
  expect(redactCredentials(text)).toBe(expected);
});
