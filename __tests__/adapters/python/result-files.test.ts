import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { readResultBytes, resultText } from "../../../src/adapters/files/result-text.ts";
import { resultFiles } from "../../../src/adapters/python/result-files.ts";
import { explainError, GateError } from "../../../src/errors.ts";
import { recordedLog } from "../../support/logs.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/repositories.ts";

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

const project = () => join(folder.path, "project");
const temporary = () => join(folder.path, "tmp");
const placeFor = (pattern: string | null) =>
  resultFiles({ temporaryFolder: temporary(), log: recordedLog() }).place(project(), pattern);

function write(path: string, content: string | Uint8Array): string {
  const file = join(project(), path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

describe("a command that is told where to write", () => {
  test("is told a file that is not there yet, and nothing is left of it", async () => {
    const place = await placeFor(null);
    expect(await place.written()).toBeNull();
    writeFileSync(place.file, "[1]");
    expect(await place.written()).toMatchObject({ name: "{results}", text: "[1]" });
    await place[Symbol.asyncDispose]();
    expect(readdirSync(temporary())).toEqual([]);
  });

  test("may write it gzipped", async () => {
    await using place = await placeFor(null);
    writeFileSync(place.file, gzipSync('{"a": 1}'));
    expect(await place.written()).toMatchObject({ text: '{"a": 1}' });
  });
});

describe("where a command writes where it likes,", () => {
  test("the file that it has written is read, and not one that was there before", async () => {
    write("out/old.json", "old");
    await using place = await placeFor("out/*.json");
    expect(await place.written()).toBeNull();
    write("out/new.json", "new");
    expect(await place.written()).toMatchObject({ name: "out/new.json", text: "new" });
  });

  test("a file that was there and was written again counts", async () => {
    const file = write("results.json", "old");
    utimesSync(file, 1, 1);
    await using place = await placeFor("results.json");
    write("results.json", "new");
    expect(await place.written()).toMatchObject({ name: "results.json", text: "new" });
  });

  test("the newest of several files is read", async () => {
    await using place = await placeFor("**/*.json");
    const first = write("a/first.json", "first");
    write("b/second.json", "second");
    utimesSync(first, 1, 1);
    expect(await place.written()).toMatchObject({ text: "second" });
  });

  test("the pattern may name a folder that is not there yet", async () => {
    await using place = await placeFor(".asv/results/*/*.json");
    write(".asv/results/machine/abc.json", "{}");
    write(".asv/results/benchmarks.json", '{"known": 1}');
    expect(await place.written()).toMatchObject({ text: "{}", companion: '{"known": 1}' });
  });

  test("a folder in the place of what asv knows is nothing that asv knows", async () => {
    await using place = await placeFor(".asv/results/*/*.json");
    write(".asv/results/machine/abc.json", "{}");
    write(".asv/results/benchmarks.json/x", "");
    expect(await place.written()).toMatchObject({ text: "{}", companion: null });
  });

  test.each(["/**/x", "/*/**/results.json"])(
    "the pattern %s, which asks for the whole disk, is refused after a part of it",
    async (pattern) => {
      const began = performance.now();
      const error = await placeFor(pattern).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(GateError);
      expect(explainError(error)).toMatch(
        /^The folder \/\S*, where `results-file` is looked for, .*\. Write a longer path before the first `\*`/,
      );
      expect(performance.now() - began).toBeLessThan(20_000);
    },
  );

  test("a FIFO that the pattern matches is no result", async () => {
    await using place = await placeFor("*.json");
    execFileSync("mkfifo", [join(folder.path, "results.json")]);
    expect(await place.written()).toBeNull();
  });
});

describe("a file", () => {
  const readResultText = async (path: string, name: string) =>
    resultText(await readResultBytes(path, name), path, name);

  test("that is not there is an error with its name", async () => {
    const reading = readResultText(join(project(), "none.json"), "none.json");
    await expect(reading).rejects.toThrow(GateError);
    await expect(reading).rejects.toThrow(/The file none\.json can't be read/);
  });

  test("that begins as gzip and is none says so", async () => {
    const file = write("x.json.gz", new Uint8Array([0x1f, 0x8b, 1, 2, 3]));
    await expect(readResultText(file, "x.json.gz")).rejects.toThrow(/starts like a gzip file but is not one/);
  });

  test("that unpacks to more than anybody means is refused", async () => {
    const file = write("bomb.gz", gzipSync(Buffer.alloc(300 * 1024 * 1024)));
    await expect(readResultText(file, "bomb.gz")).rejects.toThrow(/has more than 256 MB/);
  });
});
