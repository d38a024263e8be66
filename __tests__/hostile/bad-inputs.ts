/** Inputs that nobody means, and those that somebody means ill: by hand, and in tables over all settings. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import { SETTING_NAMES, SETTINGS } from "../../src/inputs/settings.ts";
import { makeFifo, type Place, type RunOptions } from "./place.ts";

export interface BadInput {
  readonly title: string;
  readonly args: readonly string[];
  /** Puts into the place what the input needs. */
  readonly prepare?: (place: Place) => void;
  readonly options?: (place: Place) => RunOptions;
  /** 2 where it is left out: what is refused. */
  readonly status?: 0 | 2;
  /** Which the message has to name; any where it is left out. */
  readonly says?: RegExp;
}

const CHECK = [
  "check",
  "--base",
  "HEAD^",
  "--baseline",
  "none",
  "--python",
  "python3",
  "--time-limit",
  "10s",
];
const file = (name: string, content: string | Uint8Array) => (place: Place) =>
  writeFileSync(join(place.root, name), content);

// --- flags -----------------------------------------------------------------------------------------------------------

const FLAG_VALUES: Readonly<Record<string, readonly string[]>> = {
  suite: ["nose", "PYTEST", "pytest,asv", "pytest\u0301", "__proto__", "toString", "x".repeat(100_000)],
  budget: ["ten", "-5%", "0%", "10", "NaN%", "10%%", "1001%", "1e3%", "١٠%", "%", "10 % 5 %", "Infinity%"],
  metrics: ["speed", ",", "time;cpu-time", "time time", "__proto__", "instructions"],
  "time-limit": ["soon", "10", "-1s", "0s", "1e9s", "10 minutes", "NaNs", "∞"],
  "fail-on": ["everything", "regression;removed", "constructor"],
  baseline: ["cloud", "none,file", "cache", "artifact", "valueOf"],
  compare: ["never", "Paired", "auto,paired"],
  seed: ["-1", "1.5", "4294967296", "0x10", "1e3", "one", "9".repeat(400), "NaN"],
  python: [
    "python9.9",
    "/",
    "/dev/null",
    "./app.py",
    "nowhere/python",
    "/etc/passwd",
    "py\nthon",
    "-c",
    "'",
    "$(id)",
  ],
  env: ["PATH", "=x", "1A=x", "A B=c", "A=1\nA=2", "A-B=1", "é=1"],
  "base-env": ["PATH", "=x", "A=1\nA=2", "A\tB=1"],
  config: [
    "missing.toml",
    ".",
    "benchmarks",
    "/dev/null/x",
    "app.py",
    "x".repeat(5_000),
    "../../../etc/passwd",
  ],
  "working-directory": [
    "missing",
    "app.py",
    "/dev/null",
    "/",
    "x".repeat(5_000),
    "benchmarks/../..",
    "/proc",
  ],
  base: [
    "no-such-branch",
    "--upload-pack=touch x",
    "-x",
    "HEAD:app.py",
    "HEAD^{tree}",
    "x".repeat(10_000),
    "@{u}",
    "a\nb",
    ":/nothing of the kind",
    "HEAD~1000",
    "0123456789012345678901234567890123456789",
    "refs/heads/*",
    "main..main",
    "^main",
  ],
  benchmarks: [
    "docs",
    ".",
    "..",
    "/",
    "nowhere:fast",
    "app:fats",
    "app:",
    "*?".repeat(60),
    `${"{a,".repeat(30)}b${"}".repeat(30)}`,
    "(".repeat(500),
    "[".repeat(500),
    "!(a|b)".repeat(50),
    "benchmarks/\u202Ebench.py",
    "x".repeat(100_000),
    "app:fast:fast",
    "../outside",
    "/etc/passwd",
  ],
  "results-format": ["xml", "junit", "hasOwnProperty"],
};

const flags: BadInput[] = Object.entries(FLAG_VALUES).flatMap(([name, values]) =>
  values.map((value) => {
    // A later flag may not repeat an earlier one.
    const others = CHECK.filter((arg, at) => arg !== `--${name}` && CHECK[at - 1] !== `--${name}`);
    const isInstructions = value === "instructions";
    return {
      title: `--${name} ${JSON.stringify(value.slice(0, 40))}${value.length > 40 ? ` (${value.length} characters)` : ""}`,
      args: [...others, `--${name}=${value}`],
      ...(isInstructions ? { says: /metrics/ } : {}),
    };
  }),
);

const usage: BadInput[] = [
  ["no command that there is", ["chekc"], /unknown command/],
  ["a flag that there is not", ["check", "--bugdet", "5%"], /unknown option/],
  ["a flag without its value", ["check", "--budget"], /argument missing/],
  ["an argument too many", ["check", "x"], /too many arguments/],
  ["compare of one file", ["compare", "a.json"], /missing required argument/],
  ["compare of nothing", ["compare"], /missing required argument/],
  ["report of nothing", ["report"], /missing required argument/],
  ["report in a format that there is not", ["report", "x.json", "--format", "pdf"], /Allowed choices/],
  ["a single value twice", ["check", "--suite", "pytest", "--suite", "asv"], /twice/],
  ["a token on the command line", ["check", "--github-token", "x"], /unknown option/],
  ["demo with a Python that there is not", ["demo", "--python", "python9.9"], /python9\.9/],
  ["doctor with a budget in words", ["doctor", "--budget", "ten"], /not a budget/],
  ["record to a folder", ["record", "--python", "python9.9", "--output", "benchmarks"], /it is a folder/],
].map(([title, args, says]) => ({ title, args, says }) as BadInput);

// --- config files ----------------------------------------------------------------------------------------------------

const OF_ANOTHER_KIND = ["3.5", "true", "[[1, 2]]", "{ a = { b = 1 } }", "1979-05-27", "9223372036854775807"];
const inFile = SETTING_NAMES.filter((name) => (SETTINGS[name].places as readonly string[]).includes("file"));

const kinds: BadInput[] = inFile.flatMap((name) =>
  OF_ANOTHER_KIND
    // Both are numbers that a seed may be written as, or are refused for their size.
    .filter((value) => !(name === "env" && value.startsWith("{")))
    .map((value) => ({
      title: `a config file with ${name} = ${value}`,
      args: CHECK.filter((arg, at) => arg !== `--${name}` && CHECK[at - 1] !== `--${name}`),
      prepare: file("hotpath-gate.toml", `${name} = ${value}\n`),
      says: new RegExp(name),
    })),
);

const TOML: readonly (readonly [string, string | Uint8Array, RegExp?])[] = [
  ["that is no TOML", "budget = \n", /not valid TOML/],
  ["with a table that is not closed", "[[budgets]\n", /not valid TOML/],
  ["with a key twice", 'suite = "asv"\nsuite = "asv"\n', /not valid TOML/],
  ["with an unknown key", 'bugdet = "5%"\n', /unknown key/],
  ["with a key of every object", "toString = 1\n", /unknown key `toString`/],
  ["with a constructor", "[constructor]\nprototype = 1\n", /unknown key/],
  [
    "with __proto__ as a list of rules",
    '[[__proto__.budgets]]\nbenchmarks = "*"\nbudget = "900%"\n',
    /__proto__/,
  ],
  ["with __proto__ as a table", '[__proto__]\nbudget = "900%"\n', /__proto__/],
  ["with __proto__ in the environment", '[env]\n__proto__ = "x"\n', /__proto__/],
  ["with a NUL in setup", 'setup = "true \\u0000 false"\n', /NUL/],
  ["with a NUL in benchmarks", 'benchmarks = ["bench\\u0000marks"]\n', /NUL/],
  ["with a NUL in base", 'base = "HEAD\\u0000^"\n', /NUL/],
  ["with a NUL in the environment", '[env]\nA = "1\\u00002"\n', /NUL/],
  ["with a NUL in a command", '[[commands]]\ncommand = "a\\u0000b"\n', /NUL/],
  ["with no metrics", "metrics = []\n", /metrics/],
  ["with a metric that there is not", 'metrics = ["speed"]\n', /metrics/],
  ["with metrics of mixed kinds", 'metrics = ["time", 1]\n', /metrics/],
  ["with settings in a table of pyproject's", '[tool.hotpath-gate]\nbudget = "5%"\n', /tool\.hotpath-gate/],
  ["with budgets that are no list", 'budgets = "5%"\n', /budgets/],
  ["with budgets that are one table", '[budgets]\nbudget = "5%"\n', /\[\[budgets\]\]/],
  ["with a rule without a pattern", '[[budgets]]\nbudget = "5%"\n', /benchmarks/],
  ["with an empty pattern", '[[budgets]]\nbenchmarks = ""\nbudget = "5%"\n', /empty/],
  ["with a pattern that is a number", '[[budgets]]\nbenchmarks = 1\nbudget = "5%"\n', /benchmarks/],
  ["with a rule that says nothing", '[[budgets]]\nbenchmarks = "*"\n', /budget nor floor/],
  ["with a rule's key misspelt", '[[budgets]]\nbenchmark = "*"\nbudget = "5%"\n', /unknown key/],
  ["with a budget of a rule in words", '[[budgets]]\nbenchmarks = "*"\nbudget = "ten"\n', /not a budget/],
  ["with a floor in words", '[[budgets]]\nbenchmarks = "*"\nfloor = "low"\n', /duration/],
  ["with a floor below nothing", '[[budgets]]\nbenchmarks = "*"\nmetric = "value"\nfloor = -1\n', /above 0/],
  [
    "with a floor that is no number",
    '[[budgets]]\nbenchmarks = "*"\nmetric = "value"\nfloor = nan\n',
    /number/,
  ],
  ["with a floor without end", '[[budgets]]\nbenchmarks = "*"\nmetric = "value"\nfloor = inf\n', /floor/],
  [
    "with a metric of a rule that there is not",
    '[[budgets]]\nbenchmarks = "*"\nmetric = "speed"\nbudget = "5%"\n',
    /speed/,
  ],
  ["with a rule in a rule", "[[budgets]]\n[[budgets.budgets]]\n", /budgets/],
  ["with an acceptance without a reason", '[[accept]]\nbenchmarks = "*"\nuntil = "2026-12-31"\n', /reason/],
  [
    "with an acceptance for nothing",
    '[[accept]]\nbenchmarks = "*"\nreason = " "\nuntil = "2026-12-31"\n',
    /empty/,
  ],
  ["with an acceptance for ever", '[[accept]]\nbenchmarks = "*"\nreason = "x"\n', /until/],
  [
    "with an acceptance until a day that there is not",
    '[[accept]]\nbenchmarks = "*"\nreason = "x"\nuntil = "2026-02-30"\n',
    /date/,
  ],
  [
    "with an acceptance until a time",
    '[[accept]]\nbenchmarks = "*"\nreason = "x"\nuntil = 2026-12-31T10:00:00Z\n',
    /date/,
  ],
  ["with a command without a command line", '[[commands]]\nname = "x"\n', /command/],
  ["with an empty command", '[[commands]]\ncommand = ""\n', /empty/],
  ["with parameters that are no lists", '[[commands]]\ncommand = "x {a}"\nparameters = { a = 1 }\n', /list/],
  [
    "with a parameter without values",
    '[[commands]]\ncommand = "x {a}"\nparameters = { a = [] }\n',
    /parameters/,
  ],
  [
    "with parameters in parameters",
    '[[commands]]\ncommand = "x {a}"\nparameters = { a = [[1]] }\n',
    /parameters/,
  ],
  ["with a number that is too large", "seed = 99999999999999999999999\n", /seed/],
  ["with a list a thousand deep", `benchmarks = ${"[".repeat(1_000)}${"]".repeat(1_000)}\n`, /benchmarks/],
  ["with a list a hundred thousand deep", `benchmarks = ${"[".repeat(100_000)}${"]".repeat(100_000)}\n`],
  ["with a key a hundred thousand deep", `${"a.".repeat(100_000)}b = 1\n`],
  ["that is one long line", `budget = "${"9".repeat(900_000)}%"\n`, /budget/],
  ["that is too large", "#".repeat(5 * 1024 * 1024), /more than 1 MB/],
  ["that is binary", Uint8Array.from({ length: 4_096 }, (_, at) => (at * 37) % 256), /not valid TOML/],
  ["in UTF-16", Buffer.from('\ufeffbudget = "5%"\n', "utf16le"), /not valid TOML/],
  ["with a NUL between its lines", 'budget = "5%"\n\0\n', /not valid TOML/],
  ["with an escape that there is not", 'budget = "\\q"\n', /not valid TOML/],
  ["that is JSON", '{"budget": "5%"}', /not valid TOML/],
  ["that is YAML", "budget: 5%\n", /not valid TOML/],
];

const configs: BadInput[] = TOML.map(([title, content, says]) => ({
  title: `a config file ${title}`,
  args: CHECK.filter((arg, at) => !["--time-limit"].includes(arg) && CHECK[at - 1] !== "--time-limit"),
  prepare: file("hotpath-gate.toml", content),
  ...(says === undefined ? {} : { says }),
}));

const pyprojects: BadInput[] = [
  ["that is no TOML", "[project\n", /pyproject\.toml:1/],
  ["whose table is misspelt", '[tool.hotpath_gate]\nbudget = "5%"\n', /not read/],
  ["whose table is a text", '[tool]\nhotpath-gate = "5%"\n', /not a table/],
  ["whose table is a list", '[[tool.hotpath-gate]]\nbudget = "5%"\n', /not a table/],
  ["whose table has a token", '[tool.hotpath-gate]\ngithub-token = "x"\n', /unknown key/],
].map(([title, content, says]) => ({
  title: `a pyproject.toml ${title as string}`,
  args: CHECK,
  prepare: file("pyproject.toml", content as string),
  says: says as RegExp,
}));

// --- what is in a file's place ----------------------------------------------------------------------------------------

type Put = (path: string) => void;
/** Of an input that is read: none of these is a file that has an end. */
const IN_ITS_PLACE: readonly (readonly [string, Put])[] = [
  ["a folder", (path) => mkdirSync(path)],
  ["a FIFO", makeFifo],
  ["a link to /dev/zero", (path) => symlinkSync("/dev/zero", path)],
  ["a link to /dev/urandom", (path) => symlinkSync("/dev/urandom", path)],
  ["a link to itself", (path) => symlinkSync(path, path)],
  [
    "a link to a FIFO",
    (path) => {
      makeFifo(`${path}.fifo`);
      symlinkSync(`${path}.fifo`, path);
    },
  ],
  ["a link to the terminal", (path) => symlinkSync("/dev/tty", path)],
];

const READ: readonly (readonly [string, string, readonly string[], RegExp])[] = [
  ["the config file", "own.toml", [...CHECK, "--config", "own.toml"], /own\.toml/],
  ["hotpath-gate.toml", "hotpath-gate.toml", CHECK, /hotpath-gate\.toml/],
  ["pyproject.toml", "pyproject.toml", CHECK, /pyproject\.toml/],
  ["the result of report", "result.json", ["report", "result.json"], /result\.json/],
  ["a file of compare", "a.json", ["compare", "a.json", "a.json"], /a\.json/],
  [
    "the stored baseline",
    "stored.json",
    ["check", "--python", "python3", "--compare", "stored", "--baseline-path", "stored.json"],
    /stored\.json/,
  ],
];

const places: BadInput[] = READ.flatMap(([what, name, args, says]) =>
  IN_ITS_PLACE.map(([kind, put]) => ({
    title: `${kind} in the place of ${what}`,
    args,
    prepare: (place: Place) => put(join(place.root, name)),
    says,
  })),
);

// --- results of other tools, and our own documents ----------------------------------------------------------------------

const deep = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const deepObject = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

const DOCUMENTS: readonly (readonly [string, string | Uint8Array])[] = [
  ["that is empty", ""],
  ["of blanks alone", " \n\t "],
  ["that is null", "null"],
  ["that is a number", "1e999"],
  ["that is a text", '"hello"'],
  ["that is an empty list", "[]"],
  ["that is an empty object", "{}"],
  ["with an empty list of data", '{"benchmarks":[{"name":"a","stats":{"data":[]}}]}'],
  ["of pytest-benchmark without benchmarks", '{"benchmarks":[],"machine_info":{},"commit_info":{}}'],
  ["of pytest-benchmark whose benchmarks are a text", '{"machine_info":{},"benchmarks":"none"}'],
  ["of pyperf without runs", '{"version":"1.0","benchmarks":[{"runs":[]}]}'],
  ["of pyperf whose version is a list", '{"version":[],"benchmarks":[]}'],
  ["of hyperfine without results", '{"results":[]}'],
  ["of hyperfine whose times are texts", '{"results":[{"command":"a","times":["fast"]}]}'],
  ["of hyperfine whose command is a list", '{"results":[{"command":[],"times":[1]}]}'],
  ["of asv whose results are a list", '{"results":[],"params":{},"version":2}'],
  ["of asv without benchmarks", '{"commit_hash":"x","results":{},"params":{},"version":2}'],
  ["of github-action-benchmark whose value is a list", '[{"name":"a","unit":"ns","value":[]}]'],
  ["of github-action-benchmark whose name is null", '[{"name":null,"unit":"ns","value":1}]'],
  ["of ours without anything else", '{"schemaVersion":3}'],
  ["of ours from the future", '{"schemaVersion":999}'],
  ["of ours whose version is an object", '{"schemaVersion":{}}'],
  ["of ours whose version is a deep list", `{"schemaVersion":${deep(50_000)}}`],
  ["of a baseline from the future", '{"schemaVersion":99,"series":[]}'],
  [
    "of a baseline whose runs are empty",
    '{"schemaVersion":2,"commit":"a","branch":"b","recordedAt":"2026-01-01T00:00:00Z","runs":[],"series":[]}',
  ],
  ["that is cut short", '{"benchmarks":[{"name":"a","stats":{"med'],
  ["with a comma too many", '{"benchmarks":[],}'],
  ["with a comment", '{"benchmarks":[] /* none */}'],
  ["with a line break in a text", '{"benchmarks":"a\nb"}'],
  ["with a lone surrogate", '{"benchmarks":"\\ud800"}'],
  ["with NaN everywhere", "[NaN,-Infinity,Infinity]"],
  ["with __proto__", '{"__proto__":{"schemaVersion":3},"constructor":{"prototype":1}}'],
  ["with a number of a thousand digits", `[{"name":"a","unit":"ns","value":${"9".repeat(1_000)}}]`],
  ["of lists a hundred thousand deep", deep(100_000)],
  ["of objects a hundred thousand deep", deepObject(100_000)],
  ["of lists that are never closed", "[".repeat(300_000)],
  ["of quotes", '"'.repeat(300_001)],
  ["of backslashes", `"${"\\".repeat(300_001)}`],
  ["of 14 MB that are not JSON", `{"benchmarks":[${'{"name":"a"},'.repeat(1_100_000)}oops`],
  ["of 14 MB of blanks", " ".repeat(14_000_000)],
  ["of 3 MB of NaN that is not JSON", `[${"NaN,".repeat(750_000)}`],
  ["in UTF-16", Buffer.from('\ufeff{"benchmarks":[]}', "utf16le")],
  ["that is binary", Uint8Array.from({ length: 65_536 }, (_, at) => (at * 197) % 256)],
  ["that begins as gzip and is none", Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3)],
  ["that is gzip cut in half", gzipSync('{"benchmarks":[]}').subarray(0, 12)],
  ["that is gzip of gzip", gzipSync(gzipSync('{"benchmarks":[]}'))],
  ["that is gzip of nothing", gzipSync("")],
  ["that is deflate without a head", deflateRawSync('{"benchmarks":[]}')],
  ["that is a zip", Buffer.from("UEsDBAoAAAAAAA==", "base64")],
  ["that is HTML", "<!doctype html><title>503</title>"],
  ["that is a pointer of Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"],
];

const documents: BadInput[] = DOCUMENTS.flatMap(([title, content]) => [
  {
    title: `compare with a file ${title}`,
    args: ["compare", "bad.json", "bad.json"],
    prepare: file("bad.json", content),
    says: /bad\.json|[Nn]othing could be compared/,
  },
  {
    title: `report of a file ${title}`,
    args: ["report", "bad.json"],
    prepare: file("bad.json", content),
    says: /bad\.json/,
  },
]);

// --- where a run is, and where it writes ---------------------------------------------------------------------------------

const RECORD = ["record", "--python", "python3", "--time-limit", "10s"];

const surroundings: BadInput[] = [
  {
    title: "a temporary folder that is a file",
    args: CHECK,
    prepare: ({ outside }) => writeFileSync(join(outside, "tmp"), ""),
    options: ({ outside }) => ({ environment: { TMPDIR: join(outside, "tmp") } }),
    says: /TMPDIR/,
  },
  {
    title: "a temporary folder that can't be made",
    args: CHECK,
    options: () => ({ environment: { TMPDIR: "/dev/null/tmp" } }),
    says: /TMPDIR/,
  },
  {
    title: "a temporary folder that no search path can hold",
    args: CHECK,
    prepare: ({ outside }) => mkdirSync(join(outside, "a:b")),
    options: ({ outside }) => ({ environment: { TMPDIR: join(outside, "a:b") } }),
    says: /has a `:` in its name/,
  },
  {
    title: "a folder that is in no repository",
    args: CHECK,
    options: ({ outside }) => ({ folder: outside }),
    says: /not in a git checkout/,
  },
  {
    title: "no git on the search path",
    args: CHECK,
    options: () => ({ environment: { PATH: "/nowhere" } }),
    says: /git is not installed/,
  },
  {
    title: "a repository without a commit",
    args: ["check", "--python", "python3"],
    prepare: ({ outside }) => mkdirSync(join(outside, ".git")),
    options: ({ outside }) => ({ folder: outside }),
  },
  {
    title: "a repository whose HEAD is broken",
    args: ["check", "--python", "python3"],
    prepare: ({ root }) => writeFileSync(join(root, ".git/HEAD"), "ref: refs/heads/nowhere\n"),
  },
  {
    title: "a repository whose index is broken",
    args: CHECK,
    prepare: ({ root }) => writeFileSync(join(root, ".git/index"), "x"),
    says: /git/,
  },
  {
    title: "a repository whose configuration is broken",
    args: CHECK,
    prepare: ({ root }) => writeFileSync(join(root, ".git/config"), "[core\n"),
    says: /git/,
  },
  {
    title: "a compare that is to write through a committed link out of the checkout",
    args: ["compare", "ok.json", "ok.json", "--json", "out.json"],
    prepare: ({ root, outside }) => {
      writeFileSync(join(root, "ok.json"), '[{"name":"a","unit":"ns","value":1}]');
      symlinkSync(join(outside, "victim"), join(root, "out.json"));
    },
    says: /out of the checkout/,
  },
  {
    title: "a compare that is to write into a committed link's folder out of the checkout",
    args: ["compare", "ok.json", "ok.json", "--html", "out/page.html"],
    prepare: ({ root, outside }) => {
      writeFileSync(join(root, "ok.json"), '[{"name":"a","unit":"ns","value":1}]');
      symlinkSync(outside, join(root, "out"));
    },
    says: /out of the checkout/,
  },
  {
    title: "a compare that is to write into .git",
    args: ["compare", "ok.json", "ok.json", "--json", "out.json"],
    prepare: ({ root }) => {
      writeFileSync(join(root, "ok.json"), '[{"name":"a","unit":"ns","value":1}]');
      symlinkSync(".git/config", join(root, "out.json"));
    },
    says: /out of the checkout/,
  },
  {
    title: "a record into a link out of the checkout",
    args: [...RECORD, "--output", "out.json"],
    prepare: ({ root, outside }) => symlinkSync(join(outside, "victim"), join(root, "out.json")),
    says: /out of the checkout/,
  },
  ...(["missing/../../x", "/dev/null/x", "app.py/x", "benchmarks"] as const).map((path) => ({
    title: `a compare that is to write to ${path}`,
    args: ["compare", "ok.json", "ok.json", "--json", path === "missing/../../x" ? "/proc/x" : path],
    prepare: file("ok.json", '[{"name":"a","unit":"ns","value":1}]'),
    says: /(?:could not|can't) be written/,
  })),
];

/** Not refused: strange, and fine. */
const fine: BadInput[] = [
  [
    "results of pytest-benchmark whose data is empty",
    '{"machine_info":{},"benchmarks":[{"name":"a","fullname":"a","stats":{"data":[],"median":1}}]}',
  ],
  ["a result of another tool with a mark at its beginning", '\ufeff[{"name":"a","unit":"ns","value":1}]'],
  ["a result of another tool that is compressed", gzipSync('[{"name":"a","unit":"ns","value":1}]')],
  ["a result of another tool named __proto__", '[{"name":"__proto__","unit":"ns","value":1}]'],
  [
    "a result of another tool in a name's worst spelling",
    '[{"name":"a\\u0000b\\u001b[31m::error::","unit":"ns","value":1}]',
  ],
  ["a result of another tool at the edge of numbers", '[{"name":"a","unit":"ns","value":5e-324}]'],
].map(([title, content]) => ({
  title: `compare with ${title as string}`,
  args: ["compare", "odd.json", "odd.json"],
  prepare: file("odd.json", content as string | Uint8Array),
  status: 0 as const,
}));

const written: BadInput[] = (["/dev/null", "/dev/stdout", "/dev/stderr", "/dev/fd/1"] as const).map(
  (path) => ({
    title: `compare that writes to ${path}`,
    args: ["compare", "ok.json", "ok.json", "--json", path],
    prepare: file("ok.json", '[{"name":"a","unit":"ns","value":1}]'),
    status: 0 as const,
  }),
);

export const BAD_INPUTS: readonly BadInput[] = [
  ...flags,
  ...usage,
  ...kinds,
  ...configs,
  ...pyprojects,
  ...places,
  ...documents,
  ...surroundings,
  ...fine,
  ...written,
];
