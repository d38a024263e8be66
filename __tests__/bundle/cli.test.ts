/** The command line as a user meets it: the committed bundle, real git, real Python. */

import { execFile, execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { encodeBaseline } from "../../src/baseline/document.ts";
import type { Diagnosis } from "../../src/diagnose/diagnosis.ts";
import type { Result } from "../../src/model.ts";
import { writeResult } from "../../src/report/document.ts";
import { renderHtml } from "../../src/report/html.ts";
import { baseline as storedBaseline, storedSeries } from "../support/baselines.ts";
import { newRepository, type Repository, temporaryFolder } from "../support/repositories.ts";
import { aResult } from "../support/results.ts";
import { noteTold } from "../support/words.ts";

const CLI = join(import.meta.dirname, "../../dist/cli.js");
const FIXTURES = join(import.meta.dirname, "../../fixtures/projects");
const PYTHON = "python3";
/** Gives a benchmark that hangs six seconds. */
const SHORT = ["--time-limit", "30s"];

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(cwd: string, ...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { cwd, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : null;
      resolve({ status, stdout, stderr });
    });
  });
}

const check = (cwd: string, ...args: string[]) => checkAgainst("HEAD^", cwd, ...args);
const checkAgainst = (base: string, cwd: string, ...args: string[]) =>
  run(cwd, "check", "--python", PYTHON, "--base", base, "--baseline", "none", ...args);

/** Ids of the processes that run in the folder; other tests may run harnesses of their own elsewhere. */
function processesIn(place: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(place);
    } catch {
      return false;
    }
  });
}

const folder = temporaryFolder();
let repository: Repository;

beforeAll(() => {
  repository = newRepository(join(folder.path, "project"));
  repository.commit("base", {
    "app.py": "def fast():\n    return sum(range(300))\n",
    "benchmarks/bench_app.py": "import app\n\n\ndef bench_fast():\n    return app.fast()\n",
  });
  repository.commit("head", { "notes.md": "nothing\n" });
});
afterAll(() => folder[Symbol.dispose]());

describe("the usage:", () => {
  test("--version is the package's", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(await run(".", "--version")).toMatchObject({ status: 0, stdout: `${version}\n` });
  });

  test("--help lists the commands, and a command's its flags", async () => {
    expect((await run(".", "--help")).stdout).toMatch(
      /check[\s\S]*record[\s\S]*report[\s\S]*doctor[\s\S]*demo/,
    );
    expect((await run(".", "check", "--help")).stdout).toContain("--budget <PERCENT>");
  });
});

describe("bad input ends with status 2 and one message that says what to do, without a stack trace:", () => {
  test.each<[string, string[], RegExp]>([
    ["an unknown command", ["chekc"], /unknown command 'chekc'/],
    [
      "an unknown flag",
      ["check", "--bugdet", "5%"],
      /unknown option '--bugdet'\n\(Did you mean --budget\?\)\n\(hotpath-gate check --help lists its flags\)/,
    ],
    [
      "a flag of another command",
      ["record", "--html", "x.html"],
      /unknown option '--html'[\s\S]*\(hotpath-gate record --help lists its flags\)/,
    ],
    [
      "a benchmark without its flag",
      ["check", "perf"],
      /unexpected argument 'perf': 'check' takes only flags\. To name benchmarks, write: hotpath-gate check --benchmarks perf/,
    ],
    [
      "a benchmark that is a command line, without its flag",
      ["check", "python run.py"],
      /write: hotpath-gate check --benchmarks 'python run\.py'/,
    ],
    [
      "an argument of a command that has no benchmarks",
      ["demo", "perf"],
      /unexpected argument 'perf': 'demo' takes only flags/,
    ],
    [
      "an unknown suite",
      ["check", "--suite", "nose"],
      /--suite: `nose` is not one of asv, command, functions, pyperf, pytest, results/,
    ],
    ["a budget in words", ["check", "--budget", "ten"], /`ten` is not a budget/],
    ["a negative budget", ["check", "--budget=-5%"], /`-5%` is not a budget/],
    ["a budget with two signs", ["check", "--budget", "1000%%"], /`1000%%` is not a budget/],
    ["an interpreter that is not there", ["check", "--python", "python9.9"], /python9\.9/],
    ["a target's module that is not there", ["check", "--benchmarks", "nowhere:fast"], /nowhere/],
    ["a target's function that is not there", ["check", "--benchmarks", "app:fats"], /fats/],
    [
      "a single value that is given twice",
      ["check", "--budget", "5%", "--budget", "50%"],
      /option '--budget <PERCENT>' argument '50%' is invalid. It is given twice, the first time as '5%'. Write it once/,
    ],
    [
      "a file that is given twice",
      ["check", "--json", "a.json", "--json", "b.json"],
      /option '--json <FILE>' argument 'b.json' is invalid. It is given twice/,
    ],
    [
      "a variable that is set twice",
      ["check", "--env", "SIZE=1", "--env", "SIZE=2"],
      /--env: `SIZE` is set twice\. Write it once/,
    ],
    ["no benchmarks", ["check", "--benchmarks", "docs"], /No benchmarks were found in docs/],
    [
      "a folder that is misspelt",
      ["check", "--benchmarks", "benchmrks"],
      /No benchmarks were found in benchmrks \(did you mean `benchmarks`\?\)/,
    ],
    [
      "a bare name",
      ["check", "--benchmarks", "bench_app"],
      /No benchmarks were found in bench_app \(did you mean `benchmarks\/bench_app.py`\?\)/,
    ],
    ["a base that is no commit", ["check", "--base", "no-such-branch"], /no-such-branch/],
    ["a config file that is not there", ["check", "--config", "x.toml"], /x\.toml does not exist/],
    ["a result that is not there", ["report", "none.json"], /none\.json can't be read/],
    [
      "two reports in one file",
      ["check", "--json", "x", "--html", "./x"],
      /`--html` and `--json` are the same file: \.\/x and x\. Name another file for `--html`/,
    ],
    [
      "a report in the stored baseline",
      ["check", "--json", ".hotpath-gate/baseline.json"],
      /`--json` and the stored baseline are the same file: \.hotpath-gate\/baseline\.json/,
    ],
    [
      "a recording and its report in one file",
      ["record", "--output", "x", "--json", "./x"],
      /`--output` and `--json` are the same file: x and \.\/x/,
    ],
    [
      "a comparison in one of its files",
      ["compare", "notes.md", "app.py", "--json", "app.py"],
      /`--json` and the file of head are the same file: app\.py/,
    ],
    ...["check --json", "check --html", "record --output", "doctor --json"].map(
      (flag): [string, string[], RegExp] => [
        `${flag} in place of source`,
        [...flag.split(" "), "benchmarks/bench_app.py"],
        /bench_app\.py can't be written: it has content that hotpath-gate did not write\. Name another file/,
      ],
    ),
    [
      "a recording on standard output",
      ["record", "--output", "/dev/../dev/stdout"],
      /A baseline can't be written to standard output/,
    ],
  ])("%s", async (_title, args, message) => {
    const asked = args[0] === "check" && !args.includes("--python") ? [...args, "--python", PYTHON] : args;
    const based = args[0] === "check" && !args.includes("--base") ? [...asked, "--base", "HEAD^"] : asked;
    const { status, stderr, stdout } = await run(repository.root, ...based);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe("");
  });

  test.each([
    [
      "a stored baseline",
      encodeBaseline(storedBaseline()),
      "a baseline of hotpath-gate, which `hotpath-gate compare` reads",
    ],
    ["a part of one", encodeBaseline(storedBaseline()).subarray(0, -40), "a baseline of hotpath-gate"],
    ["a page", renderHtml(aResult()), "a page of hotpath-gate, for a browser to show"],
  ])("%s that is given to report is called what it is", async (_title, content, what) => {
    using place = temporaryFolder();
    writeFileSync(join(place.path, "given"), content);
    expect(await run(place.path, "report", "given")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`given is not a result of hotpath-gate: it is ${what}`),
    });
  });

  test.each([
    ["malformed", "budget = \n", /hotpath-gate\.toml:\d+:\d+ is not valid TOML/],
    ["with an unknown key", 'bugdet = "5%"\n', /hotpath-gate\.toml has an unknown key `bugdet`/],
  ])("a config file that is %s", async (_title, text, message) => {
    const config = join(repository.root, "hotpath-gate.toml");
    writeFileSync(config, text);
    try {
      const { status, stderr } = await check(repository.root);
      expect(status).toBe(2);
      expect(stderr).toMatch(message);
    } finally {
      repository.git("clean", "--quiet", "--force", "hotpath-gate.toml");
    }
  });

  test("a base that can't be fetched", async () => {
    const { status, stderr } = await run(
      repository.root,
      ...["check", "--python", PYTHON, "--base", "0123456789012345678901234567890123456789"],
    );
    expect(status).toBe(2);
    expect(stderr).toMatch(/0123456789/);
  });

  test("outside a repository", async () => {
    using elsewhere = temporaryFolder();
    const { status, stderr } = await check(elsewhere.path);
    expect(status).toBe(2);
    expect(stderr).toMatch(/git/);
  });

  test("base and head that load the same code", async () => {
    using place = temporaryFolder();
    const other = newRepository(join(place.path, "project"));
    // What an editable install with an import hook of its own does: whoever asks gets head's code.
    const code = "def fast():\n    return 1\n";
    const hook = `import sys; sys.path.insert(0, ${JSON.stringify(join(other.root, "lib"))}); import app\n`;
    other.commit("base", {
      "lib/app.py": code,
      "benchmarks/bench_app.py": `${hook}\n\ndef bench_fast():\n    app.fast()\n`,
    });
    other.commit("head", { "lib/app.py": `${code}\n# changed\n` });
    const { status, stderr } = await check(other.root);
    expect(stderr).toMatch(/Base and head would run the same code: base loaded `app` from head's tree/);
    expect(status).toBe(2);
  });
});

describe("in a suite that misbehaves,", () => {
  let result: Result;
  let outcome: Outcome;
  const rowOf = (name: string) => result.benchmarks.find((row) => row.id.endsWith(`::bench_${name}`));
  const verdictOf = (name: string) => rowOf(name)?.verdict;
  const noteOf = (name: string) => {
    const row = rowOf(name);
    return row && noteTold(row);
  };

  beforeAll(async () => {
    const project = newRepository(join(folder.path, "misbehaving"));
    cpSync(join(FIXTURES, "misbehaving"), project.root, { recursive: true });
    project.commit("base");
    project.commit("head", { "app/more.py": "" });
    const json = join(folder.path, "misbehaving.json");
    outcome = await check(project.root, ...SHORT, "--json", json);
    result = JSON.parse(readFileSync(json, "utf8"));
  }, 180_000);

  test.each(["fine", "fine_too", "prints_megabytes", "leaves_a_child"])(
    "%s is measured all the same",
    (name) => {
      // On a busy machine the short time limit may leave it undecided.
      expect(["within-budget", "inconclusive"]).toContain(verdictOf(name));
      expect(rowOf(name)?.change).not.toBeNull();
    },
  );

  test.each([
    ["raises", /ValueError/],
    ["hangs", /no answer within/],
    ["exits", /status 7/],
    ["asks_to_exit", /SystemExit/],
  ])("%s is errored, and says why", (name, why) => {
    expect(verdictOf(name)).toBe("errored");
    expect(noteOf(name)).toMatch(why);
  });

  test("what fails on both sides does not fail the gate", () => {
    expect(outcome.status).toBe(0);
  });

  test("no process, worktree or folder is left behind", () => {
    expect(execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })).not.toContain(
      "hotpath-gate-left-behind",
    );
    expect(processesIn(join(folder.path, "misbehaving"))).toEqual([]);
    const worktrees = execFileSync("git", ["worktree", "list"], {
      cwd: join(folder.path, "misbehaving"),
      encoding: "utf8",
    });
    expect(worktrees.trim().split("\n")).toHaveLength(1);
  });
});

describe("a comparison", () => {
  const slowed = "def fast():\n    return sum(range(600))\n";

  test("of unchanged code passes with 0, of slower code fails with 1, and leaves a result that renders", async () => {
    using place = temporaryFolder();
    const json = join(place.path, "result.json");
    const html = join(place.path, "report.html");
    expect(await check(repository.root, "--json", json)).toMatchObject({ status: 0 });
    writeFileSync(join(repository.root, "app.py"), slowed);
    try {
      const failed = await checkAgainst("HEAD", repository.root, "--json", json, "--html", html);
      expect(failed.status).toBe(1);
      expect(failed.stdout).toContain("bench_fast");
    } finally {
      repository.git("checkout", "--quiet", "app.py");
    }
    const result: Result = JSON.parse(readFileSync(json, "utf8"));
    expect(result).toMatchObject({
      schemaVersion: 4,
      verdict: "failed",
      benchmarks: [{ verdict: "regressed" }],
    });
    expect(readFileSync(html, "utf8")).toContain("bench_fast");
    const rendered = await run(".", "report", json, "--format", "markdown");
    expect(rendered).toMatchObject({ status: 0 });
    expect(rendered.stdout).toContain("bench_fast");
  });

  test("of two environments on one tree sees what the environment does", async () => {
    using place = temporaryFolder();
    const other = newRepository(join(place.path, "project"));
    const app =
      "import os\nN = int(os.environ.get('SIZE', '100'))\n\n\ndef work():\n    return sum(range(N))\n";
    other.commit("only", { "app.py": app });
    const json = join(place.path, "result.json");
    const { status } = await run(
      other.root,
      ...["check", "--python", PYTHON, "--benchmarks", "app:work", "--baseline", "none", "--json", json],
      ...["--env", "SIZE=400", "--base-env", "SIZE=100"],
    );
    expect(status).toBe(1);
    const result: Result = JSON.parse(readFileSync(json, "utf8"));
    expect(result.benchmarks[0]?.change).toBeGreaterThan(1);
  });
});

test.each<[string, string[]]>([
  ["written again", ["--benchmarks", "benchmarks/bench_a.py", "--benchmarks", "benchmarks/bench_b.py"]],
  ["expanded by a shell", ["--benchmarks", "benchmarks/bench_a.py", "benchmarks/bench_b.py"]],
  ["in one text", ["--benchmarks", "benchmarks/bench_a.py,benchmarks/bench_b.py"]],
])("a list that is %s has all that is written", async (_title, benchmarks) => {
  using place = temporaryFolder();
  const project = newRepository(join(place.path, "project"));
  const bench = (name: string) =>
    `import os\n\nimport app\n\n\ndef bench_${name}():\n    assert os.environ["A"] + os.environ["B"] == "12"\n    return app.fast()\n`;
  project.commit("only", {
    "app.py": "def fast():\n    return sum(range(300))\n",
    "benchmarks/bench_a.py": bench("a"),
    "benchmarks/bench_b.py": bench("b"),
  });
  project.commit("head", { "notes.md": "nothing\n" });
  const json = join(place.path, "result.json");
  const variables = ["--env", "A=1", "--env", "B=2"];
  await check(project.root, ...benchmarks, ...variables, "--json", json, ...SHORT);
  const result: Result = JSON.parse(readFileSync(json, "utf8"));
  expect(result.benchmarks.map(({ id, evidence }) => [id, evidence])).toEqual([
    ["benchmarks/bench_a.py::bench_a", "paired"],
    ["benchmarks/bench_b.py::bench_b", "paired"],
  ]);
});

/** Runs a program in a terminal of 80 columns, and passes on what it writes there. */
const IN_A_TERMINAL = `
import fcntl, os, pty, struct, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    os.execv(sys.argv[1], sys.argv[1:])
written = b""
while True:
    try:
        some = os.read(terminal, 65536)
    except OSError:
        some = b""
    if not some:
        break
    written += some
os.waitpid(pid, 0)
sys.stdout.buffer.write(written)
`;

test("in a terminal of 80 columns, every line fits, and the time that is left is seen", async () => {
  const args = [
    "check",
    "--python",
    PYTHON,
    "--base",
    "HEAD^",
    "--baseline",
    "none",
    "--setup",
    "true",
    ...SHORT,
  ];
  const written = await new Promise<string>((resolve) => {
    const options = { cwd: repository.root, env: { ...process.env, TERM: "xterm" } };
    execFile(PYTHON, ["-c", IN_A_TERMINAL, process.execPath, CLI, ...args], options, (_, stdout) =>
      resolve(stdout),
    );
  });
  // A line that is drawn anew is erased first.
  const drawn = stripVTControlCharacters(written.replaceAll("\u001b[1G\u001b[2K", "\n")).split(/\r?\n/);
  for (const line of drawn) expect([...line].length).toBeLessThanOrEqual(80);
  expect(drawn).toContain("Set up head, 0 s: true");
  expect(drawn.join("\n")).toMatch(/[█░] block 1 .* left\n/);
  expect(drawn.join("\n")).toMatch(
    /\n✓ hotpath-gate: no benchmark exceeded its budget\n {2}1 benchmark was compared\.\n {2}\S+ \(\w{12}\) was compared with HEAD\^ \(\w{12}\)\.\n/,
  );
});

describe("the command compare", () => {
  const write = (folder: string, name: string, level: number) => {
    const medians = [0.99, 1, 1.01, 1, 0.995, 1.005].map((factor) => factor * level);
    const series = [storedSeries({ medians, history: [level] })];
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(storedBaseline({ series })));
    return path;
  };

  test.each([
    ["unchanged", 1, 0, /can't tell/],
    ["five times slower", 5, 1, /regressed/],
  ])("judges two stored baselines: %s", async (_, factor, status, said) => {
    using place = temporaryFolder();
    const base = write(place.path, "base.json", 0.001);
    const head = write(place.path, "head.json", 0.001 * factor);
    const json = join(place.path, "result.json");
    const outcome = await run(place.path, "compare", base, head, "--json", json);
    expect(outcome.status).toBe(status);
    expect(outcome.stdout).toMatch(said);
    expect(outcome.stdout).toMatch(/head\.json (.*\n)?.*was compared with\s+\S*base\.json/);
    const { benchmarks }: Result = JSON.parse(readFileSync(json, "utf8"));
    expect(benchmarks).toMatchObject([{ id: "app.scoring:score", evidence: "stored-same-machine" }]);
  });

  test.each([
    ["is not there", "missing.json", /missing.json can't be read.* Name two files/],
    ["is no tool's", "package.json", /package.json can't be read: it is not in a format that can be read/],
    [
      "is a result document",
      "result.json",
      /result.json is not a baseline: it is a result document .*Name two files that `record --output` wrote/,
    ],
  ])("refuses a file that %s", async (_, name, said) => {
    using place = temporaryFolder();
    const base = write(place.path, "base.json", 0.001);
    writeFileSync(join(place.path, "package.json"), "{}");
    writeFileSync(join(place.path, "result.json"), writeResult(aResult()));
    const outcome = await run(place.path, "compare", base, join(place.path, name));
    expect(outcome.status).toBe(2);
    expect(outcome.stderr).toMatch(said);
  });
});

describe("where a suite is no Python code,", () => {
  const project = (name: string, files: (isHead: boolean) => Record<string, string>) => {
    const made = newRepository(join(folder.path, name));
    made.commit("base", files(false));
    made.commit("head", files(true));
    return made;
  };
  const rowsOf = (json: string) => {
    const { benchmarks }: Result = JSON.parse(readFileSync(json, "utf8"));
    return benchmarks.map(({ id, metric, unit, verdict, evidence }) => [id, metric, unit, verdict, evidence]);
  };

  test("a command that got slower is found, and one that takes more memory", async () => {
    const waits = project("waits", (isHead) => ({
      "wait.py": `import time\ntime.sleep(${isHead ? 0.6 : 0.2})\n`,
      "fill.py": `held = bytearray(${isHead ? 90_000_000 : 30_000_000})\n`,
      "hotpath-gate.toml": [
        'metrics = ["time", "peak-memory"]',
        ...["[[commands]]", 'name = "wait"', 'command = "python wait.py"'],
        ...[
          "[[commands]]",
          'name = "fill"',
          'command = "python {file}"',
          'parameters = { file = ["fill.py"] }',
        ],
        ...["[[budgets]]", 'benchmarks = "fill*"', 'budget = "300%"'],
      ].join("\n"),
    }));
    const json = join(folder.path, "waits.json");
    const { status, stdout } = await check(waits.root, "--json", json);
    expect([status, stdout]).toEqual([1, expect.stringContaining("fill[file=fill.py] (peak memory)")]);
    expect(rowsOf(json)).toEqual([
      ["wait", "time", "s", "regressed", "paired"],
      ["wait", "peak-memory", "B", "within-budget", "paired"],
      ["fill[file=fill.py]", "time", "s", "within-budget", "paired"],
      ["fill[file=fill.py]", "peak-memory", "B", "regressed", "paired"],
    ]);
  });

  test("the user's own tool (`results`) is run on both sides in turn, and its file is read", async () => {
    const tool = project("tool", (isHead) => ({
      "tool.py": `
import json, sys
results = [{"name": "rows", "unit": "rows/s", "value": ${isHead ? 700 : 1000}}, {"name": "import", "unit": "ms", "value": 3.5}]
json.dump(results, open(sys.argv[1], "w"))
`,
    }));
    const json = join(folder.path, "tool.json");
    const { status, stdout } = await check(
      tool.root,
      ...["--suite", "results", "--benchmarks", "python tool.py {results}"],
      ...["--results-format", "custom-bigger-is-better", "--json", json],
    );
    expect([status, stdout]).toEqual([1, expect.stringContaining("1,000 rows/s  700 rows/s")]);
    expect(rowsOf(json)).toEqual([
      ["rows", "value", "rows/s", "regressed", "paired"],
      ["import", "time", "s", "within-budget", "paired"],
    ]);
  });

  test("what head breaks in the results of a tool is not removed, and the gate fails", async () => {
    const tool = project("breaks", (isHead) => ({
      "tool.py": `
import json, sys
names = ["a"${isHead ? "" : ', "b"'}]
json.dump([{"name": name, "unit": "ms", "value": 3} for name in names], open(sys.argv[1], "w"))
${isHead ? 'sys.exit("b raises")' : ""}
`,
    }));
    const json = join(folder.path, "breaks.json");
    const { status, stdout } = await check(
      tool.root,
      ...["--suite", "results", "--benchmarks", "python tool.py {results}", "--json", json],
    );
    expect([status, stdout]).toEqual([
      1,
      expect.stringContaining("the command fails on head, and not on base"),
    ]);
    expect(rowsOf(json).map(([id, , , verdict]) => [id, verdict])).toEqual([
      // Of what it has written all the same, nobody knows whether that was done as on base.
      ["a", "errored"],
      ["b", "errored"],
    ]);
  });

  test.each<[string, string[], RegExp]>([
    ["no command", ["--suite", "command"], /no command is named/],
    [
      "results without a place",
      ["--suite", "results", "--benchmarks", "true"],
      /does not say where it writes its results.*Write \{results\}/,
    ],
    [
      "results of a command that fails",
      ["--suite", "results", "--benchmarks", "false # {results}"],
      /The command `false # \{results\}` failed on head: .* ended with status 1/,
    ],
    [
      "a metric that the results don't have",
      [
        ...["--suite", "results", "--metrics", "peak-memory", "--benchmarks"],
        `echo '[{"name": "a", "unit": "ms", "value": 1}]' > {results}`,
      ],
      /`metrics` includes peak-memory, which the results of custom do not have/,
    ],
    [
      "memory of a suite that does not measure it",
      ["--metrics", "peak-memory"],
      /`metrics` includes peak-memory, which the suite functions does not measure/,
    ],
  ])("%s is bad usage", async (_, args, message) => {
    const { status, stderr } = await check(repository.root, ...args);
    expect([status, stderr.replaceAll("\n", " ")]).toEqual([2, expect.stringMatching(message)]);
  });
});

const hasValgrind = existsSync("/usr/bin/valgrind") && existsSync("/usr/bin/vgdb");

test("settings that contradict each other are bad usage, before `setup` has run", async () => {
  const ran = join(folder.path, "setup-ran");
  const args = ["--metrics", "instructions", "--setup", `touch ${ran}`];
  const { status, stderr } = await check(repository.root, ...args);
  expect([status, stderr]).toEqual([
    2,
    expect.stringMatching(
      /`metrics` must include `time` when it includes `instructions`. Use `--metrics time,instructions`/,
    ),
  ]);
  expect(existsSync(ran)).toBe(false);
});

test("instructions are counted beside the time, or it is said what is missing", async () => {
  const counted = newRepository(join(folder.path, "counted"));
  const files = (repeats: number) => ({
    "app.py": `def run():\n    for _ in range(${repeats}):\n        sum(range(200))\n`,
    "benchmarks/bench_app.py": "import app\n\n\ndef bench_run():\n    app.run()\n",
  });
  counted.commit("base", files(10));
  counted.commit("head", files(14));
  const json = join(folder.path, "counted.json");
  const { status, stderr } = await check(counted.root, "--metrics", "time, instructions", "--json", json);
  if (!hasValgrind) {
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/can't be counted: valgrind is not installed.*Install it/s),
    ]);
    return;
  }
  const { benchmarks }: Result = JSON.parse(readFileSync(json, "utf8"));
  const row = benchmarks.find(({ metric }) => metric === "instructions");
  expect([status, row]).toMatchObject([
    1,
    { verdict: "regressed", evidence: "paired", unit: "instructions" },
  ]);
  // Fourteen rounds for ten, and what a call costs besides.
  expect(row?.change).toBeGreaterThan(0.35);
  expect(row?.change).toBeLessThan(0.405);
});

describe("compare, given the files of other tools,", () => {
  const fixture = (name: string) => join(import.meta.dirname, "../../fixtures/formats", name);

  test.each([
    "asv-0.6.6.json",
    "hyperfine-1.20.0-repeated.json",
    "pytest-benchmark-5.3.1.json",
    "pytest-codspeed-5.0.4.json",
    "pyperf-2.11.0-track-memory.json",
    "custom-smaller-is-better.json",
  ])("reads %s", async (name) => {
    const { status, stdout } = await run(folder.path, "compare", fixture(name), fixture(name));
    expect([status, stdout]).toEqual([0, expect.stringContaining("within budget")]);
  });

  test("fails for a benchmark that failed on head alone", async () => {
    const broken = join(folder.path, "null.json");
    const text = readFileSync(fixture("asv-0.6.6.json"), "utf8");
    const results = JSON.parse(text.replaceAll("NaN", "null"));
    results.results["shop.time_total"][0] = [null];
    writeFileSync(broken, JSON.stringify(results));
    const { status, stdout } = await run(folder.path, "compare", fixture("asv-0.6.6.json"), broken);
    expect([status, stdout]).toEqual([1, expect.stringContaining("does not run on head")]);
  });

  test("compares those of two tools where the names match", async () => {
    const [base, head] = ["pytest-benchmark-5.3.1.json", "pytest-codspeed-5.0.4.json"].map(fixture);
    const json = join(folder.path, "tools.json");
    await run(folder.path, "compare", base ?? "", head ?? "", "--json", json);
    const { benchmarks }: Result = JSON.parse(readFileSync(json, "utf8"));
    expect(benchmarks.map(({ id, evidence }) => [id, evidence])).toEqual([
      ["test_shop.py::test_total[10]", "point"],
      ["test_shop.py::test_total[100]", "point"],
      ["test_shop.py::TestText::test_join", "point"],
    ]);
  });

  test("says where a broken one is broken", async () => {
    const broken = join(folder.path, "broken.json");
    const text = readFileSync(fixture("hyperfine-1.15.0.json"), "utf8").replace(
      /"median": [\d.e-]+/,
      '"median": "fast"',
    );
    writeFileSync(broken, text);
    const { status, stderr } = await run(folder.path, "compare", broken, broken);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(
        /broken\.json can't be read: line \d+, column \d+: results\[0\]\.median must be a number/,
      ),
    ]);
  });
});

test("record stores a baseline that a comparison finds, and compare: stored rests on it", async () => {
  using place = temporaryFolder();
  const baseline = join(place.path, "base.json.gz");
  const recorded = await run(repository.root, "record", "--python", PYTHON, "--output", baseline);
  expect(recorded.status).toBe(0);
  expect(existsSync(baseline)).toBe(true);
  const json = join(place.path, "result.json");
  await run(
    repository.root,
    ...["check", "--python", PYTHON, "--compare", "stored", "--baseline-path", baseline, "--json", json],
  );
  const result: Result = JSON.parse(readFileSync(json, "utf8"));
  expect(result.benchmarks[0]).toMatchObject({ evidence: "stored-same-machine", verdict: "inconclusive" });
  expect(result.evidence.baseline.state).toBe("found");
  expect(result.sides.base).toBeNull();
});

describe("interrupting a run", () => {
  test.each([
    ["as it starts to measure", "Measure", ["check", "--base", "HEAD^", "--baseline", "none"]],
    ["between blocks", "block 1", ["check", "--base", "HEAD^", "--baseline", "none"]],
    ["while it records", "block 1", ["record", "--output", "interrupted.json"]],
    ["while doctor measures", "block 1", ["doctor", "--json", "interrupted.json"]],
  ])("%s decides nothing and leaves nothing behind", async (_title, when, args) => {
    // What else runs on this machine leaves its own folders in the usual place.
    using temporary = temporaryFolder();
    const env = { ...process.env, TMPDIR: temporary.path };
    const child = execFile(process.execPath, [CLI, ...args, "--python", PYTHON], {
      cwd: repository.root,
      env,
    });
    const ended = new Promise<number | null>((resolve) => child.once("exit", (status) => resolve(status)));
    let text = "";
    await new Promise<void>((resolve) => {
      child.stderr?.on("data", (chunk: string) => {
        text += chunk;
        if (text.includes(when)) resolve();
      });
      child.once("exit", () => resolve());
    });
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(text).toMatch(/interrupted by SIGINT/);
    expect(readdirSync(temporary.path)).toEqual([]);
    expect(existsSync(join(repository.root, "interrupted.json"))).toBe(false);
    expect(processesIn(repository.root)).toEqual([]);
  });
});

describe("what is compared:", () => {
  const app = (size: number) => `def fast():\n    return sum(range(${size}))\n`;
  const bench = "import app\n\n\ndef bench_fast():\n    return app.fast()\n";

  test("a branch with a slow commit is found with a dirty tree, too: base is where it left the default branch", async () => {
    using place = temporaryFolder();
    const project = newRepository(join(place.path, "project"));
    project.commit("base", { "app.py": app(300), "benchmarks/bench_app.py": bench });
    project.git("checkout", "--quiet", "-b", "feature");
    project.commit("slower", { "app.py": app(600) });
    project.commit("unrelated", { "notes.md": "x" });
    project.write("scratch.txt", "untracked");
    const { status } = await run(project.root, "check", "--python", PYTHON, "--baseline", "none");
    expect(status).toBe(1);
  });

  test("a benchmark that head deletes is removed, and fails the gate where `fail-on` lists removed", async () => {
    using place = temporaryFolder();
    const project = newRepository(join(place.path, "project"));
    project.commit("base", {
      "app.py": app(300),
      "benchmarks/bench_app.py": `${bench}\n\ndef bench_slow():\n    return app.fast()\n`,
    });
    project.commit("head", { "benchmarks/bench_app.py": bench });
    const { status, stdout } = await check(project.root, "--fail-on", "regression,removed");
    expect(stdout).toMatch(/bench_slow.*removed/);
    expect(status).toBe(1);
  });

  test("benchmarks that name the code under test itself are refused, not passed", async () => {
    using place = temporaryFolder();
    const project = newRepository(join(place.path, "project"));
    const inPackage = "from shop.app import fast\n\n\ndef bench_fast():\n    return fast()\n";
    project.commit("base", {
      "shop/__init__.py": "",
      "shop/app.py": app(300),
      "shop/bench_app.py": inPackage,
    });
    project.commit("slower", { "shop/app.py": app(900) });
    const { status, stderr } = await check(project.root, "--benchmarks", "shop");
    expect(stderr).toMatch(/Base and head would run the same code/);
    expect(status).toBe(2);
  });

  test("code that is only imported while it is measured is measured", async () => {
    using place = temporaryFolder();
    const project = newRepository(join(place.path, "project"));
    const lazy = "def bench_fast():\n    import app\n\n    return app.fast()\n";
    project.commit("base", { "app.py": app(300), "benchmarks/bench_app.py": lazy });
    project.commit("slower", { "app.py": app(900) });
    expect(await check(project.root)).toMatchObject({ status: 1 });
  });

  test("a base that is mistyped is an error, though a stored baseline is there", async () => {
    const stored = join(folder.path, "stored.json");
    await run(repository.root, "record", "--python", PYTHON, "--output", stored);
    const { status, stderr } = await run(
      repository.root,
      ...["check", "--python", PYTHON, "--base", "v1.4-typo", "--baseline-path", stored],
    );
    expect(status).toBe(2);
    expect(stderr).toContain("v1.4-typo");
  });
});

describe("the command doctor", () => {
  test("says what this machine can detect, in words and as a document, and leaves nothing behind", async () => {
    using place = temporaryFolder();
    const json = join(place.path, "doctor.json");
    const { status, stdout } = await run(repository.root, "doctor", "--python", PYTHON, "--json", json);
    expect(status).toBe(0);
    expect(stdout).toMatch(/hotpath-gate doctor: .*slowdown/);
    expect(stdout).toMatch(/1 benchmark against itself, 8 blocks/);
    const diagnosis: Diagnosis = JSON.parse(readFileSync(json, "utf8"));
    expect(diagnosis).toMatchObject({ schemaVersion: 1, run: { blocks: 8 } });
    expect(diagnosis.machine.python).toMatch(/^CPython 3\.\d+/);
    expect(diagnosis.benchmarks.map(({ id }) => id)).toEqual(["benchmarks/bench_app.py::bench_fast"]);
    expect(diagnosis.benchmarks[0]?.deviation).toBeGreaterThan(0);
    expect(diagnosis.power.typical.found80).toBeGreaterThan(0.1);
    const { startSeconds, blockSeconds } = diagnosis.timing;
    expect(startSeconds).toBeGreaterThan(0);
    expect(blockSeconds).toBeGreaterThan(startSeconds);
    expect(diagnosis.forecasts.unchanged.seconds).toBeLessThan(60);
    expect(processesIn(repository.root)).toEqual([]);
  });

  test("measures the canary alone where there are no benchmarks", async () => {
    using place = temporaryFolder();
    const empty = newRepository(join(place.path, "project"));
    empty.commit("only", { "app.py": "" });
    const { status, stdout } = await run(empty.root, "doctor", "--python", PYTHON);
    expect(status).toBe(0);
    expect(stdout).toMatch(/the canary against itself, 8 blocks/);
    expect(stdout).toMatch(/No benchmarks were found/);
  });

  test("compares the tree with itself, whatever base the config file names", async () => {
    using place = temporaryFolder();
    const project = newRepository(join(place.path, "project"));
    project.commit("only", {
      "app.py": "def fast():\n    return sum(range(300))\n",
      "hotpath-gate.toml": 'benchmarks = ["app:fast"]\nbase = "nowhere"\nbase-python = "python9.9"\n',
    });
    expect(await run(project.root, "doctor", "--python", PYTHON)).toMatchObject({ status: 0 });
  });

  test.each<[string, string[], RegExp]>([
    ["benchmarks that are named and not there", ["--benchmarks", "docs"], /No benchmarks were found in docs/],
    ["a target that is not there", ["--benchmarks", "app:fats"], /fats/],
    ["too little time for two blocks", ["--time-limit", "1ms"], /two are needed to see how they differ/],
    ["a setting that has nothing to say with one tree", ["--base", "HEAD^"], /unknown option '--base'/],
  ])("ends with status 2 for %s", async (_title, args, message) => {
    const { status, stderr, stdout } = await run(repository.root, "doctor", "--python", PYTHON, ...args);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
    expect(stdout).toBe("");
  });

  test("tells of benchmarks that do not run beside those that do; where none runs, it could not measure", async () => {
    using place = temporaryFolder();
    const project = newRepository(join(place.path, "project"));
    project.commit("only", {
      "app.py": "def fast():\n    return sum(range(300))\n\n\ndef broken():\n    raise ValueError('no')\n",
    });
    const doctor = (benchmarks: string) =>
      run(project.root, "doctor", "--python", PYTHON, "--benchmarks", benchmarks);
    const some = await doctor("app:fast,app:broken");
    expect(some.status).toBe(0);
    expect(some.stdout).toMatch(/1 could not be measured: app:broken/);
    const none = await doctor("app:broken");
    expect(none.status).toBe(2);
    expect(none.stderr).toMatch(/No benchmark could be measured; the first is app:broken: ValueError: no/);
  });
});
