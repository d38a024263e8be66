/** The runner of the story: nektos/act in host mode, found on this machine or built from its Go module. */
// @ts-check
import { execFile, spawn } from "node:child_process";
import { access, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const ACT_VERSION = "0.2.89";

/** How long a started act may take to end by itself when it is told to stop. */
const STOP_GRACE_MS = 5_000;

/**
 * @typedef {object} Annotation
 * @property {"error" | "warning" | "notice"} level
 * @property {string} message
 * @property {Record<string, string>} properties `file`, `line`, `title`, …
 *
 * @typedef {object} WorkflowRun what is known of a workflow's run when it has ended
 * @property {boolean} succeeded
 * @property {string} output what the steps printed, line by line
 * @property {Annotation[]} annotations
 * @property {string} summary Markdown
 * @property {string} log everything that act said
 *
 * @typedef {object} WorkflowRequest
 * @property {string} checkout folder with the repository, at the commit to run
 * @property {string} event
 * @property {unknown} payload
 * @property {string} token `GITHUB_TOKEN`
 * @property {Record<string, string>} environment of the job; replaces this process's own
 * @property {Record<string, string>} variables `vars`
 * @property {{ uses: string, folder: string }} action the folder that stands for an action's repository
 * @property {string} scratch folder for the runner's own files; must be this run's alone
 */

/**
 * Path of act at the pinned version: on `PATH`, built before, or built now (needs Go; under a minute).
 *
 * @param {string} toolsFolder
 * @param {(message: string) => void} say
 * @returns {Promise<string>}
 */
export async function findAct(toolsFolder, say) {
  const folder = join(toolsFolder, `act-${ACT_VERSION}`);
  for (const candidate of [...(process.env.PATH ?? "").split(delimiter), folder]) {
    const act = join(candidate, "act");
    if (await isPinnedVersion(act)) return act;
  }
  say(`building act ${ACT_VERSION} (once, into ${folder})`);
  await mkdir(folder, { recursive: true });
  try {
    await run(
      "go",
      [
        "install",
        "-tags",
        "WITHOUT_DOCKER",
        "-ldflags",
        `-X main.version=${ACT_VERSION}`,
        `github.com/nektos/act@v${ACT_VERSION}`,
      ],
      { env: { ...process.env, GOBIN: folder, GOFLAGS: "" }, maxBuffer: 64 * 1024 * 1024 },
    );
  } catch (error) {
    throw new Error(
      `act ${ACT_VERSION} is not on PATH and could not be built. Install Go 1.25 or later, or act itself.`,
      {
        cause: error,
      },
    );
  }
  return join(folder, "act");
}

/** @param {string} act */
async function isPinnedVersion(act) {
  try {
    await access(act);
    const { stdout } = await run(act, ["--version"]);
    return stdout.includes(ACT_VERSION);
  } catch {
    return false;
  }
}

/** Runs workflows one after the other; `stop` ends the one that runs. @param {string} act */
export function createRunner(act) {
  /** @type {import("node:child_process").ChildProcess | null} */
  let running = null;
  let stopped = false;

  return {
    /**
     * @param {WorkflowRequest} request
     * @returns {Promise<WorkflowRun>}
     */
    async run(request) {
      if (stopped) await forever();
      await mkdir(request.scratch, { recursive: true });
      const payloadFile = join(request.scratch, "event.json");
      const secretFile = join(request.scratch, "secrets");
      await writeFile(payloadFile, JSON.stringify(request.payload));
      await writeFile(secretFile, `GITHUB_TOKEN=${request.token}\n`, { mode: 0o600 });
      const child = spawn(
        act,
        [
          request.event,
          "--json",
          "--eventpath",
          payloadFile,
          "--secret-file",
          secretFile,
          "--platform",
          "ubuntu-latest=-self-hosted",
          "--no-cache-server",
          "--action-cache-path",
          join(request.scratch, "act"),
          "--local-repository",
          `${request.action.uses}=${request.action.folder}`,
          "--defaultbranch",
          "main",
          ...Object.entries(request.variables).flatMap(([name, value]) => ["--var", `${name}=${value}`]),
          ...Object.entries(request.environment).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
        ],
        {
          cwd: request.checkout,
          env: request.environment,
          stdio: ["ignore", "pipe", "pipe"],
          // A process group of its own, so that stopping it reaches what its steps started.
          detached: true,
        },
      );
      running = child;
      let text = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8");
        stream.on("data", (chunk) => {
          text += chunk;
        });
      }
      const code = await new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", resolve);
      });
      running = null;
      if (stopped) await forever();
      return readLog(text, code === 0);
    },

    async stop() {
      stopped = true;
      const child = running;
      if (child?.pid === undefined) return;
      const ended = new Promise((resolve) => child.once("close", resolve));
      signalGroup(child.pid, "SIGTERM");
      const timer = setTimeout(() => signalGroup(child.pid ?? 0, "SIGKILL"), STOP_GRACE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Nobody is to go on from a run that was cut short: the process is about to end. */
function forever() {
  return new Promise(() => {});
}

/**
 * @param {number} group
 * @param {NodeJS.Signals} signal
 */
function signalGroup(group, signal) {
  try {
    process.kill(-group, signal);
  } catch {
    // It has ended in the meantime.
  }
}

/**
 * @param {string} text act's log, one JSON document a line
 * @param {boolean} succeeded
 * @returns {WorkflowRun}
 */
function readLog(text, succeeded) {
  const entries = text.split("\n").filter(Boolean).map(parseEntry);
  return {
    succeeded,
    output: entries
      .filter((entry) => entry.raw_output)
      .map((entry) => String(entry.msg).replace(/\n$/, ""))
      .join("\n"),
    annotations: entries
      .filter(({ command }) => ["error", "warning", "notice"].includes(command))
      .map((entry) => ({
        level: entry.command,
        message: unescapeData(entry.arg ?? ""),
        properties: entry.kvPairs ?? {},
      })),
    summary: entries
      .filter(({ command }) => command === "summary")
      .map(({ content }) => content)
      .join("\n"),
    log: entries.map((entry) => String(entry.msg).trimEnd()).join("\n"),
  };
}

/**
 * @param {string} line
 * @returns {any}
 */
function parseEntry(line) {
  try {
    return JSON.parse(line);
  } catch {
    return { msg: line };
  }
}

/** @param {string} text */
function unescapeData(text) {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}
