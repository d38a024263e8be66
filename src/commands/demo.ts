/** `demo` gates a sample repository with a known slowdown. */
import { rmSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandEnvironment, runCommand } from "../adapters/processes/commands.ts";
import { atTakedown } from "../adapters/takedown.ts";
import { GateError } from "../errors.ts";
import type { Result } from "../model.ts";
import { textWidth, wrapped } from "../report/line-breaks.ts";
import { textOptions } from "../worlds/terminal.ts";
import { gateLocally } from "./gate-locally.ts";

export interface DemoOptions {
  readonly python: string;
  /** Whether to leave the sample repository where it is. */
  readonly keep: boolean;
  readonly harnessFolder: string;
  /** Absolute path of the folder with `shop` and `shop-slower`. */
  readonly examplesFolder: string;
}

const GIT_SECONDS = 60;

const SLOWED = "benchmarks/bench_shop.py::bench_score";

/**
 * Makes three hot paths, and a second commit that slows one of them by about a third.
 *
 * @returns whether exactly that one was found.
 * @throws GateError if it could not be measured
 */
export async function demo(options: DemoOptions): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "hotpath-gate-demo-"));
  using _leftover = atTakedown("files", () => {
    if (!options.keep) rmSync(folder, { recursive: true, force: true });
  });
  try {
    say(`Making a sample repository with three hot paths (parsing, routing, scoring) in ${folder}.`);
    await cp(join(options.examplesFolder, "shop"), folder, { recursive: true });
    await git(folder, "init", "--quiet", "--initial-branch=main");
    await commitAll(folder, "A shop");
    await cp(join(options.examplesFolder, "shop-slower"), folder, { recursive: true });
    await commitAll(folder, "Look at the weights again now and then");
    say(
      "Its last commit makes scoring about a third slower. hotpath-gate does not know which one is slower.\n",
    );
    const result = await gateLocally("check", {
      written: { base: "HEAD^", python: options.python, baseline: "none" },
      config: null,
      workingDirectory: folder,
      json: null,
      html: null,
      output: null,
      harnessFolder: options.harnessFolder,
    });
    return judge(result);
  } finally {
    if (options.keep) say(`The sample repository is in ${folder}.`);
    else await rm(folder, { recursive: true, force: true });
  }
}

function judge(result: Result): boolean {
  const regressed = result.benchmarks.filter((row) => row.verdict === "regressed").map((row) => row.id);
  const right = regressed.length === 1 && regressed[0] === SLOWED && result.verdict === "failed";
  say(
    right
      ? "\nCorrect: it found exactly the hot path that was slowed down. (Exit status 0, because that is the right answer.)"
      : `\nWrong: ${SLOWED} was slowed down, but ${regressed.join(", ") || "nothing"} was found.`,
  );
  return right;
}

function commitAll(folder: string, message: string): Promise<void> {
  return git(folder, "add", "--all").then(() => git(folder, "commit", "--quiet", "--message", message));
}

async function git(folder: string, ...args: string[]): Promise<void> {
  const identity = ["-c", "user.name=hotpath-gate demo", "-c", "user.email=demo@example.invalid"];
  const end = await runCommand({
    program: "git",
    // Nothing of the person's own git settings: signing and hooks have no place in a sample.
    args: [...identity, "-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null", ...args],
    folder,
    environment: commandEnvironment(),
    deadlineSeconds: GIT_SECONDS,
    outputBytes: 1024 * 1024,
  });
  if (end.kind === "exited" && end.status === 0) return;
  const how = end.kind === "exited" ? end.stderr.toString("utf8").trim() : end.how;
  throw new GateError(
    `The sample repository could not be made: git ${args[0]} failed: ${how}`,
    "Install git, or put it on PATH.",
  );
}

function say(text: string): void {
  const { width } = textOptions(process.stdout);
  process.stdout.write(`${wrapped(text, textWidth(width), "")}\n`);
}
