/**
 * Signals, at every stage of a real run at which something of ours or of others' is running: all of it is gone within five
 * seconds, the exit status is 128 and the signal's number, and nothing is left behind. Every seventh pair of stage and signal
 * in each run of the tests, all with TESTS=all.
 */
import type { ChildProcess } from "node:child_process";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { constants } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { gitCheckouts } from "../../src/adapters/git/checkouts.ts";
import { BaseUnreachable } from "../../src/errors.ts";
import { recordedLog } from "../support/logs.ts";
import { repositoryAt } from "../support/repositories.ts";
import { shareOf } from "../support/share.ts";
import { GRACE_SECONDS, hostileGround, misdeeds, type Place, run } from "./place.ts";

/** A machine that is busy with other tests needs longer to notice; what hangs takes minutes. */
const SLACK_SECONDS = 5;

let ground: ReturnType<typeof hostileGround>;
let silent: Server;
const met = { connections: 0 };

beforeAll(async () => {
  ground = hostileGround();
  silent = createServer((socket) => {
    met.connections++;
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  silent.close();
  ground[Symbol.dispose]();
});

const silentRemote = () => {
  const address = silent.address();
  return `git://127.0.0.1:${typeof address === "object" ? address?.port : 0}/shop.git`;
};

interface Stage {
  readonly args: readonly string[];
  /** @returns whether the run has come to it */
  readonly prepare: (place: Place) => () => boolean;
}

const CHECK = ["check", "--python", "python3", "--baseline", "none", "--time-limit", "60s"];
const NOWHERE = "0123456789012345678901234567890123456789";
const SLEEPS = "import subprocess, time\n    subprocess.Popen(['sleep', '600'])\n    time.sleep(600)";

/** A mark that is made where the stage is reached. */
const reached = ({ outside }: Place) => join(outside, "reached");

const STAGES: Readonly<Record<string, Stage>> = {
  "while an interpreter says who it is": {
    args: ["check", "--base", "HEAD^", "--python", "./own-python"],
    prepare: (place) => {
      writeFileSync(join(place.root, "own-python"), `#!/bin/sh\n: > ${reached(place)}\nsleep 600\n`);
      chmodSync(join(place.root, "own-python"), 0o755);
      return () => existsSync(reached(place));
    },
  },
  "while setup runs": {
    args: [...CHECK, "--base", "HEAD^", "--setup", 'setsid sleep 600 & : > "$REACHED"; sleep 600'],
    prepare: (place) => () => existsSync(reached(place)),
  },
  "while setup refuses to end": {
    args: [
      ...CHECK,
      "--base",
      "HEAD^",
      "--setup",
      'trap "" TERM INT HUP QUIT; : > "$REACHED"; while :; do sleep 1; done',
    ],
    prepare: (place) => () => existsSync(reached(place)),
  },
  "while a remote says nothing": {
    args: [...CHECK, "--base", NOWHERE],
    prepare: ({ root }) => {
      repositoryAt(root).git("remote", "add", "origin", silentRemote());
      const before = met.connections;
      return () => met.connections > before;
    },
  },
  "while benchmarks are collected": {
    args: [...CHECK, "--base", "HEAD^"],
    prepare: (place) => {
      const bench = `def wait():\n    open(${JSON.stringify(reached(place))}, "w").close()\n    ${SLEEPS}\nwait()\n`;
      repositoryAt(place.root).commit("slow", { "benchmarks/bench_app.py": bench });
      return () => existsSync(reached(place));
    },
  },
  "while a benchmark is called": {
    args: [...CHECK, "--base", "HEAD^"],
    prepare: (place) => {
      const bench = `def bench_slow():\n    open(${JSON.stringify(reached(place))}, "w").close()\n    ${SLEEPS}\n`;
      repositoryAt(place.root).commit("slow", { "benchmarks/bench_app.py": bench });
      return () => existsSync(reached(place));
    },
  },
  "while a baseline is recorded": {
    args: ["record", "--python", "python3", "--time-limit", "60s"],
    prepare: (place) => {
      const bench = `def bench_slow():\n    open(${JSON.stringify(reached(place))}, "w").close()\n    ${SLEEPS}\n`;
      repositoryAt(place.root).commit("slow", { "benchmarks/bench_app.py": bench });
      return () => existsSync(reached(place));
    },
  },
};

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;
const pairs = Object.entries(STAGES).flatMap(([title, stage]) =>
  SIGNALS.map((signal) => [signal, title, stage] as const),
);

async function when(isReached: () => boolean): Promise<void> {
  while (!isReached()) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function interrupted(stage: Stage, signals: readonly NodeJS.Signals[]) {
  const place = ground.place();
  const isReached = stage.prepare(place);
  let child: ChildProcess | undefined;
  let signalled = 0;
  const ended = run(place, stage.args, {
    environment: { REACHED: reached(place) },
    onStart: (started) => {
      child = started;
    },
  });
  await Promise.race([when(isReached), ended]);
  signalled = performance.now();
  for (const signal of signals) child?.kill(signal);
  const outcome = await ended;
  const seconds = (performance.now() - signalled) / 1000;
  return { place, outcome: { ...outcome, seconds } };
}

test.each(shareOf(pairs, 7))(
  "%s %s ends all within five seconds",
  async (signal, _, stage) => {
    const { place, outcome } = await interrupted(stage, [signal]);
    expect(misdeeds(place, outcome, GRACE_SECONDS + SLACK_SECONDS)).toEqual([]);
    expect(outcome.status).toBe(128 + constants.signals[signal]);
    expect(outcome.stderr).toContain(`interrupted by ${signal}`);
  },
  90_000,
);

test("a second signal ends the run where it is, with nothing left behind", async () => {
  const stage = STAGES["while setup refuses to end"];
  if (stage === undefined) throw new Error("the stage is gone");
  const { place, outcome } = await interrupted(stage, ["SIGTERM", "SIGINT"]);
  expect(misdeeds(place, outcome, GRACE_SECONDS + SLACK_SECONDS)).toEqual([]);
  expect([128 + constants.signals.SIGTERM, 128 + constants.signals.SIGINT]).toContain(outcome.status);
}, 90_000);

test("SIGUSR1 opens no inspector, and the run goes on", async () => {
  const stage = STAGES["while setup runs"];
  if (stage === undefined) throw new Error("the stage is gone");
  const { outcome } = await interrupted(stage, ["SIGUSR1", "SIGUSR1", "SIGTERM"]);
  expect(outcome.stderr).not.toMatch(/Debugger listening/);
  expect(outcome.status).toBe(128 + constants.signals.SIGTERM);
}, 90_000);

describe("a remote that says nothing", () => {
  test("is given up by a deadline", async () => {
    const place = ground.place();
    repositoryAt(place.root).git("remote", "add", "origin", silentRemote());
    const checkouts = gitCheckouts({
      workingDirectory: place.root,
      temporaryFolder: place.temporary,
      outputs: [],
      benchmarks: [],
      log: recordedLog(),
      remoteSilenceSeconds: 1,
    });
    const began = performance.now();
    const error = await checkouts
      .resolveBase({ kind: "revision", revision: NOWHERE })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BaseUnreachable);
    expect((error as Error).message).toMatch(/said nothing for 1 s/);
    expect((performance.now() - began) / 1000).toBeLessThan(1 + GRACE_SECONDS + SLACK_SECONDS);
  }, 60_000);
});
