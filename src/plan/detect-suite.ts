/**
 * Detects which suite the checkout holds if the configuration does not say. It decides by names, and reads few files.
 */
import { didYouMean } from "../errors/alike.ts";
import { GateError, NoBenchmarks, NoSuite } from "../errors.ts";
import type { BenchmarkSettings } from "../inputs/config.ts";
import type { Metric, SuiteKind } from "../model.ts";
import type { TextOf } from "../ports/checkouts.ts";
import { lookAlikes } from "../repository/look-alikes.ts";
import { isFunctionTarget, normalTarget, targetPath } from "../repository/targets.ts";
import { type AsvProject, asvProject } from "./asv-project.ts";
import { commandId, commandsNamed, commandTargets } from "./command-targets.ts";

/** Suites that are found by what the files of the project look like, in the order in which they are tried. */
const FOUND_IN_FILES = ["functions", "pyperf", "pytest"] as const satisfies readonly SuiteKind[];

export interface DetectedSuite {
  readonly suite: SuiteKind;
  readonly targets: readonly string[];
  /** Reason, for the log. */
  readonly why: string;
}

/** Folders where benchmarks usually are, in the order in which they are tried. */
const USUAL_FOLDERS = [
  "benchmarks",
  "benchmark",
  "bench",
  "tests/benchmarks",
  "test/benchmarks",
  "tests/bench",
];
/** Most scripts that are looked into. A folder with more does not belong to pyperf. */
const MOST_SCRIPTS = 500;
/** Most paths in one message. */
const MOST_NAMED = 3;

/** Metrics of each suite, besides what its benchmarks return. */
const OF_COMMANDS: readonly Metric[] = ["time", "cpu-time", "peak-memory"];
const OF_PYTHON: readonly Metric[] = ["time", "instructions"];

/** Whether targets of the suite are commands, and not paths. */
export function runsCommands(suite: SuiteKind): boolean {
  return suite === "command" || suite === "results";
}

/** Names of targets for people. */
export function targetNames({ suite, targets }: Pick<DetectedSuite, "suite" | "targets">): readonly string[] {
  return suite === "command" ? targets.map(commandId) : targets;
}

/**
 * Detects the suite.
 *
 * @param files paths of the checkout, relative to the working directory, with forward slashes
 * @throws GateError if nothing fits, or two suites do
 */
export async function detectSuite(
  config: Pick<BenchmarkSettings, "suite" | "benchmarks" | "commands" | "metrics">,
  files: readonly string[],
  textOf: TextOf,
): Promise<DetectedSuite> {
  const detected = await findSuite(config, files, textOf);
  const { suite } = detected;
  const measured = runsCommands(suite) ? OF_COMMANDS : OF_PYTHON;
  const unmeasured = config.metrics.find((metric) => !measured.includes(metric));
  if (unmeasured !== undefined) {
    throw new GateError(
      `\`metrics\` includes ${unmeasured}, which the suite ${suite} does not measure`,
      `Remove it: the suite measures ${measured.join(", ")}.`,
    );
  }
  return detected;
}

async function findSuite(
  config: Pick<BenchmarkSettings, "suite" | "benchmarks" | "commands" | "metrics">,
  files: readonly string[],
  textOf: TextOf,
): Promise<DetectedSuite> {
  const { suite, benchmarks, commands } = config;
  if (suite === "command") return { suite, targets: commandTargets(config), why: "as configured" };
  const isCommand = (line: string) => commandsNamed(line, commands).length > 0;
  if (suite === null && commands.length > 0 && benchmarks.every(isCommand)) {
    return { suite: "command", targets: commandTargets(config), why: "the config file has [[commands]]" };
  }
  if (suite === "results" && benchmarks.length !== 1) {
    throw new GateError(
      benchmarks.length === 0
        ? "`suite` is `results`, but `benchmarks` names no command that writes results"
        : "`suite` is `results`, but `benchmarks` names several commands",
      "Write one command line in `benchmarks`, with `{results}` in the place of the file to write.",
    );
  }
  if (suite !== null && benchmarks.length > 0) return { suite, targets: benchmarks, why: "as configured" };
  const asv = await asvProject(files, textOf);
  const places = benchmarks.length > 0 ? [benchmarks] : USUAL_FOLDERS.map((folder) => [folder]);
  const wanted = (kind: SuiteKind) => suite === null || suite === kind;
  const found: DetectedSuite[] = [];
  if (
    asv !== null &&
    wanted("asv") &&
    (benchmarks.length === 0 || benchmarks.every((one) => isOf(one, asv)))
  ) {
    const targets = benchmarks.length === 0 ? [asv.folder] : benchmarks;
    found.push({ suite: "asv", targets, why: `${asv.file} names ${asv.folder}` });
  }
  for (const kind of FOUND_IN_FILES) {
    if (!wanted(kind)) continue;
    for (const targets of places) {
      const why = await whyItIs(kind, targets, files, asv, textOf);
      if (why === null) continue;
      found.push({ suite: kind, targets, why });
      break;
    }
  }
  const [first, second] = found;
  if (first === undefined) {
    if (suite !== null) await assertNoOtherSuite(suite, files, textOf);
    const meant = lookAlikes(benchmarks, files);
    throw nothingFound(config, await lookingLikeBenchmarks(files, textOf), meant);
  }
  if (second !== undefined) {
    const its = async (one: DetectedSuite) => ({ ...one, targets: await targetsOf(one, files, asv, textOf) });
    throw twoFound(await its(first), await its(second));
  }
  return first;
}

/** Targets in which the suite finds benchmarks, each by itself. */
async function targetsOf(
  { suite, targets }: DetectedSuite,
  files: readonly string[],
  asv: AsvProject | null,
  textOf: TextOf,
): Promise<readonly string[]> {
  const kind = FOUND_IN_FILES.find((one) => one === suite);
  if (kind === undefined) return targets;
  const why = await Promise.all(targets.map((target) => whyItIs(kind, [target], files, asv, textOf)));
  return targets.filter((_, index) => why[index] !== null);
}

/** Refuses a suite if the usual places hold benchmarks of another one. @throws NoSuite */
async function assertNoOtherSuite(suite: SuiteKind, files: readonly string[], textOf: TextOf): Promise<void> {
  const any = { suite: null, benchmarks: [], commands: [], metrics: [] };
  const other = await findSuite(any, files, textOf).catch((error: unknown) => {
    if (error instanceof GateError) return null;
    throw error;
  });
  if (other === null) return;
  throw new NoSuite(
    `\`suite: ${suite}\` finds no benchmarks, and ${other.why}`,
    `Set \`suite: ${other.suite}\`, or name the benchmarks of the suite ${suite} in \`benchmarks\`.`,
  );
}

/** The target that shows that it is that suite; null if none does. */
async function whyItIs(
  suite: (typeof FOUND_IN_FILES)[number],
  targets: readonly string[],
  files: readonly string[],
  asv: AsvProject | null,
  textOf: TextOf,
): Promise<string | null> {
  // asv's files may have any name.
  const below = files.filter(
    (file) =>
      targets.some((target) => isInTarget(file, target)) && (asv === null || !isInTarget(file, asv.folder)),
  );
  switch (suite) {
    case "functions": {
      const target = targets.find(isFunctionTarget);
      if (target !== undefined) return `${target} is a target of the functions suite`;
      for (const file of below.filter(isBenchFile)) {
        const text = await textOf(file);
        if (!isPyperfScript(text) && !usesFixture(text)) return `${file} is a file of the functions suite`;
      }
      return null;
    }
    case "pyperf": {
      for (const file of below
        .filter((one) => one.endsWith(".py") && !isTestFile(one))
        .slice(0, MOST_SCRIPTS)) {
        if (isPyperfScript(await textOf(file))) return `${file} makes a pyperf.Runner`;
      }
      return null;
    }
    case "pytest": {
      const file = below.find(isTestFile);
      if (file !== undefined) return `${file} is a pytest file`;
      // Only pytest knows which names its own configuration gives to files.
      for (const other of below.filter((one) => one.endsWith(".py")).slice(0, MOST_SCRIPTS)) {
        if (usesFixture(await textOf(other))) return `${other} uses pytest's benchmark fixture`;
      }
      return null;
    }
    default:
      return suite satisfies never;
  }
}

function isBenchFile(file: string): boolean {
  return /(^|\/)bench_[^/]*\.py$/.test(file);
}

function isTestFile(file: string): boolean {
  return /(^|\/)(test_[^/]*|[^/]*_test)\.py$/.test(file);
}

function isPyperfScript(text: string | null): boolean {
  return text !== null && /\bpyperf\b/.test(text) && /\bRunner\(/.test(text);
}

/**
 * Whether a text has a test that takes the fixture `benchmark`, or has its marker. The harness decides in the same way.
 */
function usesFixture(text: string | null): boolean {
  if (text === null) return false;
  if (/^[ \t]*@pytest\.mark\.(codspeed_)?benchmark\b/m.test(text)) return true;
  // Looked for once for all functions before them: parentheses that never close would cost the rest of the text each.
  let closing = -1;
  let fixture = -1;
  for (const { index, 0: head } of text.matchAll(
    /^[ \t]*(?:async[ \t]+)?def[ \t]+(?:test|bench)\w*[ \t]*\(/gm,
  )) {
    const start = index + head.length;
    if (closing < start) closing = matchFrom(/\)/g, text, start);
    if (fixture < start) fixture = matchFrom(/\b(codspeed_)?benchmark\b/g, text, start);
    if (fixture < closing) return true;
  }
  return false;
}

/** Place of the first match from `start` on; the text's end if there is none. */
function matchFrom(what: RegExp, text: string, start: number): number {
  what.lastIndex = start;
  return what.exec(text)?.index ?? text.length;
}

function isOf(target: string, { folder }: AsvProject): boolean {
  return isInTarget(normalTarget(target), folder);
}

function isInTarget(file: string, target: string): boolean {
  const path = targetPath(target);
  if (/[*?[]/.test(path)) return file.startsWith(path.slice(0, path.search(/[*?[]/)));
  return path === "." || file === path || file.startsWith(`${path}/`);
}

/** Files elsewhere that seem to hold benchmarks: folders with a usual name, or else the files. */
export async function lookingLikeBenchmarks(
  files: readonly string[],
  textOf: TextOf,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const file of files
    .filter((one) => one.endsWith(".py") && /bench|perf/i.test(one))
    .slice(0, MOST_SCRIPTS)) {
    const folder = /^(?:[^/]+\/)*?(?:benchmarks?|bench|perf|performance)(?=\/)/i.exec(file)?.[0];
    if (found.has(folder ?? file)) continue;
    const text = await textOf(file);
    if (isBenchFile(file) || usesFixture(text) || isPyperfScript(text)) found.add(folder ?? file);
  }
  return [...found];
}

/**
 * The error that nothing was found.
 *
 * @param others paths that look like benchmarks, though nobody named them
 * @param meant paths that may have been meant by what was named
 */
function nothingFound(
  { suite, benchmarks, commands }: Pick<BenchmarkSettings, "suite" | "benchmarks" | "commands">,
  others: readonly string[],
  meant: readonly string[],
): GateError {
  if (benchmarks.length > 0 && commands.length > 0) {
    const names = commands.map(({ name, command }) => `\`${name ?? command}\``);
    return new NoSuite(
      `No command and no benchmarks were found for ${benchmarks.join(", ")}`,
      `The commands in the config file are ${listedShort(names)}. Name one of them in \`benchmarks\`, or set \`suite\`.`,
    );
  }
  if (benchmarks.length > 0) {
    return new NoSuite(
      `No benchmarks were found in ${benchmarks.join(", ")}${didYouMean(meant)}`,
      "Name test_*.py files (pytest), bench_*.py files (functions) or module:function targets, or set `suite`.",
    );
  }
  if (suite === "asv") {
    return new GateError(
      "`suite` is `asv`, but there is no asv.conf.json that says where its benchmarks are",
      "Set `benchmarks` to their folder.",
    );
  }
  return new NoBenchmarks(
    `No benchmarks were found: none of ${USUAL_FOLDERS.join(", ")} holds test_*.py, bench_*.py or pyperf files, and there is no asv.conf.json`,
    others.length > 0
      ? `These look like benchmarks: ${listedShort(others)}. Set \`benchmarks\` to the ones to measure, for example \`benchmarks: ${others[0]}\`.`
      : "Set `benchmarks` to the paths or module:function targets of the code to measure.",
  );
}

function listedShort(paths: readonly string[]): string {
  const more = paths.length - MOST_NAMED;
  return paths.slice(0, MOST_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function twoFound(one: DetectedSuite, other: DetectedSuite): GateError {
  const line = ({ suite, targets }: DetectedSuite) =>
    `\`suite: ${suite}\` with \`benchmarks: ${targets.join(", ")}\``;
  return new GateError(
    `Two suites fit: ${one.suite} (${one.why}) and ${other.suite} (${other.why})`,
    `A run measures one suite. Measure each in a run of its own: the one with ${line(one)}; the other with ${line(other)}.`,
  );
}
