/**
 * How often the gate is right where the true slowdown is known, and how long it takes.
 *
 *     node bench/known-slowdowns.mjs [--python python3] [--rounds 2]
 *
 * Each round gates ten kinds of work at +0, +5, +15 and +20 % against a budget of 10 % (one suite a slowdown),
 * and 50 unchanged functions for their time. Uses the committed bundle, as a user would.
 */
import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: { python: { type: "string", default: "python" }, rounds: { type: "string", default: "1" } },
});
const KINDS = [
  "arithmetic",
  "attributes",
  "counting",
  "strings",
  "comprehension",
  "sorting",
  "json_decode",
  "json_encode",
  "regex",
  "digest",
];
const EXPECTED = { 0: "within-budget", 5: "within-budget", 15: "regressed", 20: "regressed" };

const git = (folder, ...args) =>
  execFileSync("git", ["-c", "user.name=bench", "-c", "user.email=bench@example.invalid", ...args], {
    cwd: folder,
  });

/** A repository whose last commit slows every function by `percent`; `copies` functions of each kind. */
function makeProject(percent, copies) {
  const folder = mkdtempSync(join(tmpdir(), "hotpath-gate-bench-"));
  cpSync(join(here, "known-slowdowns"), folder, { recursive: true });
  const names = KINDS.flatMap((kind) =>
    Array.from({ length: copies }, (_, copy) => [kind, `${kind}_${copy}`]),
  );
  const functions = names.map(
    ([kind, name]) => `def bench_${name}():\n    work.repeat(work.${kind}, "${name}")\n`,
  );
  mkdirSync(join(folder, "benchmarks"), { recursive: true });
  writeFileSync(join(folder, "benchmarks/bench_work.py"), `import work\n\n\n${functions.join("\n\n")}`);
  git(folder, "init", "--quiet");
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", "base");
  const repeats = names.map(([, name]) => `    "${name}": ${100 + percent},\n`).join("");
  writeFileSync(join(folder, "work/repeats.py"), `REPEATS = {\n${repeats}}\n`);
  git(folder, "commit", "--quiet", "--all", "--message", `plus ${percent} %`);
  return folder;
}

async function gate(folder) {
  const json = join(folder, "result.json");
  const cli = join(here, "../dist/cli.js");
  const args = [
    cli,
    "check",
    "--base",
    "HEAD^",
    "--python",
    values.python,
    "--baseline",
    "none",
    "--json",
    json,
  ];
  const started = performance.now();
  const { status, stderr } = await new Promise((resolve) =>
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 1e8 }, (error, _stdout, stderr) =>
      resolve({ status: error?.code ?? 0, stderr }),
    ),
  );
  if (status === 2) throw new Error(stderr);
  const seconds = (performance.now() - started) / 1000;
  return { result: JSON.parse(readFileSync(json, "utf8")), seconds };
}

async function measured(percent, copies) {
  const folder = makeProject(percent, copies);
  try {
    return await gate(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const deviation = (values) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
};
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const blockRatios = (row) =>
  row.blocks.map((block) => median(block.pairs.map((pair) => Math.log(pair.head / pair.base))));

let right = 0;
let total = 0;
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [percent, expected] of Object.entries(EXPECTED)) {
    const { result, seconds } = await measured(Number(percent), 1);
    const rows = result.benchmarks;
    const hits = rows.filter((row) => row.verdict === expected);
    right += hits.length;
    total += rows.length;
    const others = rows.filter((row) => row.verdict !== expected);
    console.log(
      `+${percent} %: ${hits.length} of ${rows.length} ${expected}, ${seconds.toFixed(1)} s, ` +
        `blocks ${result.evidence.conditions.blocks}, median change ${(median(rows.map((row) => row.change)) * 100).toFixed(1)} %, ` +
        `block SD ${(median(rows.map((row) => deviation(blockRatios(row)))) * 100).toFixed(2)} %`,
    );
    for (const row of others) {
      console.log(
        `    ${row.id}: ${row.verdict}, change ${((row.change ?? Number.NaN) * 100).toFixed(1)} %, ${row.blocks.length} blocks`,
      );
    }
  }
  const { result, seconds } = await measured(0, 5);
  const wrong = result.benchmarks.filter((row) => row.verdict !== "within-budget");
  console.log(`50 unchanged: ${seconds.toFixed(1)} s, ${wrong.length} not within budget`);
}
console.log(`${right} of ${total} right`);
