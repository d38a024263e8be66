/** What a run is to write, checked before anything is measured: nobody's work may be lost to it. */
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { kindOf, readBeginning, readBounded } from "../adapters/files/bounded-files.ts";
import { isStandardOutput, ownStream } from "../adapters/files/own-streams.ts";
import { requireWritable } from "../adapters/files/require-writable.ts";
import { whereLinksLead } from "../adapters/files/stays-inside.ts";
import { BEGINNING_BYTES, decodeBaseline, ownFile, TEXT_BYTES_LIMIT } from "../baseline/document.ts";
import { GateError } from "../errors.ts";
import { OWN_DOCUMENT_WORDS, type OwnDocument } from "../formats/own-documents.ts";
import type { BaselineSettings, BenchmarkSettings } from "../inputs/config.ts";

/** A file of a run. */
export interface RunFile {
  /** What messages call it: `--json`, the stored baseline. */
  readonly name: string;
  /** As it is written. */
  readonly path: string;
  /** What a relative path is relative to, if that is not the project's folder: absolute. */
  readonly from?: string;
}

export interface RunFiles {
  /** Reports that are written. */
  readonly reports: readonly RunFile[];
  /** The baseline that is written; null for none. */
  readonly baseline: RunFile | null;
  /** What the run reads. */
  readonly inputs: readonly RunFile[];
}

/** A report is made again by measuring again, so it may replace any other. */
const REPORTS: readonly OwnDocument[] = ["result", "diagnosis", "page"];

/**
 * Refuses files that could not be written once all is measured, and those that writing would lose: two of the run that
 * are one, and what is in a file that hotpath-gate did not write.
 *
 * @param folder what relative paths are relative to: absolute
 * @param makesFolders whether missing folders are made anywhere, and not below that folder alone
 * @throws GateError
 */
export async function requireOutputs(
  { reports, baseline, inputs }: RunFiles,
  folder: string,
  makesFolders = false,
): Promise<void> {
  if (reports.filter(({ path }) => isStandardOutput(resolve(folder, path))).length > 1) {
    throw new GateError("Only one document can be written to standard output", "Name a file for the other.");
  }
  if (baseline !== null) await requireFile(baseline.path, folder);
  const outputs = [...reports, ...(baseline === null ? [] : [baseline])];
  for (const { path } of outputs) await requireWritable(path, folder, makesFolders);
  await requireApart(outputs, inputs, folder);
  for (const { path } of reports) await requireReplaceable(path, REPORTS, folder);
  if (baseline !== null) await requireReplaceable(baseline.path, ["baseline"], folder);
}

/** The reports of a run, by the flags of the command line, or by the inputs of the action. */
export function reportFiles(
  paths: Readonly<Record<string, string | null>>,
  by: "flag" | "input" = "flag",
): RunFile[] {
  const named = (name: string) => (by === "flag" ? `\`--${name}\`` : `\`${name}\``);
  return Object.entries(paths).flatMap(([name, path]) =>
    path === null ? [] : [{ name: named(name), path }],
  );
}

/**
 * What a run of the gate reads and writes.
 *
 * @param output file for the baseline, if somebody named one; null for the settings' own
 * @param isRecorded whether the run writes a baseline
 */
export function runFiles(
  reports: readonly RunFile[],
  {
    baseline,
    baselinePath,
    resultsFile,
  }: Pick<BaselineSettings, "baseline" | "baselinePath"> & Pick<BenchmarkSettings, "resultsFile">,
  output: string | null,
  isRecorded: boolean,
): RunFiles {
  const configured = baseline.includes("file") ? { name: "the stored baseline", path: baselinePath } : null;
  const stored = output === null ? configured : { name: "`--output`", path: output };
  const results = resultsFile === null ? [] : [{ name: "the results file", path: resultsFile }];
  return isRecorded
    ? { reports, baseline: stored, inputs: results }
    : { reports, baseline: null, inputs: [...(stored === null ? [] : [stored]), ...results] };
}

/** Refuses a baseline whose history could not be read again. */
async function requireFile(path: string, folder: string): Promise<void> {
  const target = await unfitTarget(path, folder);
  if (target === null) return;
  throw new GateError(
    `A baseline can't be written to ${target}, because a recording adds to the history of its file`,
    "Name a file, such as `base.json.gz`.",
  );
}

/** What a path is that keeps nothing which is written to it; null for a file, or what may become one. */
async function unfitTarget(path: string, folder: string): Promise<string | null> {
  if (path === "-") return "standard output";
  const file = resolve(folder, path);
  const stream = ownStream(file);
  if (stream !== null) return stream === process.stdout ? "standard output" : "standard error";
  const found = await stat(file).catch(() => null);
  const kind = found === null || found.isDirectory() ? null : kindOf(found);
  return kind === null ? null : `${path}, which is ${kind}`;
}

/** Refuses an output that is another output, or an input. */
async function requireApart(
  outputs: readonly RunFile[],
  inputs: readonly RunFile[],
  folder: string,
): Promise<void> {
  const before = new Map<string, RunFile>();
  for (const input of inputs) {
    const place = await placeOf(input.path, input.from ?? folder);
    if (place !== null) before.set(place, input);
  }
  for (const output of outputs) {
    const place = await placeOf(output.path, folder);
    if (place === null) continue;
    const other = before.get(place);
    if (other !== undefined) {
      const paths = other.path === output.path ? output.path : `${output.path} and ${other.path}`;
      throw new GateError(
        `${output.name} and ${other.name} are the same file: ${paths}`,
        `Name another file for ${output.name}.`,
      );
    }
    before.set(place, output);
  }
}

/** Where a file is, by whatever name; null for a device, which keeps nothing that could be lost. */
async function placeOf(path: string, folder: string): Promise<string | null> {
  const file = resolve(folder, path);
  const stream = ownStream(file);
  if (stream !== null) return join("/dev/fd", String(stream === process.stdout ? 1 : 2));
  const found = await stat(file).catch(() => null);
  return found?.isCharacterDevice() ? null : whereLinksLead(file).catch(() => file);
}

/** Refuses to replace a file unless it is empty, or has a document of ours of these kinds, damaged or not. */
async function requireReplaceable(
  path: string,
  kinds: readonly OwnDocument[],
  folder: string,
): Promise<void> {
  const file = resolve(folder, path);
  const found = await stat(file).catch(() => null);
  if (ownStream(file) !== null || !found?.isFile() || found.size === 0) return;
  const reading = await readBeginning(file, BEGINNING_BYTES);
  const own = reading.kind === "read" ? ownFile(reading.bytes) : null;
  if (own !== null && kinds.includes(own)) return;
  if (own === null && kinds.includes("baseline") && (await isBaseline(file))) return;
  const what =
    own === null ? "it has content that hotpath-gate did not write" : `it is ${OWN_DOCUMENT_WORDS[own]}`;
  throw new GateError(`${path} can't be written: ${what}`, "Name another file, or remove this one.");
}

/** Whether a file is a baseline that somebody wrote anew, with its keys in another order. */
async function isBaseline(file: string): Promise<boolean> {
  const reading = await readBounded(file, TEXT_BYTES_LIMIT);
  return reading.kind === "read" && decodeBaseline(reading.bytes).kind === "read";
}
