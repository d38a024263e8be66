/**
 * The commands of the suite `command` as targets: each is a line of JSON, which the harness reads (`command_suite.py`).
 * Pure.
 */
import { GateError } from "../errors.ts";
import type { BenchmarkSettings, CommandRule } from "../inputs/config.ts";
import { type Metric, type Quantity, TIME } from "../model.ts";

/** One command as it is measured. */
export interface CommandTarget {
  readonly id: string;
  readonly command: string;
  readonly prepare: string | null;
  readonly quantities: readonly Quantity[];
}

const QUANTITIES: Readonly<Partial<Record<Metric, Quantity>>> = {
  time: TIME,
  "cpu-time": { metric: "cpu-time", unit: "s", better: "smaller" },
  "peak-memory": { metric: "peak-memory", unit: "B", better: "smaller" },
};

/** Most commands after combining parameters; more are a mistake. */
const MOST_COMMANDS = 10_000;

/**
 * The commands that `benchmarks` names, each by its id in the config file or as a command line; all of the file's if it
 * names none.
 *
 * @throws GateError if there is none, or if two have the same id
 */
export function commandTargets({
  benchmarks,
  commands,
  metrics,
}: Pick<BenchmarkSettings, "benchmarks" | "commands" | "metrics">): string[] {
  const described = commands.flatMap(expanded);
  const chosen =
    benchmarks.length === 0
      ? described
      : benchmarks.flatMap((line) => {
          const found = commandsNamed(line, commands);
          return found.length > 0 ? found : [{ id: line, command: line, prepare: null }];
        });
  if (chosen.length === 0) {
    throw new GateError(
      "`suite` is `command`, but no command is named",
      "Write command lines in `benchmarks`, one per line, or `[[commands]]` in the config file.",
    );
  }
  const twice = chosen.find(({ id }, index) => chosen.findIndex((other) => other.id === id) !== index);
  if (twice !== undefined) {
    throw new GateError(`Two commands have the name \`${twice.id}\``, "Give each its own name.");
  }
  const quantities = metrics.flatMap((metric) => QUANTITIES[metric] ?? []);
  return chosen.map((one) => JSON.stringify({ ...one, quantities } satisfies CommandTarget));
}

/** Commands of the config file that have this name, or this id. */
export function commandsNamed(line: string, commands: readonly CommandRule[]): NamedCommand[] {
  const cases = commands.filter(({ name }) => name === line).flatMap(expanded);
  return cases.length > 0 ? cases : commands.flatMap(expanded).filter(({ id }) => id === line);
}

/** The id of a target that `commandTargets` made. */
export function commandId(target: string): string {
  return (JSON.parse(target) as CommandTarget).id;
}

type NamedCommand = Omit<CommandTarget, "quantities">;

/** One command for each combination of its parameters, the last of which changes fastest. */
function expanded({ name, command, prepare, parameters }: CommandRule): NamedCommand[] {
  const combinations = Object.entries(parameters).reduce<[string, string][][]>(
    (rows, [key, values]) => {
      if (rows.length * values.length > MOST_COMMANDS) {
        throw new GateError(
          `The command \`${name ?? command}\` has more than 10,000 combinations of parameters`,
          "Give it fewer parameters, or fewer values for them.",
        );
      }
      return rows.flatMap((row) => values.map((value): [string, string][] => [...row, [key, String(value)]]));
    },
    [[]],
  );
  const unknown = Object.keys(parameters).find((key) => !`${command} ${prepare ?? ""}`.includes(`{${key}}`));
  if (unknown !== undefined) {
    throw new GateError(
      `The command \`${name ?? command}\` has a parameter \`${unknown}\` that it does not use`,
      `Write {${unknown}} where it belongs, or remove it.`,
    );
  }
  return combinations.map((chosen) => {
    const values = new Map(chosen);
    // At once, so that nothing is replaced in what was put in.
    const filled = (text: string) => text.replace(/\{([^{}]*)\}/g, (all, key) => values.get(key) ?? all);
    const told = chosen.map(([key, value]) => `${key}=${value}`).join("-");
    const id = name === null ? filled(command) : `${name}${told === "" ? "" : `[${told}]`}`;
    return { id, command: filled(command), prepare: prepare === null ? null : filled(prepare) };
  });
}
