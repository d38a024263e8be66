import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../src/inputs/config.ts";
import { parseConfig } from "../../src/inputs/parse-config.ts";
import type { DetectedSuite } from "../../src/plan/detect-suite.ts";
import { assertSidesMayDiffer } from "../../src/sides/settings-of-both-sides.ts";
import type { OpenHead } from "../../src/sides/sides.ts";
import { fakeWorld } from "../support/fake-world.ts";

const world = fakeWorld({ head: "h", base: "b", commits: { h: {}, b: {} } });
/** Takes words below `/head` for paths into the checkout. */
const checkouts = {
  pathsIntoHead: async (text: string) => text.match(/\/head(\/[\w./-]+)?/g) ?? [],
};

async function asserted(
  settings: Partial<Config>,
  suite: Pick<DetectedSuite, "suite" | "targets"> = { suite: "functions", targets: ["benchmarks"] },
): Promise<void> {
  const config = { ...parseConfig({}, "flag", null, 1), ...settings };
  const checkout = await world.checkouts.head();
  const prepared = await world.environments.prepare({
    name: "head",
    checkout,
    python: "python",
    headRoot: null,
    setup: null,
    environment: {},
    pythonPath: null,
    sharesFolders: false,
    workingDirectory: checkout.root,
  });
  const environment = { GITHUB_WORKSPACE: "/head", PWD: "/head" };
  const side: OpenHead["side"] = { ...prepared, environment, workingDirectory: "/head/pkg" };
  return assertSidesMayDiffer(config, { suite: { ...suite, why: "named" }, side }, checkouts);
}

const command = (line: string, prepare: string | null = null) => ({
  suite: "command" as const,
  targets: [JSON.stringify({ id: "run", command: line, prepare, quantities: [] })],
});

describe("a path into head's checkout is refused", () => {
  test.each<[string, Partial<Config>, Pick<DetectedSuite, "suite" | "targets"> | undefined, RegExp]>([
    [
      "in a command",
      {},
      command("/head/pkg/bin/run.sh"),
      /^The command `run` holds the path `\/head\/pkg\/bin\/run.sh`/,
    ],
    ["in what prepares a command", {}, command("true", "/head/bin/run.sh"), /^The command `run`/],
    [
      "in a command of results",
      {},
      { suite: "results", targets: ["/head/bin/run.sh"] },
      /^The command `\/head/,
    ],
    ["behind a variable of the job", {}, command("$GITHUB_WORKSPACE/run"), /`\/head\/run`/],
    [
      "behind a variable in braces",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the shell, not of ours
      { setup: "pip install ${GITHUB_WORKSPACE}" },
      undefined,
      /^`setup` holds/,
    ],
    ["in setup", { setup: "pip install /head" }, undefined, /^`setup` holds the path `\/head`/],
    ["in env", { env: { PYTHONPATH: "/lib:/head/src" } }, undefined, /^`env`: `PYTHONPATH` holds/],
    ["in python-path", { pythonPath: ["src", "/head/src"] }, undefined, /^`python-path` holds/],
    ["in benchmarks", {}, { suite: "pytest", targets: ["/head/benchmarks"] }, /^`benchmarks` holds/],
  ])("%s", async (_title, settings, suite, message) => {
    await expect(asserted(settings, suite)).rejects.toThrow(message);
  });

  test("with the path to write instead", async () => {
    await expect(asserted({}, command("/head/pkg/bin/run.sh"))).rejects.toMatchObject({
      advice: expect.stringContaining("`working-directory`: `bin/run.sh`"),
    });
    await expect(asserted({ setup: "pip install /head" })).rejects.toMatchObject({
      advice: expect.stringContaining("`..`"),
    });
  });
});

test.each<[string, Partial<Config>, Pick<DetectedSuite, "suite" | "targets"> | undefined]>([
  ["a command with relative paths", {}, command("bin/run.sh")],
  ["the folder that a shell runs in", {}, command("$PWD/bin/run.sh")],
  ["an environment of head alone", { env: { CONFIG: "/head/x" }, baseEnv: {} }, undefined],
  ["an environment that was written for base", { baseEnv: { CONFIG: "/head/x" } }, undefined],
  ["an interpreter", { python: "/head/.venv/bin/python" }, undefined],
])("%s is right", async (_title, settings, suite) => {
  await expect(asserted(settings, suite)).resolves.toBeUndefined();
});
