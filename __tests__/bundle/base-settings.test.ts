/** Whose settings hold, end to end: the committed bundle, real git, real Python, and a benchmark that is three times as slow. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Result, RowVerdict } from "../../src/model.ts";
import { newRepository, type Repository, temporaryFolder } from "../support/repositories.ts";
import { RUNNER } from "../support/runner.ts";
import { shareOf } from "../support/share.ts";

const CLI = join(import.meta.dirname, "../../dist/cli.js");
const ACTION = join(import.meta.dirname, "../../dist/action.js");
const PYTHON = "python3";

const BASE = {
  "app.py": "def f():\n    return sum(range(300))\n\n\ndef g():\n    return sum(range(300))\n",
  "benchmarks/bench_f.py": "import app\n\n\ndef bench_f():\n    return app.f()\n",
  "benchmarks/bench_g.py": "import app\n\n\ndef bench_g():\n    return app.g()\n",
};
const SLOWER = { "app.py": BASE["app.py"].replace("range(300)", "range(900)") };
const F = "benchmarks/bench_f.py::bench_f";
const G = "benchmarks/bench_g.py::bench_g";

function projectWith(folder: string, base: Record<string, string>, head: Record<string, string>): Repository {
  const repository = newRepository(join(folder, "project"));
  repository.commit("base", { ...BASE, ...base });
  repository.commit("head", { ...SLOWER, ...head });
  return repository;
}

function check(repository: Repository, ...args: string[]) {
  const json = join(repository.root, "..", "result.json");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [CLI, "check", "--python", PYTHON, "--base", "HEAD^", "--json", json, ...args],
    { cwd: repository.root, encoding: "utf8", timeout: 120_000 },
  );
  if (status === null || status === 2) throw new Error(`${stdout}\n${stderr}`);
  const result: Result = JSON.parse(readFileSync(json, "utf8"));
  const verdicts: Record<string, RowVerdict> = {};
  for (const { id, verdict } of result.benchmarks) verdicts[id] = verdict;
  return { status, stdout, result, verdicts };
}

const CONFIG = "hotpath-gate.toml";
const PATHS = (...files: string[]) =>
  `suite = "functions"\nbenchmarks = [${files.map((file) => `"benchmarks/${file}"`).join(", ")}]\n`;

describe("a slowdown fails beside a change that would let it pass", () => {
  test.each<[string, string | null, string, string]>(
    shareOf(
      [
        [
          "a higher budget",
          'budget = "10%"\n',
          'budget = "900%"\n',
          "budget is 900%, was 10%: base's applies",
        ],
        [
          "a configuration that base has not",
          null,
          'budget = "900%"\n',
          "budget is 900%, was 10%: base's applies",
        ],
        [
          "a shorter fail-on",
          "",
          'fail-on = "errored"\n',
          "fail-on is errored, was regression: both lists apply",
        ],
        [
          "an acceptance of its own",
          "",
          `[[accept]]\nbenchmarks = "*"\nreason = "because"\nuntil = 2099-12-31\n`,
          "accepts benchmarks = *, reason = because, until = 2099-12-31: this does not apply yet",
        ],
        [
          "a benchmark that is left out",
          PATHS("bench_f.py", "bench_g.py"),
          PATHS("bench_g.py"),
          "benchmarks is benchmarks/bench_g.py, was benchmarks/bench_f.py, benchmarks/bench_g.py: what base measures is measured too",
        ],
      ],
      2,
    ),
  )("%s", (_, before, after, told) => {
    using folder = temporaryFolder();
    const repository = projectWith(folder.path, before === null ? {} : { [CONFIG]: before }, {
      [CONFIG]: after,
    });
    const { status, verdicts, stdout } = check(repository, "--config-from", "base");
    expect(verdicts).toMatchObject({ [F]: "regressed" });
    expect(status).toBe(1);
    expect(stdout.replace(/\s+/g, " ")).toContain(told);
  });
});

test("with `config-from: head`, head's settings hold, and what it leaves out is removed", () => {
  using folder = temporaryFolder();
  const repository = projectWith(
    folder.path,
    { [CONFIG]: PATHS("bench_f.py", "bench_g.py") },
    { [CONFIG]: `budget = "900%"\n${PATHS("bench_g.py")}` },
  );
  const { status, verdicts, result } = check(repository, "--config-from", "head");
  expect(verdicts).toEqual({ [F]: "removed", [G]: "within-budget" });
  expect(status).toBe(0);
  expect(result.benchmarks.find(({ id }) => id === F)?.notes).toEqual([{ kind: "no-longer-named" }]);
  expect(result.settings?.changes.map(({ setting }) => setting)).toEqual(["benchmarks", "budget"]);
});

test("a benchmark whose file is gone with its line is removed, and fails nothing", () => {
  using folder = temporaryFolder();
  const repository = newRepository(join(folder.path, "project"));
  repository.commit("base", { ...BASE, [CONFIG]: PATHS("bench_f.py", "bench_g.py") });
  repository.git("rm", "--quiet", "benchmarks/bench_f.py");
  repository.commit("head", { [CONFIG]: PATHS("bench_g.py") });
  const { status, verdicts } = check(repository, "--config-from", "base");
  expect(verdicts).toEqual({ [F]: "removed", [G]: "within-budget" });
  expect(status).toBe(0);
});

test("on one's own machine, one's own settings hold, and the report says what a pull request is held to", () => {
  using folder = temporaryFolder();
  const repository = projectWith(folder.path, {}, { [CONFIG]: 'budget = "900%"\n' });
  const { status, verdicts, stdout } = check(repository);
  expect(verdicts).toMatchObject({ [F]: "within-budget" });
  expect(status).toBe(0);
  expect(stdout.replace(/\s+/g, " ")).toContain(
    "on a pull request, base's apply where the new ones could weaken it",
  );
});

test("a pull request is held to base's settings without a word in the workflow", () => {
  using folder = temporaryFolder();
  const repository = projectWith(folder.path, {}, { [CONFIG]: 'budget = "900%"\n' });
  const file = (name: string, content: string) => {
    const path = join(folder.path, name);
    writeFileSync(path, content);
    return path;
  };
  const [base, head] = ["HEAD^", "HEAD"].map((revision) => repository.git("rev-parse", revision));
  const event = {
    pull_request: {
      number: 7,
      base: { ref: "main", sha: base, repo: { id: 1 } },
      head: { sha: head, repo: { id: 1 } },
    },
    repository: { default_branch: "main" },
  };
  const summary = file("summary", "");
  const { status, stdout } = spawnSync(process.execPath, [ACTION], {
    encoding: "utf8",
    timeout: 120_000,
    cwd: repository.root,
    env: {
      ...RUNNER,
      PATH: process.env.PATH,
      INPUT_PYTHON: PYTHON,
      INPUT_BASELINE: "none",
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_EVENT_PATH: file("event.json", JSON.stringify(event)),
      GITHUB_SHA: head,
      GITHUB_WORKSPACE: repository.root,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_OUTPUT: file("output", ""),
      RUNNER_TEMP: folder.path,
    },
  });
  expect(stdout).toContain("::error");
  expect(status).toBe(1);
  expect(readFileSync(summary, "utf8")).toContain("`budget` is `900%`, was `10%`: base's applies");
});

describe("a package that moves with `python-path` is compared with where it was", () => {
  const shop = (size: number) => `def f():\n    return sum(range(${size}))\n`;
  const bench = { "benchmarks/bench_f.py": "import shop\n\n\ndef bench_f():\n    return shop.f()\n" };
  test.each<[string, readonly string[], string | null, string | null]>(
    shareOf(
      [
        ["from the root to src", [], 'python-path = ["."]\n', 'python-path = ["src"]\n'],
        [
          "from the root to src, by base's settings",
          ["--config-from", "base"],
          'python-path = ["."]\n',
          'python-path = ["src"]\n',
        ],
        ["from the root to a folder that has to be named", [], null, 'python-path = ["lib"]\n'],
      ],
      2,
    ),
  )("%s", (_, args, before, after) => {
    using folder = temporaryFolder();
    const to = after?.includes("lib") ? "lib" : "src";
    const repository = newRepository(join(folder.path, "project"));
    const config = (text: string | null): Record<string, string> => (text === null ? {} : { [CONFIG]: text });
    repository.commit("base", { "shop/__init__.py": shop(300), ...bench, ...config(before) });
    repository.git("rm", "--quiet", "-r", "shop");
    repository.commit("head", { [`${to}/shop/__init__.py`]: shop(900), ...config(after) });
    const { status, verdicts, stdout } = check(repository, ...args);
    expect(verdicts).toEqual({ [F]: "regressed" });
    expect(status).toBe(1);
    expect(stdout.replace(/\s+/g, " ")).toContain("base keeps its own");
  });
});

test("a helper of the benchmarks in a folder that head names is found on base, after base's own code", () => {
  using folder = temporaryFolder();
  const bench = (what: string) => `import app\n${what}\n\ndef bench_f():\n    return app.f()\n`;
  const repository = newRepository(join(folder.path, "project"));
  const tools = { "tools/sizes.py": "SIZE = 3\n", "tools/app.py": "def f():\n    pass\n" };
  repository.commit("base", { ...BASE, ...tools, "benchmarks/bench_f.py": bench("") });
  repository.commit("head", {
    ...SLOWER,
    "benchmarks/bench_f.py": bench("from sizes import SIZE"),
    [CONFIG]: 'python-path = [".", "tools"]\n',
  });
  const { verdicts, result } = check(repository);
  expect(verdicts).toMatchObject({ [F]: "regressed" });
  expect(result.warnings.map(({ kind }) => kind)).not.toContain("benchmark-text");
});
