import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { atomicFiles } from "../../src/adapters/atomic-files.ts";
import { systemClock } from "../../src/adapters/system-clock.ts";
import { GateError } from "../../src/errors.ts";
import { temporaryFolder } from "../support/repositories.ts";

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

test("the clock's seconds pass, and its time is UTC", async () => {
  const clock = systemClock();
  const before = clock.seconds();
  await new Promise((resolve) => setTimeout(resolve, 30));
  const passed = clock.seconds() - before;
  expect(passed).toBeGreaterThan(0.02);
  expect(passed).toBeLessThan(20);
  expect(Math.abs(Date.parse(clock.now()) - Date.now())).toBeLessThan(5000);
  expect(clock.now()).toMatch(/Z$/);
});
