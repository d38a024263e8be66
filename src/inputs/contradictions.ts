/**
 * Settings that are valid one by one, but not together. They are refused before anything is opened or installed. Pure.
 */
import { GateError } from "../errors.ts";
import type { Config } from "./config.ts";

/** Refuses settings that contradict each other. @throws GateError that names both settings */
export function requireConsistent(config: Config): void {
  requireTimeBesideInstructions(config);
  requireNoSecondEnvironment(config);
  requireNothingBesideStored(config);
}

function requireTimeBesideInstructions({ metrics }: Config): void {
  if (!metrics.includes("instructions") || metrics.includes("time")) return;
  throw new GateError(
    "`metrics` must include `time` when it includes `instructions`",
    `Use \`metrics: ${["time", ...metrics].join(", ")}\`.`,
  );
}

/** Refuses variables that would hide the environment that `setup` fills. */
function requireNoSecondEnvironment(config: Config): void {
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
      `\`${name}\` sets \`${variable}\`, but \`setup\` fills a new virtual environment for each side, and that variable has to name it`,
      `Remove \`${variable}\` from \`${name}\`, or remove \`setup\`.`,
    );
  }
}

/** Refuses settings about base if verdicts rest on stored values alone, because base is then ignored. */
function requireNothingBesideStored({ compare, base, basePython, baseEnv, baseline }: Config): void {
  if (compare !== "stored") return;
  if (base !== null) {
    throw new GateError(
      `\`compare: stored\` ignores \`base\` (${base})`,
      "Remove `base`, or set `compare` to `auto` or `paired`.",
    );
  }
  if (basePython !== null || baseEnv !== null) {
    const name = basePython !== null ? "base-python" : "base-env";
    throw new GateError(
      `\`compare: stored\` ignores \`${name}\`, because the stored baseline was recorded with other settings`,
      `Remove \`${name}\`, or set \`compare\` to \`paired\`.`,
    );
  }
  if (baseline.length === 0) {
    throw new GateError(
      "`compare: stored` needs a stored baseline, but `baseline` is `none`",
      "Remove `baseline: none`, or set `compare` to `auto`.",
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
export function requireSuiteOfFile({ suite, resultsFile }: Config): void {
  if (suite === "results" || resultsFile === null) return;
  const set = suite === null ? "no `suite` is set" : `\`suite\` is \`${suite}\``;
  throw new GateError(
    `\`results-file\` belongs to the suite \`results\`, but ${set}`,
    "Set `suite: results`, or remove `results-file`.",
  );
}
