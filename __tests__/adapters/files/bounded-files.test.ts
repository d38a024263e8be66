import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { kernelText, readBounded, textOf } from "../../../src/adapters/files/bounded-files.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/repositories.ts";

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

const at = (name: string) => join(folder.path, name);

test.each([0, 1, 16 * 1024, 16 * 1024 + 1, 3 * 1024 * 1024])(
  "a file of %d bytes is read whole",
  async (size) => {
    const bytes = Buffer.alloc(size, "abc");
    writeFileSync(at("file"), bytes);
    const reading = await readBounded(at("file"), size);
    expect(reading.kind).toBe("read");
    if (reading.kind === "read") expect(Buffer.compare(reading.bytes, bytes)).toBe(0);
  },
);

test("a file with a byte more than its limit is too large, and not read", async () => {
  writeFileSync(at("file"), "1234");
  expect(await readBounded(at("file"), 3)).toEqual({
    kind: "unreadable",
    why: "has more than 3 bytes",
    isTooLarge: true,
  });
});

test("what has no size in its listing is read to its end, and to its limit", async () => {
  expect((await readBounded("/proc/self/status", 1024 * 1024)).kind).toBe("read");
  expect(await readBounded("/proc/self/status", 10)).toMatchObject({ kind: "unreadable", isTooLarge: true });
});

test.each<[string, RegExp, (path: string) => void]>([
  ["a folder", /a folder/, (path) => mkdirSync(path)],
  ["a FIFO that nobody writes to", /a FIFO/, (path) => execFileSync("mkfifo", [path])],
  ["a link to /dev/zero", /a device/, (path) => symlinkSync("/dev/zero", path)],
  ["a link to itself", /can't be opened/, (path) => symlinkSync(path, path)],
  [
    "a file in a file's place of a folder",
    /can't be opened/,
    (path) => writeFileSync(path.replace(/.$/, ""), ""),
  ],
])("%s is refused at once", async (title, why, put) => {
  put(at("place"));
  const path = title.startsWith("a file in") ? join(at("plac"), "e") : at("place");
  const began = performance.now();
  expect(await readBounded(path, 1024)).toEqual({
    kind: "unreadable",
    why: expect.stringMatching(why),
    isTooLarge: false,
  });
  expect(performance.now() - began).toBeLessThan(5_000);
});

test("a socket is refused", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(at("socket"), resolve));
  try {
    expect(await readBounded(at("socket"), 1024)).toMatchObject({ kind: "unreadable", why: "is a socket" });
  } finally {
    server.close();
  }
});

test("what is not there is missing, and its text is null", async () => {
  expect(await readBounded(at("nowhere"), 1024)).toEqual({ kind: "missing" });
  expect(await textOf(at("nowhere"), 1024)).toBeNull();
});

test("a text has no mark at its beginning, and is text whatever its bytes are", async () => {
  writeFileSync(at("text"), Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff]));
  expect(await textOf(at("text"), 1024)).toBe("a\ufffd");
});

test("the kernel says nothing of what is not there", () => {
  expect(kernelText("/proc/self/stat")).toMatch(/^\d+ /);
  expect(kernelText("/proc/0/stat")).toBeNull();
});
