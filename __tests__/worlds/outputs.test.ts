import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { encodeBaseline, writeBaselineText } from "../../src/baseline/document.ts";
import { GateError } from "../../src/errors.ts";
import { writeResult } from "../../src/report/document.ts";
import { renderHtml } from "../../src/report/html.ts";
import { type RunFiles, reportFiles, requireOutputs } from "../../src/worlds/outputs.ts";
import { baseline } from "../support/baselines.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/repositories.ts";
import { aResult } from "../support/results.ts";

let temporary: TemporaryFolder;
let folder: string;

beforeEach(() => {
  temporary = temporaryFolder();
  folder = join(temporary.path, "project");
  mkdirSync(join(folder, "out"), { recursive: true });
  symlinkSync("out", join(folder, "link"));
});
afterEach(() => temporary[Symbol.dispose]());

const reports = (json: string | null, html: string | null = null): RunFiles => ({
  reports: reportFiles({ json, html }),
  baseline: null,
  inputs: [],
});
const recording = (path: string, json: string | null = null): RunFiles => ({
  ...reports(json),
  baseline: { name: "`--output`", path },
});
const reading = (path: string, json: string, from?: string): RunFiles => ({
  ...reports(json),
  inputs: [{ name: "the file of head", path, ...(from === undefined ? {} : { from }) }],
});

/** What is said of the files; null if they pass. */
async function refusal(files: RunFiles): Promise<GateError | null> {
  try {
    await requireOutputs(files, folder);
    return null;
  } catch (error) {
    if (error instanceof GateError) return error;
    throw error;
  }
}

describe("two files of one run that are the same file are refused, and both are named:", () => {
  test.each<[string, () => RunFiles, string]>([
    ["two reports", () => reports("x", "x"), "`--html` and `--json` are the same file: x"],
    ["in two spellings", () => reports("x", "./x"), "`--html` and `--json` are the same file: ./x and x"],
    [
      "by a link",
      () => reports("out/x", "link/x"),
      "`--html` and `--json` are the same file: link/x and out/x",
    ],
    ["a report and a recording", () => recording("x", "x"), "`--output` and `--json` are the same file: x"],
    ["a report and an input", () => reading("x", "x"), "`--json` and the file of head are the same file: x"],
    [
      "an input of another folder",
      () => reading("project/x", "x", temporary.path),
      "`--json` and the file of head are the same file: x and project/x",
    ],
    [
      "standard error twice",
      () => reports("/dev/stderr", "/dev/fd/2"),
      "`--html` and `--json` are the same file: /dev/fd/2 and /dev/stderr",
    ],
  ])("%s", async (_, files, message) => {
    expect((await refusal(files()))?.message).toBe(message);
  });

  test.each([
    ["/dev/stdout", "/dev/stdout"],
    ["/dev/stdout", "/dev/../dev/stdout"],
    ["/proc/self/fd/1", "/dev/fd/1"],
  ])("standard output as %s and %s", async (json, html) => {
    expect((await refusal(reports(json, html)))?.message).toMatch(/^Only one document/);
  });

  test.each([
    ["x.json", "x.html"],
    ["/dev/null", "/dev/null"],
  ])("%s and %s are not", async (json, html) => {
    expect(await refusal(reports(json, html))).toBeNull();
  });
});

const RESULT = writeResult(aResult());
const STORED = encodeBaseline(baseline());
const TEXT = writeBaselineText(baseline());
const KEYS_IN_ORDER = JSON.stringify(Object.fromEntries(Object.entries(baseline()).sort()));

describe("what hotpath-gate did not write, or can't make again, is not replaced:", () => {
  test.each<[string, (path: string) => RunFiles, string | Uint8Array, string]>([
    ["source by a report", reports, "x = 1\n", "it has content that hotpath-gate did not write"],
    ["source by a baseline", recording, "x = 1\n", "it has content that hotpath-gate did not write"],
    ["another tool's JSON", reports, '{"schemaVersion": 2, "layers": []}', "it has content that"],
    ["another page", reports, "<!doctype html>\n<title>x hotpath-gate: y</title>", "it has content that"],
    ["another archive", recording, gzipSync("x = 1\n"), "it has content that hotpath-gate did not write"],
    ["a baseline by a report", reports, STORED, "it is a baseline of hotpath-gate"],
    ["a baseline as text by a report", reports, TEXT, "it is a baseline of hotpath-gate"],
    ["a result by a baseline", recording, RESULT, "it is a result document of hotpath-gate"],
    ["a page by a baseline", recording, renderHtml(aResult()), "it is a page of hotpath-gate"],
  ])("%s", async (_, files, content, why) => {
    writeFileSync(join(folder, "x"), content);
    const error = await refusal(files("x"));
    expect(error?.message).toContain(`x can't be written: ${why}`);
    expect(error?.advice).toBe("Name another file, or remove this one.");
    expect(readFileSync(join(folder, "x"))).toEqual(Buffer.from(content));
  });

  test.each<[string, (path: string) => RunFiles, string | Uint8Array]>([
    ["an empty file", reports, ""],
    ["a result by a report", reports, RESULT],
    ["a damaged result", reports, RESULT.slice(0, 200)],
    ["a page by a report", reports, renderHtml(aResult())],
    ["an empty file by a baseline", recording, ""],
    ["a baseline by a baseline", recording, STORED],
    ["a baseline as text", recording, TEXT],
    ["a baseline whose keys are in another order", recording, KEYS_IN_ORDER],
    ["a baseline of which a part is missing", recording, STORED.subarray(0, -40)],
    ["a baseline whose end is damaged", recording, Uint8Array.from(STORED).fill(7, -6)],
    ["a baseline in a conflict of git", recording, TEXT.replace(",\n", ",\n<<<<<<< HEAD\n")],
  ])("%s is", async (_, files, content) => {
    writeFileSync(join(folder, "x"), content);
    expect(await refusal(files("x"))).toBeNull();
  });
});

describe("a baseline is stored in a file alone, because its history is read again:", () => {
  test.each([
    ["-", "standard output"],
    ["/dev/stdout", "standard output"],
    ["/dev/fd/1", "standard output"],
    ["/dev/../dev/stdout", "standard output"],
    ["/dev/stderr", "standard error"],
    ["/dev/null", "/dev/null, which is a device"],
    ["fifo", "fifo, which is a FIFO"],
  ])("not in %s", async (path, target) => {
    execFileSync("mkfifo", [join(folder, "fifo")]);
    expect((await refusal(recording(path)))?.message).toBe(
      `A baseline can't be written to ${target}, because a recording adds to the history of its file`,
    );
  });
});
