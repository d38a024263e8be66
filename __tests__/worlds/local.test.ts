import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { GateError } from "../../src/errors.ts";
import { localWorld } from "../../src/worlds/local.ts";
import { aConfig } from "../support/configs.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/repositories.ts";
import { aResult, aRow } from "../support/results.ts";

let folder: TemporaryFolder;
let printed: string;

beforeEach(() => {
  folder = temporaryFolder();
  printed = "";
  jest.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    printed += String(chunk);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  folder[Symbol.dispose]();
});

function worldWith(json: string) {
  return localWorld(aConfig({ baseline: [] }), {
    folder: folder.path,
    harnessFolder: folder.path,
    baselinePath: "baseline.json",
    json,
    html: null,
  });
}

const result = aResult({ benchmarks: [aRow({ id: "app:slow", verdict: "regressed" })] });

test("a report that can't be written is an error, after the table was printed", async () => {
  writeFileSync(join(folder.path, "file"), "");
  await using world = worldWith("file/result.json");
  await expect(world.publish(result)).rejects.toThrow(GateError);
  expect(printed).toContain("app:slow");
});

test("a document on standard output is all that is written there, and the table is printed beside it", async () => {
  let beside = "";
  jest.spyOn(process.stdout, "write").mockImplementation(((chunk: string, done?: () => void) => {
    printed += chunk;
    done?.();
    return true;
  }) as typeof process.stdout.write);
  jest.spyOn(process.stderr, "write").mockImplementation((chunk) => {
    beside += String(chunk);
    return true;
  });
  await using world = worldWith("/dev/stdout");
  await world.publish(result);
  expect(JSON.parse(printed)).toMatchObject({ verdict: result.verdict });
  expect(beside).toContain("app:slow");
});

test("a report is written relative to the project", async () => {
  await using world = worldWith("out/result.json");
  await world.publish(result);
  expect(JSON.parse(readFileSync(join(folder.path, "out/result.json"), "utf8")).verdict).toBe(result.verdict);
});
