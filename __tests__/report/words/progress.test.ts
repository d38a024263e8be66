import { expect, test } from "@jest/globals";
import type { Stage, Step } from "../../../src/model/progress.ts";
import { blocksWords, inWords } from "../../../src/report/words/progress.ts";

/** What is said of a stage or a step, line by line; `waiting` before what shows its seconds. */
async function said(tell: (progress: ReturnType<typeof inWords>) => unknown): Promise<string[]> {
  const lines: string[] = [];
  await tell(
    inWords({
      group: (title, body) => {
        lines.push(title);
        return body();
      },
      waiting: (words, body) => {
        lines.push(`waiting: ${words(null)}`, `waiting: ${words(65)}`);
        return body();
      },
      info: (message) => lines.push(message),
      warning: (message) => lines.push(message),
      blocks: (_, words) => lines.push(...words),
    }),
  );
  return lines;
}

const ofStage = (stage: Stage) => said((progress) => progress.stage(stage, async () => {}));
const ofStep = (step: Step) => said((progress) => progress.step(step));

const blocks = { done: 6, total: 24, undecided: 3, secondsAtThisPace: 20, secondsToLimit: 500 };

test.each([
  [{}, "block 6 of at most 24, 3 benchmarks undecided, up to about 20 s left"],
  [{ undecided: 1 }, "block 6 of at most 24, 1 benchmark undecided, up to about 20 s left"],
  [{ secondsAtThisPace: 0 }, "block 6 of at most 24, 3 benchmarks undecided, up to about 5 s left"],
  [{ secondsAtThisPace: 21 }, "block 6 of at most 24, 3 benchmarks undecided, up to about 25 s left"],
  [{ secondsAtThisPace: 56 }, "block 6 of at most 24, 3 benchmarks undecided, up to about 1 min left"],
  [{ secondsAtThisPace: 121 }, "block 6 of at most 24, 3 benchmarks undecided, up to about 3 min left"],
  [{ secondsToLimit: 19 }, "block 6 of at most 24, 3 benchmarks undecided, at most 19 s left"],
  [{ undecided: 0 }, "block 6 of at most 24, 0 benchmarks undecided"],
  [{ done: 24 }, "block 24 of at most 24, 3 benchmarks undecided"],
])("%j is told as %j", (changes, expected) => {
  expect(blocksWords({ ...blocks, ...changes })[0]).toBe(expected);
});

test("every shorter wording of the blocks still has the time that is left", () => {
  expect(blocksWords(blocks)).toEqual([
    "block 6 of at most 24, 3 benchmarks undecided, up to about 20 s left",
    "block 6 of 24, 3 undecided, up to about 20 s left",
    "block 6 of 24, up to about 20 s left",
    "up to about 20 s left",
  ]);
});

test.each<[Stage, readonly string[]]>([
  [{ kind: "measure-for-baseline", benchmarks: 3 }, ["block 6 of 24, about 20 s left", "about 20 s left"]],
  [{ kind: "measure", benchmarks: 3, sides: "head" }, ["block 6 of 24, about 20 s left", "about 20 s left"]],
  [{ kind: "measure", benchmarks: 3, sides: "both" }, blocksWords(blocks)],
])("nothing is called undecided while %j only measures", async (stage, expected) => {
  const [, ...lines] = await said((progress) => progress.stage(stage, async () => progress.blocks(blocks)));
  expect(lines).toEqual(expected);
});

test.each<Stage>([
  { kind: "measure", benchmarks: 0, sides: "both" },
  { kind: "measure-head-only", benchmarks: 0 },
  { kind: "count-instructions", benchmarks: 0 },
])("a stage with nothing in it, %j, has no heading", async (stage) => {
  expect(await ofStage(stage)).toEqual([]);
});

test.each<[Stage, readonly string[]]>([
  [{ kind: "measure", benchmarks: 2, sides: "both" }, ["Measure 2 benchmarks, base and head in lock step"]],
  [{ kind: "measure-head-only", benchmarks: 2 }, ["Measure 2 benchmarks that base does not run, head alone"]],
  [{ kind: "measure-same-code", benchmarks: 0 }, ["Measure the canary, the same code on both sides"]],
  [
    { kind: "set-up", side: "base", command: "pip install ." },
    ["waiting: Set up base: pip install .", "waiting: Set up base, 1 min 5 s: pip install ."],
  ],
  [
    { kind: "explain", benchmarks: 2 },
    [
      "waiting: Find out what changed inside 2 benchmarks",
      "waiting: Find out what changed inside 2 benchmarks, 1 min 5 s",
    ],
  ],
])("the heading of %j is %j", async (stage, expected) => {
  expect(await ofStage(stage)).toEqual(expected);
});

test("a long command of set-up is one short line", async () => {
  const command = `pip install --upgrade pip\npip install ${"-e ".repeat(50)}.`;
  const [line = ""] = await ofStage({ kind: "set-up", side: "head", command });
  expect(line).toMatch(/^waiting: Set up head: pip install --upgrade pip p.*…$/);
  expect(line.length).toBeLessThan(90);
});

test.each<[Step, string]>([
  [
    { kind: "plan", plan: "compare", why: "a pull request is compared with its base" },
    "A pull request is compared with its base.",
  ],
  [
    { kind: "plan", plan: "skip", why: "a push to x is judged on its pull request" },
    "Nothing is measured: a push to x is judged on its pull request.",
  ],
  [
    {
      kind: "comparing",
      head: { commit: null, label: "working tree" },
      base: { commit: "4f2d9c1ab8e07355d1c600000000000000000000", label: "HEAD" },
    },
    "Comparing the working tree with HEAD (4f2d9c1ab8e0)",
  ],
])("%j is told as %j", async (step, expected) => {
  expect(await ofStep(step)).toEqual([expected]);
});
