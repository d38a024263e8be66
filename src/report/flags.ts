/**
 * Settings as the command line has them. Sentences name settings as a workflow writes them (`setup: pip install .`), in
 * backticks; what a terminal says to write are their flags (`--setup 'pip install .'`). Pure.
 */
import { SETTINGS, type SettingName } from "../inputs/settings.ts";
import { sentenceParts, shellWord } from "./escape.ts";
import { bySetting, type Naming } from "./words/settings-named.ts";

/** A setting by its flag, if it has one. */
export const byFlag: Naming = (setting) => (hasFlag(setting) ? `\`--${setting}\`` : bySetting(setting));

/**
 * Advice with flags for settings. Only for sentences of our own: a folder may have the name of a setting.
 *
 * @param quotes texts of others in it, which stay as they are
 */
export function withFlags(advice: string, quotes: readonly string[] = []): string {
  const named = quotes.join("\n");
  const ours = (code: string) => (hasFlag(code) ? `--${code}` : flagWithValue(code));
  return withCode(advice, (code) => (named.includes(`\`${code}\``) ? code : ours(code)));
}

/**
 * Sentences with flags for settings that have their value next to them. What they quote may look the same, and stays as
 * others wrote it.
 *
 * @param facts what the sentences are about: the texts in it are quoted
 */
export function withFlagValues(sentences: string, facts: unknown): string {
  if (!sentences.includes("`")) return sentences;
  const quoted = settingsIn(facts);
  return withCode(sentences, (code) => (quoted.has(settingOf(code) ?? "") ? code : flagWithValue(code)));
}

/** Settings that seem to be written in texts: those of code that a text has itself. */
function settingsIn(facts: unknown): ReadonlySet<string> {
  if (typeof facts === "string") {
    return new Set([...facts.matchAll(/`([a-z-]+): /g)].map(([, name = ""]) => name));
  }
  if (typeof facts !== "object" || facts === null) return new Set();
  return new Set(Object.values(facts).flatMap((one) => [...settingsIn(one)]));
}

/** The name before a value. */
function settingOf(code: string): string | undefined {
  return /^([a-z-]+): /.exec(code)?.[1];
}

function withCode(sentences: string, rewritten: (code: string) => string): string {
  return sentenceParts(sentences)
    .map(({ kind, words }) => (kind === "code" ? `\`${rewritten(words)}\`` : words))
    .join("");
}

function flagWithValue(code: string): string {
  const [, name = "", value = ""] = /^([a-z-]+): (.+)$/s.exec(code) ?? [];
  return hasFlag(name) ? `--${name} ${valueWords(name, value)}` : code;
}

function hasFlag(name: string): name is SettingName {
  return (
    Object.hasOwn(SETTINGS, name) && SETTINGS[name as SettingName].places.some((place) => place === "flag")
  );
}

function valueWords(name: SettingName, value: string): string {
  if (SETTINGS[name].placeholder !== "LIST") return shellWord(value);
  const items = value.split(", ");
  return name === "benchmarks" ? items.map(shellWord).join(" ") : shellWord(items.join(","));
}
