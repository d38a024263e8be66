import { execFile, execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { atomicFiles } from "../../../src/adapters/files/atomic-files.ts";
import { GateError } from "../../../src/errors.ts";
import { temporaryFolder } from "../../support/repositories.ts";

test("a file is written with the folders it needs, and replaced whole, with nothing left beside it", async () => {
  using folder = temporaryFolder();
  const files = atomicFiles(folder.path);
  await files.write("reports/result.json", "first, and longer");
  await files.write("reports/result.json", "größer");
  expect(readFileSync(join(folder.path, "reports/result.json"), "utf8")).toBe("größer");
  expect(readdirSync(join(folder.path, "reports"))).toEqual(["result.json"]);
});

test("an absolute path is taken as it is", async () => {
  using folder = temporaryFolder();
  await atomicFiles("/nowhere").write(join(folder.path, "result.json"), "x");
  expect(readdirSync(folder.path)).toEqual(["result.json"]);
});

test("a file that can't be written is an error that names it, and leaves nothing half-written", async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, "file"), "");
  mkdirSync(join(folder.path, "folder"));
  for (const path of ["file/result.json", "folder"]) {
    const error = await atomicFiles(folder.path)
      .write(path, "x")
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GateError);
    expect((error as GateError).message).toMatch(new RegExp(`^${path} could not be written`));
  }
  expect(readdirSync(folder.path).sort()).toEqual(["file", "folder"]);
});

test("a FIFO is written to and stays one", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "fifo");
  execFileSync("mkfifo", [path]);
  const read = new Promise((resolve) =>
    execFile("cat", [path], { maxBuffer: 1e8 }, (_error, stdout) => resolve(stdout)),
  );
  // More than a pipe holds.
  const content = "0123456789".repeat(50_000);
  await atomicFiles(folder.path).write("fifo", [content, "end"]);
  expect(await read).toBe(`${content}end`);
  expect(statSync(path).isFIFO()).toBe(true);
});

test("a device is written to and stays one", async () => {
  await atomicFiles("/").write("/dev/null", "x");
  expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
});

describe("in a checkout", () => {
  test.each([
    [
      "a link to a file outside",
      "out.json",
      (root: string, outside: string) => symlinkSync(join(outside, "victim"), join(root, "out.json")),
    ],
    [
      "a folder that is a link to one outside",
      "reports/out.json",
      (root: string, outside: string) => symlinkSync(outside, join(root, "reports")),
    ],
    [
      "a link to a link to a file outside",
      "out.json",
      (root: string, outside: string) => {
        symlinkSync(join(outside, "victim"), join(root, "between"));
        symlinkSync("between", join(root, "out.json"));
      },
    ],
    [
      "a link into git's own folder",
      "out.json",
      (root: string) => symlinkSync(".git/config", join(root, "out.json")),
    ],
  ])("%s is not followed", async (_, path, put) => {
    using folder = temporaryFolder();
    const root = join(folder.path, "checkout");
    const outside = join(folder.path, "outside");
    for (const one of [root, outside, join(root, ".git")]) mkdirSync(one);
    put(root, outside);
    const error = await atomicFiles(root)
      .write(path, "x")
      .catch((thrown: unknown) => thrown);
    expect((error as GateError).message).toMatch(/leads out of the checkout/);
    expect(readdirSync(outside)).toEqual([]);
    expect(existsSync(join(root, ".git/config"))).toBe(false);
  });

  test("a link that stays inside is followed, and one that a user names from outside is not ours to judge", async () => {
    using folder = temporaryFolder();
    const root = join(folder.path, "checkout");
    for (const path of [root, join(root, ".git"), join(root, "reports"), join(folder.path, "elsewhere")])
      mkdirSync(path);
    writeFileSync(join(root, "reports/latest.json"), "before");
    symlinkSync("reports/latest.json", join(root, "out.json"));
    symlinkSync("elsewhere", join(folder.path, "link"));
    await atomicFiles(root).write("out.json", "inside");
    await atomicFiles(root).write(join(folder.path, "link/out.json"), "outside");
    expect(readFileSync(join(root, "reports/latest.json"), "utf8")).toBe("inside");
    expect(readFileSync(join(folder.path, "elsewhere/out.json"), "utf8")).toBe("outside");
  });
});
