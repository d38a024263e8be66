/** The action as a runner starts it: the committed bundle, inputs in the environment, workflow commands on its output. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { temporaryFolder } from "../support/repositories.ts";
import { RUNNER } from "../support/runner.ts";

const ACTION = join(import.meta.dirname, "../../dist/action.js");

test.each([
  ["a line break", "ghs_first\nsecond"],
  ["a carriage return", "ghs_first\rsecond"],
  ["a space", "ghs_first second"],
  ["a character that no header takes", "ghs_first\u{1f511}second"],
])("a token with %s is refused with a sentence, and only ever printed to be masked", (_, token) => {
  using folder = temporaryFolder();
  const [event, summary] = [join(folder.path, "event.json"), join(folder.path, "summary")];
  writeFileSync(event, JSON.stringify({ repository: { default_branch: "main" } }));
  writeFileSync(summary, "");
  const { status, stdout, stderr } = spawnSync(process.execPath, [ACTION], {
    encoding: "utf8",
    timeout: 60_000,
    cwd: folder.path,
    env: {
      ...RUNNER,
      PATH: process.env.PATH,
      "INPUT_GITHUB-TOKEN": token,
      GITHUB_EVENT_NAME: "push",
      GITHUB_EVENT_PATH: event,
      GITHUB_REF: "refs/heads/main",
      GITHUB_WORKSPACE: folder.path,
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: folder.path,
    },
  });
  const said = stdout
    .split("\n")
    .filter((line) => !line.startsWith("::add-mask::"))
    .join("\n");
  expect(status).toBe(2);
  expect(said).toContain("`github-token` contains a line break");
  for (const text of [said, stderr, readFileSync(summary, "utf8")])
    expect(text).not.toMatch(/ghs_first|second/);
});

test.each([
  ["a folder", "json-report", "reports", /^::error::reports can't be written: it is a folder/m],
  [
    "a file of somebody's own",
    "html-report",
    "notes.md",
    /^::error::notes\.md can't be written: it has content/m,
  ],
])("a report that names %s is refused before anything is measured", (_, input, path, error) => {
  using folder = temporaryFolder();
  const [event, summary] = [join(folder.path, "event.json"), join(folder.path, "summary")];
  writeFileSync(event, JSON.stringify({ repository: { default_branch: "main" } }));
  writeFileSync(summary, "");
  mkdirSync(join(folder.path, "reports"));
  writeFileSync(join(folder.path, "notes.md"), "Ours.\n");
  const { status, stdout } = spawnSync(process.execPath, [ACTION], {
    encoding: "utf8",
    timeout: 60_000,
    cwd: folder.path,
    env: {
      ...RUNNER,
      PATH: process.env.PATH,
      [`INPUT_${input.toUpperCase()}`]: path,
      GITHUB_EVENT_NAME: "push",
      GITHUB_EVENT_PATH: event,
      GITHUB_REF: "refs/heads/main",
      GITHUB_WORKSPACE: folder.path,
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: folder.path,
    },
  });
  expect(stdout).toMatch(error);
  expect(status).toBe(2);
  expect(readFileSync(join(folder.path, "notes.md"), "utf8")).toBe("Ours.\n");
});
