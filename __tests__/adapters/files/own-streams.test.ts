import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { isStandardOutput, ownStream } from "../../../src/adapters/files/own-streams.ts";
import { temporaryFolder } from "../../support/repositories.ts";

test.each([
  "/dev/stdout",
  "/dev/fd/1",
  "/proc/self/fd/1",
  "/dev/../dev/stdout",
  "//dev//stdout",
  "/proc/thread-self/fd/1",
  `/proc/${process.pid}/fd/1`,
])("%s is our own standard output", (path) => {
  expect(isStandardOutput(path)).toBe(true);
});

test("a link to standard output is standard output, and a link of folders, too", () => {
  using folder = temporaryFolder();
  symlinkSync("/dev/stdout", join(folder.path, "out"));
  symlinkSync("/dev", join(folder.path, "devices"));
  expect(isStandardOutput(join(folder.path, "out"))).toBe(true);
  expect(isStandardOutput(join(folder.path, "devices/stdout"))).toBe(true);
});

test.each(["/dev/stderr", "/dev/fd/2"])("%s is our own standard error", (path) => {
  expect(ownStream(path)).toBe(process.stderr);
});

test.each(["/dev/null", "/dev/fd/3", "/proc/1/fd/1", "stdout", "/dev/stdout/x"])(
  "%s is none of ours",
  (path) => {
    expect(ownStream(path)).toBeNull();
  },
);

test("links in a circle are no stream", () => {
  using folder = temporaryFolder();
  symlinkSync("a", join(folder.path, "a"));
  expect(ownStream(join(folder.path, "a"))).toBeNull();
});
