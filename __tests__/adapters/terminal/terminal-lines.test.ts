import { PassThrough } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import { terminalLines } from "../../../src/adapters/terminal/terminal-lines.ts";
import { blocksWords } from "../../../src/report/words/progress.ts";

function stream(properties: { isTTY?: boolean; columns?: number } = {}) {
  const target = Object.assign(new PassThrough(), properties);
  return {
    stream: target as unknown as NodeJS.WriteStream,
    text: () => (target.read() as Buffer | null)?.toString() ?? "",
  };
}
const blocks = { done: 6, total: 24, undecided: 3, secondsAtThisPace: 20, secondsToLimit: 500 };
/** What a terminal shows in the end: every redrawn line replaces what it was drawn over. */
const shown = (text: string) =>
  text
    .split("\n")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences are what is tested
    .map((line) => line.split(/\u001b\[1G\u001b\[2K/).at(-1))
    .join("\n");

describe("where there is no terminal", () => {
  test("progress is plain lines", async () => {
    const { stream: target, text } = stream();
    const progress = terminalLines(target);
    const value = await progress.group("Measure", async () => {
      progress.info("pinned");
      progress.blocks(blocks, blocksWords(blocks));
      return 7;
    });
    progress.warning("noisy");
    expect(value).toBe(7);
    expect(text()).toBe(
      "Measure\npinned\nblock 6 of at most 24, 3 benchmarks undecided, up to about 20 s left\nwarning: noisy\n",
    );
  });
});

test("a line that a runner would obey is only text", () => {
  const { stream: target, text } = stream();
  const progress = terminalLines(target);
  progress.info("Suite:\n::set-output name=verdict::passed");
  progress.info("::error::x ##[error]y");
  expect(text()).toBe("Suite:\n: :set-output name=verdict::passed\n: :error::x ## [error]y\n");
});

describe("in a terminal", () => {
  const terminal = () => stream({ isTTY: true, columns: 100 });

  test("a bar is drawn in place and gone when its group is done", async () => {
    const { stream: target, text } = terminal();
    const progress = terminalLines(target);
    await progress.group("Measure", async () => {
      progress.blocks({ ...blocks, done: 5 }, ["block 5"]);
      progress.blocks(blocks, blocksWords(blocks));
    });
    const written = text();
    expect(written).toContain(`${"█".repeat(6)}${"░".repeat(18)} block 6 of at most 24`);
    expect(shown(written)).toBe("Measure\n");
  });

  test("a line takes the bar's place", () => {
    const { stream: target, text } = terminal();
    const progress = terminalLines(target);
    progress.blocks(blocks, blocksWords(blocks));
    progress.info("pinned");
    expect(shown(text())).toBe("pinned\n");
  });

  test.each([40, 60, 80, 120])(
    "the bar and the time that is left fit into one line of %d columns",
    (columns) => {
      const { stream: target, text } = stream({ isTTY: true, columns });
      const large = { done: 10, total: 96, undecided: 1200, secondsAtThisPace: 3000, secondsToLimit: 754 };
      for (const state of [blocks, large]) {
        terminalLines(target).blocks(state, blocksWords(state));
        const line = shown(text());
        expect([...(line ?? "")].length).toBeLessThan(columns);
        expect(line).toMatch(/(about 20 s|at most 12 min 34 s) left$/);
        if (columns >= 60) expect(line).toMatch(/^[█░]{6,24} block/);
      }
    },
  );

  test("a line that is too long is broken between words, and a path stays whole", () => {
    const { stream: target, text } = stream({ isTTY: true, columns: 40 });
    terminalLines(target).info("Suite: pytest in benchmarks (benchmarks/test_orders.py is a pytest file)");
    expect(text()).toBe("Suite: pytest in benchmarks\n  (benchmarks/test_orders.py is a pytest\n  file)\n");
  });

  test("a terminal that does not know its size is taken for one of 80 columns", () => {
    const { stream: target, text } = stream({ isTTY: true, columns: 0 });
    terminalLines(target).blocks(blocks, blocksWords(blocks));
    expect(shown(text())).toMatch(/^[█░]+ block 6 of at most 24, .* left$/);
    terminalLines(target).info("Suite: pytest in benchmarks (benchmarks/test_orders.py)");
    expect(shown(text())).toBe("Suite: pytest in benchmarks (benchmarks/test_orders.py)\n");
  });

  test("a drawn line takes no more columns than there are, and no character is cut", async () => {
    const { stream: target, text } = stream({ isTTY: true, columns: 10 });
    await terminalLines(target).waiting(
      () => "検査検査検査検査",
      async () => expect(text()).toBe("検査検査"),
    );
  });

  test("the bar is full when everything is decided", () => {
    const { stream: target, text } = terminal();
    const decided = { ...blocks, undecided: 0 };
    terminalLines(target).blocks(decided, blocksWords(decided));
    expect(text()).toContain(`${"█".repeat(24)} block 6`);
  });

  test("nothing is drawn between blocks: no timer runs", async () => {
    const { stream: target, text } = terminal();
    const timers = () => process.getActiveResourcesInfo().filter((one) => one === "Timeout").length;
    const before = timers();
    const progress = terminalLines(target);
    await progress.group("Measure", async () => {
      progress.blocks(blocks, blocksWords(blocks));
      text();
      expect(timers()).toBe(before);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(text()).toBe("");
    });
  });

  test("what a benchmark is called does not command the terminal", () => {
    const { stream: target, text } = terminal();
    terminalLines(target).info("a\u001b[2J\u0007b\u009bc\nd\te");
    expect(text()).toBe("a\uFFFD[2J\uFFFDb\uFFFDc\nd\te\n");
  });

  test("a bar does not stay behind when measuring fails", async () => {
    const { stream: target, text } = terminal();
    const progress = terminalLines(target);
    const failing = progress.group("Measure", async () => {
      progress.blocks(blocks, blocksWords(blocks));
      throw new Error("lost");
    });
    await expect(failing).rejects.toThrow("lost");
    expect(shown(text())).toBe("Measure\n");
  });
});

describe("what takes a while without being measured", () => {
  const words = (seconds: number | null) =>
    seconds === null ? "Set up head" : `Set up head, ${Math.floor(seconds)} s`;
  const aWhile = () => new Promise((resolve) => setTimeout(resolve, 1_100));

  test("is one line in a log, when it begins", async () => {
    const { stream: target, text } = stream();
    const value = await terminalLines(target).waiting(words, async () => {
      expect(text()).toBe("Set up head\n");
      return 7;
    });
    expect(value).toBe(7);
    expect(text()).toBe("");
  });

  test("shows its seconds in a terminal, and what it took in the end", async () => {
    const { stream: target, text } = stream({ isTTY: true, columns: 80 });
    const progress = terminalLines(target);
    await progress.waiting(words, async () => {
      expect(text()).toBe("Set up head, 0 s");
      progress.info("something");
      await aWhile();
    });
    expect(shown(text())).toBe("something\nSet up head, 1 s\n");
    await aWhile();
    expect(text()).toBe("");
  });

  test("leaves no clock running when it fails", async () => {
    const { stream: target, text } = stream({ isTTY: true, columns: 80 });
    const failing = terminalLines(target).waiting(words, async () => {
      throw new Error("no network");
    });
    await expect(failing).rejects.toThrow("no network");
    expect(shown(text())).toBe("Set up head, 0 s\n");
    await aWhile();
    expect(text()).toBe("");
  });
});
