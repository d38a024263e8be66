/**
 * The commands and flags of the command line, without what they do: `cli.ts` says that, and a test parses with them every
 * command that the documents show.
 */
import { Command, InvalidArgumentError, Option } from "commander";
import type { ReportFormat } from "./commands/report.ts";
import { isList, SETTING_NAMES, SETTINGS, type SettingName } from "./inputs/settings.ts";
import { version } from "./version.ts";

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

export type Options = Readonly<Record<string, string | undefined>>;

/** What each command does with its arguments. */
export interface Actions {
  check(options: Options): Promise<void>;
  record(options: Options): Promise<void>;
  compare(base: string, head: string, options: Options): Promise<void>;
  report(path: string, options: { readonly format: ReportFormat }): Promise<void>;
  doctor(options: Options): Promise<void>;
  demo(options: { readonly python: string; readonly keep?: true }): Promise<void>;
}

/** A program that throws a `CommanderError` where it would exit. */
export function commandLine(actions: Actions): Command {
  const program = new Command("hotpath-gate")
    .description("Tells whether a benchmark got slower: base and head measured in lock step on one CPU.")
    .version(version, "-V, --version")
    .showHelpAfterError("(hotpath-gate --help lists the commands)")
    .exitOverride();

  withSettings(program.command("check"))
    .description("compare the working tree with base; exit status 1 when a benchmark exceeds its budget")
    .option("--json <FILE>", "write the result document", onlyOnce)
    .option("--html <FILE>", "write the HTML report", onlyOnce)
    .action((options: Options) => actions.check(options));

  withSettings(program.command("record"), RECORD_SETTINGS)
    .description("measure the working tree alone and store it as a baseline")
    .option("--output <FILE>", "where to store it (default: baseline-path)", onlyOnce)
    .option("--json <FILE>", "write the result document", onlyOnce)
    .action((options: Options) => actions.record(options));

  withSettings(program.command("compare <BASE> <HEAD>"), COMPARE_SETTINGS)
    .description(
      "compare two files: baselines of record --output, or results of other tools; exit status as of check",
    )
    .option("--json <FILE>", "write the result document", onlyOnce)
    .option("--html <FILE>", "write the HTML report", onlyOnce)
    .action((base: string, head: string, options: Options) => actions.compare(base, head, options));

  program
    .command("report <RESULT>")
    .description("render a result document")
    .addOption(new Option("--format <FORMAT>", "how").choices(["text", "markdown", "html"]).default("text"))
    .action((path: string, options: { format: ReportFormat }) => actions.report(path, options));

  withSettings(program.command("doctor"), DOCTOR_SETTINGS)
    .description(
      "measure the working tree against itself: what this machine can detect, how fast, and why not more",
    )
    .option("--json <FILE>", "write the findings", onlyOnce)
    .action((options: Options) => actions.doctor(options));

  program
    .command("demo")
    .description("build a sample repository with a known regression and gate it")
    .option("--python <PYTHON>", "interpreter to use", "python")
    .option("--keep", "leave the sample repository in place, and say where")
    .action((options: { python: string; keep?: true }) => actions.demo(options));

  return program;
}

/** The settings among the flags. */
export function writtenSettings(options: Options): Record<string, string> {
  const written: Record<string, string> = {};
  for (const name of SETTING_NAMES) {
    const text = options[camelCase(name)];
    if (text !== undefined) written[name] = text;
  }
  return written;
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

/** As commander names the property of an option. */
function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
