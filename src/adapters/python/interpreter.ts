/** Finds the Python that was asked for, and asks it what it is. */
import { basename, dirname, parse, resolve } from "node:path";
import * as z from "zod";
import { GateError } from "../../errors.ts";
import { runCommand } from "../processes/commands.ts";
import { findOnPath, isProgram } from "../processes/program-on-path.ts";

const OLDEST = [3, 9] as const;
const ANSWER_SECONDS = 60;

export interface InterpreterRequest {
  /** A name on the search path, or a path. */
  readonly python: string;
  /** Folder that a relative path is relative to: absolute. */
  readonly startFolder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Finds the interpreter.
 *
 * @returns its absolute path. Links are not followed: a virtual environment is one.
 * @throws GateError that says what was tried
 */
export async function findInterpreter(request: InterpreterRequest): Promise<string> {
  const tried: string[] = [];
  // Not every system that has Python calls it `python`.
  const names = request.python === "python" ? ["python", "python3"] : [request.python];
  for (const name of names) {
    const path = await locate(name, request);
    if (path === null) {
      tried.push(`\`${name}\` ${isPath(name) ? "is not an executable file" : "is not on PATH"}`);
      continue;
    }
    const identity = await identify(path, request.environment);
    if (identity.kind === "python") return isShim(path) ? identity.executable : path;
    tried.push(`\`${path}\` ${identity.why}`);
  }
  throw new GateError(
    `No usable Python was found for \`${request.python}\`: ${tried.join("; ")}`,
    `Name Python ${OLDEST.join(".")} or later in \`python\` (or \`base-python\`), or, in a workflow, put actions/setup-python before this step.`,
  );
}

/** Whether a name is a path, with either separator if the platform has two. */
function isPath(name: string): boolean {
  return name.includes("/") || (process.platform === "win32" && name.includes("\\"));
}

async function locate(name: string, request: InterpreterRequest): Promise<string | null> {
  if (!isPath(name)) return findOnPath(name, searchPathOf(request.environment));
  const path = resolve(request.startFolder, name);
  return (await isProgram(path)) ? path : null;
}

export function searchPathOf(environment: Readonly<Record<string, string>>): string {
  return environment.PATH ?? environment.Path ?? "";
}

/**
 * Whether a program is the stand-in of a version manager. It looks the version up at every start, in files that may
 * differ by side.
 */
function isShim(path: string): boolean {
  return basename(dirname(path)) === "shims";
}

type Identity =
  | { readonly kind: "python"; readonly executable: string }
  | { readonly kind: "unusable"; readonly why: string };

/**
 * Script that asks an interpreter what it is. It runs on any Python since 2.7, so an old one can say that it is old.
 */
const WHO_ARE_YOU = "import json, sys; print(json.dumps([list(sys.version_info[:3]), sys.executable]))";

async function identify(path: string, environment: Readonly<Record<string, string>>): Promise<Identity> {
  const older = `is older than Python ${OLDEST.join(".")}`;
  let answer: string;
  try {
    answer = await askPython(path, ["-I", "-c", WHO_ARE_YOU], environment);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      kind: "unusable",
      why: /Unknown option: -I/.test(why) ? older : `is not a working Python (${why})`,
    };
  }
  const parsed = z.tuple([z.array(z.number()).length(3), z.string()]).safeParse(parsedOrNull(answer));
  if (!parsed.success) return { kind: "unusable", why: "is not Python" };
  const [[major = 0, minor = 0, patch = 0], executable] = parsed.data;
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    return { kind: "unusable", why: `is Python ${major}.${minor}.${patch}, which ${older}` };
  }
  return { kind: "python", executable };
}

export interface PythonIdentity {
  readonly implementation: string;
  readonly version: string;
  /** `free-threaded`, `jit`, `-O` and the like, then compiler and time of the build. */
  readonly build: readonly string[];
  /**
   * SHA-256 over the installed distributions: names and versions, but only the names of the checkout's own and of
   * editable ones.
   */
  readonly packages: string;
}

const WHAT_ARE_YOU = `
import hashlib, json, os, platform, sys, sysconfig
from urllib.parse import urlsplit
from urllib.request import url2pathname
build = []
if sysconfig.get_config_var("Py_GIL_DISABLED"):
    build.append("free-threaded" + (", GIL on" if sys._is_gil_enabled() else ""))
if hasattr(sys, "_jit") and sys._jit.is_enabled():
    build.append("jit")
if hasattr(sys, "gettotalrefcount"):
    build.append("debug")
if sys.flags.optimize:
    build.append("-" + "O" * sys.flags.optimize)
build += [platform.python_compiler(), "built " + platform.python_build()[1]]

def origin_of(notes, stem):
    try:
        with open(os.path.join(notes, "direct_url.json"), encoding="utf-8") as file:
            origin = json.load(file)
        url = urlsplit(origin["url"])
        if url.scheme.endswith("file"):
            place = os.path.realpath(url2pathname(url.path))
            editable = origin.get("dir_info", {}).get("editable")
            if editable or (place + os.sep).startswith(os.path.join(os.path.realpath(root), "")):
                return stem.split("-")[0]
            if "dir_info" in origin:
                # Of the same version, a folder may hold other code every day.
                with open(os.path.join(notes, "RECORD"), encoding="utf-8") as file:
                    return stem + "".join(sorted(line for line in file if line.split(",")[0].endswith((".py", ".so", ".pyd"))))
        return stem + json.dumps([origin.get("vcs_info"), origin.get("archive_info")], sort_keys=True)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return stem

def entries(folder):
    try:
        return os.listdir(folder)
    except OSError:
        return []

root, more = sys.argv[1:]
told = set()
for folder in dict.fromkeys([*sys.path, *more.split(os.pathsep)]):
    for name in entries(folder) if folder else ():
        stem, kind = os.path.splitext(name)
        # The installer itself is imported by no benchmark, and is renewed wherever an environment is made.
        if kind in (".dist-info", ".egg-info", ".egg") and "-" in stem and stem.split("-")[0] != "pip":
            told.add(origin_of(os.path.join(folder, name), stem))
for prefix in {sys.prefix, sys.base_prefix}:
    told.update("conda " + name for name in entries(os.path.join(prefix, "conda-meta")) if name.endswith(".json"))
packages = hashlib.sha256("\\n".join(sorted(told)).encode("utf-8", "surrogateescape")).hexdigest()
print(json.dumps([platform.python_implementation(), platform.python_version(), build, packages]))
`;

/**
 * Describes an interpreter as the side's processes will run it: variables such as `PYTHON_JIT` and `PYTHON_GIL` count,
 * and so do the packages that are installed for it.
 *
 * @param root of the checkout, whose own distribution has another version with every commit
 * @throws GateError
 */
export async function identifyPython(
  path: string,
  environment: Readonly<Record<string, string>>,
  root: string,
): Promise<PythonIdentity> {
  const { PYTHONPATH = "", ...withoutProject } = environment;
  let answer: string;
  try {
    answer = await askPython(path, ["-c", WHAT_ARE_YOU, root, PYTHONPATH], withoutProject);
  } catch (error) {
    throw unidentified(path, error instanceof Error ? error.message : String(error), error);
  }
  // Code that an environment runs at every start may print as well.
  const identity = IDENTITY.safeParse(parsedOrNull(answer.trimEnd().split("\n").at(-1) ?? ""));
  if (!identity.success) throw unidentified(path, "it answers something else", identity.error);
  const [implementation, version, build, packages] = identity.data;
  return {
    implementation,
    version,
    build: build.map((word) => word.trim()).filter((word) => word !== ""),
    packages,
  };
}

const IDENTITY = z.tuple([z.string(), z.string(), z.array(z.string()), z.string()]);

function unidentified(path: string, why: string, cause: unknown): GateError {
  return new GateError(
    `${path} does not say which Python it is: ${why}`,
    "Check whether it runs at all: `python -c 'import platform'`.",
    { cause },
  );
}

/**
 * Runs a script, in a folder where no file of the project can be taken for a module.
 *
 * @throws Error whose message is one line
 */
async function askPython(
  path: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const end = await runCommand({
    program: path,
    args,
    folder: parse(path).root,
    environment,
    deadlineSeconds: ANSWER_SECONDS,
    outputBytes: 1024 * 1024,
  });
  end.endRest();
  if (end.kind === "exited" && end.status === 0) return end.stdout.toString("utf8");
  if (end.kind === "not-started") throw new Error(end.how);
  if (end.kind === "ended" && end.why !== "signal") throw new Error(`it ${end.how}`);
  // A traceback ends with its reason; what others print (a version manager's shim) begins with it.
  const stderr = end.stderr.toString("utf8");
  const lines = stderr
    .split(/\r?\n/)
    .map((one) => one.trim())
    .filter((one) => one !== "");
  const line = lines[0]?.startsWith("Traceback") ? lines.at(-1) : lines[0];
  const unknown = /^Unknown option: -I$/m.exec(stderr)?.[0];
  throw new Error(unknown ?? line ?? (end.kind === "exited" ? `status ${end.status}` : end.how));
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
