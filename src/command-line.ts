/**
 * The commands and flags of the command line. What they do is in `cli.ts`, so a test can parse every command that the
 * documents show without running it.
 */
import { Command, InvalidArgumentError, Option } from "commander";
import type { ReportFormat } from "./commands/report.ts";
import { RESULT_FORMATS } from "./formats/tool-results.ts";
import { describedForHelp, isList, SETTING_NAMES, SETTINGS, type SettingName } from "./inputs/settings.ts";
import { shellWord } from "./report/escape.ts";
import { version } from "./version.ts";

/** Settings of `doctor`: what is measured, and for how long. Both sides are one tree, so the others have no effect. */
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

/** Settings of `record`: what is measured, and where it is stored. Nothing is compared. */
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

/** Settings of `compare`: how two files are compared. Nothing is measured. */
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

/** Descriptions of settings for `doctor` and `record`, which have no base. */
const WITHOUT_BASE: Descriptions = {
  python: "Python interpreter that runs the benchmarks. Default: python.",
  env: "Environment variables for the benchmarks: NAME=value, one per line.",
  setup:
    "Command that installs the project into a new virtual environment. If left out, benchmarks run in the current environment.",
};

const OF_RECORD: Descriptions = {
  ...WITHOUT_BASE,
  metrics:
    "Metrics to record: time; for the suites command and results also cpu-time and peak-memory. Default: time.",
  "baseline-path": "File to store the baseline in. Default: .hotpath-gate/baseline.json.",
};

const OF_COMPARE: Descriptions = {
  metrics:
    "Metrics to compare: time, and also cpu-time and peak-memory if the files have them. Default: time.",
  "results-format": `Format of the files, if other tools wrote them: ${RESULT_FORMATS.join(", ")}. Detected if left out, except for the custom formats.`,
  "working-directory": "Folder to look for the config file in. Default: the current folder.",
};

/** A program that throws a `CommanderError` where it would exit. */
export function commandLine(actions: Actions): Command {
  const program = new Command("hotpath-gate")
    .description(
      "Checks whether Python benchmarks got slower than their budgets allow. Measures base and head in lock step on one CPU.",
    )
    .version(version, "-V, --version", "Print the version.")
    .helpOption("-h, --help", "Print this help.")
    .helpCommand("help [command]", "Print the help of a command.")
    // Descriptions say their defaults and choices themselves.
    .configureHelp({ optionDescription: ({ description }) => description })
    .showHelpAfterError("(hotpath-gate --help lists the commands)")
    .exitOverride();

  withSettings(withoutArguments(command(program, "check")))
    .description(
      "Compare the working tree with base. Exit status 1 means that a benchmark exceeded its budget.",
    )
    .option("--json <FILE>", "File to write the result document to.", onlyOnce)
    .option("--html <FILE>", "File to write the HTML report to.", onlyOnce)
    .action((options: Options) => actions.check(options));

  withSettings(withoutArguments(command(program, "record")), RECORD_SETTINGS, OF_RECORD)
    .description("Measure the working tree and store the result as a baseline.")
    .option("--output <FILE>", "File to store the baseline in, instead of --baseline-path.", onlyOnce)
    .option("--json <FILE>", "File to write the result document to.", onlyOnce)
    .action((options: Options) => actions.record(options));

  withSettings(command(program, "compare <BASE> <HEAD>"), COMPARE_SETTINGS, OF_COMPARE)
    .description(
      "Compare two files without measuring: baselines from record --output, or results of other tools. Exit status as for check.",
    )
    .option("--json <FILE>", "File to write the result document to.", onlyOnce)
    .option("--html <FILE>", "File to write the HTML report to.", onlyOnce)
    .action((base: string, head: string, options: Options) => actions.compare(base, head, options));

  command(program, "report <RESULT>")
    .description("Show a result document from check --json.")
    .addOption(
      new Option("--format <FORMAT>", "How to show it: text, markdown or html. Default: text.")
        .choices(["text", "markdown", "html"])
        .default("text"),
    )
    .action((path: string, options: { format: ReportFormat }) => actions.report(path, options));

  withSettings(withoutArguments(command(program, "doctor")), DOCTOR_SETTINGS, WITHOUT_BASE)
    .description(
      "Measure the working tree against itself. Reports which slowdowns can be detected on this machine, how fast, and what limits that.",
    )
    .option("--json <FILE>", "File to write the findings to.", onlyOnce)
    .action((options: Options) => actions.doctor(options));

  withoutArguments(command(program, "demo"))
    .description("Make a sample repository with a known slowdown, and gate it.")
    .option("--python <PYTHON>", "Python interpreter to use. Default: python.", "python")
    .option("--keep", "Keep the sample repository, and print where it is.")
    .action((options: { python: string; keep?: true }) => actions.demo(options));

  return program;
}

function command(program: Command, nameAndArguments: string): Command {
  const made = program.command(nameAndArguments).helpOption("-h, --help", "Print this help.");
  return made.showHelpAfterError(`(hotpath-gate ${made.name()} --help lists its flags)`);
}

/**
 * Refuses words that no flag takes. Most often they are benchmarks, and the library's own message would not say how to
 * name these.
 */
function withoutArguments(command: Command): Command {
  return command.allowExcessArguments().hook("preAction", () => {
    const [first] = command.args;
    if (first === undefined) return;
    const name = command.name();
    const how = command.options.some(({ long }) => long === "--benchmarks")
      ? ` To name benchmarks, write: hotpath-gate ${name} --benchmarks ${command.args.map(shellWord).join(" ")}`
      : "";
    command.error(`error: unexpected argument '${first}': '${name}' takes only flags.${how}`, {
      code: "commander.excessArguments",
    });
  });
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

/** Help texts that replace those of the settings, by setting. */
type Descriptions = Readonly<Partial<Record<SettingName, string>>>;

function withSettings(
  command: Command,
  names: readonly SettingName[] = SETTING_NAMES,
  descriptions: Descriptions = {},
): Command {
  for (const name of names) {
    const { places, placeholder } = SETTINGS[name];
    if (!places.some((place) => place === "flag")) continue;
    const description = descriptions[name] ?? describedForHelp(SETTINGS[name]);
    // A shell that expands `benchmarks/*.py` hands over several of them.
    const value = name === "benchmarks" ? `<${placeholder}...>` : `<${placeholder}>`;
    command.option(`--${name} ${value}`, description, isList(name) ? oneMore : onlyOnce);
  }
  return command;
}

/** Adds a value to those of a list that is written again, in lines. */
function oneMore(text: string, before: string | undefined): string {
  return before === undefined ? text : `${before}\n${text}`;
}

function onlyOnce(text: string, before: string | undefined): string {
  if (before === undefined) return text;
  throw new InvalidArgumentError(`It is given twice, the first time as '${before}'. Write it once.`);
}

/** The name of commander's property for an option. */
function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
