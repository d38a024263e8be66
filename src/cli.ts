#!/usr/bin/env node
/** The root of the command line: arguments, terminal and exit status. Everything else is the gate's. */
import { fileURLToPath } from "node:url";
import { CommanderError } from "commander";
import { STANDARD_OUTPUT } from "./adapters/files/own-streams.ts";
import { interruption, listenForSignals, statusOfSignal } from "./adapters/processes/interruption.ts";
import { takeDown } from "./adapters/takedown.ts";
import { commandLine, type Options, writtenSettings } from "./command-line.ts";
import type { LocalOptions } from "./commands/gate-locally.ts";
import { explainError, Interrupted } from "./errors.ts";
import { installLastHandler } from "./last-handler.ts";
import { terminalMessage, withoutCommands } from "./report/escape.ts";
import { EXIT, exitStatus } from "./report/exit-status.ts";
import { withFlags, withFlagValues } from "./report/flags.ts";
import { wrappedLines } from "./report/line-breaks.ts";
import { textOptions } from "./worlds/terminal.ts";

/** Longest message, in characters. It may quote what a measured process printed. */
const MESSAGE_CHARACTERS = 4096;

/** Folder of the harness, which lies next to src/ and dist/. */
const harnessFolder = fileURLToPath(new URL("../harness", import.meta.url));
const examplesFolder = fileURLToPath(new URL("../examples", import.meta.url));

const program = commandLine({
  async check(options) {
    const { gateLocally } = await import("./commands/gate-locally.ts");
    process.exitCode = exitStatus((await gateLocally("check", localOptions(options))).verdict);
  },
  async record(options) {
    const { gateLocally } = await import("./commands/gate-locally.ts");
    const { verdict } = await gateLocally("record", localOptions(options));
    process.exitCode = verdict === "recorded" ? EXIT.fine : EXIT.unusable;
  },
  async compare(base, head, options) {
    const { compareFiles } = await import("./commands/compare.ts");
    const { verdict } = await compareFiles({ base, head, ...localOptions(options) });
    process.exitCode = exitStatus(verdict);
  },
  async report(path, { format }) {
    const { renderReport } = await import("./commands/report.ts");
    process.stdout.write(await renderReport(path, format, textOptions(process.stdout)));
  },
  async doctor(options) {
    const { doctor } = await import("./commands/doctor.ts");
    await doctor(localOptions(options));
  },
  async demo({ python, keep }) {
    const { demo } = await import("./commands/demo.ts");
    const found = await demo({ python, keep: keep === true, harnessFolder, examplesFolder });
    process.exitCode = found ? EXIT.fine : EXIT.failed;
  },
});

listenForSignals();
installLastHandler(tellTrouble, EXIT.unusable);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.unusable;
  } else {
    const signal = interruption();
    tellTrouble(signal === null || error instanceof Interrupted ? error : new Interrupted(signal));
    process.exitCode = EXIT.unusable;
  }
}
// All is disposed of by now, but for what was made just before something failed.
takeDown();
const signal = interruption();
if (signal !== null) process.exitCode = statusOfSignal(signal);

function tellTrouble(error: unknown): void {
  const message = terminalMessage(
    explainError(error, { sentence: withFlagValues, advice: withFlags }),
    MESSAGE_CHARACTERS,
  );
  const { isTTY, columns } = process.stderr;
  const text = `hotpath-gate: ${message}`;
  process.stderr.write(`${withoutCommands(isTTY === true ? wrappedLines(text, columns) : text)}\n`);
}

function localOptions(options: Options): LocalOptions {
  return {
    written: writtenSettings(options),
    config: options.config ?? null,
    workingDirectory: options.workingDirectory ?? ".",
    json: documentPath(options.json),
    html: documentPath(options.html),
    output: options.output ?? null,
    harnessFolder,
  };
}

/** Where a document goes: `-` is standard output, as for other programs; null for none. */
function documentPath(written: string | undefined): string | null {
  return written === "-" ? STANDARD_OUTPUT : (written ?? null);
}
