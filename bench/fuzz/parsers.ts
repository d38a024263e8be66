/** Every parser of what comes from outside, and what none of them may do: throw, hang, or speak the schema library's words. */
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { redactCredentials } from "../../src/adapters/git/git-command.ts";
import { lineReader } from "../../src/adapters/processes/line-reader.ts";
import { modelInCpuInfo } from "../../src/adapters/python/machine-fingerprint.ts";
import { decodeBaseline, encodeBaseline } from "../../src/baseline/document.ts";
import { idMatcher } from "../../src/compare/id-pattern.ts";
import { replayVerdicts } from "../../src/compare/replay.ts";
import { comparedToolFiles } from "../../src/compare/tool-files.ts";
import { explainError, GateError } from "../../src/errors.ts";
import { readToolResults } from "../../src/formats/read-tool-results.ts";
import { readOccasion } from "../../src/inputs/occasion.ts";
import { parseConfig, readConfigTable } from "../../src/inputs/parse-config.ts";
import { SETTING_NAMES } from "../../src/inputs/settings.ts";
import type { Baseline } from "../../src/model.ts";
import { detectSuite } from "../../src/plan/detect-suite.ts";
import { readMessage } from "../../src/protocol.ts";
import { readResult } from "../../src/report/document.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { renderText } from "../../src/report/text.ts";
import { matchingPaths } from "../../src/repository/globs.ts";
import { mutatedBytes, mutatedJson, mutatedText } from "./mutations.ts";

export interface FuzzedParser {
  readonly name: string;
  readonly property: fc.IAsyncProperty<unknown>;
}

/** CPU time of one input, so that what runs beside it does not count; ordinary ones take a thousandth. */
const LONGEST_MS = 5_000;

/** A parser by what it is given. What it refuses by a GateError is refused well, if its words are ours. */
function parser<T>(name: string, inputs: fc.Arbitrary<T>, parse: (input: T) => unknown): FuzzedParser {
  const property = fc.asyncProperty(inputs, async (input) => {
    const began = process.cpuUsage();
    let said = "";
    try {
      said = whyOf(await parse(input));
    } catch (error) {
      if (!(error instanceof GateError)) throw error;
      said = explainError(error);
    }
    if (/Too small|Too big|Invalid input|Unrecognized key|received \w+/.test(said)) {
      throw new Error(`it says what the schema library says: ${said}`);
    }
    const { user, system } = process.cpuUsage(began);
    const took = (user + system) / 1000;
    if (took > LONGEST_MS) throw new Error(`it took ${took.toFixed(0)} ms`);
  });
  return { name, property: property as fc.IAsyncProperty<unknown> };
}

function whyOf(reading: unknown): string {
  return typeof reading === "object" && reading !== null && "why" in reading ? String(reading.why) : "";
}

export function fuzzedParsers(samples: {
  /** Results as `check --json` writes them. */
  readonly results: readonly unknown[];
  readonly baselines: readonly Baseline[];
}): readonly FuzzedParser[] {
  const toolFiles = readdirSync("fixtures/formats")
    .filter((name) => name.endsWith(".json"))
    .map((name) => readFileSync(`fixtures/formats/${name}`, "utf8"));
  const toolDocuments = toolFiles.map(
    (text) => JSON.parse(text.replace(/\b(?:NaN|-?Infinity)\b/g, "1e999")) as unknown,
  );
  const messages = readdirSync("fixtures/protocol")
    .flatMap((name) => readFileSync(`fixtures/protocol/${name}`, "utf8").split("\n"))
    .filter((line) => line !== "")
    .flatMap((line) => {
      const value = JSON.parse(line) as Record<string, unknown>;
      return Object.values(value).filter((one) => typeof one === "object" && one !== null && "type" in one);
    });
  const hash = "0123456789abcdef0123456789abcdef01234567";
  const repository = { default_branch: "main" };
  const payloads = [
    {
      pull_request: {
        number: 3,
        base: { ref: "main", sha: hash, repo: { id: 1 } },
        head: { sha: hash, repo: { id: 1 } },
      },
      repository,
    },
    { merge_group: { base_sha: hash, base_ref: "refs/heads/main" }, repository },
    { repository },
  ];
  const toml = [
    "suite = { a = { b = 1 } }\ncompare = [{ a = 1 }]\nenv = { a = 1, b = [] }\nbaseline = [[]]\n",
    'budget = "5%"\nsuite = "pytest"\nmetrics = ["time"]\nseed = 3\n[env]\nA = "1"\n',
    '[[budgets]]\nbenchmarks = "a*"\nbudget = "5%"\nfloor = "1us"\nmetric = "time"\n',
    '[[accept]]\nbenchmarks = "*"\nreason = "x"\nuntil = 2026-12-31\n[[commands]]\ncommand = "x {a}"\nparameters = { a = [1, "b"] }\n',
    '[tool.hotpath-gate]\nfail-on = "regression, removed"\ntime-limit = "10m"\n',
  ];
  const settings = fc.dictionary(
    fc.constantFrom(...SETTING_NAMES),
    mutatedText(["5%", "10m", "pytest", "a,b", "A=1\nB=2", "time", "file", "regression", "12", "HEAD^"]),
    { maxKeys: 4 },
  );
  const baselineDocuments = samples.baselines.map(
    (one) => JSON.parse(gunzipSync(encodeBaseline(one)).toString("utf8")) as unknown,
  );
  const documents = mutatedJson(samples.results).map((value) => JSON.stringify(value) ?? "");

  return [
    parser(
      "flags and inputs",
      fc.tuple(settings, fc.constantFrom("flag" as const, "action" as const)),
      ([written, place]) => parseConfig(written, place, null, 1),
    ),
    parser(
      "config files",
      fc.tuple(mutatedText(toml), fc.constantFrom("hotpath-gate.toml", "pyproject.toml")),
      ([text, path]) => parseConfig({}, "flag", readConfigTable(path, text), 1),
    ),
    parser(
      "event payloads",
      fc.tuple(
        mutatedJson(payloads),
        fc.constantFrom("pull_request", "merge_group", "push", "schedule", "other", "toString"),
      ),
      ([payload, name]) => readOccasion({ name, commit: hash, ref: "refs/heads/main", payload }),
    ),
    parser("messages of a harness", mutatedJson(messages), (value) =>
      readMessage(JSON.stringify(value) ?? ""),
    ),
    parser("lines of a harness", mutatedText(messages.map((one) => JSON.stringify(one))), readMessage),
    parser(
      "bytes of a harness",
      mutatedBytes(messages.map((one) => Buffer.from(`${JSON.stringify(one)}\n`))),
      (bytes) => {
        let lines = 0;
        lineReader(1_000, () => lines++).feed(Buffer.from(bytes));
        return lines;
      },
    ),
    parser(
      "documents of other tools",
      fc.tuple(mutatedJson(toolDocuments), fc.option(mutatedJson(toolDocuments))),
      ([value, companion]) =>
        readToolResults(JSON.stringify(value) ?? "", {
          format: null,
          companion: companion === null ? null : (JSON.stringify(companion) ?? ""),
        }),
    ),
    parser(
      "pairs of documents of other tools",
      fc.tuple(mutatedJson(toolDocuments), mutatedJson(toolDocuments)),
      async (pair) => {
        const read = await Promise.all(
          pair.map((value) =>
            readToolResults(JSON.stringify(value) ?? "", { format: null, companion: null }),
          ),
        );
        const [base, head] = read.map((one) =>
          one.kind === "read" ? { name: "a", results: one.results } : null,
        );
        if (!base || !head) return read[0];
        const config = parseConfig({}, "flag", null, 1);
        return renderText(comparedToolFiles(base, head, config, "2026-01-01T00:00:00Z"), { colour: false });
      },
    ),
    parser("texts of other tools", mutatedText(toolFiles.map((text) => text.slice(0, 20_000))), (text) =>
      readToolResults(text, { format: null, companion: null }),
    ),
    parser("result documents", documents, (text) => {
      const reading = readResult(text);
      if (reading.kind === "refused") return reading;
      replayVerdicts(reading.result);
      renderText(reading.result, { colour: false });
      renderSummary(reading.result);
      return reading;
    }),
    parser(
      "texts of result documents",
      mutatedText(samples.results.map((one) => JSON.stringify(one).slice(0, 20_000))),
      readResult,
    ),
    parser("baselines", mutatedJson(baselineDocuments), (value) =>
      decodeBaseline(gzipSync(JSON.stringify(value) ?? "")),
    ),
    parser("bytes of baselines", mutatedBytes(samples.baselines.map(encodeBaseline)), decodeBaseline),
    parser(
      "asv's configuration",
      mutatedText(['{\n // comment\n "version": 1, "benchmark_dir": "../benchmarks",\n}']),
      (text) =>
        detectSuite(parseConfig({}, "flag", null, 1), ["asv.conf.json", "benchmarks/a.py"], async () => text),
    ),
    parser(
      "sources that tell a suite",
      mutatedText([
        "import pytest\n\ndef test_a(benchmark):\n    benchmark(f)\n",
        "def test_a(\n".repeat(200),
        "    async def bench_a(\n  codspeed_benchmark,\n  x=(1),\n): ...\n@pytest.mark.benchmark\n",
        "[pytest]\npython_files = bench_*.py\n",
      ]),
      (text) =>
        detectSuite(
          parseConfig({}, "flag", null, 1),
          [
            "benchmarks/test_a.py",
            "benchmarks/bench_b.py",
            "pytest.ini",
            "pyproject.toml",
            "setup.cfg",
            "tox.ini",
          ],
          async () => text,
        ),
    ),
    parser(
      "patterns of ids",
      fc.tuple(
        mutatedText(["benchmarks/test_a.py::test_*[?]", "*?".repeat(60)]),
        mutatedText(["a".repeat(300)]),
      ),
      ([pattern, id]) => idMatcher(pattern)(id),
    ),
    parser(
      "globs",
      fc.tuple(
        mutatedText(["benchmarks/**/*.py", "{a,b}*", "[!a]?", "*?*?*?"]),
        mutatedText(["benchmarks/test_a.py"]),
      ),
      ([pattern, path]) => matchingPaths(pattern, [path], "benchmarks"),
    ),
    parser(
      "what the system says of its processors",
      mutatedText(["processor\t: 0\nmodel name\t: x\nCPU part\t: 0x1\n"]),
      modelInCpuInfo,
    ),
    parser(
      "what git says",
      mutatedText(["fatal: https://user:secret@example.org/x.git/ not found"]),
      redactCredentials,
    ),
  ];
}

/** What was found, in words; null when nothing was in that time. */
export async function fuzz(
  { property }: FuzzedParser,
  seconds: number,
  seed: number,
): Promise<{ readonly runs: number; readonly finding: string | null }> {
  const outcome = await fc.check(property, {
    seed,
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: seconds * 1000,
    markInterruptAsFailure: false,
    endOnFailure: false,
  });
  const finding = outcome.failed
    ? `${String(outcome.errorInstance)}\n${await fc.asyncDefaultReportMessage(outcome)}`
    : null;
  return { runs: outcome.numRuns, finding };
}
