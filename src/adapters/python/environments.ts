/** A side's interpreter and environment: the job's own, or a virtual environment that `setup` filled. */
import type { Stats } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { GateError } from "../../errors.ts";
import type { Environments, Side } from "../../ports/environments.ts";
import { contentsOf } from "../files/file-contents.ts";
import { isBelow } from "../files/is-below.ts";
import { makeOwnedFolder } from "../files/owned-folder.ts";
import type { Log } from "../log.ts";
import { runCommand } from "../processes/commands.ts";
import { findOnPath, isProgram } from "../processes/program-on-path.ts";
import { pathsOfBase } from "./inherited-paths.ts";
import { distributionsOf } from "./installed-distributions.ts";
import { findInterpreter, searchPathOf } from "./interpreter.ts";
import { fingerprintOf } from "./machine-fingerprint.ts";
import { scrubEnvironment } from "./scrubbed-environment.ts";
import { ownFolders } from "./side-folders.ts";

const SETUP_LINES_SHOWN = 30;
/** Longest line that is kept, in characters. */
const LINE_CHARACTERS = 2_000;
/** Deadline of `setup`, in seconds. Building a project with everything it needs from sources takes minutes. */
const SETUP_SECONDS = 3_600;
const VENV_SECONDS = 600;

export function environments(place: {
  readonly temporaryFolder: string;
  /** Environment of the job. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Values that must not reach a measured process. */
  readonly secrets: readonly string[];
  readonly log: Log;
}): Environments {
  const cleaned = scrubEnvironment(place.environment, place.secrets);
  const interpreters = new Map<string, Promise<string>>();

  // Once for both sides: a version manager may answer differently in base's checkout.
  const interpreterFor = (python: string, variables: Readonly<Record<string, string>>) => {
    const key = JSON.stringify([python, searchPathOf(variables)]);
    const found =
      interpreters.get(key) ??
      findInterpreter({ python, startFolder: process.cwd(), environment: variables });
    interpreters.set(key, found);
    return found;
  };

  const inheritedBy = async ({ root }: Side["checkout"], headRoot: string | null) => {
    if (headRoot === null) return cleaned;
    const { environment, changed } = await pathsOfBase(cleaned, headRoot, root);
    if (changed.length > 0) place.log.debug(`In base's own checkout, base has: ${changed.join(", ")}`);
    return environment;
  };

  return {
    async prepare(request) {
      const { name, checkout, setup } = request;
      const workingDirectory = resolve(checkout.root, request.workingDirectory);
      await requireFolder(workingDirectory, `${name} (${checkout.label})`);
      const inherited = await inheritedBy(checkout, request.headRoot);
      const variables = { ...inherited, ...request.environment };
      const python = await interpreterFor(request.python, variables);
      const side: Side = {
        name,
        checkout,
        python,
        environment: variables,
        workingDirectory,
        pythonPath:
          request.pythonPath === null
            ? await codeFolders(checkout.root, workingDirectory)
            : request.pythonPath.map((path) => resolve(workingDirectory, path)),
        pythonPathFirst: setup === null,
        notFrom: [],
        redirect: null,
        ownEnvironment: null,
        ownFolder: null,
      };
      requireSearchable([...side.pythonPath, place.temporaryFolder], name);
      if (setup === null && request.sharesFolders) return { ...side, [Symbol.asyncDispose]: async () => {} };

      const folder = await makeOwnedFolder(place.temporaryFolder);
      let endRest = () => {};
      const dispose = async () => {
        endRest();
        await folder.remove().catch((error: unknown) => {
          place.log.warning(`The folder ${folder.path} of ${name} could not be removed: ${String(error)}`);
        });
      };
      try {
        const installed =
          setup === null
            ? { side, endRest }
            : await fillEnvironment(side, setup, join(folder.path, "venv"), folder.path, place.log);
        // A server that `setup` started serves the benchmarks, and goes with their environment.
        endRest = installed.endRest;
        const { environment } = installed.side;
        // Installing is left the job's own: its settings, credentials and caches are there.
        const own = request.sharesFolders
          ? {}
          : await ownFolders(folder.path, environment, request.environment);
        return {
          ...installed.side,
          environment: { ...environment, ...own },
          ownFolder: folder.path,
          [Symbol.asyncDispose]: dispose,
        };
      } catch (error) {
        await dispose();
        throw error;
      }
    },

    fingerprint: (side) => fingerprintOf(side, place.environment, cleaned),

    distributionsOf,

    contentsOf,
  };
}

/**
 * Refuses folders that a search path can't hold: with its delimiter in the name, Python would look in two other
 * folders.
 */
function requireSearchable(folders: readonly string[], name: string): void {
  const torn = folders.find((folder) => folder.includes(delimiter));
  if (torn === undefined) return;
  throw new GateError(
    `The folder ${torn} of ${name} has a \`${delimiter}\` in its name, so it can't be on a search path`,
    "Move the checkout, or set `TMPDIR` (`RUNNER_TEMP` in GitHub Actions) to a folder without one.",
  );
}

async function requireFolder(path: string, where: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) return;
  throw new GateError(
    `The working directory ${path} does not exist in ${where}`,
    "Fix `working-directory`. If base does not have the folder yet, there is nothing to compare with.",
  );
}

async function fillEnvironment(
  side: Side,
  setup: string,
  folder: string,
  outside: string,
  log: Log,
): Promise<{ readonly side: Side; readonly endRest: () => void }> {
  const where = `${side.name} (${side.checkout.label})`;
  const { environment } = side;
  // From outside the checkout, where a file `venv.py` could be taken for the module.
  const made = await runLogged(
    side.python,
    ["-I", "-m", "venv", folder],
    outside,
    environment,
    VENV_SECONDS,
    log,
  );
  made.endRest();
  if (made.failure !== null) {
    throw new GateError(
      `The virtual environment of ${where} could not be made by ${side.python}: it failed${made.failure}`,
      `Install Python's venv module; on Debian and Ubuntu it is the package python3-venv.${quoted(made.tail)}`,
      { quotes: made.tail },
    );
  }
  const programs = join(folder, process.platform === "win32" ? "Scripts" : "bin");
  const own = {
    ...environment,
    VIRTUAL_ENV: folder,
    PATH: `${programs}${delimiter}${searchPathOf(environment)}`,
    // `uv sync`, and `uv run` in a measured command, would otherwise make an environment of their own in the checkout.
    UV_PROJECT_ENVIRONMENT: folder,
  };
  const [shell, ...args] = await shellCommand(setup, searchPathOf(environment));
  const ran = await runLogged(shell, args, side.workingDirectory, own, SETUP_SECONDS, log);
  const refuse = (what: string, advice: string) => {
    ran.endRest();
    return new GateError(what, advice, { quotes: ran.tail });
  };
  if (ran.failure !== null) {
    throw refuse(
      `\`setup\` failed in ${where}${ran.failure}`,
      `It runs in a new virtual environment, in that side's checkout: check that it works in a fresh clone.${quoted(ran.tail)}`,
    );
  }
  const python = join(programs, process.platform === "win32" ? "python.exe" : "python");
  if (!(await isProgram(python))) {
    throw refuse(
      `\`setup\` of ${where} left no interpreter in its virtual environment`,
      "Install into the environment that is active while `setup` runs, and don't replace it.",
    );
  }
  return { side: { ...side, python, environment: own, ownEnvironment: folder }, endRest: ran.endRest };
}

function quoted(tail: readonly string[]): string {
  return tail.length === 0 ? "" : ` Its last lines were:\n${tail.join("\n")}`;
}

async function shellCommand(command: string, searchPath: string): Promise<[string, ...string[]]> {
  if (process.platform === "win32") {
    return [process.env.ComSpec ?? "cmd.exe", "/d", "/s", "/c", `"${command}"`];
  }
  const bash = await findOnPath("bash", searchPath);
  if (bash === null) return ["/bin/sh", "-e", "-c", command];
  // With a socket as its input, bash takes itself for a remote shell and reads `.bashrc`, which may change PATH.
  return [bash, "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", command];
}

interface Ran {
  /** How the command failed, as the rest of a sentence; null if it ended with status 0. */
  readonly failure: string | null;
  readonly tail: readonly string[];
  /** Ends what the command left running. */
  readonly endRest: () => void;
}

async function runLogged(
  program: string,
  args: readonly string[],
  folder: string,
  variables: Readonly<Record<string, string>>,
  deadlineSeconds: number,
  log: Log,
): Promise<Ran> {
  const tail: string[] = [];
  const take = (line: string) => {
    if (line.trim() === "") return;
    log.debug(line);
    tail.push(line);
    if (tail.length > SETUP_LINES_SHOWN) tail.shift();
  };
  const streams = { stdout: linesOf(take), stderr: linesOf(take) };
  const end = await runCommand({
    program,
    args,
    folder,
    environment: variables,
    deadlineSeconds,
    outputBytes: 0,
    onOutput: (chunk, stream) => streams[stream].add(chunk),
    windowsVerbatimArguments: /cmd(\.exe)?$/i.test(program),
  });
  streams.stdout.end();
  streams.stderr.end();
  const { endRest } = end;
  if (end.kind !== "exited") return { failure: `: it ${end.how}`, tail, endRest };
  return { failure: end.status === 0 ? null : ` with status ${end.status}`, tail, endRest };
}

/** Takes output line by line. Progress bars end their lines with a carriage return alone. */
function linesOf(take: (line: string) => void) {
  const decoder = new TextDecoder();
  let rest = "";
  return {
    add(chunk: Buffer) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r/);
      // A line that never ends is kept as far as it is shown.
      rest = (lines.pop() ?? "").slice(0, LINE_CHARACTERS);
      for (const line of lines) take(line.slice(0, LINE_CHARACTERS));
    },
    end: () => take(rest),
  };
}

/** Folders with the project's code if none are configured: those of a `src` layout, and the folders themselves. */
async function codeFolders(root: string, workingDirectory: string): Promise<string[]> {
  const folders: string[] = [];
  for (const folder of new Set([workingDirectory, root])) {
    const source = join(folder, "src");
    if (await holdsModules(source, root, 4)) folders.push(source);
    folders.push(folder);
  }
  return folders;
}

/** Whether a folder holds modules. They may lie deeper, in packages that need no file of their own. */
async function holdsModules(folder: string, root: string, depth: number): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const folders: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const found = entry.isSymbolicLink() ? await linkedTo(path, root) : entry;
    if (found?.isFile() && /\.(py|so|pyd)$/.test(entry.name)) return true;
    // Names with a dot, such as `shop.egg-info`, are no packages.
    if (found?.isDirectory() && /^\w+$/.test(entry.name) && entry.name !== "__pycache__") folders.push(path);
  }
  if (depth === 1) return false;
  for (const path of folders) if (await holdsModules(path, root, depth - 1)) return true;
  return false;
}

/** What a link leads to; null if that is outside the checkout, or a folder that the link lies in. */
async function linkedTo(path: string, root: string): Promise<Stats | null> {
  const target = await realpath(path).catch(() => null);
  if (target === null || !isBelow(target, root) || isBelow(path, target)) return null;
  return stat(target).catch(() => null);
}
