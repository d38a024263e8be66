import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { contentsOf } from "../../../src/adapters/files/file-contents.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "contents-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const written = async (name: string, text: string) => {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
};

test("files of the same bytes have the same content, whatever they are called", async () => {
  const [a, b, c] = [
    await written("a", "x = 1\n"),
    await written("b", "x = 1\n"),
    await written("c", "x = 2\n"),
  ];
  const contents = await contentsOf([a, b, c]);
  expect(contents.get(a)).toBe(contents.get(b));
  expect(contents.get(a)).not.toBe(contents.get(c));
});

test.each(["", "\n \n", "# Copyright\n\n  # all rights reserved\r\n"])(
  "no content is reported of %j",
  async (text) => {
    expect(await contentsOf([await written("__init__.py", text)])).toEqual(new Map());
  },
);

test("a folder and a missing file have no content", async () => {
  await mkdir(join(folder, "sub"));
  expect(await contentsOf([join(folder, "sub"), join(folder, "gone.py")])).toEqual(new Map());
});
