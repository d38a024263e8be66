/**
 * Settings as the command line has them. Sentences name settings as a workflow writes them (`setup: pip install .`), in
 * backticks; what a terminal says to write are their flags (`--setup 'pip install .'`). Pure.
 */
import { SETTINGS, type SettingName } from "../inputs/settings.ts";
import { sentenceParts, shellWord } from "./escape.ts";
import { bySetting, type Naming } from "./words/settings-named.ts";

/** A setting by its flag, if it has one. */
export const byFlag: Naming = (setting) => (hasFlag(setting) ? `\`--${setting}\`` : bySetting(setting));

/** Advice with flags for settings. Only for sentences of our own: a folder may have the name of a setting. */
export function withFlags(advice: string): string {
  return withCode(advice, (code) => (hasFlag(code) ? `--${code}` : flagWithValue(code)));
}

/** Sentences with flags for settings that have their value next to them, which nothing else looks like. */
export function withFlagValues(sentences: string): string {
  return withCode(sentences, flagWithValue);
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
