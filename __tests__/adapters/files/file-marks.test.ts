import { mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { marksOfFiles } from "../../../src/adapters/files/file-marks.ts";
import { temporaryFolder } from "../../support/repositories.ts";

test.each<[string, (path: string) => void, boolean]>([
  ["is the same for a file that nobody wrote", () => {}, false],
  ["differs for one that was written", (path) => writeFileSync(path, "x = 2\n"), true],
  [
    "differs for one that was written and put back, with its time",
    (path) => {
      const { atime, mtime } = statSync(path);
      writeFileSync(path, "x = 2\n");
      writeFileSync(path, "x = 1\n");
      utimesSync(path, atime, mtime);
    },
    true,
  ],
  [
    "differs for one in whose place another was put",
    (path) => {
      writeFileSync(`${path}.new`, "x = 1\n");
      renameSync(`${path}.new`, path);
    },
    true,
  ],
  ["is nothing once it was removed", (path) => rmSync(path), true],
])("what is noted of a file %s", async (_title, change, expected) => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, "src"));
  const path = join(folder.path, "src/app.py");
  writeFileSync(path, "x = 1\n");
  const before = await marksOfFiles(folder.path, ["src/app.py", "absent.py"]);
  expect([...before.keys()]).toEqual(["src/app.py"]);
  change(path);
  const after = await marksOfFiles(folder.path, ["src/app.py"]);
  expect(after.get("src/app.py") !== before.get("src/app.py")).toBe(expected);
});
