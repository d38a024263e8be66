import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { requireWritable } from "../../../src/adapters/files/require-writable.ts";
import { GateError } from "../../../src/errors.ts";
import { temporaryFolder } from "../../support/repositories.ts";

const prepared = () => {
  const temporary = temporaryFolder();
  const folder = join(temporary.path, "project");
  mkdirSync(join(folder, ".git"), { recursive: true });
  mkdirSync(join(folder, "folder"));
  writeFileSync(join(folder, "file"), "");
  symlinkSync("/tmp", join(folder, "away"));
  symlinkSync("gone", join(folder, "nowhere"));
  return { folder, [Symbol.dispose]: () => temporary[Symbol.dispose]() };
};

describe("before anything is written, a place is refused", () => {
  test.each([
    ["in a folder that is not there", "../nowhere/x.json", /the folder .*nowhere does not exist$/],
    ["that is a folder", "folder", /it is a folder$/],
    ["below a file", "file/x.json", /file is not a folder$/],
    ["deeper below a file", "file/deep/x.json", /file is not a folder$/],
    ["that a link leads away from", "away/x.json", /leads out of the checkout/],
    ["behind a link that leads nowhere", "nowhere/x.json", /nowhere is a link that leads nowhere$/],
    [
      "with a name that is too long",
      `${"x".repeat(300)}.json`,
      /can't create a file in .* \(ENAMETOOLONG\)$/,
    ],
    ["with a name that is too long while it is written", `${"x".repeat(242)}.json`, /\(ENAMETOOLONG\)$/],
    ["in a folder with a name that is too long", `${"x".repeat(300)}/x.json`, /\(ENAMETOOLONG\)$/],
    ["in a file system that takes no files", "/proc/x.json", /can't create a file in \/proc \(E[A-Z]+\)$/],
  ])("%s", async (_, path, why) => {
    using place = prepared();
    const error = await requireWritable(path, place.folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GateError);
    expect((error as GateError).message).toMatch(why);
    expect((error as GateError).message.startsWith(`${path} can't be written: `)).toBe(true);
    expect(readdirSync(place.folder).sort()).toEqual([".git", "away", "file", "folder", "nowhere"]);
  });

  // Root may write everywhere.
  const asUser = process.getuid?.() === 0 ? test.skip : test;
  asUser("in a folder that may not be written to", async () => {
    using place = prepared();
    chmodSync(join(place.folder, "folder"), 0o555);
    await expect(requireWritable("folder/x.json", place.folder)).rejects.toThrow(/EACCES/);
  });
});

describe("before anything is written, a place that can be written to passes, and nothing is left there:", () => {
  test.each([
    ["a new file", "x.json"],
    ["a file that is replaced", "file"],
    ["a file in folders that are not there yet", "reports/deep/x.json"],
    ["a file next to the project", "../x.json"],
    ["a device", "/dev/null"],
    ["standard output", "/dev/stdout"],
  ])("%s", async (_, path) => {
    using place = prepared();
    await requireWritable(path, place.folder);
    expect(readdirSync(place.folder).sort()).toEqual([".git", "away", "file", "folder", "nowhere"]);
  });
});

test("a missing folder elsewhere is refused, unless folders are made there", async () => {
  using place = prepared();
  await expect(requireWritable("../reports/x.json", place.folder)).rejects.toThrow(/does not exist/);
  await requireWritable("../reports/x.json", place.folder, true);
});
