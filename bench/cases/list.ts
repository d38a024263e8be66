/** Small repositories that each stand for a kind of wrong verdict, and what has to be said of them. */
import type { RowVerdict } from "../../src/model.ts";

/** Files by path, relative to the repository. */
export type Files = Readonly<Record<string, string>>;

/** What a run said. */
export interface Said {
  /** Exit status. */
  readonly status: number;
  /** Of each row, in the order of the report. */
  readonly verdicts: readonly { readonly id: string; readonly verdict: RowVerdict }[];
}

/** `can't tell` is no wrong answer, and not what the case is to show. */
export type Judgement = "right" | "can't tell" | "wrong";

export interface Case {
  readonly name: string;
  /** What it is about, in a sentence. */
  readonly about: string;
  readonly base: Files;
  /** Those that differ from base. */
  readonly head: Files;
  /** Files that git ignores, as a build leaves them in head's checkout. */
  readonly ignored?: Files;
  readonly judge: (said: Said) => Judgement;
}

const SPIN = "def spin(units):\n    x = 0\n    for i in range(units):\n        x += i & 3\n    return x\n";
/** Units of `spin` that take about a microsecond. */
const MICROSECOND = 25;

/** All rows have that verdict; `inconclusive` in place of some is no wrong answer. */
const all =
  (wanted: RowVerdict, count: number) =>
  ({ verdicts }: Said): Judgement => {
    if (verdicts.length !== count) return "wrong";
    if (verdicts.every(({ verdict }) => verdict === wanted)) return "right";
    return verdicts.every(({ verdict }) => verdict === wanted || verdict === "inconclusive")
      ? "can't tell"
      : "wrong";
  };

/** As `all`, where nothing but that is right. */
const surely =
  (wanted: RowVerdict, count: number) =>
  (said: Said): Judgement =>
    all(wanted, count)(said) === "right" ? "right" : "wrong";

const TAIL_MICROSECONDS = [10, 50, 100, 200, 500, 1000, 2000, 4000, 10_000, 20_000];

function tail(): Pick<Case, "base" | "head"> {
  const app = (factor: number) =>
    `${SPIN}
served = {}

def handle(microseconds):
    number = served[microseconds] = served.get(microseconds, 0) + 1
    spin(${MICROSECOND} * microseconds * (${factor} if number % 20 == 0 else 1))
`;
  const benchmark = `from app import handle

def bench_handle(microseconds):
    yield lambda: handle(microseconds)

bench_handle.params = [${TAIL_MICROSECONDS.join(", ")}]
`;
  return { base: { "app.py": app(1), "benchmarks/bench_app.py": benchmark }, head: { "app.py": app(10) } };
}

function flush(): Pick<Case, "base" | "head"> {
  const app = (merge: string) => `class Store:
    def __init__(self):
        self.log = []
        self.table = list(range(2000))

    def put(self, key):
        digest = 0
        for i in range(1500):
            digest = (digest * 31 + key + i) & 0xFFFFFFFF
        self.log.append(digest)
        if len(self.log) == 128:
            ${merge}
            self.table = self.table[:2000]
            self.log.clear()
`;
  const benchmark = `from app import Store

def bench_put():
    store = Store()
    yield lambda: store.put(12345)
`;
  const once = "self.table = sorted(self.table + self.log)";
  const oneByOne =
    "for each in self.log:\n                self.table = sorted(self.table + [each], key=lambda key: key)";
  return {
    base: { "app.py": app(once), "benchmarks/bench_app.py": benchmark },
    head: { "app.py": app(oneByOne) },
  };
}

function alias(phase: number): Pick<Case, "base" | "head"> {
  const app = (pending: number) => `${SPIN}
class Feed:
    def __init__(self):
        self.polls = 0

    def poll(self):
        self.polls += 1
        spin(45000)
        if self.polls % 3 == ${phase}:
            spin(${pending})
`;
  const benchmark = "from app import Feed\n\ndef bench_poll():\n    feed = Feed()\n    yield feed.poll\n";
  return {
    base: { "app.py": app(1), "benchmarks/bench_app.py": benchmark },
    head: { "app.py": app(135_000) },
  };
}

function smoothed(): Pick<Case, "base" | "head"> {
  const app = (work: string) => `${SPIN}
class Index:
    def __init__(self):
        self.pending = 0

    def add(self):
        spin(2500)
        self.pending += 1
        ${work}
`;
  const atOnce = "if self.pending == 50:\n            spin(50000)\n            self.pending = 0";
  const evenly = "spin(1000)\n        self.pending = 0";
  const benchmark = "from app import Index\n\ndef bench_add():\n    index = Index()\n    yield index.add\n";
  return {
    base: { "app.py": app(atOnce), "benchmarks/bench_app.py": benchmark },
    head: { "app.py": app(evenly) },
  };
}

function lostCache(): Pick<Case, "base" | "head"> {
  const app = (decorator: string) => `from functools import cache

${decorator}
def rules(country):
    return sum(i * i % 7 for i in range(60000))

def price(amount):
    return amount + rules("de")
`;
  const benchmark = "from app import price\n\ndef bench_price():\n    price(3)\n";
  return {
    base: { "app.py": app("@cache"), "benchmarks/bench_app.py": benchmark },
    head: { "app.py": app("") },
  };
}

function threads(given: "given up" | "gained"): Pick<Case, "base" | "head"> {
  const app = (map: string) => `import hashlib
from concurrent.futures import ThreadPoolExecutor

CHUNKS = [bytes(2_000_000) for _ in range(4)]
POOL = ThreadPoolExecutor(4)

def digest(chunk):
    return hashlib.sha256(chunk).digest()

def digests():
    return list(${map}(digest, CHUNKS))
`;
  const benchmark = "from app import digests\n\ndef bench_digests():\n    digests()\n";
  const [base, head] = given === "given up" ? ["POOL.map", "map"] : ["map", "POOL.map"];
  return {
    base: { "app.py": app(base ?? ""), "benchmarks/bench_app.py": benchmark },
    head: { "app.py": app(head ?? "") },
  };
}

const QUIET = 12;

function noisyAmongQuiet(percent: number): Pick<Case, "base" | "head"> {
  const app = (factor: number) => `${SPIN}
def search(items):
    for item in items:
        spin(${factor} * item // 100)
`;
  // A size of its own in each process, so that the ratio of a block is as noisy.
  const noisy = `import random
from app import search

ITEMS = [int(500 * random.lognormvariate(0, 0.3))]

def bench_search():
    search(ITEMS)
`;
  const quiet = Array.from(
    { length: QUIET },
    (_, index) => `def bench_${index}():\n    spin(${400 + 100 * index})\n`,
  );
  return {
    base: {
      "app.py": app(100),
      "benchmarks/bench_app.py": noisy,
      "benchmarks/bench_others.py": ["from app import spin\n", ...quiet].join("\n"),
    },
    head: { "app.py": `${app(percent)}\n# A comment.\n` },
  };
}

const isNoisy = ({ id }: { readonly id: string }) => id.endsWith("bench_search");

/** @param right verdict of the noisy one; any but these and `inconclusive` is wrong */
const noisyJudge =
  (right: RowVerdict) =>
  ({ verdicts }: Said): Judgement => {
    const quietRight = verdicts
      .filter((row) => !isNoisy(row))
      .every(({ verdict }) => verdict === "within-budget");
    const noisy = verdicts.find(isNoisy);
    if (!quietRight || noisy === undefined) return "wrong";
    return noisy.verdict === right ? "right" : noisy.verdict === "inconclusive" ? "can't tell" : "wrong";
  };

/** Head's processes end as they import the code, but for those that collect and measure the first block. */
function lostProcess(): Pick<Case, "base" | "head"> {
  // Each side of a run has a temporary folder of its own.
  const ending = `import os
import tempfile

with open(os.path.join(tempfile.gettempdir(), "imports"), "a+b") as imports:
    imports.write(b"x")
    imports.flush()
    if os.fstat(imports.fileno()).st_size > 2:
        os._exit(7)

`;
  return {
    base: {
      "app/__init__.py": SUM(2000),
      "benchmarks/bench_app.py": "from app import f\n\n\ndef bench_f():\n    f()\n",
    },
    head: { "app/__init__.py": `${ending}${SUM(4000)}` },
  };
}

const SUM = (count: number) => `def f():\n    return sum(i for i in range(${count}))\n`;
const OLD_TESTS = "from app import f\n\n\ndef test_f(benchmark):\n    benchmark(f)\n";
const NEW_TESTS = `${OLD_TESTS.replace("import f", "import f, g")}\n\ndef test_g(benchmark):\n    benchmark(g)\n`;
const verdictsOf = ({ verdicts }: Said) => verdicts.map(({ verdict }) => verdict).join(" ");

export const CASES: readonly Case[] = [
  {
    name: "tail",
    about: "every 20th call ten times as slow, at ten lengths of a call",
    ...tail(),
    judge: all("regressed", TAIL_MICROSECONDS.length),
  },
  { name: "flush", about: "every 128th call far slower", ...flush(), judge: surely("regressed", 1) },
  ...[0, 1, 2].map((phase) => ({
    name: `alias ${phase}`,
    about: "every third call slower, in step with batches of two calls after an untimed one",
    ...alias(phase),
    judge: surely("regressed", 1),
  })),
  {
    name: "smoothed",
    about: "the same work, spread evenly over the calls",
    ...smoothed(),
    judge: surely("within-budget", 1),
  },
  {
    name: "lost cache",
    about: "60 ns become 5 ms",
    ...lostCache(),
    judge: surely("regressed", 1),
  },
  { name: "threads given up", about: "", ...threads("given up"), judge: all("regressed", 1) },
  { name: "threads gained", about: "", ...threads("gained"), judge: all("improved", 1) },
  {
    name: "noisy among quiet, unchanged",
    about: "one benchmark whose blocks have an SD of 30 %, among twelve quiet ones",
    ...noisyAmongQuiet(100),
    judge: noisyJudge("within-budget"),
  },
  {
    name: "noisy among quiet, +20 %",
    about: "the same, slower",
    ...noisyAmongQuiet(120),
    judge: noisyJudge("regressed"),
  },
  {
    name: "new in an old file",
    about:
      "a function and its benchmark are added to files that base has, and an old function is twice as slow",
    base: { "app/__init__.py": SUM(2000), "benchmarks/test_app.py": OLD_TESTS },
    head: {
      "app/__init__.py": `${SUM(4000)}\n\ndef g():\n    return 1\n`,
      "benchmarks/test_app.py": NEW_TESTS,
    },
    judge: (said) => (verdictsOf(said) === "regressed new" && said.status === 1 ? "right" : "wrong"),
  },
  {
    name: "version file",
    about:
      "a module that a build writes and git ignores is in head's checkout alone, and a function twice as slow",
    base: {
      "src/app/__init__.py": `from app._version import version\n\n\n${SUM(2000)}`,
      "benchmarks/bench_app.py": "from app import f\n\n\ndef bench_f():\n    f()\n",
    },
    head: { "src/app/__init__.py": `from app._version import version\n\n\n${SUM(4000)}` },
    ignored: { "src/app/_version.py": "version = '1.2.3'\n" },
    judge: surely("regressed", 1),
  },
  {
    name: "lost process",
    about: "twice as slow, and no process of head gets past its import once one has measured",
    ...lostProcess(),
    judge: ({ status }) => (status === 1 ? "right" : "wrong"),
  },
  {
    name: "both broken",
    about: "nothing could be compared",
    base: {
      "app/__init__.py": SUM(2000),
      "benchmarks/bench_app.py": brokenBeside("bench_f"),
    },
    head: { "benchmarks/bench_app.py": brokenBeside("was_bench_f") },
    judge: ({ status }) => (status === 2 ? "right" : "wrong"),
  },
  {
    name: "cannot collect",
    about: "a file that neither side can import, beside one that both can",
    base: {
      "app/__init__.py": SUM(2000),
      "benchmarks/test_app.py": OLD_TESTS,
      "benchmarks/test_gone.py":
        "import a_module_that_nobody_has\n\n\ndef test_g(benchmark):\n    benchmark(len, '')\n",
    },
    head: { "app/__init__.py": `# A comment.\n${SUM(2000)}` },
    // The file keeps a row, which fails nothing.
    judge: (said) => (said.status === 0 && verdictsOf(said) === "within-budget errored" ? "right" : "wrong"),
  },
];

function brokenBeside(name: string): string {
  return `from app import f\n\n\ndef ${name}():\n    f()\n\n\ndef bench_broken():\n    raise RuntimeError("on both sides")\n`;
}

/** Where a side breaks, two sides that are alike break both. */
const NEVER_COMPARED = ["both broken", "lost process"];

/** The same code on both sides but for a comment: no row may be red, of which nobody but chance is to blame. */
export const TWINS: readonly Case[] = CASES.filter(({ name }) => !NEVER_COMPARED.includes(name)).flatMap(
  ({ name, about, base, head, ignored }) => {
    const twin = (side: string, files: Files): Case => {
      const edited =
        Object.keys(files).find((path) => path.startsWith("app") || path.startsWith("src/app")) ?? "";
      return {
        name: `${name}, unchanged ${side}`,
        about,
        base: files,
        head: { [edited]: `${files[edited]}\n# A line that changes nothing.\n` },
        ...(ignored === undefined ? {} : { ignored }),
        judge: ({ status, verdicts }) =>
          status !== 1 && verdicts.every(({ verdict }) => verdict !== "regressed" && verdict !== "errored")
            ? "right"
            : "wrong",
      };
    };
    return [twin("base", base), twin("head", { ...base, ...head })];
  },
);
