import { describe, expect, test } from "@jest/globals";
import { explainError, GateError } from "../../src/errors.ts";
import type { ConfigFile } from "../../src/inputs/config.ts";
import { parseConfig, readConfigTable } from "../../src/inputs/parse-config.ts";

const file = (table: Record<string, unknown>): ConfigFile => ({
  path: "hotpath-gate.toml",
  hides: null,
  table,
});

function refusal(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof GateError) return explainError(error);
    throw error;
  }
  throw new Error("was not refused");
}

test("a variable may have any name that a variable may have", () => {
  const { env } = parseConfig({ env: "__proto__=x\nconstructor=y" }, "flag", null, 1);
  expect(Object.entries(env)).toEqual([
    ["__proto__", "x"],
    ["constructor", "y"],
  ]);
});

test("a number of another tool's that is too large for us is no fault of pyproject.toml", () => {
  const text = "[tool.pytest]\nseed = 99999999999999999999\n[tool.hotpath-gate]\nseed = 3\n";
  expect(parseConfig({}, "flag", readConfigTable("pyproject.toml", text), 1).seed).toBe(3);
});

test.each([
  ["[[__proto__.budgets]]\nbenchmarks = '*'\nbudget = '900%'\n", /a key "__proto__", which is not allowed/],
  ['setup = "true \\u0000 false"\n', /setup has a NUL character/],
  ["toString = 1\n", /unknown key `toString`/],
  ["metrics = []\n", /metrics: must have at least 1 item/],
  ["suite = { a = { b = 1 } }\n", /suite: must be one of asv/],
  [`${"a.".repeat(50_000)}b = 1\n`, /nested too deeply/],
])("%j is refused in words of ours", (text, message) => {
  expect(refusal(() => parseConfig({}, "flag", readConfigTable("hotpath-gate.toml", text), 1))).toMatch(
    message,
  );
});

test("nothing written gives the defaults", () => {
  expect(parseConfig({}, "action", null, 7)).toMatchObject({
    suite: null,
    benchmarks: [],
    python: "python",
    budget: 0.1,
    budgets: [],
    accepted: [],
    baseline: ["cache"],
    compare: "auto",
    timeLimitSeconds: 600,
    failOn: ["regression"],
    comment: "always",
    seed: 7,
  });
});

describe("on the command line", () => {
  test.each([
    ["the action's stores in the config file mean a file", ["cache", "artifact"], ["file"]],
    ["none is none", "none", []],
  ])("%s", (_title, written, expected) => {
    const file = { path: "hotpath-gate.toml", hides: null, table: { baseline: written } };
    expect(parseConfig({}, "flag", file, 7).baseline).toEqual(expected);
  });

  test.each(["cache", "artifact", "file, artifact"])("--baseline %s is refused", (written) => {
    expect(refusal(() => parseConfig({ baseline: written }, "flag", null, 7))).toMatch(
      /--baseline: (cache|artifact) is a store of GitHub Actions.* Write `file` or `none`/,
    );
  });
});

test("on the command line the baseline is a file unless said otherwise", () => {
  expect(parseConfig({}, "flag", null, 7).baseline).toEqual(["file"]);
});

test.each([
  ["budget", "7.5%", { budget: 0.075 }],
  ["budget", " 20 % ", { budget: 0.2 }],
  ["time-limit", "90s", { timeLimitSeconds: 90 }],
  ["time-limit", "1h", { timeLimitSeconds: 3600 }],
  ["benchmarks", "a.py, b.py\nc:d", { benchmarks: ["a.py", "b.py", "c:d"] }],
  ["benchmarks", "t.py::x[a,b,c], d.py", { benchmarks: ["t.py::x[a,b,c]", "d.py"] }],
  ["fail-on", "regression,removed", { failOn: ["regression", "removed"] }],
  ["baseline", "artifact", { baseline: ["artifact"] }],
  ["baseline", "cache, artifact\ncache", { baseline: ["cache", "artifact"] }],
  ["baseline", "none", { baseline: [] }],
  ["baseline-workflow", ".github/workflows/a.yml", { baselineWorkflow: ".github/workflows/a.yml" }],
  ["env", "A=1\nB=x=y", { env: { A: "1", B: "x=y" } }],
  ["env", "PYTHONHASHSEED=0", { env: { PYTHONHASHSEED: "0" } }],
  ["seed", "12", { seed: 12 }],
  ["suite", "", { suite: null }],
])("%s: %j", (name, text, expected) => {
  expect(parseConfig({ [name]: text }, "action", null, 0)).toMatchObject(expected);
});

test("what is written directly wins over the file, and the file over the defaults", () => {
  const table = { budget: "5%", "time-limit": "2m" };
  expect(parseConfig({ budget: "20%" }, "flag", file(table), 0)).toMatchObject({
    budget: 0.2,
    timeLimitSeconds: 120,
  });
});

test("an empty input does not hide what the file says", () => {
  expect(parseConfig({ budget: "" }, "action", file({ budget: "5%" }), 0).budget).toBe(0.05);
});

test("budgets of single benchmarks come from the file", () => {
  const table = {
    budgets: [
      { benchmarks: "*parse*", budget: "3%", floor: "2us" },
      { benchmarks: "x", floor: "1ms" },
    ],
  };
  expect(parseConfig({}, "flag", file(table), 0).budgets).toEqual([
    { benchmarks: "*parse*", metric: "time", budget: 0.03, floor: 2e-6 },
    { benchmarks: "x", metric: "time", budget: null, floor: 0.001 },
  ]);
});

test("a floor is in the unit of its metric", () => {
  const table = {
    budgets: [
      { benchmarks: "a", metric: "peak-memory", floor: "1.5MB" },
      { benchmarks: "b", metric: "value", floor: 3 },
      { benchmarks: "c", metric: "cpu-time", floor: "2ms" },
    ],
  };
  expect(parseConfig({}, "flag", file(table), 0).budgets.map(({ floor }) => floor)).toEqual([
    1.5e6, 3, 0.002,
  ]);
});

test.each([
  ["peak-memory", "2ms", /budgets\[0\]\.floor: `2ms` is not a size.*such as `1MB`/],
  ["time", "1MB", /budgets\[0\]\.floor: `1MB` is not a duration/],
  ["value", "1MB", /budgets\[0\]\.floor: must be a number, in the unit of the value/],
])("a floor of %s in another unit is refused: %s", (metric, floor, message) => {
  const table = { budgets: [{ benchmarks: "a", metric, floor }] };
  expect(refusal(() => parseConfig({}, "flag", file(table), 0))).toMatch(message);
});

describe("commands to measure", () => {
  test.each<[string, Record<string, string>, Record<string, unknown> | null, string[]]>([
    [
      "are a line each, whatever commas are in them",
      { benchmarks: "app a,b\napp c" },
      null,
      ["app a,b", "app c"],
    ],
    ["may come from the file as one text", {}, { benchmarks: "app a, b" }, ["app a, b"]],
    ["may come from the file as a list", {}, { benchmarks: ["app a, b", "app c"] }, ["app a, b", "app c"]],
    ["written directly hide those of the file", { benchmarks: "x" }, { benchmarks: ["y"] }, ["x"]],
  ])("%s", (_, written, table, expected) => {
    const config = parseConfig(
      { suite: "command", ...written },
      "flag",
      table === null ? null : file(table),
      0,
    );
    expect(config.benchmarks).toEqual(expected);
  });

  test("of the file may have a name, parameters and what is prepared", () => {
    const text = `
      [[commands]]
      name = "sort"
      command = "sort -n {size}.txt"
      prepare = "make {size}.txt"
      parameters = { size = [10, 1000] }

      [[commands]]
      command = "app --version"
    `;
    expect(parseConfig({}, "flag", readConfigTable("hotpath-gate.toml", text), 0).commands).toEqual([
      {
        name: "sort",
        command: "sort -n {size}.txt",
        prepare: "make {size}.txt",
        parameters: { size: [10, 1000] },
      },
      { name: null, command: "app --version", prepare: null, parameters: {} },
    ]);
  });

  test.each<[string, unknown, RegExp]>([
    ["without a command line", { name: "a" }, /commands\[0\]\.command: must be a command line/],
    [
      "with an unknown key",
      { command: "a", setup: "b" },
      /unknown key `setup`; a rule has name, command, prepare, parameters/,
    ],
    [
      "with a parameter that is no list",
      { command: "{a}", parameters: { a: 1 } },
      /commands\[0\]\.parameters/,
    ],
  ])("%s are refused", (_, rule, message) => {
    expect(refusal(() => parseConfig({}, "flag", file({ commands: [rule] }), 0))).toMatch(message);
  });
});

test("slowdowns that are accepted come from the file, with their last day in quotes or without", () => {
  const text = `
    [[accept]]
    benchmarks = "*parse*"
    reason = "  validates input now, issue 123 "
    until = "2026-12-31"

    [[accept]]
    benchmarks = "*route*"
    reason = "more routes"
    until = 2028-02-29
  `;
  expect(parseConfig({}, "flag", readConfigTable("hotpath-gate.toml", text), 0).accepted).toEqual([
    { benchmarks: "*parse*", reason: "validates input now, issue 123", until: "2026-12-31" },
    { benchmarks: "*route*", reason: "more routes", until: "2028-02-29" },
  ]);
  expect(parseConfig({}, "flag", null, 0).accepted).toEqual([]);
});

describe("what can't be meant is refused, and the message names place, value and remedy:", () => {
  test.each([
    [
      "an unknown suite",
      { suite: "nose" },
      [
        "input suite: `nose` is not one of asv, command, functions, pyperf, pytest, results. Write one of them.",
      ],
    ],
    ["a budget in words", { budget: "ten" }, ["input budget", "`ten` is not a budget", "such as `10%`"]],
    ["a negative budget", { budget: "-5%" }, ["`-5%` is not a budget"]],
    ["a budget with two signs", { budget: "1000%%" }, ["`1000%%` is not a budget"]],
    ["a budget of nothing", { budget: "0%" }, ["`0%` is not a budget"]],
    ["a bare number", { budget: "10" }, ["`10` is not a budget. Add a percent sign, such as `10%`"]],
    [
      "a duration without unit",
      { "time-limit": "60" },
      ["input time-limit: `60` is not a duration. Add a unit (ns, us, ms, s, m, h), such as `60s`."],
    ],
    ["a duration in words", { "time-limit": "soon" }, ["not a duration. Write a number above 0 and a unit"]],
    [
      "a time limit beyond what timers can wait",
      { "time-limit": "4000h" },
      ["input time-limit: is longer than 24 hours. Write at most `24h`."],
    ],
    ["an unknown store", { baseline: "s3" }, ["`s3` is not one of cache, artifact, file, none"]],
    [
      "a store beside none",
      { baseline: "cache, none" },
      ["lists `none` together with others. Write `none` alone, or remove it."],
    ],
    ["an unknown reason to fail", { "fail-on": "slow" }, ["`slow` is not one of"]],
    ["a folder of the process as a variable", { env: "PWD=/" }, ["`PWD` can't be set", "working-directory"]],
    [
      "a variable of the gate's own",
      { "base-env": "HOTPATH_GATE_PORT=1" },
      ["`HOTPATH_GATE_PORT` can't be set"],
    ],
    [
      "a hash seed that sides would not share",
      { env: "PYTHONHASHSEED=random" },
      ["`PYTHONHASHSEED=random`", "0 to 4294967295"],
    ],
    ["a hash seed that is too large", { env: "PYTHONHASHSEED=4294967296" }, ["0 to 4294967295"]],
    [
      "instructions without time",
      { metrics: "instructions" },
      ["`metrics` must include `time`", "Use `metrics: time, instructions`."],
    ],
    [
      "a base where only what is stored counts",
      { compare: "stored", base: "v1" },
      ["`compare: stored` ignores `base` (v1)", "set `compare` to `auto` or `paired`"],
    ],
    [
      "another interpreter of base where only what is stored counts",
      { compare: "stored", "base-python": "python3.12" },
      ["`compare: stored` ignores `base-python`"],
    ],
    [
      "another environment of base where only what is stored counts",
      { compare: "stored", "base-env": "SIZE=9" },
      ["`compare: stored` ignores `base-env`"],
    ],
    [
      "no baseline where only what is stored counts",
      { compare: "stored", baseline: "none" },
      ["`compare: stored` needs a stored baseline, but `baseline` is `none`"],
    ],
    [
      "a results file without the suite that reads it",
      { "results-file": "out.json" },
      ["`results-file` belongs to the suite `results`, but no `suite` is set"],
    ],
    [
      "a results file of another suite",
      { "results-file": "out.json", suite: "pytest" },
      ["but `suite` is `pytest`", "Set `suite: results`, or remove `results-file`."],
    ],
    [
      "another virtual environment than the one that setup fills",
      { setup: "pip install .", "base-env": "VIRTUAL_ENV=/venv" },
      ["`base-env` sets `VIRTUAL_ENV`", "remove `setup`"],
    ],
    [
      "another project environment of uv than the one that setup fills",
      { setup: "uv sync", env: "UV_PROJECT_ENVIRONMENT=.venv" },
      ["`env` sets `UV_PROJECT_ENVIRONMENT`", "remove `setup`"],
    ],
    ["an empty hash seed", { env: "PYTHONHASHSEED=" }, ["0 to 4294967295"]],
    ["an environment line without value", { env: "A" }, ["`A` is not a NAME=value line"]],
    [
      "a seed that is no number",
      { seed: "x" },
      ["input seed", "whole number", ". Fix `seed`, or remove it."],
    ],
    [
      "an unknown input",
      { budgets: "5%" },
      ["`budgets` is not an input of hotpath-gate", "write one of: suite"],
    ],
  ])("%s", (_title, written, parts) => {
    const message = refusal(() => parseConfig(written, "action", null, 0));
    for (const part of parts) expect(message).toContain(part);
  });

  test.each([
    [
      "an unknown key",
      { budgit: "5%" },
      ["hotpath-gate.toml has an unknown key `budgit` (did you mean `budget`?)", "budget,"],
    ],
    ["a token in a file", { "github-token": "x" }, ["unknown key `github-token`"]],
    [
      "a rule without effect",
      { budgets: [{ benchmarks: "*parse*" }] },
      ["hotpath-gate.toml budgets[0]", "has neither budget nor floor"],
    ],
    ["a wrong value", { budget: 5 }, ["hotpath-gate.toml budget", "percentage in quotes", ". Fix the file."]],
    [
      "settings that contradict each other, as they are written there",
      { compare: "stored", base: "v1" },
      [
        '`compare = "stored"` in hotpath-gate.toml ignores `base = …` in hotpath-gate.toml (v1)',
        "Remove `base = …` in hotpath-gate.toml, or set `compare`",
      ],
    ],
    [
      "a list that contradicts itself, as it is written there",
      { metrics: ["instructions"] },
      ['Use `metrics = ["time", "instructions"]` in hotpath-gate.toml.'],
    ],
    [
      "a wrong value in a rule",
      { budgets: [{ benchmarks: "a", budget: "x" }] },
      ["budgets[0].budget", "`x` is not a budget"],
    ],
    [
      "an unknown key in a rule",
      { budgets: [{ benchmarks: "a", bugdet: "5%" }] },
      [
        "budgets[0]: has an unknown key `bugdet` (did you mean `budget`?); a rule has benchmarks, metric, budget, floor",
      ],
    ],
    [
      "an unknown key that was meant to be a missing one",
      { budgets: [{ benchmark: "a", budget: "5%" }] },
      ["budgets[0]: has an unknown key `benchmark` (did you mean `benchmarks`?)"],
    ],
    ["rules that are none", { budgets: "5%" }, ["budgets: must be a list of tables: write [[budgets]]"]],
    ["a rule that is no table", { accept: ["a"] }, ["accept[0]: must be a table: write [[accept]]"]],
    ["a text that is a number", { python: 3.13 }, ["hotpath-gate.toml python: must be a text"]],
    [
      "a rule without benchmarks",
      { budgets: [{ budget: "5%" }] },
      ["budgets[0].benchmarks: must be a text: a pattern"],
    ],
    [
      "a slowdown accepted until a day in words",
      { accept: [{ benchmarks: "a", reason: "b", until: "Christmas" }] },
      ["hotpath-gate.toml accept[0].until", "`Christmas` is not a date", "such as 2026-12-31"],
    ],
    [
      "a slowdown accepted until a day that no calendar has",
      { accept: [{ benchmarks: "a", reason: "b", until: "2026-02-29" }] },
      ["accept[0].until", "`2026-02-29` is not a date"],
    ],
    [
      "a slowdown accepted until a moment",
      { accept: [{ benchmarks: "a", reason: "b", until: new Date("2026-12-31T12:00Z") }] },
      ["accept[0].until", "`2026-12-31T12:00:00.000Z` is not a date"],
    ],
    [
      "a slowdown accepted until a number",
      { accept: [{ benchmarks: "a", reason: "b", until: 20261231 }] },
      ["accept[0].until: must be a date such as 2026-12-31"],
    ],
    [
      "a slowdown accepted for ever",
      { accept: [{ benchmarks: "a", reason: "b" }] },
      ["accept[0].until: must be a date such as 2026-12-31"],
    ],
    [
      "a slowdown accepted for no reason",
      { accept: [{ benchmarks: "a", reason: " ", until: "2026-12-31" }] },
      ["hotpath-gate.toml accept[0].reason: is empty; say why the slowdown is accepted"],
    ],
    [
      "a slowdown accepted without a reason",
      { accept: [{ benchmarks: "a", until: "2026-12-31" }] },
      ["accept[0].reason: must be a text that says why the slowdown is accepted"],
    ],
    [
      "an unknown key in what accepts a slowdown",
      { accept: [{ benchmarks: "a", reason: "b", until: "2026-12-31", budget: "5%" }] },
      ["hotpath-gate.toml accept[0]", "budget"],
    ],
    [
      "a slowdown accepted for no benchmarks",
      { accept: [{ reason: "b", until: "2026-12-31" }] },
      ["accept[0].benchmarks"],
    ],
  ])("%s, with its path", (_title, table, parts) => {
    const message = refusal(() => parseConfig({}, "flag", file(table), 0));
    for (const part of parts) expect(message).toContain(part);
  });

  test("a flag that only the action has", () => {
    expect(refusal(() => parseConfig({ "github-token": "x" }, "flag", null, 0))).toContain(
      "`github-token` is not a flag of hotpath-gate",
    );
  });
});

describe("the config file:", () => {
  test("only the tool's table of pyproject.toml counts", () => {
    const text = '[project]\nname = "x"\n[tool.hotpath-gate]\nbudget = "5%"\n';
    expect(readConfigTable("pyproject.toml", text)).toEqual({
      path: "pyproject.toml [tool.hotpath-gate]",
      hides: null,
      table: { budget: "5%" },
    });
  });

  test.each(["hotpath_gate", "hotpathgate", "hotpath", "Hotpath-Gate"])(
    "a table [tool.%s] is a slip",
    (name) => {
      expect(refusal(() => readConfigTable("pyproject.toml", `[tool.${name}]\nbudget = "5%"\n`))).toContain(
        "Write it as [tool.hotpath-gate]",
      );
    },
  );

  test("a pyproject.toml without the table is no config file", () => {
    expect(readConfigTable("pyproject.toml", '[project]\nname = "x"\n')).toBeNull();
  });

  test("a prefix that only pyproject.toml has is a slip", () => {
    const text = '[tool.hotpath-gate]\nbudget = "5%"\n';
    expect(refusal(() => readConfigTable("hotpath-gate.toml", text))).toContain(
      "Write them at the top level",
    );
  });

  test("a malformed file is refused with file, line and column", () => {
    expect(refusal(() => readConfigTable("hotpath-gate.toml", 'a = "1"\nbudget = \n'))).toMatch(
      /hotpath-gate\.toml:2:\d+ is not valid TOML: \w/,
    );
  });

  test("a tool entry that is no table is refused", () => {
    expect(refusal(() => readConfigTable("pyproject.toml", '[tool]\nhotpath-gate = "x"\n'))).toContain(
      "is not a table",
    );
  });
});
