import { describe, expect, test } from "@jest/globals";
import {
  type ConfigOfFile,
  changesOfGate,
  DIRECTIONS,
  heldConfig,
  measuresOther,
} from "../../src/inputs/gate-changes.ts";
import { parseConfig, readConfigTable } from "../../src/inputs/parse-config.ts";
import { fileRulesSchema, SETTING_NAMES, SETTINGS } from "../../src/inputs/settings.ts";

/** A configuration whose file has these lines; on top, what the workflow says. */
function withFile(toml: string, written: Readonly<Record<string, string>> = {}): ConfigOfFile {
  const file = readConfigTable("hotpath-gate.toml", toml);
  return { config: parseConfig(written, "action", file, 1), file };
}

const TODAY = "2026-08-01T12:00:00.000Z";

describe("the direction of a setting", () => {
  test("has to be thought of when one is added", () => {
    const known = [...SETTING_NAMES, ...Object.keys(fileRulesSchema.shape)];
    expect(Object.keys(DIRECTIONS).sort()).toEqual(known.sort());
  });

  test.each(SETTING_NAMES)(
    "(%s) is the workflow's alone where no file may have it, and only there",
    (name) => {
      const isOfFile = SETTINGS[name].places.some((place) => place === "file");
      expect(DIRECTIONS[name] === "not-in-file").toBe(!isOfFile);
    },
  );
});

/** Of every setting that a file may have: lines of base and of head, which is told to hold, and what does. */
const CHANGES: [title: string, base: string, head: string, holds: string, held: object][] = [
  ["a higher budget", 'budget = "10%"', 'budget = "900%"', "base", { budget: 0.1 }],
  ["a lower budget", 'budget = "10%"', 'budget = "5%"', "head", { budget: 0.05 }],
  ["a budget higher than the default", "", 'budget = "900%"', "base", { budget: 0.1 }],
  ["no failing on regressions", "", 'fail-on = "errored"', "both", { failOn: ["regression", "errored"] }],
  [
    "less to fail on",
    'fail-on = ["regression", "removed"]',
    'fail-on = "regression"',
    "base",
    { failOn: ["regression", "removed"] },
  ],
  [
    "more to fail on",
    "",
    'fail-on = ["regression", "removed"]',
    "head",
    { failOn: ["regression", "removed"] },
  ],
  ["nothing to fail on", "", "fail-on = []", "base", { failOn: ["regression"] }],
  [
    "fewer metrics",
    'metrics = ["time", "instructions"]',
    'metrics = ["time"]',
    "base",
    { metrics: ["time", "instructions"] },
  ],
  ["more metrics", "", 'metrics = ["time", "instructions"]', "head", { metrics: ["time", "instructions"] }],
  ["a shorter time limit", 'time-limit = "10m"', 'time-limit = "1s"', "base", { timeLimitSeconds: 600 }],
  ["a longer time limit", "", 'time-limit = "20m"', "head", { timeLimitSeconds: 1200 }],
  ["no comment", "", 'comment = "never"', "base", { comment: "always" }],
  ["more comments", 'comment = "never"', 'comment = "on-change"', "head", { comment: "on-change" }],
  ["caches that both sides share", "", 'caches = "shared"', "base", { caches: "own" }],
  ["trust in what benchmarks are seen to read", "", 'same-code = "trust"', "base", { sameCode: "measure" }],
  ["more files that no benchmark runs by", "", 'inert-files = ["*.bin"]', "base", { inertFiles: [] }],
  ["another base", "", 'base = "HEAD"', "base", { base: null }],
  ["another interpreter of base", "", 'base-python = "python3.8"', "base", { basePython: null }],
  ["another environment of base", "", 'base-env = "SLOW=1"', "base", { baseEnv: null }],
  ["other evidence", 'compare = "paired"', 'compare = "stored"', "base", { compare: "paired" }],
  ["another store", 'baseline = "cache"', 'baseline = "file"', "base", { baseline: ["cache"] }],
  [
    "another trusted workflow",
    "",
    'baseline-workflow = ".github/workflows/mine.yml"',
    "base",
    { baselineWorkflow: null },
  ],
  [
    "another baseline",
    "",
    'baseline-path = "mine.json"',
    "base",
    { baselinePath: ".hotpath-gate/baseline.json" },
  ],
  ["a chosen seed", "", "seed = 7", "base", { seed: 1 }],
  ["another interpreter of both", "", 'python = "python3.14"', "head", { python: "python3.14" }],
  ["another environment of both", "", 'env = "FAST=1"', "head", { env: { FAST: "1" } }],
  ["another way to install", "", 'setup = "pip install ."', "head", { setup: "pip install ." }],
  ["other folders of code", "", 'python-path = ["lib"]', "head", { pythonPath: ["lib"] }],
  ["another suite", 'suite = "pytest"', 'suite = "functions"', "both", {}],
  ["fewer benchmarks", 'benchmarks = ["a", "b"]', 'benchmarks = ["a"]', "both", {}],
  [
    "another file of results",
    'suite = "results"',
    'suite = "results"\nresults-file = "out.json"',
    "both",
    {},
  ],
  ["another format of results", "", 'results-format = "pyperf"', "both", {}],
  [
    "another command",
    '[[commands]]\nname = "x"\ncommand = "x 100"',
    '[[commands]]\nname = "x"\ncommand = "x 1"',
    "both",
    {},
  ],
  [
    "a rule with a higher budget",
    '[[budgets]]\nbenchmarks = "a*"\nbudget = "5%"',
    '[[budgets]]\nbenchmarks = "a*"\nbudget = "50%"',
    "base",
    { budgets: [{ benchmarks: "a*", metric: "time", budget: 0.05, floor: null }] },
  ],
  [
    "a rule with a lower budget",
    '[[budgets]]\nbenchmarks = "a*"\nbudget = "50%"',
    '[[budgets]]\nbenchmarks = "a*"\nbudget = "5%"',
    "head",
    { budgets: [{ benchmarks: "a*", metric: "time", budget: 0.05, floor: null }] },
  ],
  ["a rule more", "", '[[budgets]]\nbenchmarks = "*"\nbudget = "900%"', "base", { budgets: [], budget: 0.1 }],
  ["a floor", "", '[[budgets]]\nbenchmarks = "*"\nfloor = "1h"', "base", { budgets: [] }],
  [
    "a larger floor",
    '[[budgets]]\nbenchmarks = "*"\nfloor = "1us"',
    '[[budgets]]\nbenchmarks = "*"\nfloor = "1h"',
    "base",
    { budgets: [{ benchmarks: "*", metric: "time", budget: null, floor: 1e-6 }] },
  ],
  [
    "a rule that loses its budget",
    '[[budgets]]\nbenchmarks = "*"\nbudget = "5%"\nfloor = "1us"',
    '[[budgets]]\nbenchmarks = "*"\nfloor = "1us"',
    "base",
    { budgets: [{ benchmarks: "*", metric: "time", budget: 0.05, floor: 1e-6 }] },
  ],
  [
    "a slowdown that is accepted",
    "",
    '[[accept]]\nbenchmarks = "*"\nreason = "because"\nuntil = "2099-12-31"',
    "stricter",
    {},
  ],
];

describe("the report says which setting holds after a change, and that one does:", () => {
  test.each(CHANGES)("%s", (_, before, after, holds, held) => {
    const [base, head] = [withFile(before), withFile(after)];
    const changes = changesOfGate(base, head, TODAY);
    expect(changes.length).toBeGreaterThan(0);
    expect(new Set(changes.map((change) => change.holds))).toEqual(new Set([holds]));
    expect(heldConfig(base.config, head.config)).toMatchObject(held);
  });

  test("every setting that a file may have is among them", () => {
    const told = new Set(
      CHANGES.flatMap(([, before, after]) =>
        changesOfGate(withFile(before), withFile(after), TODAY).map(({ setting }) => setting),
      ),
    );
    const ofFile = Object.entries(DIRECTIONS).flatMap(([name, direction]) =>
      direction === "not-in-file" ? [] : [name],
    );
    expect([...told].sort()).toEqual(ofFile.sort());
  });
});

test("a general budget is lowered together with base's rules, and both hold", () => {
  const rule = '[[budgets]]\nbenchmarks = "a*"\nbudget = "50%"';
  const held = heldConfig(
    withFile(`budget = "10%"\n${rule}`).config,
    withFile(`budget = "5%"\n${rule}`).config,
  );
  expect(held).toMatchObject({ budget: 0.05, budgets: [{ budget: 0.5 }] });
});

test("a rule that is moved may weaken the gate, and base's order holds", () => {
  const rules = (...budgets: string[]) =>
    budgets.map((budget) => `[[budgets]]\nbenchmarks = "a*"\nbudget = "${budget}"`).join("\n");
  const [base, head] = [withFile(rules("50%", "5%")), withFile(rules("5%", "50%"))];
  expect(changesOfGate(base, head, TODAY)).toEqual([
    { setting: "budgets", base: "its rules", head: "the same in another order", holds: "base" },
  ]);
  expect(heldConfig(base.config, head.config).budgets.at(-1)?.budget).toBe(0.05);
});

test.each([
  ["the same in other words", 'fail-on = "regression"', 'fail-on = ["regression"]'],
  ["what is the default anyway", "", 'budget = "10%"'],
  ["another order of keys", '[env]\nA = "1"\nB = "2"', '[env]\nB = "2"\nA = "1"'],
])("%s is no change", (_, before, after) => {
  expect(changesOfGate(withFile(before), withFile(after), TODAY)).toEqual([]);
});

test("what the workflow says goes before both files, and is no change", () => {
  const written = { budget: "20%", benchmarks: "bench" };
  const [base, head] = [withFile("", written), withFile('budget = "900%"\nbenchmarks = ["a"]', written)];
  expect(changesOfGate(base, head, TODAY)).toEqual([]);
  expect(measuresOther(base.config, head.config)).toBe(false);
});

test("of a configuration without measure, as much is told as anybody reads", () => {
  const rules = Array.from(
    { length: 3_000 },
    (_, index) => `[[budgets]]\nbenchmarks = "b${index}"\nbudget = "5%"`,
  );
  const head = withFile(`setup = "${"x".repeat(100_000)}"\n${rules.join("\n")}`);
  const changes = changesOfGate(withFile(""), head, TODAY);
  expect(changes).toHaveLength(1_000);
  expect(changes[0]?.head).toHaveLength(2_000);
});

test("a change is told as it is written, with the default where nothing is", () => {
  const head = withFile(
    'budget = "25 %"\nbenchmarks = ["a", "b"]\n[[accept]]\nbenchmarks = "x*"\nreason = "new check"\nuntil = 2099-12-31',
  );
  expect(changesOfGate(withFile(""), head, TODAY)).toEqual([
    { setting: "benchmarks", base: null, head: "a, b", holds: "both" },
    { setting: "budget", base: "10%", head: "25 %", holds: "base" },
    {
      setting: "accept",
      base: null,
      head: "benchmarks = x*, reason = new check, until = 2099-12-31",
      holds: "stricter",
    },
  ]);
});

test.each<[string, string, string | undefined]>([
  ["is to hold", "2099-12-31", undefined],
  ["ends today", "2026-08-01", undefined],
  ["ended yesterday", '"2026-07-31"', "2026-07-31"],
])("an acceptance that %s is known for that, on either side", (_, until, ended) => {
  const rule = withFile(`[[accept]]\nbenchmarks = "x*"\nreason = "new check"\nuntil = ${until}`);
  const none = withFile("");
  expect(changesOfGate(none, rule, TODAY).map((change) => change.ended)).toEqual([ended]);
  expect(changesOfGate(rule, none, TODAY).map((change) => change.ended)).toEqual([ended]);
});
