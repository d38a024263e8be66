/** The action's root: inputs and event in, the job's state out. Everything else is the gate's. */
import { randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as core from "@actions/core";
import { findConfigFile } from "./adapters/config-file.ts";
import { explainError, GateError } from "./errors.ts";
import { type Config, parseConfig, type WrittenSettings } from "./inputs/config.ts";
import { type Occasion, readOccasion } from "./inputs/occasion.ts";
import { terminalMessage } from "./report/escape.ts";
import { type ActionPlace, jobFrom, publishTroubleToGitHub } from "./worlds/github-job.ts";

/** Of an annotation. */
const MESSAGE_CHARACTERS = 4096;

try {
  await run(process.env);
} catch (error) {
  core.setFailed(terminalMessage(explainError(error), MESSAGE_CHARACTERS));
  if (!(error instanceof GateError)) core.debug(error instanceof Error ? (error.stack ?? "") : String(error));
}

async function run(variables: NodeJS.ProcessEnv): Promise<void> {
  const written = writtenInputs(variables);
  const token = written["github-token"] ?? "";
  for (const part of token.split(/[\r\n]+/)) if (part !== "") core.setSecret(part);
  const folder = resolve(variables.GITHUB_WORKSPACE ?? ".", written["working-directory"] ?? ".");
  const occasion = await occasionOf(variables);
  const place: ActionPlace = {
    folder,
    written,
    harnessFolder: fileURLToPath(new URL("../harness", import.meta.url)),
    token: isSendable(token) ? token : "",
    jsonReport: written["json-report"] ?? null,
    htmlReport: written["html-report"] ?? null,
  };
  const job = jobFrom(variables);
  let config: Config | null = null;
  let isPublished = false;
  try {
    if (!isSendable(token)) {
      throw new GateError(
        "`github-token` holds a line break, a space or a character that no token has, and is not used",
        "Check the secret that it comes from: it was probably pasted with more than the token.",
      );
    }
    const file = await findConfigFile(folder, written.config ?? null);
    config = parseConfig(written, "action", file, randomInt(2 ** 32));
    // All that measures is loaded once the inputs are read, so that a wrong one is told at once.
    const [{ gate }, { githubActionsWorld }] = await Promise.all([
      import("./gate.ts"),
      import("./worlds/github-actions.ts"),
    ]);
    await using world = githubActionsWorld(config, occasion, job, place);
    const result = await gate(config, occasion, world);
    isPublished = true;
    if (result.verdict === "failed" || result.verdict === "unmeasured")
      core.setFailed(terminalMessage(result.reason, MESSAGE_CHARACTERS));
  } catch (error) {
    // A result that was told holds, whatever goes wrong in clearing up after it.
    if (!isPublished) {
      await publishTroubleToGitHub(explainError(error), config?.comment ?? null, occasion, job, place);
    }
    throw error;
  }
}

/** Whether it can stand in a request's header, whose error would print it otherwise. */
function isSendable(token: string): boolean {
  return /^[\x21-\x7e]*$/.test(token);
}

/** The runner hands inputs over as `INPUT_<NAME>`, and unset ones as empty texts. */
function writtenInputs(variables: NodeJS.ProcessEnv): WrittenSettings {
  const written: Record<string, string> = {};
  for (const [variable, text] of Object.entries(variables)) {
    const name = /^INPUT_(.+)$/.exec(variable)?.[1]?.toLowerCase();
    if (name !== undefined && text !== undefined && text.trim() !== "") written[name] = text.trim();
  }
  return written;
}

async function occasionOf(variables: NodeJS.ProcessEnv): Promise<Occasion> {
  const path = variables.GITHUB_EVENT_PATH;
  if (path === undefined || path === "") {
    throw new GateError(
      "GITHUB_EVENT_PATH is not set, so this is no GitHub Actions job",
      "On your own machine, use the command line: hotpath-gate check.",
    );
  }
  let payload: unknown;
  try {
    payload = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new GateError(`The event payload ${path} can't be read`, "Check the runner.", { cause: error });
  }
  return readOccasion({
    name: variables.GITHUB_EVENT_NAME ?? "",
    commit: variables.GITHUB_SHA ?? "",
    ref: variables.GITHUB_REF ?? "",
    payload,
  });
}
