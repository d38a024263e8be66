/** Which tool wrote a file, by its shape. */
import { OWN_DOCUMENT_WORDS, ownDocument } from "./own-documents.ts";
import { type Fault, fault, shown } from "./shape.ts";
import type { ResultFormat } from "./tool-results.ts";

/** Shape of a file. The two custom formats look the same. */
export type FileShape = Exclude<ResultFormat, `custom-${string}`> | "custom";

export const SHAPE_NAMES: Readonly<Record<FileShape, string>> = {
  "pytest-benchmark": "pytest-benchmark",
  pyperf: "pyperf",
  asv: "asv",
  hyperfine: "hyperfine",
  "pytest-codspeed": "pytest-codspeed",
  custom: "github-action-benchmark's custom formats",
};

const READ = Object.values(SHAPE_NAMES).join(", ");
const SHOWN_KEYS = 8;

export function shapeOfFormat(format: ResultFormat): FileShape {
  return format === "custom-smaller-is-better" || format === "custom-bigger-is-better" ? "custom" : format;
}

/** Detects the format. It looks only at what tells formats apart; the format's own schema checks the rest. */
export function detectShape(
  value: unknown,
): { readonly kind: "detected"; readonly shape: FileShape } | Fault {
  const shape = Array.isArray(value) ? shapeOfList(value) : isObject(value) ? shapeOfObject(value) : null;
  return shape === null ? fault([], whatIsSeen(value)) : { kind: "detected", shape };
}

function shapeOfList(list: readonly unknown[]): FileShape | null {
  const [first] = list;
  if (first === undefined) return "custom";
  return isObject(first) && has(first, "name") && (has(first, "value") || has(first, "unit"))
    ? "custom"
    : null;
}

function shapeOfObject(value: Record<string, unknown>): FileShape | null {
  if (has(value, "result_columns")) return "asv";
  if (has(value, "results")) return Array.isArray(value.results) ? "hyperfine" : null;
  if (!has(value, "benchmarks")) return null;
  if (has(value, "machine_info")) return "pytest-benchmark";
  if (has(value, "instrument")) return "pytest-codspeed";
  const [first] = Array.isArray(value.benchmarks) ? value.benchmarks : [];
  if (!isObject(first)) return has(value, "version") ? "pyperf" : null;
  if (has(first, "runs")) return "pyperf";
  if (has(first, "uri")) return "pytest-codspeed";
  return has(first, "fullname") ? "pytest-benchmark" : null;
}

function whatIsSeen(value: unknown): string {
  const advice = `is not in a format that can be read (${READ})`;
  if (Array.isArray(value)) return `${advice}: it is a list, but not of objects with name, unit and value`;
  if (!isObject(value)) return `${advice}: it is ${shown(value)}`;
  const own = ownDocument(value);
  if (own !== null) return `${advice}: it is ${OWN_DOCUMENT_WORDS[own]}`;
  const keys = Object.keys(value);
  if (keys.length === 0) return `${advice}: it is an empty object`;
  if (isListOfAsv(value, keys)) {
    return "is asv's list of its benchmarks, benchmarks.json: name a file of results, results/MACHINE/COMMIT-ENVIRONMENT.json";
  }
  const more = keys.length > SHOWN_KEYS ? ` and ${keys.length - SHOWN_KEYS} more` : "";
  return `${advice}: it is an object with ${keys.slice(0, SHOWN_KEYS).map(shown).join(", ")}${more}`;
}

function isListOfAsv(value: Record<string, unknown>, keys: readonly string[]): boolean {
  const first = keys.find((key) => key !== "version");
  const one = first === undefined ? null : value[first];
  return has(value, "version") && isObject(one) && has(one, "param_names");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function has(value: object, key: string): boolean {
  return Object.hasOwn(value, key);
}
