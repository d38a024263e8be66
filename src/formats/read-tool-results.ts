/** Reads what another benchmark tool wrote. Anybody may have written the file. */
import type { Better } from "../model.ts";
import { readAsv } from "./asv.ts";
import { type AsvKinds, kindsByFile } from "./asv-benchmarks.ts";
import { readCustom } from "./custom.ts";
import { detectShape, type FileShape, SHAPE_NAMES, shapeOfFormat } from "./detect-format.ts";
import { readHyperfine } from "./hyperfine.ts";
import { faultText, parseJson } from "./json-text.ts";
import { readPyperf } from "./pyperf.ts";
import { readPytestBenchmark } from "./pytest-benchmark.ts";
import { readPytestCodspeed } from "./pytest-codspeed.ts";
import { type FormatReading, fault } from "./shape.ts";
import type { ResultFormat, ToolResultsReading } from "./tool-results.ts";

type Refused = Extract<ToolResultsReading, { kind: "refused" }>;

interface ReadingOptions {
  /** Format of the file; null if nobody said, so that its shape tells. */
  readonly format: ResultFormat | null;
  /** Text of `results/benchmarks.json`, which has the units of asv's benchmarks; of no use to other formats. */
  readonly companion: string | null;
}

/**
 * Reads a file; never throws. `why` of a refusal says what is wrong and where, and continues after the file's name and
 * a colon.
 */
export async function readToolResults(
  written: string,
  { format, companion }: ReadingOptions,
): Promise<ToolResultsReading> {
  const text = withoutMark(written);
  const json = await parseJson(text);
  if (json.kind === "refused") return json;
  const kinds = companion === null ? null : await readKinds(withoutMark(companion));
  const reading = readFormat(json.value, format, kinds);
  if (reading.kind !== "fault") return reading;
  return { kind: "refused", why: await faultText(text, json.mode, reading) };
}

type Kinds = { readonly kind: "kinds"; readonly kinds: AsvKinds } | Refused;

function readFormat(
  value: unknown,
  format: ResultFormat | null,
  kinds: Kinds | null,
): FormatReading | Refused {
  const seen = detectShape(value);
  if (format === null) return seen.kind === "fault" ? seen : readAs(seen.shape, value, null, kinds);
  const asked = shapeOfFormat(format);
  const reading = readAs(asked, value, format, kinds);
  if (reading.kind !== "fault" || seen.kind === "fault" || seen.shape === asked) return reading;
  return fault(
    [],
    `looks like a file of ${SHAPE_NAMES[seen.shape]}, but \`results-format\` is \`${format}\``,
  );
}

function readAs(
  shape: FileShape,
  value: unknown,
  format: ResultFormat | null,
  kinds: Kinds | null,
): FormatReading | Refused {
  switch (shape) {
    case "pytest-benchmark":
      return readPytestBenchmark(value);
    case "pyperf":
      return readPyperf(value);
    case "asv":
      return kinds?.kind === "refused" ? kinds : readAsv(value, kinds?.kinds ?? null);
    case "hyperfine":
      return readHyperfine(value);
    case "pytest-codspeed":
      return readPytestCodspeed(value);
    case "custom":
      return readCustom(value, betterOf(format));
    default:
      return shape satisfies never;
  }
}

function betterOf(format: ResultFormat | null): Better | null {
  if (format === "custom-bigger-is-better") return "bigger";
  return format === null ? null : "smaller";
}

async function readKinds(companion: string): Promise<Kinds> {
  const json = await parseJson(companion);
  if (json.kind === "refused") return { kind: "refused", why: `in benchmarks.json, ${json.why}` };
  const kinds = kindsByFile(json.value);
  if (kinds.kind === "kinds") return kinds;
  return { kind: "refused", why: `in benchmarks.json, ${await faultText(companion, json.mode, kinds)}` };
}

/** A text without the mark that Windows programs put at the beginning, which is not part of the JSON. */
function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}
