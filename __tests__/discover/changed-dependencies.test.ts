import { expect, test } from "@jest/globals";
import { changedDependencies } from "../../src/discover/changed-dependencies.ts";
import { aSide } from "../support/sides.ts";

const head = aSide("head");
const base = aSide("base");
const PROJECT = '[project]\ndependencies = ["x"]\n';
const TOOLS = '[tool.hotpath-gate]\nbudget = "15%"\n';

test.each<[string, Record<string, string>, Record<string, string>, readonly string[] | null]>([
  ["are the same where a file with settings of tools alone is new", { "pyproject.toml": TOOLS }, {}, null],
  ["are the same where such a file is gone", {}, { "pyproject.toml": TOOLS }, null],
  [
    "are the same where such settings are new",
    { "pyproject.toml": PROJECT + TOOLS },
    { "pyproject.toml": PROJECT },
    null,
  ],
  ["differ where a file that lists some is new", { "pyproject.toml": PROJECT }, {}, ["pyproject.toml"]],
  ["differ where a file that lists some is gone", {}, { "requirements.txt": "x\n" }, ["requirements.txt"]],
])("dependencies %s", async (_title, onHead, onBase, files) => {
  const texts = (root: string) => (root === head.checkout.root ? onHead : onBase);
  const found = await changedDependencies(head, base, {
    files: async ({ root }) => Object.keys(texts(root)),
    text: async ({ root }, path) => texts(root)[path] ?? null,
  });
  expect(found?.files ?? null).toEqual(files);
});
