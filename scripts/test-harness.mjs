/**
 * Runs the harness's own tests on every minor version and build of CPython from 3.9 on that is named in
 * $HOTPATH_GATE_PYTHONS (interpreters, or folders that hold some, separated as in PATH) or found in
 * $pythonLocation, on PATH or under ~/.pyenv/versions, each in a virtual environment under .venv/ with the pinned
 * packages. Free-threaded and debug builds count apart, and a build that has a JIT compiler is tested without it
 * and with it.
 *
 *     node scripts/test-harness.mjs [--pytest VERSION] [VERSION-PREFIX ...] [-- PYTEST-ARGUMENT ...]
 *
 * A prefix may go on into the build: `3.14`, `3.14.0t`, `3.15.0-jit`.
 *
 * With --pytest, that version of pytest stands in the environments, among the plugins that a suite may bring:
 * pinned by harness/requirements-pytest-VERSION.txt where there is one. Without any argument, the tests of the
 * pytest suite run so too, with the oldest and the newest pytest.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const OLDEST_MINOR = 9;
const INTERPRETER = /^python(3(\.\d+t?d?)?)?(\.exe)?$/;
const PROBE = `
import importlib.util, json, sys
print(json.dumps({
    "implementation": sys.implementation.name,
    "minor": sys.version_info[1] if sys.version_info[0] == 3 else -1,
    "version": sys.version.split()[0],
    "build": ("t" if "free-threading build" in sys.version else "")
        + ("d" if hasattr(sys, "gettotalrefcount") else ""),
    "hasJit": hasattr(sys, "_jit") and sys._jit.is_available(),
    "usable": all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")),
}))
`;

/** The oldest and the newest pytest, each on the oldest or newest Python in a range that it runs on. */
const ENDS = [
  { pytest: "7.0", minors: [9, 11], pick: 0 },
  { pytest: "9.2", minors: [11, Number.POSITIVE_INFINITY], pick: -1 },
];
const TESTS_OF_PYTEST_SUITE = ["tests/test_pytest_suite.py", "tests/test_pytest_surface.py"];
const NEIGHBOURS = [
  "aspectlib",
  "pytest-asyncio",
  "pytest-benchmark",
  "pytest-codspeed",
  "pytest-cov",
  "pytest-randomly",
  "pytest-rerunfailures",
  "pytest-timeout",
  "pytest-xdist",
];

const root = resolve(fileURLToPath(new URL("..", import.meta.url)));

const { PYTHONPATH: _path, PYTHONHOME: _home, PYTEST_ADDOPTS: _addopts, ...inherited } = process.env;
// The plugins are there for the suites that the tests start, not for the tests themselves.
const environment = { ...inherited, PYTEST_DISABLE_PLUGIN_AUTOLOAD: "1" };

/** Standard output and error of a program together, and its exit status (null when it could not be started). */
function run(program, args, options = {}) {
  return new Promise((settle) => {
    const child = spawn(program, args, {
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      ...options,
    });
    let output = "";
    child.stdout.on("data", (data) => {
      output += data;
    });
    child.stderr.on("data", (data) => {
      output += data;
    });
    child.on("error", (error) => settle({ status: null, output: String(error) }));
    child.on("close", (status) => settle({ status, output }));
  });
}

async function entries(folder) {
  return await readdir(folder).catch(() => []);
}

async function candidates() {
  const named = (environment.HOTPATH_GATE_PYTHONS ?? "").split(delimiter).filter((path) => path !== "");
  const pyenv = join(homedir(), ".pyenv", "versions");
  const location = environment.pythonLocation;
  const folders = [
    ...named,
    ...(location === undefined ? [] : [location, join(location, "bin")]),
    ...(environment.PATH ?? "").split(delimiter).filter((folder) => folder !== ""),
    ...(await entries(pyenv)).map((version) => join(pyenv, version, "bin")),
  ];
  const found = [...named];
  for (const folder of new Set(folders)) {
    for (const name of await entries(folder)) if (INTERPRETER.test(name)) found.push(join(folder, name));
  }
  return found;
}

async function probe(python) {
  const { status, output } = await run(python, ["-c", PROBE]);
  if (status !== 0) return null;
  try {
    return { python, ...JSON.parse(output) };
  } catch {
    return null;
  }
}

/** One interpreter a minor version and build, the first that is found and can be used. */
async function interpreters() {
  const probed = await inTurns((await candidates()).map((python) => () => probe(python)));
  const byVersion = new Map();
  for (const each of probed) {
    if (each === null || each.implementation !== "cpython" || each.minor < OLDEST_MINOR) continue;
    const key = `${each.minor}${each.build}`;
    const known = byVersion.get(key);
    if (known === undefined || (!known.usable && each.usable)) byVersion.set(key, each);
  }
  return [...byVersion.values()].sort((a, b) => a.minor - b.minor || a.version.localeCompare(b.version));
}

/** What an interpreter is tested as: once, or without and with its JIT compiler. Each has its label and variables. */
function variants(interpreter) {
  const label = interpreter.version + interpreter.build;
  if (!interpreter.hasJit) return [{ ...interpreter, label, variables: {} }];
  return [
    { ...interpreter, label, variables: { PYTHON_JIT: "0" } },
    { ...interpreter, label: `${label}-jit`, variables: { PYTHON_JIT: "1" } },
  ];
}

/** Results in order, as many at a time as there are CPUs. */
async function inTurns(tasks) {
  const results = [];
  let next = 0;
  const work = async () => {
    while (next < tasks.length) {
      const index = next++;
      results[index] = await tasks[index]();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}

/** What pip has to install: the usual packages, or a version of pytest among its neighbours. */
async function wantedPackages(pytest) {
  const name = pytest === null ? "requirements-test.txt" : `requirements-pytest-${pytest}.txt`;
  const file = join(root, "harness", name);
  const pinned = await readFile(file, "utf8").catch(() => null);
  if (pinned !== null) return { args: ["--requirement", file], identity: pinned };
  if (pytest === null) throw new Error(`${file} is not there`);
  const args = [`pytest==${pytest}.*`, ...NEIGHBOURS];
  return { args, identity: args.join(" ") };
}

/** The interpreter of a virtual environment with those packages, made anew when they changed. */
async function prepare({ python, version, build }, pytest) {
  const folder = join(root, ".venv", version + build + (pytest === null ? "" : `-pytest-${pytest}`));
  const own = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const stamp = join(folder, "requirements.sha256");
  const { args: packages, identity } = await wantedPackages(pytest);
  const wanted = createHash("sha256").update(identity).update(python).digest("hex");
  if ((await readFile(stamp, "utf8").catch(() => "")) === wanted) return { own, trouble: null };
  await rm(folder, { recursive: true, force: true });
  const steps = [
    [python, ["-m", "venv", folder]],
    [own, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages]],
  ];
  for (const [program, args] of steps) {
    const { status, output } = await run(program, args);
    if (status !== 0) return { own, trouble: `${program} ${args.join(" ")}\n${output}` };
  }
  await writeFile(stamp, wanted);
  return { own, trouble: null };
}

/** Variants of one interpreter share an environment. */
const environments = new Map();

function prepareOnce(interpreter, pytest) {
  const key = JSON.stringify([interpreter.python, pytest]);
  const prepared = environments.get(key) ?? prepare(interpreter, pytest);
  environments.set(key, prepared);
  return prepared;
}

async function test({ interpreter, pytest, pytestArguments }) {
  const among = pytest === null ? "" : ` with pytest ${pytest} among plugins`;
  const label = `Python ${interpreter.label}${among}`;
  const { own, trouble } = await prepareOnce(interpreter, pytest);
  if (trouble !== null) {
    console.log(`${label}: no virtual environment with the test packages\n${trouble}`);
    return false;
  }
  const started = performance.now();
  const { status, output } = await run(own, ["-m", "pytest", "--color=no", ...pytestArguments], {
    cwd: join(root, "harness"),
    env: { ...environment, ...interpreter.variables },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const summary = output.trim().split("\n").at(-1);
  if (status !== 0) console.log(output);
  console.log(`${label}: ${status === 0 ? "passed" : "FAILED"} in ${seconds} s (${summary})`);
  return status === 0;
}

/** Further runs of the pytest suite's tests, for who runs everything. */
function atTheEnds(usable) {
  return ENDS.flatMap(({ pytest, minors: [oldest, newest], pick }) => {
    const interpreter = usable.filter(({ minor }) => minor >= oldest && minor <= newest).at(pick);
    return interpreter === undefined ? [] : [{ interpreter, pytest, pytestArguments: TESTS_OF_PYTEST_SUITE }];
  });
}

const split = process.argv.indexOf("--");
const { values, positionals: prefixes } = parseArgs({
  args: process.argv.slice(2, split === -1 ? undefined : split),
  options: { pytest: { type: "string" } },
  allowPositionals: true,
});
const pytestArguments = split === -1 ? [] : process.argv.slice(split + 1);

const found = (await interpreters())
  .flatMap(variants)
  .filter(({ label }) => prefixes.length === 0 || prefixes.some((prefix) => label.startsWith(prefix)));
for (const { python, label, usable } of found) {
  if (!usable) console.log(`Python ${label}: left out, because ${python} has no venv module to test it with`);
}
const usable = found.filter((interpreter) => interpreter.usable);
if (usable.length === 0) {
  console.error(
    `No Python 3.${OLDEST_MINOR} or later with its venv module was found on PATH, under ~/.pyenv/versions or in $pythonLocation. Install one.`,
  );
  process.exit(1);
}
const pytest = values.pytest ?? null;
const runs = usable.map((interpreter) => ({ interpreter, pytest, pytestArguments }));
if (process.argv.length === 2) runs.push(...atTheEnds(usable));
const passed = await inTurns(runs.map((each) => () => test(each)));
process.exit(passed.every(Boolean) ? 0 : 1);
