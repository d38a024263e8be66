import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { findConfigFile } from "../../../src/adapters/files/config-file.ts";
import { temporaryFolder } from "../../support/repositories.ts";

const OURS = '[tool.hotpath-gate]\nbudget = "5%"\n';
const OTHERS = "[tool.ruff]\nline-length = 120\n";

type Files = Readonly<Record<string, string>>;

async function found(files: Files, named: string | null = null) {
  using folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
  const file = await findConfigFile(folder.path, named);
  return file === null ? null : { path: file.path, hides: file.hides };
}

const PYPROJECT = "pyproject.toml [tool.hotpath-gate]";

test.each<[string, Files, Awaited<ReturnType<typeof found>>]>([
  ["no file is no configuration", {}, null],
  ["a pyproject.toml without our table is no configuration", { "pyproject.toml": OTHERS }, null],
  [
    "a pyproject.toml with our table is the configuration",
    { "pyproject.toml": OURS },
    { path: PYPROJECT, hides: null },
  ],
  [
    "a hotpath-gate.toml hides our table in pyproject.toml",
    { "hotpath-gate.toml": 'budget = "3%"\n', "pyproject.toml": OURS },
    { path: "hotpath-gate.toml", hides: PYPROJECT },
  ],
  [
    "an empty hotpath-gate.toml hides our table in pyproject.toml as well",
    { "hotpath-gate.toml": "", "pyproject.toml": OURS },
    { path: "hotpath-gate.toml", hides: PYPROJECT },
  ],
  [
    "a hotpath-gate.toml hides nothing in a pyproject.toml of other tools",
    { "hotpath-gate.toml": "", "pyproject.toml": OTHERS },
    { path: "hotpath-gate.toml", hides: null },
  ],
  [
    "a hotpath-gate.toml hides nothing in a pyproject.toml that nobody can read",
    { "hotpath-gate.toml": "", "pyproject.toml": "[tool\n" },
    { path: "hotpath-gate.toml", hides: null },
  ],
])("%s", async (_title, files, expected) => {
  expect(await found(files)).toEqual(expected);
});

test("a file that was named hides nothing: somebody chose it", async () => {
  const files = { "mine.toml": "", "pyproject.toml": OURS };
  expect(await found(files, "mine.toml")).toEqual({ path: "mine.toml", hides: null });
});
