/** `compare` compares two files without measuring: stored baselines, or results of other tools. */
import { basename, resolve } from "node:path";
import { atomicFiles } from "../adapters/files/atomic-files.ts";
import { findConfigFile } from "../adapters/files/config-file.ts";
import { readResultBytes, resultText } from "../adapters/files/result-text.ts";
import { systemClock } from "../adapters/system-clock.ts";
import { decodeBaseline } from "../baseline/document.ts";
import { comparedDocuments } from "../compare/stored-documents.ts";
import { GateError } from "../errors.ts";
import { requireMetrics } from "../formats/tool-results.ts";
import type { Config, WrittenSettings } from "../inputs/config.ts";
import { parseConfig } from "../inputs/parse-config.ts";
import type { Baseline, Result } from "../model.ts";
import { tell } from "../worlds/local.ts";
import { reportFiles, requireOutputs } from "../worlds/outputs.ts";

export interface CompareOptions {
  /** Files, relative to the current folder. */
  readonly base: string;
  readonly head: string;
  readonly written: WrittenSettings;
  readonly config: string | null;
  readonly workingDirectory: string;
  readonly json: string | null;
  readonly html: string | null;
}

/**
 * Compares two files and prints the result.
 *
 * @throws GateError if one of them is neither a baseline nor a known tool's file
 */
export async function compareFiles(options: CompareOptions): Promise<Result> {
  const folder = resolve(options.workingDirectory);
  const { json, html } = options;
  const from = resolve();
  const inputs = [
    { name: "the file of base", path: options.base, from },
    { name: "the file of head", path: options.head, from },
  ];
  await requireOutputs({ reports: reportFiles({ json, html }), baseline: null, inputs }, folder);
  const file = await findConfigFile(folder, options.config);
  // Nothing random is left to seed.
  const config = parseConfig(options.written, "flag", file, 0);
  const [base, head] = await Promise.all([readStored(options.base), readStored(options.head)]);
  const today = systemClock().now();
  const result =
    base.kind === "baseline" && head.kind === "baseline"
      ? comparedDocuments(base, head, config, today)
      : await comparedWithTools(base, head, config, today);
  await tell(result, { folder, json, html }, atomicFiles(folder));
  return result;
}

type StoredFile =
  | { readonly kind: "baseline"; readonly path: string; readonly baseline: Baseline }
  | { readonly kind: "other"; readonly path: string; readonly bytes: Uint8Array };

async function readStored(path: string): Promise<StoredFile> {
  const bytes = await readResultBytes(path, path, ADVICE);
  const reading = decodeBaseline(bytes);
  if (reading.kind === "read") return { kind: "baseline", path, baseline: reading.baseline };
  if (reading.isOurs) throw new GateError(`${path} ${reading.why}`, ADVICE);
  return { kind: "other", path, bytes };
}

/** Compares results of other tools. The code that reads them is loaded only here. */
async function comparedWithTools(
  base: StoredFile,
  head: StoredFile,
  config: Config,
  today: string,
): Promise<Result> {
  const { asToolResults, comparedToolFiles } = await import("../compare/tool-files.ts");
  const { readToolResults } = await import("../formats/read-tool-results.ts");
  const resultsOf = async (file: StoredFile) => {
    if (file.kind === "baseline") return asToolResults(file.baseline);
    const { text, companion } = await resultText(file.bytes, file.path, file.path);
    const reading = await readToolResults(text, { format: config.resultsFormat, companion });
    if (reading.kind === "read") return reading.results;
    throw new GateError(`${file.path} can't be read: ${reading.why}`, ADVICE);
  };
  const [ofBase, ofHead] = await Promise.all([resultsOf(base), resultsOf(head)]);
  requireMetrics(config.metrics, [ofBase, ofHead]);
  return comparedToolFiles(
    { name: basename(base.path), results: ofBase },
    { name: basename(head.path), results: ofHead },
    config,
    today,
  );
}

const ADVICE =
  "Name two files that `record --output` wrote, or results of pytest-benchmark, pyperf, asv, hyperfine, pytest-codspeed or in github-action-benchmark's format.";
