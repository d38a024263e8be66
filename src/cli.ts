#!/usr/bin/env node
/** The command line's root: arguments, terminal and exit status. Everything else is the gate's. */
import { fileURLToPath } from "node:url";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { interruption, listenForSignals, statusOfSignal } from "./adapters/interruption.ts";
import { takeDown } from "./adapters/takedown.ts";
import type { LocalOptions } from "./commands/gate-locally.ts";
import type { ReportFormat } from "./commands/report.ts";
import { explainError, Interrupted } from "./errors.ts";

import { isList, SETTING_NAMES, SETTINGS, type SettingName } from "./inputs/settings.ts";
import { installLastHandler } from "./last-handler.ts";
import { terminalMessage, withoutCommands } from "./report/escape.ts";
import { EXIT, exitStatus } from "./report/exit-status.ts";
import { version } from "./version.ts";

/** More than any message of ours has; what a measured process printed may be part of it. */
const MESSAGE_CHARACTERS = 4096;

/** Beside src/ and dist/ alike. */
const harnessFolder = fileURLToPath(new URL("../harness", import.meta.url));
const examplesFolder = fileURLToPath(new URL("../examples", import.meta.url));

/** Those that say what is measured, and for how long; with one tree on both sides, the others have nothing to say. */
const DOCTOR_SETTINGS: readonly SettingName[] = [
  "suite",
  "benchmarks",
  "python",
  "env",
  "setup",
  "budget",
  "time-limit",
  "config",
  "python-path",
  "working-directory",
  "seed",
];

/** Those that say what is measured, and where it goes; nothing is decided. */
const RECORD_SETTINGS: readonly SettingName[] = [
  "suite",
  "benchmarks",
  "results-file",
  "results-format",
  "metrics",
  "python",
  "env",
  "setup",
  "baseline",
  "baseline-path",
  "time-limit",
  "config",
  "python-path",
  "working-directory",
  "seed",
];

/** Those that decide; nothing is measured. */
const COMPARE_SETTINGS: readonly SettingName[] = [
  "budget",
  "metrics",
  "results-format",
  "fail-on",
  "config",
  "working-directory",
];

type Options = Readonly<Record<string, string | undefined>>;

const program = new Command("hotpath-gate")
  .description("Tells whether a benchmark got slower: base and head measured in lock step on one CPU.")
  .version(version, "-V, --version")
  .showHelpAfterError("(hotpath-gate --help lists the commands)")
  .exitOverride();

withSettings(program.command("check"))
  .description("compare the working tree with base; exit status 1 when a benchmark exceeds its budget")
  .option("--json <FILE>", "write the result document", onlyOnce)
  .option("--html <FILE>", "write the HTML report", onlyOnce)
  .action(async (options: Options) => {
    const { gateLocally } = await import("./commands/gate-locally.ts");
    process.exitCode = exitStatus((await gateLocally("check", localOptions(options))).verdict);
  });

withSettings(program.command("record"), RECORD_SETTINGS)
  .description("measure the working tree alone and store it as a baseline")
  .option("--output <FILE>", "where to store it (default: baseline-path)", onlyOnce)
  .option("--json <FILE>", "write the result document", onlyOnce)
  .action(async (options: Options) => {
    const { gateLocally } = await import("./commands/gate-locally.ts");
    const { verdict } = await gateLocally("record", localOptions(options));
    process.exitCode = verdict === "recorded" ? EXIT.fine : EXIT.unusable;
  });

withSettings(program.command("compare <BASE> <HEAD>"), COMPARE_SETTINGS)
  .description(
    "compare two files: baselines of record --output, or results of other tools; exit status as of check",
  )
  .option("--json <FILE>", "write the result document", onlyOnce)
  .option("--html <FILE>", "write the HTML report", onlyOnce)
  .action(async (base: string, head: string, options: Options) => {
    const { compareFiles } = await import("./commands/compare.ts");
    const { verdict } = await compareFiles({ base, head, ...localOptions(options) });
    process.exitCode = exitStatus(verdict);
  });

program
  .command("report <RESULT>")
  .description("render a result document")
  .addOption(new Option("--format <FORMAT>", "how").choices(["text", "markdown", "html"]).default("text"))
  .action(async (path: string, options: { format: ReportFormat }) => {
    const { renderReport } = await import("./commands/report.ts");
    process.stdout.write(await renderReport(path, options.format, process.stdout.isTTY === true));
  });

withSettings(program.command("doctor"), DOCTOR_SETTINGS)
  .description(
    "measure the working tree against itself: what this machine can detect, how fast, and why not more",
  )
  .option("--json <FILE>", "write the findings", onlyOnce)
  .action(async (options: Options) => {
    const { doctor } = await import("./commands/doctor.ts");
    await doctor(localOptions(options));
  });

program
  .command("demo")
  .description("build a sample repository with a known regression and gate it")
  .option("--python <PYTHON>", "interpreter to use", "python")
  .option("--keep", "leave the sample repository in place, and say where")
  .action(async (options: { python: string; keep?: true }) => {
    const { demo } = await import("./commands/demo.ts");
    const found = await demo({
      python: options.python,
      keep: options.keep === true,
      harnessFolder,
      examplesFolder,
    });
    process.exitCode = found ? EXIT.fine : EXIT.failed;
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
  const message = terminalMessage(explainError(error), MESSAGE_CHARACTERS);
  process.stderr.write(`hotpath-gate: ${withoutCommands(message)}\n`);
}

function withSettings(command: Command, names: readonly SettingName[] = SETTING_NAMES): Command {
  for (const name of names) {
    const { places, placeholder, description, default: fallback } = SETTINGS[name];
    if (!places.some((place) => place === "flag")) continue;
    const suffix = fallback === "" ? "" : ` (default: ${fallback})`;
    // A shell that expands `benchmarks/*.py` hands over several of them.
    const value = name === "benchmarks" ? `<${placeholder}...>` : `<${placeholder}>`;
    command.option(`--${name} ${value}`, `${description}${suffix}`, isList(name) ? oneMore : onlyOnce);
  }
  return command;
}

/** Of a list, which is written in lines. */
function oneMore(text: string, before: string | undefined): string {
  return before === undefined ? text : `${before}\n${text}`;
}

function onlyOnce(text: string, before: string | undefined): string {
  if (before === undefined) return text;
  throw new InvalidArgumentError(`It is given twice, the first time as '${before}'. Write it once.`);
}

function localOptions(options: Options): LocalOptions {
  const written: Record<string, string> = {};
  for (const name of SETTING_NAMES) {
    const text = options[camelCase(name)];
    if (text !== undefined) written[name] = text;
  }
  return {
    written,
    config: options.config ?? null,
    workingDirectory: options.workingDirectory ?? ".",
    json: options.json ?? null,
    html: options.html ?? null,
    output: options.output ?? null,
    harnessFolder,
  };
}

/** As commander names the property of an option. */
function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
