/** Where airspeed velocity's benchmarks are, according to asv.conf.json. */
import { GateError } from "../errors.ts";
import { parseLenientJson } from "../formats/lenient-json.ts";
import type { TextOf } from "../ports/checkouts.ts";

export interface AsvProject {
  /** Path of asv.conf.json. */
  readonly file: string;
  /** Folder of the benchmarks. Like `file`, it is relative to the working directory. */
  readonly folder: string;
}

/** Folder that asv itself assumes if the file names none. */
const DEFAULT_FOLDER = "benchmarks";

/**
 * The project of asv: of several, the one nearest to the working directory; null if there is none.
 *
 * @throws GateError if its file can't be understood
 */
export async function asvProject(files: readonly string[], textOf: TextOf): Promise<AsvProject | null> {
  const [file] = files
    .filter((one) => /(^|\/)asv\.conf\.jsonc?$/.test(one))
    .sort((a, b) => depth(a) - depth(b) || a.localeCompare(b));
  if (file === undefined) return null;
  const text = await textOf(file);
  if (text === null) return null;
  const named = benchmarkDir(await parsed(file, text));
  const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "";
  return { file, folder: joined(folder, named) };
}

/** The content of the file, with comments and trailing commas, as asv reads it. */
async function parsed(file: string, text: string): Promise<unknown> {
  try {
    return await parseLenientJson(text, "json5");
  } catch (error) {
    throw new GateError(
      `${file} can't be read: ${error instanceof Error ? error.message : String(error)}`,
      "Fix it, or set `suite` and `benchmarks`.",
      { cause: error },
    );
  }
}

function benchmarkDir(configuration: unknown): string {
  const named =
    typeof configuration === "object" && configuration !== null && "benchmark_dir" in configuration
      ? configuration.benchmark_dir
      : null;
  return typeof named === "string" && named !== "" ? named : DEFAULT_FOLDER;
}

/** One path below another, with forward slashes; `..` and `.` are resolved. */
function joined(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

function depth(path: string): number {
  return path.split("/").length;
}
