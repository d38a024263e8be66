/** The root of the action: inputs and event go in, the job's state comes out. Everything else is the gate's. */
import { randomInt } from "node:crypto";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as core from "@actions/core";
import { readBounded } from "./adapters/files/bounded-files.ts";
import { findConfigFile } from "./adapters/files/config-file.ts";
import { keptRunnerFiles } from "./adapters/github/runner-files.ts";
import { interruption, listenForSignals, statusOfSignal } from "./adapters/processes/interruption.ts";
import { takeDown } from "./adapters/takedown.ts";
import { explainError, GateError, Interrupted } from "./errors.ts";
import type { Config, WrittenSettings } from "./inputs/config.ts";
import { type EventFacts, readOccasion } from "./inputs/occasion.ts";
import { parseConfig } from "./inputs/parse-config.ts";
import { installLastHandler } from "./last-handler.ts";
import { terminalMessage } from "./report/escape.ts";
import { type ActionPlace, jobFrom, publishTroubleToGitHub } from "./worlds/github-job.ts";

/** Longest annotation, in characters. */
const MESSAGE_CHARACTERS = 4096;
/** Largest event file, in bytes. The platform's own payloads have at most 25 MB. */
const EVENT_BYTES = 64 * 1024 * 1024;
/**
 * Exit status for uncaught errors. The platform takes any status but 0 for a failure. A verdict that fails the job ends
 * with status 1, and so does `unmeasured`, because `setFailed` knows no other.
 */
const WITHOUT_VERDICT = 2;

listenForSignals();
installLastHandler(tellTrouble, WITHOUT_VERDICT);

try {
  await run(process.env);
} catch (error) {
  const signal = interruption();
  tellTrouble(signal === null || error instanceof Interrupted ? error : new Interrupted(signal));
}
// All is disposed of by now, but for what was made just before something failed.
takeDown();
const signal = interruption();
if (signal !== null) process.exitCode = statusOfSignal(signal);

function tellTrouble(error: unknown): void {
  core.setFailed(terminalMessage(explainError(error), MESSAGE_CHARACTERS));
  if (!(error instanceof GateError)) core.debug(error instanceof Error ? (error.stack ?? "") : String(error));
  process.exitCode = WITHOUT_VERDICT;
}

async function run(variables: NodeJS.ProcessEnv): Promise<void> {
  const written = writtenInputs(variables);
  const token = written["github-token"] ?? "";
  for (const part of token.split(/[\r\n]+/)) if (part !== "") core.setSecret(part);
  const folder = resolve(variables.GITHUB_WORKSPACE ?? ".", written["working-directory"] ?? ".");
  const event = await eventOf(variables);
  const job = jobFrom(variables);
  if (written.mode === "report") {
    requireSendable(token);
    const { reportToGitHub } = await import("./worlds/finished-run.ts");
    const troubles = await reportToGitHub(written, event, job, token);
    if (troubles.length > 0) core.setFailed(terminalMessage(troubles.join(" "), MESSAGE_CHARACTERS));
    return;
  }
  const occasion = readOccasion(event);
  const place: ActionPlace = {
    folder,
    written,
    harnessFolder: fileURLToPath(new URL("../harness", import.meta.url)),
    token: isSendable(token) ? token : "",
    jsonReport: written["json-report"] ?? null,
    htmlReport: written["html-report"] ?? null,
    runnerFiles: await keptRunnerFiles(variables),
  };
  let config: Config | null = null;
  let isPublished = false;
  try {
    requireSendable(token);
    const file = await findConfigFile(folder, written.config ?? null);
    const asked = parseConfig(written, "action", file, randomInt(2 ** 32));
    config = asked;
    // The code that measures is loaded after the inputs are read, so that a wrong input is reported at once.
    const [{ gate }, { reasonWords }, { githubActionsWorld }, { heldSettings }, { planRun }, outputs] =
      await Promise.all([
        import("./runs/gate.ts"),
        import("./report/words/gate-reason.ts"),
        import("./worlds/github-actions.ts"),
        import("./worlds/held-settings.ts"),
        import("./plan/plan.ts"),
        import("./worlds/outputs.ts"),
      ]);
    const { reportFiles, requireOutputs, runFiles } = outputs;
    const reports = reportFiles(
      { "json-report": place.jsonReport, "html-report": place.htmlReport },
      "input",
    );
    const isRecorded = planRun(asked, occasion).kind === "record";
    await requireOutputs(runFiles(reports, asked, null, isRecorded), folder, true);
    const held = await heldSettings(asked, file, occasion, {
      folder,
      written,
      by: "action",
      named: written.config ?? null,
      temporaryFolder: job.temporaryFolder,
      warn: (message) => core.warning(message),
    });
    config = held.config;
    await using world = githubActionsWorld(config, occasion, job, place);
    const result = await gate(config, occasion, world, held);
    isPublished = true;
    if (result.verdict === "failed" || result.verdict === "unmeasured")
      core.setFailed(terminalMessage(reasonWords(result), MESSAGE_CHARACTERS));
  } catch (error) {
    // A published result stands, whatever goes wrong in the clean-up.
    if (!isPublished) {
      await publishTroubleToGitHub(explainError(error), config?.comment ?? null, occasion, job, place);
    }
    throw error;
  }
}

/** Whether a token can stand in the header of a request. An error about one that can't would print it. */
function isSendable(token: string): boolean {
  return /^[\x21-\x7e]*$/.test(token);
}

/** @throws GateError */
function requireSendable(token: string): void {
  if (isSendable(token)) return;
  throw new GateError(
    "`github-token` contains a line break, a space or a character that no token has, so it is not used",
    "Check the secret that it comes from: more than the token was probably pasted into it.",
  );
}

/** Inputs by name. The runner passes them as `INPUT_<NAME>`, and unset ones as empty texts. */
function writtenInputs(variables: NodeJS.ProcessEnv): WrittenSettings {
  const written: Record<string, string> = {};
  for (const [variable, text] of Object.entries(variables)) {
    const name = /^INPUT_(.+)$/.exec(variable)?.[1]?.toLowerCase();
    if (name !== undefined && text !== undefined && text.trim() !== "") written[name] = text.trim();
  }
  return written;
}

async function eventOf(variables: NodeJS.ProcessEnv): Promise<EventFacts> {
  const path = variables.GITHUB_EVENT_PATH;
  if (path === undefined || path === "") {
    throw new GateError(
      "`GITHUB_EVENT_PATH` is not set, so this is not a GitHub Actions job",
      "On your own machine, use the command line: `hotpath-gate check`.",
    );
  }
  const reading = await readBounded(path, EVENT_BYTES);
  if (reading.kind !== "read") {
    const why = reading.kind === "missing" ? "does not exist" : reading.why;
    throw new GateError(`The event payload ${path} ${why}`, "Check the runner.");
  }
  let payload: unknown;
  try {
    payload = JSON.parse(new TextDecoder().decode(reading.bytes));
  } catch (error) {
    throw new GateError(`The event payload ${path} is not JSON`, "Check the runner.", { cause: error });
  }
  return {
    name: variables.GITHUB_EVENT_NAME ?? "",
    commit: variables.GITHUB_SHA ?? "",
    ref: variables.GITHUB_REF ?? "",
    payload,
  };
}
