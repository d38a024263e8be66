/**
 * Settings that are valid one by one, but not together. They are refused before anything is opened or installed. Pure.
 */
import { GateError } from "../errors.ts";
import type { Config } from "./config.ts";
import type { SettingName } from "./settings.ts";

/** Path of the config file that a setting was written in; null for a flag or an input. */
export type WrittenIn = (setting: SettingName) => string | null;

/** Refuses settings that contradict each other. @throws GateError that names both settings, and where they are written */
export function requireConsistent(config: Config, writtenIn: WrittenIn): void {
  requireTimeBesideInstructions(config, writtenIn);
  requireNoSecondEnvironment(config, writtenIn);
  requireNothingBesideStored(config, writtenIn);
  requireWorkflowOfMode(config);
}

/** Refuses a mode without the workflow that it is about, and the other way round. */
function requireWorkflowOfMode({ mode, gateWorkflow }: Config): void {
  if (mode === "report" && gateWorkflow === null) {
    throw new GateError(
      "`mode: report` does not say whose runs it reports",
      "Name the workflow that runs the gate in `gate-workflow`, for example `.github/workflows/benchmarks.yml`.",
    );
  }
  if (mode !== "report" && gateWorkflow !== null) {
    throw new GateError(
      "`gate-workflow` is only used by `mode: report`",
      "Remove it, or set `mode: report`.",
    );
  }
}

/** A setting by its name, and by its file if it is written in one. */
function named(setting: SettingName, writtenIn: WrittenIn): string {
  const path = writtenIn(setting);
  return path === null ? `\`${setting}\`` : `\`${setting} = …\` in ${path}`;
}

/** A setting with its value, as a config file, a workflow or (in the end) a command line has it. */
function valued(setting: SettingName, values: string | readonly string[], writtenIn: WrittenIn): string {
  const path = writtenIn(setting);
  if (path === null) return `\`${setting}: ${typeof values === "string" ? values : values.join(", ")}\``;
  const quoted = typeof values === "string" ? `"${values}"` : `["${values.join('", "')}"]`;
  return `\`${setting} = ${quoted}\` in ${path}`;
}

function requireTimeBesideInstructions({ metrics }: Config, writtenIn: WrittenIn): void {
  if (!metrics.includes("instructions") || metrics.includes("time")) return;
  throw new GateError(
    `${named("metrics", writtenIn)} must include \`time\` when it includes \`instructions\``,
    `Use ${valued("metrics", ["time", ...metrics], writtenIn)}.`,
  );
}

/** Refuses variables that would hide the environment that `setup` fills. */
function requireNoSecondEnvironment(config: Config, writtenIn: WrittenIn): void {
  if ((config.setup ?? "") === "") return;
  for (const [name, environment] of [
    ["env", config.env],
    ["base-env", config.baseEnv],
  ] as const) {
    const variable = ["VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT"].find(
      (one) => environment?.[one] !== undefined,
    );
    if (variable === undefined) continue;
    throw new GateError(
      `${named(name, writtenIn)} sets \`${variable}\`, but \`setup\` fills a new virtual environment for each side, and that variable has to name it`,
      `Remove \`${variable}\` from ${named(name, writtenIn)}, or remove ${named("setup", writtenIn)}.`,
    );
  }
}

/** Refuses settings about base if verdicts rest on stored values alone, because base is then ignored. */
function requireNothingBesideStored(
  { compare, base, basePython, baseEnv, baseline }: Config,
  writtenIn: WrittenIn,
): void {
  if (compare !== "stored") return;
  const stored = valued("compare", "stored", writtenIn);
  if (base !== null) {
    throw new GateError(
      `${stored} ignores ${named("base", writtenIn)} (${base}), because base is not measured`,
      `Remove ${named("base", writtenIn)}, or set \`compare\` to \`auto\` or \`paired\`.`,
    );
  }
  if (basePython !== null || baseEnv !== null) {
    const name = basePython !== null ? "base-python" : "base-env";
    throw new GateError(
      `${stored} ignores ${named(name, writtenIn)}, because the stored baseline was recorded with other settings`,
      `Remove ${named(name, writtenIn)}, or set \`compare\` to \`paired\`.`,
    );
  }
  if (baseline.length === 0) {
    throw new GateError(
      `${stored} needs a stored baseline, but \`baseline\` is \`none\``,
      `Remove ${valued("baseline", "none", writtenIn)}, or set \`compare\` to \`auto\`.`,
    );
  }
}

/**
 * Refuses a results file without its suite, if both were written in the same place: one config file may serve several
 * steps, each with a suite of its own. `results-format` is not checked, because it also applies to the files of
 * `hotpath-gate compare`, which have no suite.
 *
 * @throws GateError
 */
export function requireSuiteOfFile({ suite, resultsFile }: Config, writtenIn: WrittenIn): void {
  if (suite === "results" || resultsFile === null) return;
  const set = suite === null ? "no `suite` is set" : `\`suite\` is \`${suite}\``;
  throw new GateError(
    `${named("results-file", writtenIn)} belongs to the suite \`results\`, but ${set}`,
    `Set \`suite: results\`, or remove ${named("results-file", writtenIn)}.`,
  );
}
