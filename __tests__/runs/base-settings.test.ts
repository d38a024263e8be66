import { describe, expect, test } from "@jest/globals";
import { GateError, Interrupted } from "../../src/errors.ts";
import type { ConfigAtBase, ConfigOfFile } from "../../src/inputs/gate-changes.ts";
import type { Occasion } from "../../src/inputs/occasion.ts";
import { parseConfig, readConfigTable } from "../../src/inputs/parse-config.ts";
import type { BaseChoice } from "../../src/ports/checkouts.ts";
import { settingsThatHold } from "../../src/runs/base-settings.ts";

const PULL_REQUEST: Occasion = {
  kind: "pull-request",
  number: 7,
  mergeCommit: "m".repeat(40),
  headCommit: "h".repeat(40),
  baseCommit: "b".repeat(40),
  baseBranch: "main",
  defaultBranch: "main",
  fromFork: false,
};
const MERGE_GROUP: Occasion = {
  kind: "merge-group",
  pullRequest: null,
  commit: "m".repeat(40),
  baseCommit: "b".repeat(40),
  baseBranch: "main",
  defaultBranch: "main",
};
const LOCAL: Occasion = { kind: "local", command: "check", branch: "local" };
const DISPATCH: Occasion = { kind: "dispatch", branch: "x", defaultBranch: "main", commit: "c".repeat(40) };
const PUSH: Occasion = { kind: "push", branch: "main", defaultBranch: "main", commit: "c".repeat(40) };

function withFile(toml: string, written: Readonly<Record<string, string>> = {}): ConfigOfFile {
  const file = readConfigTable("hotpath-gate.toml", toml);
  return { config: parseConfig(written, "action", file, 1), file };
}

async function held(occasion: Occasion, head: ConfigOfFile, base: ConfigAtBase | Error) {
  const asked: BaseChoice[] = [];
  const resolveBase = async (choice: BaseChoice) => {
    asked.push(choice);
    return { commit: "b".repeat(40), label: "base", warning: null };
  };
  const world = { checkouts: { resolveBase }, clock: { now: () => "2026-08-01T12:00:00.000Z" } };
  const settings = await settingsThatHold(head, occasion, world, async (of) => {
    await of();
    if (base instanceof Error) throw base;
    return base;
  });
  return { ...settings, asked };
}

const HEAD = 'budget = "900%"';
const BASE: ConfigAtBase = { kind: "read", ...withFile('budget = "10%"') };

const trouble = new GateError("The config file x of base can't be read", "Commit it.");

describe("base's settings hold", () => {
  test.each<[string, Occasion, Record<string, string>]>([
    ["on a pull request", PULL_REQUEST, {}],
    ["in a merge queue", MERGE_GROUP, {}],
    ["wherever somebody asks for it", LOCAL, { "config-from": "base" }],
    ["of a branch that is compared by hand, where somebody asks for it", DISPATCH, { "config-from": "base" }],
  ])("%s", async (_, occasion, written) => {
    const { config, report } = await held(occasion, withFile(HEAD, written), BASE);
    expect(config.budget).toBe(0.1);
    expect(report).toMatchObject({ from: "base", changes: [{ setting: "budget", holds: "base" }] });
  });
});

describe("head's settings hold", () => {
  test.each<[string, Occasion, Record<string, string>]>([
    ["on one's own machine", LOCAL, {}],
    ["of a branch that is compared by hand", DISPATCH, {}],
    ["on a pull request where somebody asks for it", PULL_REQUEST, { "config-from": "head" }],
  ])("%s, and the difference is told", async (_, occasion, written) => {
    const { config, report } = await held(occasion, withFile(HEAD, written), BASE);
    expect(config.budget).toBe(9);
    expect(report).toMatchObject({ from: "head", changes: [{ setting: "budget" }] });
  });

  test.each<[string, Occasion, string]>([
    ["where the default branch is recorded", PUSH, HEAD],
    ["where interpreters are compared, and no commits", LOCAL, `${HEAD}\nbase-python = "python3.8"`],
  ])("%s, and nothing is compared", async (_, occasion, toml) => {
    const { config, report, asked } = await held(occasion, withFile(toml), BASE);
    expect(config.budget).toBe(9);
    expect([report, asked]).toEqual([null, []]);
  });

  test("where git has neither file", async () => {
    const { config, report } = await held(PULL_REQUEST, withFile(HEAD), { kind: "not-committed" });
    expect([config.budget, report]).toEqual([9, null]);
  });

  test("where base's can't be read and head's hold anyway, and the reason is told", async () => {
    const { config, report } = await held(LOCAL, withFile(HEAD), trouble);
    expect(config.budget).toBe(9);
    expect(report?.problem).toBe("The config file x of base can't be read. Commit it");
  });
});

test("a pull request is refused where base's settings are to hold and can't be read", async () => {
  await expect(held(PULL_REQUEST, withFile(HEAD), trouble)).rejects.toThrow(
    "`config-from: base` is set, but base's settings are unavailable: The config file x of base can't be read. Commit it",
  );
});

test("a signal while base's settings are read ends the run", async () => {
  await expect(held(LOCAL, withFile(HEAD), new Interrupted("SIGTERM"))).rejects.toThrow(Interrupted);
});

test.each([
  ["another base", 'base = "HEAD"'],
  ["another interpreter of base", 'base-python = "python3.8"'],
  ["another environment of base", 'base-env = "SLOW=1"'],
])(
  "a pull request that asks for %s is compared with its own, and held to that one's settings",
  async (_, toml) => {
    const { config, asked } = await held(PULL_REQUEST, withFile(toml), BASE);
    expect(asked.map(({ kind }) => kind)).toEqual(["merge-parent"]);
    expect([config.base, config.basePython, config.baseEnv]).toEqual([null, null, null]);
  },
);

test("what is accepted has to be accepted by base as well", async () => {
  const rule = (pattern: string) =>
    `[[accept]]\nbenchmarks = "${pattern}"\nreason = "x"\nuntil = "2099-12-31"`;
  const base: ConfigAtBase = { kind: "read", ...withFile(rule("a*")) };
  const { acceptedOnBase } = await held(PULL_REQUEST, withFile(`${rule("a*")}\n${rule("b*")}`), base);
  expect(acceptedOnBase?.map(({ benchmarks }) => benchmarks)).toEqual(["a*"]);
  const local = await held(LOCAL, withFile(rule("b*")), base);
  expect(local.acceptedOnBase).toBeNull();
});

test("defects of ours are not taken for a file that can't be read", async () => {
  await expect(held(PULL_REQUEST, withFile(HEAD), new TypeError("x"))).rejects.toThrow(TypeError);
});

describe("base's own `python-path` is base's", () => {
  const base: ConfigAtBase = { kind: "read", ...withFile('python-path = ["."]') };
  test.each<[string, Occasion, Record<string, string>]>([
    ["on a pull request", PULL_REQUEST, {}],
    ["on one's own machine", LOCAL, {}],
    ["where head's settings are asked for", PULL_REQUEST, { "config-from": "head" }],
  ])("%s", async (_, occasion, written) => {
    const { config, ownOfBase } = await held(occasion, withFile('python-path = ["src"]', written), base);
    expect(config.pythonPath).toEqual(["src"]);
    expect(ownOfBase).toEqual({ commit: "b".repeat(40), pythonPath: ["."] });
  });

  test.each<[string, Record<string, string>, ConfigAtBase]>([
    ["head's is the same", {}, { kind: "read", ...withFile('python-path = ["src"]') }],
    [
      "the workflow says it for both",
      { "python-path": "lib" },
      { kind: "read", ...withFile('python-path = ["."]', { "python-path": "lib" }) },
    ],
    ["git has neither file", {}, { kind: "not-committed" }],
  ])("unless %s", async (_, written, of) => {
    const { ownOfBase } = await held(PULL_REQUEST, withFile('python-path = ["src"]', written), of);
    expect(ownOfBase).toBeNull();
  });
});

test("without a config file, a base that can't be had is no news on one's own machine, and is told in a job", async () => {
  const plain: ConfigOfFile = { config: parseConfig({}, "action", null, 1), file: null };
  expect((await held(LOCAL, plain, trouble)).report).toBeNull();
  expect((await held(DISPATCH, plain, trouble)).report?.problem).toMatch(/can't be read/);
});
