/** Files that other benchmark tools wrote, and what reading them gives. */
import { readFileSync } from "node:fs";
import { readToolResults } from "../../src/formats/read-tool-results.ts";
import type { ResultFormat, ToolResult, ToolResults } from "../../src/formats/tool-results.ts";

export const FORMAT_FILES: readonly (readonly [file: string, format: ResultFormat])[] = [
  ["pytest-benchmark-4.0.0.json", "pytest-benchmark"],
  ["pytest-benchmark-5.3.1.json", "pytest-benchmark"],
  ["pytest-benchmark-5.3.1-saved.json", "pytest-benchmark"],
  ["pytest-codspeed-5.0.4.json", "pytest-codspeed"],
  ["pyperf-2.11.0-suite.json", "pyperf"],
  ["pyperf-2.11.0-single.json", "pyperf"],
  ["pyperf-2.11.0-track-memory.json", "pyperf"],
  ["asv-0.6.6.json", "asv"],
  ["hyperfine-1.15.0.json", "hyperfine"],
  ["hyperfine-1.20.0.json", "hyperfine"],
  ["hyperfine-1.20.0-repeated.json", "hyperfine"],
  ["custom-smaller-is-better.json", "custom-smaller-is-better"],
  ["custom-bigger-is-better.json", "custom-bigger-is-better"],
];

export function formatFile(name: string): string {
  return readFileSync(`fixtures/formats/${name}`, "utf8");
}

interface Reading {
  readonly format?: ResultFormat | null;
  readonly companion?: string | null;
}

export async function resultsOf(text: string, options: Reading = {}): Promise<ToolResults> {
  const reading = await readToolResults(text, { format: null, companion: null, ...options });
  if (reading.kind === "refused") throw new Error(`was refused: ${reading.why}`);
  return reading.results;
}

export async function refusalOf(text: string, options: Reading = {}): Promise<string> {
  const reading = await readToolResults(text, { format: null, companion: null, ...options });
  if (reading.kind === "read") throw new Error("was not refused");
  return reading.why;
}

/** The file with something else in place of one text of it, which it must have. */
export function withInstead(name: string, written: string, instead: string): string {
  const text = formatFile(name);
  if (!text.includes(written)) throw new Error(`${name} has no ${written}`);
  return text.replace(written, () => instead);
}

/** A benchmark's result in short, for tables. */
export function inShort({ id, metric, unit, better, value, processes, isBeside }: ToolResult) {
  const samples = processes.map(({ length }) => length);
  return [id, metric, unit, better, value, samples, ...(isBeside ? ["beside"] : [])];
}
