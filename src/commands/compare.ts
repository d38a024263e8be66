/** `compare`: two stored baselines against each other, without measuring anything. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { atomicFiles } from "../adapters/atomic-files.ts";
import { findConfigFile } from "../adapters/config-file.ts";
import { systemClock } from "../adapters/system-clock.ts";
import { decodeBaseline } from "../baseline/document.ts";
import { comparedDocuments } from "../compare/stored-documents.ts";
import { GateError } from "../errors.ts";
import { parseConfig, type WrittenSettings } from "../inputs/config.ts";
import type { Baseline, Result } from "../model.ts";
import { tell } from "../worlds/local.ts";

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

/** @returns the result, printed. @throws GateError when one of them is no baseline */
export async function compareFiles(options: CompareOptions): Promise<Result> {
  const folder = resolve(options.workingDirectory);
  const file = await findConfigFile(folder, options.config);
  // Nothing random is left to seed.
  const config = parseConfig(options.written, "flag", file, 0);
  const [base, head] = await Promise.all([readStored(options.base), readStored(options.head)]);
  const result = comparedDocuments(base, options.base, head, config, systemClock().now());
  await tell(result, options, atomicFiles(folder));
  return result;
}

async function readStored(path: string): Promise<Baseline> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new GateError(
      `The baseline ${path} can't be read: ${error instanceof Error ? error.message : String(error)}`,
      ADVICE,
      { cause: error },
    );
  });
  const reading = decodeBaseline(bytes);
  if (reading.kind === "refused") throw new GateError(`${path} ${reading.why}`, ADVICE);
  return reading.baseline;
}

const ADVICE = "Name two files that `record --output` wrote.";
