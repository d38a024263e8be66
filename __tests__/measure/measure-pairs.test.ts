/** Side by side as it is: two real harnesses on one CPU. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  type DisposablePythonProcesses,
  pythonProcesses,
} from "../../src/adapters/python/python-processes.ts";
import type { Calibration } from "../../src/measure/batch-plan.ts";
import { type BlockOutcome, walkBlock } from "../../src/measure/lock-step.ts";
import type { SideName } from "../../src/model.ts";
import type { Side } from "../../src/ports/environments.ts";
import { randomStream } from "../../src/statistics/random.ts";
import { median } from "../../src/statistics/student.ts";
import { recordedLog } from "../support/logs.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/repositories.ts";

const PYTHON = execFileSync("python3", ["-c", "import sys; print(sys.executable)"]).toString().trim();
/** One that this process may run on; anything where nobody can be pinned. */
const CPU = Number(
  execFileSync("python3", [
    "-c",
    "import os; print(min(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else 0)",
  ]),
);
const HARNESS = join(import.meta.dirname, "../../harness");
const onLinux = process.platform === "linux" ? test : test.skip;

const benchmarks = (loops: number, shared: string) => `
import gc
import os
import subprocess
import threading
import time

def computes():
    for _ in range(${loops}): pass

def sleeps(): time.sleep(0.005)

TIMES = 1000 if os.path.exists("is-slow") else 1

def is_slow_in_a_later_process():
    # Nobody knows what the collector takes of it: its batches are long, though its calls are short.
    gc.callbacks.clear()
    for _ in range(200 * TIMES): pass

def has_a_thread():
    thread = threading.Thread(target=computes)
    thread.start()
    thread.join()

def has_a_child(): subprocess.run(["true"], check=True)

def sleeps_a_little():
    computes()
    time.sleep(0.001)

def writes_what_the_other_side_removes():
    with open(${JSON.stringify(shared)}, "w") as file: file.write("x")
    computes()
    os.remove(${JSON.stringify(shared)})
`;
const IDS = [
  "computes",
  "sleeps",
  "has_a_thread",
  "has_a_child",
  "sleeps_a_little",
  "writes_what_the_other_side_removes",
].map((name) => `app:${name}`);

let folder: TemporaryFolder;
let processes: DisposablePythonProcesses;
let blocks: BlockOutcome[];

beforeAll(async () => {
  folder = temporaryFolder();
  const shared = join(folder.path, "shared.txt");
  for (const [side, loops] of Object.entries({ base: 400_000, head: 600_000 })) {
    mkdirSync(join(folder.path, side));
    writeFileSync(join(folder.path, side, "app.py"), benchmarks(loops, shared));
  }
  processes = pythonProcesses({ harnessFolder: HARNESS, log: recordedLog() });
  const calibrations = new Map<string, Calibration>();
  blocks = [];
  for (const block of [0, 1]) blocks.push(await walked(block, calibrations));
}, 120_000);
afterAll(async () => {
  await processes[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

function walked(
  block: number,
  calibrations: Map<string, Calibration>,
  ids: readonly string[] = IDS,
): Promise<BlockOutcome> {
  const walked = (name: SideName) => ({
    suite: "functions" as const,
    targets: [...ids],
    root: join(folder.path, name),
  });
  return walkBlock(
    {
      block,
      order: ids,
      cpu: CPU,
      cpus: 2,
      layout: { hashSeed: 7, padding: 100, heapSeed: 1 },
      walked: { head: walked("head"), base: walked("base") },
      random: randomStream(1, "coin", block),
      share: { seconds: 0.4, depthSeconds: 0 },
      irregularShare: { seconds: 0.4, depthSeconds: 0 },
      answerSeconds: 60,
      isOver: () => false,
    },
    (side, layout) => processes.start(sideOf(side), layout),
    calibrations,
  );
}

function sideOf(name: SideName): Side {
  const root = join(folder.path, name);
  return {
    name,
    checkout: { root, folder: "", commit: null, label: name },
    python: PYTHON,
    environment: { PATH: process.env.PATH ?? "" },
    workingDirectory: root,
    pythonPath: [root],
    pythonPathFirst: true,
    notFrom: [],
    redirect: null,
    ownEnvironment: null,
    ownFolder: null,
  };
}

const found = (name: string) => blocks.map(({ measured }) => measured.get(`app:${name}`)?.[0]);

onLinux("what computes runs side by side, and half as much again is seen as that", () => {
  for (const block of found("computes")) {
    expect(block?.sideBySide).toBe(true);
    const { base, head } = block?.pairs ?? { base: [], head: [] };
    const ratio = median(head.map((value, pair) => value / (base?.[pair] ?? Number.NaN)));
    expect(ratio).toBeGreaterThan(1.2);
    expect(ratio).toBeLessThan(1.9);
  }
});

onLinux.each(["sleeps", "has_a_thread", "has_a_child", "sleeps_a_little"])("what %s takes turns", (name) => {
  expect(found(name).map((block) => block?.sideBySide)).toEqual([false, false]);
});

onLinux("two sides in each other's way fail on neither, and take turns in the end", () => {
  expect(blocks.flatMap(({ failures }) => failures)).toEqual([]);
  expect(blocks[0]?.putOff.map(({ id }) => id)).toContain("app:writes_what_the_other_side_removes");
  expect(found("writes_what_the_other_side_removes")[1]?.sideBySide).toBe(false);
});

onLinux(
  "batches side by side that take a thousand times their plan are cut, and their calls count",
  async () => {
    const id = "app:is_slow_in_a_later_process";
    const calibrations = new Map<string, Calibration>();
    const planned = (await walked(0, calibrations, [id])).measured.get(id)?.[0];
    expect(planned?.sideBySide).toBe(true);
    expect(planned?.loops).toBeGreaterThan(100);
    writeFileSync(join(folder.path, "head/is-slow"), "");
    const began = performance.now();
    const { measured, failures } = await walked(1, calibrations, [id]);
    // The planned loops of the warm-up and a pair alone would take twice ten seconds.
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(failures).toEqual([]);
    const { base, head } = measured.get(id)?.[0]?.pairs ?? { base: [], head: [] };
    expect(measured.get(id)?.[0]?.sideBySide).toBe(true);
    expect(median(head) / median(base ?? [])).toBeGreaterThan(100);
  },
  120_000,
);
