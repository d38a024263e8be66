import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import {
  describedForAction,
  describedForHelp,
  isOfPlatform,
  SETTING_NAMES,
  SETTINGS,
} from "../../src/inputs/settings.ts";

interface ActionManifest {
  inputs: Record<string, { description: string; default?: string; required?: boolean }>;
  outputs: Record<string, { description: string }>;
  runs: { using: string; main: string };
}

const manifest: ActionManifest = parse(readFileSync("action.yml", "utf8"));
const ofAction = SETTING_NAMES.filter((name) => SETTINGS[name].places.some((place) => place === "action"));

describe("action.yml says what the settings say:", () => {
  test("the same inputs, in the same order", () => {
    expect(Object.keys(manifest.inputs)).toEqual(ofAction);
  });

  test.each(ofAction)("%s is described with its default", (name) => {
    const { description } = manifest.inputs[name] ?? {};
    const fallback = SETTINGS[name].default;
    expect(description).toBe(describedForAction(SETTINGS[name]));
    if (fallback !== "" && !isOfPlatform(fallback))
      expect(description).toContain(`Default: \`${fallback}\`.`);
  });

  test("no input has a default of its own there, which would hide what the config file says, but for what the platform knows", () => {
    const withDefault = ofAction.filter((name) => manifest.inputs[name]?.default !== undefined);
    expect(withDefault).toEqual(["github-token", "matrix"]);
    for (const name of withDefault) expect(manifest.inputs[name]?.default).toBe(SETTINGS[name].default);
  });

  test("it runs the bundle on Node 24", () => {
    expect(manifest.runs).toEqual({ using: "node24", main: "dist/action.js" });
  });
});

describe("the help of the command line", () => {
  const ofFlags = SETTING_NAMES.filter((name) => SETTINGS[name].places.some((place) => place === "flag"));

  test.each(ofFlags)("--%s is described without marks, events and workflows", (name) => {
    expect(describedForHelp(SETTINGS[name])).not.toMatch(/`|\bevents?\b|pull request|workflow|GitHub|\.\./i);
  });

  test("it names other settings by their flags", () => {
    expect(describedForHelp(SETTINGS.python)).toBe(
      "Python interpreter for head, and for base unless --base-python is set. Default: python.",
    );
  });
});
