import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { environments } from "../../../src/adapters/python/environments.ts";
import { modelInCpuInfo } from "../../../src/adapters/python/machine-fingerprint.ts";
import { GateError } from "../../../src/errors.ts";
import type { Checkout } from "../../../src/ports/checkouts.ts";
import type { Environments } from "../../../src/ports/environments.ts";
import { type RecordedLog, recordedLog } from "../../support/logs.ts";
import { newRepository, type TemporaryFolder, temporaryFolder } from "../../support/repositories.ts";

const PYTHON = execFileSync("python3", ["-c", "import sys; print(sys.executable)"]).toString().trim();
const SYSTEM = "/usr/bin:/bin";
const SPECIAL = specialPythons();

let folder: TemporaryFolder;
let log: RecordedLog;

beforeEach(() => {
  folder = temporaryFolder();
  log = recordedLog();
});
afterEach(() => folder[Symbol.dispose]());

/** Those at hand with a switch that a plain build has not, and the switch: `PYTHON_GIL`, `PYTHON_JIT`. */
function specialPythons(): { python: string; variable: string; word: string }[] {
  const folders = `${process.env.HOTPATH_GATE_PYTHONS ?? ""}${delimiter}${process.env.PATH ?? ""}`;
  const names = folders.split(delimiter).flatMap((path) => {
    if (path === "" || !existsSync(path)) return [];
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path).flatMap((name) => (/^python3\.\d+t?$/.test(name) ? [join(path, name)] : []));
  });
  const ask =
    "import sys; print('free-threading build' in sys.version, hasattr(sys, '_jit') and sys._jit.is_available())";
  return names.flatMap((python) => {
    let told = "";
    try {
      told = execFileSync(python, ["-S", "-c", ask], { stdio: ["ignore", "pipe", "ignore"] }).toString();
    } catch {
      // A version manager's stand-in for what is not installed.
    }
    const [isFreeThreaded, hasJit] = told.trim().split(" ");
    return [
      ...(isFreeThreaded === "True" ? [{ python, variable: "PYTHON_GIL", word: "GIL on" }] : []),
      ...(hasJit === "True" ? [{ python, variable: "PYTHON_JIT", word: "jit" }] : []),
    ];
  });
}

type Request = Parameters<Environments["prepare"]>[0];

function checkoutAt(name: string, files: Readonly<Record<string, string>> = {}): Checkout {
  const root = join(folder.path, name);
  mkdirSync(root, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { root, folder: "", commit: null, label: "main" };
}

function request(checkout: Checkout, changes: Partial<Request> = {}): Request {
  return {
    name: "head",
    checkout,
    python: PYTHON,
    headRoot: null,
    setup: null,
    environment: {},
    pythonPath: null,
    workingDirectory: checkout.root,
    sharesFolders: true,
    ...changes,
  };
}

function environmentsWith(environment: Readonly<Record<string, string>> = {}, secrets: string[] = []) {
  return environments({
    temporaryFolder: join(folder.path, "tmp"),
    environment: { PATH: SYSTEM, HOME: process.env.HOME ?? "/", ...environment },
    secrets,
    log,
  });
}

async function failure(promise: Promise<unknown>): Promise<GateError> {
  const error = await promise.then(
    () => new Error("nothing was thrown"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof GateError)) throw error;
  return error;
}

/** A program of that name in a folder of its own. */
function program(name: string, script: string): string {
  const path = join(folder.path, "programs", name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return path;
}

test("variables of the job that lead into head's checkout lead base, and its setup, into its own", async () => {
  const head = newRepository(join(folder.path, "head"));
  head.commit("all", { "src/app.py": "" });
  const base = checkoutAt("base", { "src/app.py": "" });
  const job = environmentsWith({
    APP_ROOT: join(folder.path, "head", "src"),
    GITHUB_WORKSPACE: "/elsewhere",
  });
  await using side = await job.prepare(
    request(base, {
      name: "base",
      headRoot: realpathSync(join(folder.path, "head")),
      setup: 'test "$APP_ROOT" = "$PWD/src"',
    }),
  );
  expect(side.environment).toMatchObject({
    APP_ROOT: join(base.root, "src"),
    GITHUB_WORKSPACE: "/elsewhere",
  });
});

describe("the interpreter", () => {
  const prepareWith = (python: string, searchPath: string) =>
    environmentsWith({ PATH: searchPath }).prepare(request(checkoutAt("shop"), { python }));

  test("is taken as it is when it is a path", async () => {
    await using side = await prepareWith(PYTHON, "");
    expect(side.python).toBe(PYTHON);
  });

  test("of a virtual environment is not replaced by what it links to", async () => {
    const link = join(folder.path, "venv-python");
    symlinkSync(PYTHON, link);
    await using side = await prepareWith(link, "");
    expect(side.python).toBe(link);
  });

  test("is looked for on the search path when it is a name", async () => {
    const link = join(folder.path, "programs/python3.11x");
    mkdirSync(dirname(link));
    symlinkSync(PYTHON, link);
    await using side = await prepareWith("python3.11x", `${folder.path}/none:${dirname(link)}`);
    expect(side.python).toBe(link);
  });

  test("may be called python3 where `python` was asked for", async () => {
    const link = join(folder.path, "programs/python3");
    mkdirSync(dirname(link));
    symlinkSync(PYTHON, link);
    await using side = await prepareWith("python", dirname(link));
    expect(side.python).toBe(link);
  });

  test("behind a version manager's stand-in is found once and for all", async () => {
    const path = join(folder.path, "shims/python");
    mkdirSync(dirname(path));
    writeFileSync(path, `#!/bin/sh\nexec '${PYTHON}' "$@"\n`);
    chmodSync(path, 0o755);
    await using side = await prepareWith("python", dirname(path));
    expect(side.python).toBe(PYTHON);
  });

  test.each([
    ["is not there", "python9.9", null, /`python9\.9` is not on PATH/],
    ["is not there by its path", "./none/python", null, /`\.\/none\/python` is not an executable file/],
    [
      "is too old to know our options",
      "old",
      "#!/bin/sh\necho 'Unknown option: -I' >&2; exit 2\n",
      /older than Python 3\.9/,
    ],
    [
      "is too old",
      "old",
      "#!/bin/sh\necho '[[3, 8, 18], \"/old\"]'\n",
      /is Python 3\.8\.18, which is older than Python 3\.9/,
    ],
    ["is not Python", "cat", "#!/bin/sh\necho meow\n", /is not Python/],
    [
      "does not work",
      "broken",
      "#!/bin/sh\necho 'libpython is missing' >&2; exit 127\n",
      /libpython is missing/,
    ],
  ])("that %s is an error that says what was tried", async (_, name, script, message) => {
    const path = script === null ? name : program(name, script);
    const error = await failure(prepareWith(path, SYSTEM));
    expect(error.message).toMatch(message);
    expect(error.advice).toMatch(/3\.9 or later/);
  });

  test("names both that were tried for `python`", async () => {
    const error = await failure(prepareWith("python", join(folder.path, "none")));
    expect(error.message).toMatch(/`python` is not on PATH; `python3` is not on PATH/);
  });
});

describe("without setup", () => {
  test("a side has the job's environment without tokens, with what the person added", async () => {
    const made = environmentsWith({ GITHUB_TOKEN: "t", CI: "true", NETRC: "has hunter2222 in it" }, [
      "hunter2222",
    ]);
    await using side = await made.prepare(
      request(checkoutAt("shop"), { environment: { CI: "no", JIT: "1" } }),
    );
    expect(side.environment).toEqual({ PATH: SYSTEM, HOME: process.env.HOME, CI: "no", JIT: "1" });
    expect(side).toMatchObject({ name: "head", pythonPathFirst: true, ownEnvironment: null });
  });

  test.each([
    ["a folder that has nothing in it", {}, [""]],
    ["a src layout", { "src/shop/__init__.py": "" }, ["src", ""]],
    ["a src layout with a single module", { "src/shop.py": "" }, ["src", ""]],
    ["a src layout with nested namespaces", { "src/octo/shop/core/parse.py": "" }, ["src", ""]],
    ["sources in another language", { "src/main.rs": "", "src/shop.egg-info/x.py": "" }, [""]],
  ])("%s puts the project's code first on the path", async (_, files, expected) => {
    const checkout = checkoutAt("shop", files);
    await using side = await environmentsWith().prepare(request(checkout));
    expect(side.pythonPath).toEqual(expected.map((path) => join(checkout.root, path)));
  });

  test.each([
    ["a package of the checkout", "src/shop", "../lib/shop", ["src", ""]],
    ["a module of the checkout", "src/shop.py", "../lib/shop/core.py", ["src", ""]],
    ["a folder outside of the checkout", "src/shop", "../../elsewhere", [""]],
    ["a folder that the link lies in", "src/shop", "..", [""]],
    ["nothing", "src/shop", "../gone", [""]],
  ])("a src layout of a link to %s is as good as what it leads to", async (_, link, target, expected) => {
    const checkout = checkoutAt("shop", {
      "lib/shop/core.py": "",
      "src/notes.txt": "",
      "../elsewhere/x.py": "",
    });
    symlinkSync(target, join(checkout.root, link));
    await using side = await environmentsWith().prepare(request(checkout));
    expect(side.pythonPath).toEqual(expected.map((path) => join(checkout.root, path)));
  });

  test("a project in a folder of the checkout has its own code before the rest", async () => {
    const checkout = checkoutAt("shop", { "services/api/src/api.py": "" });
    const workingDirectory = join(checkout.root, "services/api");
    await using side = await environmentsWith().prepare(request(checkout, { workingDirectory }));
    expect(side.workingDirectory).toBe(workingDirectory);
    expect(side.pythonPath).toEqual([join(workingDirectory, "src"), workingDirectory, checkout.root]);
  });

  test("configured folders of code replace the detected ones", async () => {
    const checkout = checkoutAt("shop", { "src/shop.py": "" });
    await using side = await environmentsWith().prepare(request(checkout, { pythonPath: ["lib", "."] }));
    expect(side.pythonPath).toEqual([join(checkout.root, "lib"), checkout.root]);
  });

  test("a working directory that is not there is named, with the side", async () => {
    const checkout = checkoutAt("shop");
    const error = await failure(
      environmentsWith().prepare(
        request(checkout, { name: "base", workingDirectory: join(checkout.root, "services") }),
      ),
    );
    expect(error.message).toMatch(/services does not exist in base \(main\)/);
  });
});

describe("a side's own folders", () => {
  const home = (files: Readonly<Record<string, string>>) => checkoutAt("home", files).root;
  const write = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  const both = async (made: Environments, environment: Readonly<Record<string, string>> = {}) => {
    const of = (name: "base" | "head") =>
      made.prepare(request(checkoutAt(name), { name, environment, sharesFolders: false }));
    return { base: await of("base"), head: await of("head") };
  };

  test.each<[string, (environment: Readonly<Record<string, string>>) => string]>([
    ["a new cache in the home folder", ({ HOME }) => join(HOME ?? "", ".cache/shop/index")],
    ["a new folder of the home folder", ({ HOME }) => join(HOME ?? "", ".shop/index")],
    ["a new folder of data", ({ HOME }) => join(HOME ?? "", ".local/share/shop/index")],
    ["a cache that was there before", ({ HOME }) => join(HOME ?? "", ".cache/old/index")],
    ["a cache in XDG_CACHE_HOME", ({ XDG_CACHE_HOME }) => join(XDG_CACHE_HOME ?? "", "shop/index")],
    ["a temporary file", ({ TMPDIR }) => join(TMPDIR ?? "", "shop")],
  ])("hide what one side writes from the other, and leave the job's as it is: %s", async (_title, place) => {
    const real = home({ ".cache/old/index": "before", ".local/share/other/x": "" });
    const caches = checkoutAt("caches", { "old/x": "" }).root;
    const { base, head } = await both(environmentsWith({ HOME: real, XDG_CACHE_HOME: caches }));
    write(place(head.environment), "head's");
    const before = place(head.environment).includes("old") ? "before" : null;
    const onBase = place(base.environment);
    expect(existsSync(onBase) ? readFileSync(onBase, "utf8") : null).toBe(before);
    expect(readFileSync(join(real, ".cache/old/index"), "utf8")).toBe("before");
    expect(readdirSync(real).sort()).toEqual([".cache", ".local"]);
    expect(readdirSync(caches)).toEqual(["old"]);
    await base[Symbol.asyncDispose]();
    await head[Symbol.asyncDispose]();
    expect(readdirSync(join(folder.path, "tmp"))).toEqual([]);
  });

  test("have everything that was in the home folder before", async () => {
    const real = home({
      ".gitconfig": "[user]",
      ".config/pip/pip.conf": "[global]",
      ".local/lib/python3/x.py": "x",
      ".cache/models/large": "m".repeat(17 * 1024 * 1024),
      "nltk_data/corpora/x": "x",
    });
    const { base, head } = await both(environmentsWith({ HOME: real }));
    for (const path of [
      ...[".gitconfig", ".config/pip/pip.conf", ".local/lib/python3/x.py", "nltk_data/corpora/x"],
      ".cache/models/large",
    ]) {
      const own = join(base.environment.HOME ?? "", path);
      expect(readFileSync(own, "utf8").slice(0, 8)).toBe(readFileSync(join(real, path), "utf8").slice(0, 8));
    }
    await base[Symbol.asyncDispose]();
    await head[Symbol.asyncDispose]();
    expect(existsSync(join(real, ".cache/models/large"))).toBe(true);
  });

  const asUser = process.getuid?.() === 0 ? test.skip : test;
  asUser("are made also where a cache holds what can't be read", async () => {
    const real = home({ ".cache/other/secret": "x" });
    chmodSync(join(real, ".cache/other/secret"), 0);
    const { base, head } = await both(environmentsWith({ HOME: real }));
    expect(readdirSync(join(base.environment.HOME ?? "", ".cache/other"))).toEqual(["secret"]);
    await base[Symbol.asyncDispose]();
    await head[Symbol.asyncDispose]();
  });

  test("are the person's where these were given", async () => {
    const given = { HOME: "/elsewhere", TMPDIR: "/elsewhere/tmp" };
    const { base, head } = await both(environmentsWith({ HOME: home({}) }), given);
    expect(base.environment).toMatchObject(given);
    await base[Symbol.asyncDispose]();
    await head[Symbol.asyncDispose]();
  });

  test("are not those that `setup` runs with", async () => {
    const real = home({});
    const checkout = checkoutAt("shop");
    await using side = await environmentsWith({ HOME: real, TMPDIR: "/tmp" }).prepare(
      request(checkout, { setup: 'echo "$HOME $TMPDIR" > said', sharesFolders: false }),
    );
    expect(readFileSync(join(checkout.root, "said"), "utf8")).toBe(`${real} /tmp\n`);
    expect(side.environment.HOME).not.toBe(real);
  });
});

describe("with setup", () => {
  test("each side gets a virtual environment of its own, with paths of the same length, removed at the end", async () => {
    // Shell settings that put another Python first, and a module of the project with the name of Python's.
    const home = checkoutAt("home", { ".bashrc": "export PATH=/elsewhere:$PATH\n" }).root;
    const made = environmentsWith({ GITHUB_TOKEN: "t", HOME: home });
    const setup = 'python -c "import sys; print(sys.prefix)" | tee prefix; env > variables';
    const misleading = { "venv.py": "raise SystemExit('mine')" };
    const head = await made.prepare(request(checkoutAt("head", misleading), { setup }));
    const base = await made.prepare(request(checkoutAt("base"), { setup, name: "base" }));
    for (const side of [head, base]) {
      const { root } = side.checkout;
      expect(side.pythonPathFirst).toBe(false);
      expect(side.python).toBe(join(side.ownEnvironment ?? "", "bin/python"));
      expect(readFileSync(join(root, "prefix"), "utf8").trim()).toBe(side.ownEnvironment);
      expect(readFileSync(join(root, "variables"), "utf8")).not.toMatch(/GITHUB_TOKEN|elsewhere/);
      expect(side.environment).toMatchObject({
        VIRTUAL_ENV: side.ownEnvironment,
        PATH: `${side.ownEnvironment}/bin:${SYSTEM}`,
        UV_PROJECT_ENVIRONMENT: side.ownEnvironment,
      });
      const prefix = execFileSync(side.python, ["-c", "import sys; print(sys.prefix)"]).toString().trim();
      expect(prefix).toBe(side.ownEnvironment);
      expect(log.debugged).toContain(side.ownEnvironment);
    }
    expect(base.ownEnvironment).not.toBe(head.ownEnvironment);
    expect(base.ownEnvironment).toHaveLength(head.ownEnvironment?.length ?? 0);
    await head[Symbol.asyncDispose]();
    await base[Symbol.asyncDispose]();
    expect(readdirSync(join(folder.path, "tmp"))).toEqual([]);
  });

  test("a failure is an error with its status and its last thirty lines, and leaves nothing behind", async () => {
    const setup = "seq 1 100; printf 'no such package: shop' >&2; exit 4";
    const error = await failure(
      environmentsWith().prepare(request(checkoutAt("shop"), { setup, name: "base" })),
    );
    expect(error.message).toBe("`setup` failed in base (main) with status 4");
    const lines = error.advice.split("\n").slice(1);
    expect(lines).toHaveLength(30);
    expect([...lines].sort()).toContain("no such package: shop");
    expect(lines).toEqual(expect.arrayContaining(["72", "100"]));
    expect(readdirSync(join(folder.path, "tmp"))).toEqual([]);
  });

  test.each([
    ["a command before the last one", "false; true"],
    ["a command in a pipe", "false | cat"],
  ])("%s that fails makes `setup` fail", async (_, setup) => {
    const error = await failure(environmentsWith().prepare(request(checkoutAt("shop"), { setup })));
    expect(error.message).toMatch(/with status 1/);
  });
});

describe("the fingerprint", () => {
  function repository(files: Readonly<Record<string, string>>) {
    const made = newRepository(join(folder.path, "shop"));
    made.commit("one", files);
    return made;
  }
  async function fingerprintOf(
    environment: Readonly<Record<string, string>> = {},
    below = "",
    python = PYTHON,
  ) {
    const root = realpathSync(join(folder.path, "shop"));
    const made = environmentsWith(environment);
    const checkout = { root, folder: below, commit: null, label: "head" };
    const workingDirectory = join(root, below);
    await using side = await made.prepare(request(checkout, { workingDirectory, python }));
    return made.fingerprint(side);
  }

  test("names CPU, system and Python as they are", async () => {
    repository({ "app.py": "" });
    const { cpu, os, python } = await fingerprintOf();
    const version = execFileSync(PYTHON, [
      "-c",
      "import platform as p; print(p.python_implementation(), p.python_version())",
    ]);
    expect(python).toMatch(
      new RegExp(`^${version.toString().trim().replaceAll(".", "\\.")} \\(.*built .+\\)$`),
    );
    if (process.platform === "linux") {
      expect(readFileSync("/proc/cpuinfo", "utf8")).toContain(cpu);
      expect(os).toMatch(/, kernel \d+\.\d+$/);
    }
  });

  test("names the image of a hosted runner", async () => {
    repository({ "app.py": "" });
    expect((await fingerprintOf({ ImageOS: "ubuntu24", ImageVersion: "20261101.1.0" })).os).toBe(
      "ubuntu24 20261101.1.0",
    );
  });

  test("tells an optimised Python from an ordinary one", async () => {
    repository({ "app.py": "" });
    expect((await fingerprintOf({ PYTHONOPTIMIZE: "2" })).python).toContain("-OO");
  });

  (SPECIAL.length === 0 ? test.skip : test)(
    "tells a GIL or a JIT compiler that is on from one that is off",
    async () => {
      repository({ "app.py": "" });
      for (const { python, variable, word } of SPECIAL) {
        const [off, on] = await Promise.all(
          ["0", "1"].map((value) => fingerprintOf({ [variable]: value }, "", python)),
        );
        expect([python, off?.python.includes(word), on?.python.includes(word)]).toEqual([
          python,
          false,
          true,
        ]);
      }
    },
  );

  test("is not fooled by a module of the project", async () => {
    repository({ "json.py": "raise SystemExit(1)", "platform.py": "raise SystemExit(1)" });
    expect((await fingerprintOf({ PYTHONPATH: join(folder.path, "shop") })).python).toMatch(/^\w+ 3\./);
  });

  test("has a hash of each variable that the project mentions, and of no other", async () => {
    const made = repository({
      "app.py": 'import os\nMODE = os.environ.get("APP_MODE")\nPORT = os.environ["PORT"]\n',
      ".github/workflows/ci.yml": "env:\n  SHOP_SIZE: 9\n",
      "README.md": "Set NOT_CODE, or APP_MODE_OTHER.\n",
    });
    const job = { APP_MODE: "fast", SHOP_SIZE: "9", NOT_CODE: "1", APP_MODE_OTHER: "1", PORT: "" };
    const { variables } = await fingerprintOf(job);
    expect(Object.keys(variables ?? {})).toEqual(["APP_MODE", "SHOP_SIZE"]);
    expect(JSON.stringify(variables)).not.toContain("fast");
    expect((await fingerprintOf(job)).variables).toEqual(variables);
    const other = (await fingerprintOf({ ...job, APP_MODE: "slow" })).variables;
    expect(other?.APP_MODE).not.toBe(variables?.APP_MODE);
    made.write("new.py", 'os.environ["NOT_CODE"]');
    expect(Object.keys((await fingerprintOf(job)).variables ?? {})).toContain("NOT_CODE");
  });

  test("has one hash for a path into the checkout, wherever that lies", async () => {
    repository({ "app.py": "" });
    const hashOf = async (PYTHONPATH: string) => (await fingerprintOf({ PYTHONPATH })).variables?.PYTHONPATH;
    expect(await hashOf(join(folder.path, "shop", "lib"))).toBe(await hashOf("./lib"));
    expect(await hashOf("/opt/lib")).not.toBe(await hashOf("./lib"));
  });

  test("has no lock where there is no lock file", async () => {
    repository({ "app.py": "", "docs/uv.lock": "not at the root" });
    expect((await fingerprintOf()).lock).toBeNull();
  });

  test.each([
    "requirements.txt",
    "requirements-dev.txt",
    "requirements/bench.txt",
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "Pipfile.lock",
    "pylock.toml",
    "pylock.bench.toml",
  ])("changes with %s", async (name) => {
    const made = repository({ [name]: "numpy==2.0\n" });
    const { lock: before } = await fingerprintOf();
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect((await fingerprintOf()).lock).toBe(before);
    made.write(name, "numpy==2.1\n");
    expect((await fingerprintOf()).lock).not.toBe(before);
  });

  test("changes with a lock file of the project's folder, and not with one that git does not know", async () => {
    const made = repository({ "services/api/uv.lock": "1\n" });
    const before = await fingerprintOf({}, "services/api");
    made.write("services/api/requirements.txt", "new\n");
    expect(await fingerprintOf({}, "services/api")).toEqual(before);
    made.write("services/api/uv.lock", "2\n");
    expect((await fingerprintOf({}, "services/api")).lock).not.toBe(before.lock);
  });

  describe("tells which packages are installed:", () => {
    const packages = async () => (await fingerprintOf({ PYTHONPATH: join(folder.path, "site") })).packages;
    const install = (name: string, files: Readonly<Record<string, string>> = {}) => {
      const notes = join(folder.path, "site", `${name}.dist-info`);
      mkdirSync(notes, { recursive: true });
      for (const [file, text] of Object.entries(files))
        writeFileSync(join(notes, file), text.replace("FOLDER", pathToFileURL(folder.path).href));
      return { [Symbol.dispose]: () => rmSync(notes, { recursive: true }) };
    };
    const from = (path: string, more: object = { dir_info: {} }) =>
      JSON.stringify({ url: `FOLDER/${path}`, ...more });
    /** Whether one is told from the other, each installed by itself. */
    const differ = async (one: Parameters<typeof install>, other: Parameters<typeof install>) => {
      repository({ "app.py": "" });
      const told: (string | null)[] = [];
      for (const each of [one, other]) {
        using _installed = install(...each);
        told.push(await packages());
      }
      return told[0] !== told[1];
    };
    const editable = { dir_info: { editable: true } };

    test.each<[string, Parameters<typeof install>, Parameters<typeof install>, boolean]>([
      ["another version", ["xdep-1.0"], ["xdep-2.0"], true],
      ["another name", ["xdep-1.0"], ["ydep-1.0"], true],
      ["pip itself", ["pip-25.0"], ["pip-26.0"], false],
      [
        "another version of what is made from the checkout",
        ["shop-1.0", { "direct_url.json": from("shop") }],
        ["shop-1.1", { "direct_url.json": from("shop") }],
        false,
      ],
      [
        "another version of an editable one",
        ["dep-1.0", { "direct_url.json": from("dep", editable) }],
        ["dep-1.1", { "direct_url.json": from("dep", editable) }],
        false,
      ],
      [
        "other code of the same version from a folder elsewhere",
        ["dep-1.0", { "direct_url.json": from("dep"), RECORD: "dep.py,sha256=a,1\n" }],
        ["dep-1.0", { "direct_url.json": from("dep"), RECORD: "dep.py,sha256=b,1\n" }],
        true,
      ],
      [
        "another commit of the same version",
        ["dep-1.0", { "direct_url.json": '{"url": "https://x.org/a", "vcs_info": {"commit_id": "a"}}' }],
        ["dep-1.0", { "direct_url.json": '{"url": "https://x.org/a", "vcs_info": {"commit_id": "b"}}' }],
        true,
      ],
      ["what can't be read", ["dep-1.0", { "direct_url.json": "{" }], ["dep-1.0"], false],
    ])("%s", async (_title, one, other, expected) => {
      expect(await differ(one, other)).toBe(expected);
    });
  });

  test("changes when content moves from one lock file to another", async () => {
    const made = repository({ "requirements-a.txt": "a\n", "requirements-b.txt": "b\n" });
    const { lock } = await fingerprintOf();
    made.write("requirements-a.txt", "a\nb\n");
    made.write("requirements-b.txt", "");
    expect((await fingerprintOf()).lock).not.toBe(lock);
  });
});

test.each([
  ["a name", "processor\t: 0\nmodel name\t: AMD EPYC 7763\n\nmodel name\t: other", "AMD EPYC 7763"],
  [
    "the numbers of ARM",
    "processor : 0\nCPU implementer\t: 0x41\nCPU variant\t: 0x3\nCPU part\t: 0xd0c\nCPU revision\t: 1\n",
    "ARM 0x41 0x3 0xd0c 1",
  ],
  ["nothing", "processor : 0\n", null],
])("a CPU is known by %s", (_, text, expected) => {
  expect(modelInCpuInfo(text)).toBe(expected);
});
