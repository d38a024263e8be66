/** What goes wrong while a run is on its way: benchmarks that break, git that fails, disks that are full, signals. */
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryAt } from "../support/repositories.ts";
import { makeFifo, type Place, type RunOptions } from "./place.ts";

export interface Fault {
  readonly title: string;
  readonly args: readonly string[];
  readonly prepare: (place: Place) => void;
  readonly options?: (place: Place) => RunOptions;
  /** What may come of it. Status 1 is a verdict, and has to be said to be one. */
  readonly statuses: readonly number[];
  /** What a run with status 0 has to have printed, or it is green without having compared. Absent: nothing in particular. */
  readonly whenGreen?: RegExp;
}

const TIME_LIMIT_SECONDS = 10;
export const CHECK = [
  ...["check", "--base", "HEAD^", "--baseline", "none", "--python", "python3"],
  ...["--time-limit", `${TIME_LIMIT_SECONDS}s`],
];

/**
 * The benchmark of every place does the same on both sides: where a run can compare it, that is what it finds, or it had no
 * time to find it. A run that compared nothing is not green for want of time.
 */
const COMPARED =
  /^benchmarks\/bench_app\.py::bench_fast .*✓ within budget|^! The time limit ended measuring before every benchmark was/m;

// --- benchmarks that break, wherever they run --------------------------------------------------------------------------

/** Python that does something no benchmark should. */
const MISDEEDS: Readonly<Record<string, string>> = {
  "raises an exception": "raise RuntimeError('x')",
  "raises what is no Exception": "raise BaseException('x')",
  "raises a message of a megabyte": "raise RuntimeError('x' * 1_000_000)",
  "raises one that can't be printed": "class E(Exception):\n    def __str__(self): raise E()\nraise E()",
  "leaves by SystemExit": "raise SystemExit(0)",
  "leaves at once with status 0": "import os; os._exit(0)",
  "leaves at once with status 3": "import os; os._exit(3)",
  "is killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
  "is told to end": "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
  crashes: "import ctypes; ctypes.string_at(0)",
  aborts: "import os; os.abort()",
  "recurses without end": "def again(): return again()\nagain()",
  "closes every file and socket": "import os; os.closerange(0, 256)",
  "writes onto every socket":
    "import os\nfor fd in range(3, 64):\n    try: os.write(fd, b'x' * 1000 + b'\\n')\n    except OSError: pass",
  "writes verdicts onto every socket":
    'import os\nfor fd in range(3, 64):\n    try: os.write(fd, b\'{"type":"finished","modules":[],"build":[]}\\n\')\n    except OSError: pass',
  "floods with failures of other ids":
    'import os\nfor fd in range(3, 64):\n    try:\n        for n in range(20000): os.write(fd, b\'{"type":"failed","id":"x%d","phase":"call","error":"E","message":"m","traceback":""}\\n\' % n)\n    except OSError: pass',
  "prints a hundred megabytes": "import sys\nfor _ in range(100): sys.stdout.write('x' * 1_000_000)",
  "prints commands for the runner":
    "print('::error::forged\\n::set-output name=verdict::passed', flush=True)",
  "closes its output": "import sys; sys.stdout.close(); sys.stderr.close()",
  "leaves a process behind":
    "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True)",
  "changes the folder": "import os; os.chdir('/')",
  "ends its parent's patience": "import time; time.sleep(600)",
};

/** Where: in the text of a benchmark file. */
const STAGES: Readonly<Record<string, (misdeed: string) => string>> = {
  "as it is imported": (misdeed) => `${misdeed}\nimport app\n\ndef bench_fast():\n    return app.fast()\n`,
  "as it is called": (misdeed) =>
    `import app\n\ndef bench_fast():\n${indented(misdeed)}\n    return app.fast()\n`,
  "as its process leaves": (misdeed) =>
    `import app, atexit\n\ndef leave():\n${indented(misdeed)}\natexit.register(leave)\n\ndef bench_fast():\n    return app.fast()\n`,
};

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}

const broken: Fault[] = Object.entries(STAGES).flatMap(([when, bench]) =>
  Object.entries(MISDEEDS).map(([what, misdeed]) => ({
    title: `a benchmark that ${what} ${when}`,
    args: CHECK,
    prepare: ({ root }: Place) => {
      repositoryAt(root).commit("broken", { "benchmarks/bench_app.py": bench(misdeed) });
    },
    statuses: [0, 1, 2],
    whenGreen: COMPARED,
  })),
);

// --- head's code, which ends its process once it has been measured --------------------------------------------------------

const LOSSES: Readonly<Record<string, string>> = {
  exits: "os._exit(7)",
  "is killed": "os.kill(os.getpid(), signal.SIGKILL)",
  "is silent": "time.sleep(600)",
  "closes its connection": "os.closerange(3, 256)",
};

const lost: Fault[] = Object.entries(LOSSES).map(([what, loss]) => ({
  title: `a process of head that ${what} as it is imported for the third time`,
  args: CHECK,
  prepare: ({ root, outside }: Place) => {
    const app = `import os, signal, time

count = os.open(${JSON.stringify(join(outside, "imports"))}, os.O_CREAT | os.O_APPEND | os.O_RDWR)
os.write(count, b"x")
if os.fstat(count).st_size > 2:
    ${loss}
os.close(count)

def fast():
    return sum(range(300))
`;
    repositoryAt(root).commit("lost", { "app.py": app });
  },
  statuses: [1],
}));

// --- git that fails -----------------------------------------------------------------------------------------------------

const GIT_VERBS = [
  "rev-parse",
  "status",
  "ls-files",
  "worktree",
  "diff",
  "cat-file",
  "remote",
  "ls-tree",
] as const;
const GIT_FAILURES: Readonly<Record<string, string>> = {
  "fails in silence": "exit 1",
  "fails with a reason": "echo 'fatal: unable to read tree (object store is damaged)' >&2; exit 128",
  "does not trust the repository": `echo "fatal: detected dubious ownership in repository at '/x'" >&2; exit 128`,
  "is killed": "kill -9 $$",
  "answers with nothing": "exit 0",
  "answers with noise": "head -c 100000 /dev/urandom; exit 0",
  floods: "yes 'x'; exit 0",
};

/** Before the real one on the search path. */
function gitThat(place: Place, verb: string, does: string): string {
  const folder = join(place.outside, "bin");
  mkdirSync(folder);
  const script = `#!/bin/sh\nfor arg in "$@"; do [ "$arg" = ${verb} ] && { ${does}; }; done\nPATH="$REAL_PATH" exec git "$@"\n`;
  writeFileSync(join(folder, "git"), script);
  chmodSync(join(folder, "git"), 0o755);
  return folder;
}

const git: Fault[] = GIT_VERBS.flatMap((verb) =>
  Object.entries(GIT_FAILURES).map(([what, does]) => ({
    title: `git ${verb} that ${what}`,
    args: CHECK,
    prepare: (place: Place) => {
      gitThat(place, verb, does);
    },
    options: ({ outside }: Place) => ({
      environment: { REAL_PATH: process.env.PATH, PATH: `${join(outside, "bin")}:${process.env.PATH}` },
    }),
    statuses: [0, 2],
  })),
);

// --- interpreters and set-ups that fail -----------------------------------------------------------------------------------

const PYTHONS: Readonly<Record<string, string>> = {
  fails: "exit 1",
  "prints nothing": "exit 0",
  "prints noise": "head -c 100000 /dev/urandom",
  floods: "yes",
  "says that it is something else": "echo '[[1, 2, 3], \"/bin/true\"]'",
  "is killed": "kill -9 $$",
  "works until a harness is started": 'case "$*" in *start*|*harness*) exit 7;; esac; exec python3 "$@"',
  "says of itself what nobody asked": 'case "$*" in *platform*) echo "[1, 2]";; *) exec python3 "$@";; esac',
  "hangs up as a harness": 'case "$*" in *start*|*harness*) exec true;; esac; exec python3 "$@"',
};

const pythons: Fault[] = Object.entries(PYTHONS).map(([what, does]) => ({
  title: `an interpreter that ${what}`,
  args: CHECK.map((arg) => (arg === "python3" ? "./own-python" : arg)),
  prepare: ({ root }) => {
    writeFileSync(join(root, "own-python"), `#!/bin/sh\n${does}\n`);
    chmodSync(join(root, "own-python"), 0o755);
  },
  statuses: [2],
}));

const SETUPS: Readonly<Record<string, string>> = {
  fails: "exit 3",
  "is killed": "kill -9 $$",
  "removes its environment": 'rm -rf "$VIRTUAL_ENV"',
  "removes its interpreter": 'rm -f "$VIRTUAL_ENV"/bin/python*',
  floods: "head -c 50000000 /dev/zero | tr '\\0' x",
  "prints one line without end": "yes | head -c 5000000 | tr -d '\\n'; exit 1",
  "prints commands for the runner": "echo '::error::forged'; exit 1",
  "leaves a process behind": "sleep 600 & exit 1",
  "leaves a session behind": "setsid sleep 600 & exit 1",
  "fills the folder with a FIFO": "mkfifo benchmarks/x.py; exit 1",
};

/** It is done all the same. */
const SETS_UP = ["floods"];

const setups: Fault[] = Object.entries(SETUPS).map(([what, setup]) => ({
  title: `a setup that ${what}`,
  args: [...CHECK, "--setup", setup],
  prepare: () => {},
  statuses: SETS_UP.includes(what) ? [0, 2] : [2],
}));

// --- what lies in a repository ----------------------------------------------------------------------------------------------

const TREES: Readonly<Record<string, (place: Place) => void>> = {
  "a lock file that is a link to /dev/zero": ({ root }) => symlinkSync("/dev/zero", join(root, "x.lock")),
  "a lock file that is a link to a FIFO": ({ root, outside }) => {
    makeFifo(join(outside, "fifo"));
    symlinkSync(join(outside, "fifo"), join(root, "x.lock"));
  },
  "requirements that are a link to themselves": ({ root }) =>
    symlinkSync("requirements.txt", join(root, "requirements.txt")),
  "a file whose name is not UTF-8": ({ root }) =>
    writeFileSync(
      Buffer.concat([Buffer.from(`${root}/caf`), Buffer.of(0xe9), Buffer.from(".py")]),
      "x = 1\n",
    ),
  "a benchmark file whose name is not UTF-8": ({ root }) =>
    writeFileSync(
      Buffer.concat([Buffer.from(`${root}/benchmarks/bench_`), Buffer.of(0xe9), Buffer.from(".py")]),
      "def bench_b():\n    return 1\n",
    ),
  "a file whose name has a line break": ({ root }) =>
    writeFileSync(join(root, "a\n::error::b.py"), "x = 1\n"),
  "a name of many letters": ({ root }) =>
    writeFileSync(join(root, "benchmarks", `${"a".repeat(240)}.py`), "x = 1\n"),
  "a benchmark file that is a FIFO": ({ root }) => makeFifo(join(root, "benchmarks/bench_fifo.py")),
  "a benchmark file that is a link to /dev/zero": ({ root }) =>
    symlinkSync("/dev/zero", join(root, "benchmarks/bench_zero.py")),
  "a benchmark file that is a folder": ({ root }) => mkdirSync(join(root, "benchmarks/bench_folder.py")),
  "benchmarks that are a link out of the checkout": ({ root, outside }) => {
    rmSync(join(root, "benchmarks"), { recursive: true });
    symlinkSync(outside, join(root, "benchmarks"));
  },
  "a folder named as our harness": ({ root }) => {
    mkdirSync(join(root, "hotpath_gate_harness"));
    writeFileSync(join(root, "hotpath_gate_harness/__init__.py"), "raise SystemExit(0)\n");
  },
  "a sitecustomize of its own": ({ root }) =>
    writeFileSync(join(root, "sitecustomize.py"), "import os; os._exit(9)\n"),
  "a json.py of its own": ({ root }) => writeFileSync(join(root, "json.py"), "raise ImportError('mine')\n"),
  "hooks that fail": ({ root }) => {
    writeFileSync(join(root, ".git/hooks/post-checkout"), "#!/bin/sh\nexit 1\n");
    chmodSync(join(root, ".git/hooks/post-checkout"), 0o755);
  },
};

const trees: Fault[] = Object.entries(TREES).map(([what, prepare]) => ({
  title: `a repository with ${what}`,
  args: CHECK,
  prepare: (place) => {
    prepare(place);
    repositoryAt(place.root).commit("strange");
  },
  statuses: [0, 1, 2],
  whenGreen: COMPARED,
}));

// --- disks that are full, and places that can't be written ----------------------------------------------------------------------

const OK = '[{"name":"a","unit":"ns","value":1}]';
const disks: Fault[] = [
  ...["--json", "--html"].map((flag) => ({
    title: `no room for ${flag} of compare`,
    args: ["compare", "ok.json", "ok.json", flag, "out"],
    prepare: ({ root }: Place) => writeFileSync(join(root, "ok.json"), OK),
    // In blocks of 512 bytes, of whatever the process writes.
    options: () => ({ limits: "ulimit -f 1" }),
    statuses: [2],
  })),
  {
    title: "a temporary folder without room",
    args: CHECK,
    prepare: () => {},
    options: () => ({ limits: "ulimit -f 0" }),
    statuses: [2],
  },
  {
    title: "an environment that no program can be given",
    args: CHECK,
    prepare: ({ root }) =>
      writeFileSync(join(root, "hotpath-gate.toml"), `env = { A = "${"x".repeat(200_000)}" }\n`),
    statuses: [2],
  },
];

export const FAULTS: readonly Fault[] = [
  ...broken,
  ...lost,
  ...git,
  ...pythons,
  ...setups,
  ...trees,
  ...disks,
];
