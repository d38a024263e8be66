/** From what was written (action inputs, flags, config file) to one `Config`. Pure. */
import { parse as parseToml, TomlError } from "smol-toml";
import type * as z from "zod";
import { alike, didYouMean } from "../errors/alike.ts";
import { placeText, schemaWords } from "../errors/schema-words.ts";
import { GateError } from "../errors.ts";
import type { AcceptRule, BudgetRule } from "../model.ts";
import type { BaselineStoreName, CommandRule, Config, ConfigFile, WrittenSettings } from "./config.ts";
import { requireConsistent, requireSuiteOfFile } from "./contradictions.ts";
import { adviceIn, linesSchema } from "./quantities.ts";
import {
  FIX_THE_FILE,
  fileRulesSchema,
  isOfPlatform,
  SETTING_NAMES,
  SETTINGS,
  type SettingName,
  type SettingValues,
} from "./settings.ts";

/**
 * Parses and merges the settings.
 *
 * @param written inputs or flags
 * @param place which of the two, for messages and for what may be written there
 * @param file the config file's table, or null if there is none
 * @param drawnSeed used if no seed was written
 * @throws GateError that names the place, the setting and what it should be
 */
export function parseConfig(
  written: WrittenSettings,
  place: "action" | "flag",
  file: ConfigFile | null,
  drawnSeed: number,
): Config {
  const direct = parseWritten(written, place);
  const {
    settings: fromFile,
    budgets,
    accepted,
    commands,
  } = file === null ? NOTHING_IN_FILE : parseFileTable(file);
  const values = { ...parseDefaults(), ...fromFile, ...direct };
  const areCommands = values.suite === "command" || values.suite === "results";
  const config: Config = {
    suite: values.suite ?? null,
    benchmarks: areCommands ? commandLines(written, file) : (values.benchmarks ?? []),
    commands,
    metrics: values.metrics ?? ["time"],
    resultsFile: values["results-file"] ?? null,
    resultsFormat: values["results-format"] ?? null,
    python: values.python ?? "python",
    basePython: values["base-python"] ?? null,
    env: values.env ?? {},
    baseEnv: values["base-env"] ?? null,
    setup: values.setup ?? null,
    base: values.base ?? null,
    budget: values.budget ?? required("budget"),
    budgets,
    accepted,
    baseline: place === "action" ? storesOf(values.baseline ?? ["cache"]) : localStores(direct, values),
    baselineWorkflow: values["baseline-workflow"] ?? null,
    baselinePath: values["baseline-path"] ?? required("baseline-path"),
    compare: values.compare ?? "auto",
    timeLimitSeconds: values["time-limit"] ?? required("time-limit"),
    failOn: values["fail-on"] ?? [],
    acceptLabel: values["accept-label"] === "none" ? null : (values["accept-label"] ?? null),
    mode: values.mode ?? "gate",
    gateWorkflow: values["gate-workflow"] ?? null,
    comment: values.comment ?? "always",
    configFrom: values["config-from"] ?? null,
    pythonPath: values["python-path"] ?? null,
    caches: values.caches ?? "own",
    sameCode: values["same-code"] ?? "measure",
    inertFiles: values["inert-files"] ?? [],
    seed: values.seed ?? drawnSeed,
    hiddenFile: file === null || file.hides === null ? null : { path: file.hides, by: file.path },
  };
  const isOfFile = (name: SettingName) => direct[name] === undefined && fromFile[name] !== undefined;
  const writtenIn = (name: SettingName) => (file !== null && isOfFile(name) ? file.path : null);
  requireConsistent(config, writtenIn);
  if (direct.suite === undefined || direct["results-file"] !== undefined)
    requireSuiteOfFile(config, writtenIn);
  return config;
}

/** Lines of `benchmarks`, in which the commas of a command line separate nothing. */
function commandLines(written: WrittenSettings, file: ConfigFile | null): readonly string[] {
  const text = written.benchmarks ?? "";
  return linesSchema.parse(text.trim() === "" ? (file?.table.benchmarks ?? "") : text);
}

function storesOf(written: readonly (BaselineStoreName | "none")[]): BaselineStoreName[] {
  return [...new Set(written)].filter((store) => store !== "none");
}

/**
 * Stores on the command line: a file or none. A config file that names the action's stores asks for a baseline in
 * general; a flag that names them is a mistake.
 */
function localStores(direct: SettingValues, values: SettingValues): BaselineStoreName[] {
  const remote = direct.baseline?.find((store) => store === "cache" || store === "artifact");
  if (remote !== undefined) {
    throw new GateError(
      `--baseline: ${remote} is a store of GitHub Actions, which the command line can't reach`,
      "Write `file` or `none`.",
    );
  }
  return storesOf(values.baseline ?? ["file"]).length === 0 ? [] : ["file"];
}

/** The settings' table of `pyproject.toml` or `hotpath-gate.toml`; null if the former has none. @throws GateError */
export function readConfigTable(path: string, text: string): ConfigFile | null {
  let document: Record<string, unknown>;
  try {
    // Another tool may have numbers that are no business of ours.
    document = parseToml(text, { integersAsBigInt: "asNeeded" });
  } catch (error) {
    const where = error instanceof TomlError ? `${path}:${error.line}:${error.column}` : path;
    // Below its first line, the parser quotes the file.
    const told = error instanceof TomlError ? (error.message.split("\n")[0] ?? "") : "";
    const reason = told.replace(/^Invalid TOML document: /, "");
    throw new GateError(
      `The config file ${where} is not valid TOML${reason === "" ? "" : `: ${reason}`}`,
      "Fix the file, or name another in `config`.",
      { cause: error },
    );
  }
  if (!path.endsWith("pyproject.toml")) {
    if (isTable(document.tool) && document.tool["hotpath-gate"] !== undefined) {
      throw new GateError(
        `${path} has its settings under [tool.hotpath-gate], which belongs in pyproject.toml`,
        "Write them at the top level: budget, [[budgets]], [[accept]].",
      );
    }
    return { path, hides: null, table: document };
  }
  const tool = document.tool;
  if (!isTable(tool)) return null;
  const misspelt = Object.keys(tool).find(
    (name) => /^hot[-_]?path([-_]?gate)?$/i.test(name) && name !== "hotpath-gate",
  );
  if (misspelt !== undefined) {
    throw new GateError(
      `${path} has a table [tool.${misspelt}], which is not read`,
      "Write it as [tool.hotpath-gate].",
    );
  }
  if (tool["hotpath-gate"] === undefined) return null;
  const table = tool["hotpath-gate"];
  if (!isTable(table)) {
    throw new GateError(`tool.hotpath-gate in ${path} is not a table`, "Write it as [tool.hotpath-gate].");
  }
  return { path: `${path} [tool.hotpath-gate]`, hides: null, table };
}

function parseWritten(written: WrittenSettings, place: "action" | "flag"): SettingValues {
  const values: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(written)) {
    if (!isSetting(name) || !SETTINGS[name].places.includes(place)) {
      const kind = place === "action" ? "an input" : "a flag";
      throw new GateError(
        `\`${name}\` is not ${kind} of hotpath-gate${didYouMean(alike(name, namesAt(place)))}`,
        `Remove it, or write one of: ${namesAt(place).join(", ")}.`,
      );
    }
    const where = place === "action" ? `input ${name}` : `--${name}`;
    requireHarmless(text, where);
    if (text.trim() !== "") values[name] = parseValue(name, text, where);
  }
  return values as SettingValues;
}

interface FileSettings {
  readonly settings: SettingValues;
  readonly budgets: readonly BudgetRule[];
  readonly accepted: readonly AcceptRule[];
  readonly commands: readonly CommandRule[];
}

const NOTHING_IN_FILE: FileSettings = { settings: {}, budgets: [], accepted: [], commands: [] };

function parseFileTable(file: ConfigFile): FileSettings {
  requireHarmless(file.table, file.path);
  const values: Record<string, unknown> = {};
  const rules: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(file.table)) {
    if (Object.hasOwn(fileRulesSchema.shape, name)) rules[name] = value;
    else if (isSetting(name) && SETTINGS[name].places.includes("file")) {
      values[name] = parseValue(name, value, `${file.path} ${name}`, FIX_THE_FILE);
    } else {
      throw new GateError(
        `${file.path} has an unknown key \`${name}\`${didYouMean(alike(name, KEYS_OF_FILE))}`,
        `Remove it, or write one of: ${KEYS_OF_FILE.join(", ")}.`,
      );
    }
  }
  const parsed = fileRulesSchema.safeParse(rules, { error: schemaWords });
  if (!parsed.success) {
    const { issues } = parsed.error;
    // A key that is missing is often one that was misspelt.
    const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
    throw new GateError(
      `${file.path} ${placeText(issue?.path ?? [])}: ${issue?.message ?? "is not valid"}`,
      adviceIn(issue, FIX_THE_FILE),
    );
  }
  return {
    settings: values as SettingValues,
    budgets: parsed.data.budgets.map((rule) => ({
      benchmarks: rule.benchmarks,
      metric: rule.metric,
      budget: rule.budget ?? null,
      floor: rule.floor ?? null,
    })),
    accepted: parsed.data.accept,
    commands: parsed.data.commands.map(({ name, command, prepare, parameters }) => ({
      name: name ?? null,
      command,
      prepare: prepare ?? null,
      parameters: parameters ?? {},
    })),
  };
}

function parseDefaults(): SettingValues {
  const values: Record<string, unknown> = {};
  for (const name of SETTING_NAMES) {
    const text = SETTINGS[name].default;
    if (text !== "" && !isOfPlatform(text)) values[name] = parseValue(name, text, `default of ${name}`);
  }
  return values as SettingValues;
}

function parseValue(
  name: SettingName,
  value: unknown,
  where: string,
  otherwise = `Fix \`${name}\`, or remove it.`,
): unknown {
  const parsed = (SETTINGS[name].schema as z.ZodType).safeParse(value, { error: schemaWords });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new GateError(`${where}: ${issue?.message ?? "is not valid"}`, adviceIn(issue, otherwise));
}

/** Deepest nesting of tables; no setting has more than three levels. */
const DEEPEST = 20;

/**
 * Refuses what can't be read safely. A NUL ends a text for the operating system, so what follows it would be lost.
 * `__proto__` names no field, so its value would be lost.
 *
 * @throws GateError
 */
function requireHarmless(value: unknown, where: string, depth = 0): void {
  if (depth > DEEPEST)
    throw new GateError(`${where.slice(0, 200)} is nested too deeply`, "Remove the inner levels.");
  if (typeof value === "string" && value.includes("\0")) {
    throw new GateError(`${where} has a NUL character in it`, "Remove it.");
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, one] of Object.entries(value)) {
    if (key === "__proto__" || key.includes("\0")) {
      throw new GateError(`${where} has a key ${JSON.stringify(key)}, which is not allowed`, "Remove it.");
    }
    requireHarmless(one, Array.isArray(value) ? `${where}[${key}]` : `${where} ${key}`, depth + 1);
  }
}

function namesAt(place: "action" | "flag" | "file"): string[] {
  return SETTING_NAMES.filter((name) => SETTINGS[name].places.includes(place));
}

const KEYS_OF_FILE: readonly string[] = [...namesAt("file"), ...Object.keys(fileRulesSchema.shape)];

function isSetting(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function required(name: SettingName): never {
  throw new Error(`the setting ${name} has no default`);
}
