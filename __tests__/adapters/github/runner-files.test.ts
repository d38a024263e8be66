import {
  appendFileSync,
  lstatSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { keptRunnerFiles } from "../../../src/adapters/github/runner-files.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/repositories.ts";

let folder: TemporaryFolder;
let variables: Record<string, string>;
beforeEach(() => {
  folder = temporaryFolder();
  variables = { GITHUB_ENV: join(folder.path, "env"), GITHUB_OUTPUT: join(folder.path, "output") };
  for (const path of Object.values(variables)) writeFileSync(path, "BEFORE=1\n");
});
afterEach(() => folder[Symbol.dispose]());

test("files that nobody touched are left alone, in silence", async () => {
  const files = await keptRunnerFiles(variables);
  const before = lstatSync(variables.GITHUB_ENV ?? "").ino;
  expect(await files.restore()).toEqual([]);
  expect(lstatSync(variables.GITHUB_ENV ?? "").ino).toBe(before);
});

test.each<[string, (path: string) => void]>([
  ["added to", (path) => writeFileSync(path, "BEFORE=1\nPATH=/evil\n")],
  ["emptied", (path) => writeFileSync(path, "")],
  ["removed", (path) => rmSync(path)],
  [
    "replaced by a link",
    (path) => {
      rmSync(path);
      symlinkSync("/dev/zero", path);
    },
  ],
  [
    "replaced by a link to the same text",
    (path) => {
      writeFileSync(`${path}.other`, "BEFORE=1\n");
      rmSync(path);
      symlinkSync(`${path}.other`, path);
    },
  ],
])("a file that was %s is put back, and told of by its variable", async (_, change) => {
  const files = await keptRunnerFiles(variables);
  change(variables.GITHUB_ENV ?? "");
  expect(await files.restore()).toEqual([expect.stringMatching(/^GITHUB_ENV, .* was changed .* put back/)]);
  expect(lstatSync(variables.GITHUB_ENV ?? "").isFile()).toBe(true);
  expect(readFileSync(variables.GITHUB_ENV ?? "", "utf8")).toBe("BEFORE=1\n");
});

test("variables that name nothing, or what is no file, are no concern", async () => {
  const files = await keptRunnerFiles({
    GITHUB_ENV: "",
    GITHUB_PATH: "/nowhere/path",
    GITHUB_STATE: folder.path,
  });
  expect(await files.restore()).toEqual([]);
});

test("what is written to a file after it was put back is ours, and stays", async () => {
  const files = await keptRunnerFiles(variables);
  expect(await files.restore()).toEqual([]);
  writeFileSync(variables.GITHUB_OUTPUT ?? "", "verdict=passed\n");
  expect(await files.restore()).toEqual([]);
  expect(readFileSync(variables.GITHUB_OUTPUT ?? "", "utf8")).toBe("verdict=passed\n");
});

test("a change of a file that was too large to be kept is told, and the file is left", async () => {
  const path = variables.GITHUB_ENV ?? "";
  truncateSync(path, 65 * 1024 * 1024);
  const untouched = await keptRunnerFiles(variables);
  expect(await untouched.restore()).toEqual([]);
  const files = await keptRunnerFiles(variables);
  appendFileSync(path, "PATH=/evil\n");
  expect(await files.restore()).toEqual([
    expect.stringMatching(/^GITHUB_ENV, .* was changed .* could not be put back, because it was too large/),
  ]);
});
