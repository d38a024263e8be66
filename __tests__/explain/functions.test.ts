import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { changedFunctions } from "../../src/explain/functions.ts";
import type { Message } from "../../src/protocol.ts";

type Profile = Extract<Message, { type: "profiled" }>;
type Profiled = Profile["functions"][number];

/** A function of `app/parse.py` that takes a millisecond of its own in 10 loops, unless said otherwise. */
function fn(name: string, given: Partial<Profiled> = {}): Profiled {
  return { name, file: "app/parse.py", line: 10, calls: 10, ownNs: 1e6, ...given };
}

function changes(base: readonly Profiled[], head: readonly Profiled[], rootPrefixes: readonly string[] = []) {
  const profile = (functions: readonly Profiled[]): Profile => ({
    type: "profiled",
    functions: [...functions],
  });
  return changedFunctions(profile(base), profile(head), { loops: 10, rootPrefixes });
}

function names(base: readonly Profiled[], head: readonly Profiled[]): string[] {
  return changes(base, head).map(({ name }) => name);
}

test("a lost cache shows as the function that is called again, for one loop", () => {
  const base = [fn("normalize", { line: 41, calls: 10, ownNs: 4_000 }), fn("parse", { ownNs: 20e6 })];
  const head = [fn("normalize", { line: 41, calls: 20_000, ownNs: 6e6 }), fn("parse", { ownNs: 20e6 })];
  expect(changes(base, head)).toEqual([
    {
      name: "normalize",
      file: "app/parse.py",
      line: 41,
      baseCalls: 1,
      headCalls: 2000,
      baseOwnSeconds: 4e-7,
      headOwnSeconds: 6e-4,
    },
  ]);
});

describe("the order is from the most telling on:", () => {
  const base = [
    fn("slower"),
    fn("busier"),
    fn("library", { file: "/usr/lib/python3.13/json/decoder.py" }),
    fn("built-in", { file: "~", line: 0 }),
    fn("replaced", { ownNs: 2e6 }),
  ];

  test("the project's new work, its slower work, what it lost, then libraries and built-ins", () => {
    const head = [
      fn("slower", { ownNs: 9e6 }),
      fn("busier", { ownNs: 3e6, calls: 40 }),
      fn("library", { file: "/usr/lib/python3.13/json/decoder.py", ownNs: 8e6, calls: 50 }),
      fn("built-in", { file: "~", line: 0, ownNs: 7e6, calls: 50 }),
    ];
    expect(names(base, head)).toEqual(["busier", "slower", "replaced", "library", "built-in"]);
  });

  test("among equals, the larger change first", () => {
    const head = [fn("slower", { ownNs: 3e6 }), fn("busier", { ownNs: 4e6 })];
    expect(names([fn("slower"), fn("busier")], head)).toEqual(["busier", "slower"]);
  });

  test("only the first five are told", () => {
    const many = Array.from({ length: 12 }, (_, index) => fn(`f${index}`, { line: index }));
    expect(
      changes(
        many,
        many.map((one) => ({ ...one, ownNs: 2e6 })),
      ),
    ).toHaveLength(5);
  });
});

describe("noise is left out:", () => {
  test.each<[string, number, string[]]>([
    ["less than a twentieth of the whole change", 0.04e6, []],
    ["more than that, but less than a fiftieth of the whole time", 0.15e6, []],
    ["more than both", 0.3e6, ["small"]],
  ])("%s", (_, extra, left) => {
    const base = [fn("large", { ownNs: 8e6 }), fn("small", { ownNs: 1e6 })];
    const head = [fn("large", { ownNs: 10e6 }), fn("small", { ownNs: 1e6 + extra })];
    expect(names(base, head).filter((name) => name === "small")).toEqual(left);
  });

  test("a function that got faster is no reason for a slowdown", () => {
    expect(names([fn("slow"), fn("fast", { ownNs: 5e6 })], [fn("slow", { ownNs: 9e6 }), fn("fast")])).toEqual(
      ["slow"],
    );
  });

  test("two equal profiles have no reasons", () => {
    expect(changes([fn("f")], [fn("f")])).toEqual([]);
    expect(changes([], [])).toEqual([]);
  });
});

describe("functions are matched", () => {
  test("over lines that moved", () => {
    const [change] = changes([fn("f", { line: 10 })], [fn("f", { line: 90, ownNs: 5e6 })]);
    expect(change).toMatchObject({ line: 90, baseCalls: 1, baseOwnSeconds: 1e-4 });
  });

  test("in the order of their lines where several share a name and all of them moved", () => {
    const base = [fn("__init__", { line: 10, ownNs: 1e6 }), fn("__init__", { line: 30, ownNs: 2e6 })];
    const head = [fn("__init__", { line: 50, ownNs: 9e6 }), fn("__init__", { line: 30, ownNs: 1e6 })];
    expect(changes(base, head)).toMatchObject([{ line: 50, baseOwnSeconds: 2e-4, headOwnSeconds: 9e-4 }]);
  });

  test("with the nearest where one was added", () => {
    const base = [fn("<lambda>", { line: 10 }), fn("<lambda>", { line: 100 })];
    const added = fn("<lambda>", { line: 50, ownNs: 5e6 });
    const head = [fn("<lambda>", { line: 12 }), added, fn("<lambda>", { line: 103 })];
    expect(changes(base, head)).toMatchObject([{ line: 50, baseCalls: 0 }]);
    expect(changes(head, base)).toMatchObject([{ line: 50, headCalls: 0 }]);
  });

  test("in another file, where there is only one of that name", () => {
    const base = [fn("normalize", { file: "app/parse.py" })];
    const head = [fn("normalize", { file: "app/text.py", ownNs: 5e6 })];
    expect(changes(base, head)).toMatchObject([{ file: "app/text.py", baseCalls: 1, headCalls: 1 }]);
  });

  test("except lambdas of different files, whose name says nothing", () => {
    const base = [fn("<lambda>", { file: "app/a.py" })];
    const head = [fn("<lambda>", { file: "app/b.py", ownNs: 5e6 })];
    expect(changes(base, head).map(({ baseCalls, headCalls }) => [baseCalls, headCalls])).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  test("in libraries that each side has in its own environment", () => {
    const base = [fn("encode", { file: "/tmp/base/.venv/lib/python3.13/site-packages/orjson/__init__.py" })];
    const file = "/tmp/head/.venv/lib/python3.13/site-packages/orjson/__init__.py";
    expect(changes(base, [fn("encode", { file, ownNs: 5e6 })])).toMatchObject([{ file, baseCalls: 1 }]);
  });

  test("in checkouts whose folder is told", () => {
    const base = [fn("f", { file: "/tmp/base/app/parse.py" })];
    const head = [fn("f", { file: "/work/repo/app/parse.py", ownNs: 5e6 })];
    expect(changes(base, head, ["/tmp/base", "/work/repo/"])).toMatchObject([
      { file: "app/parse.py", baseCalls: 1 },
    ]);
  });

  test("one to one: no call is counted twice and none is lost", () => {
    const profiles = fc.array(
      fc.record({
        name: fc.constantFrom("f", "g", "<lambda>"),
        file: fc.constantFrom("a.py", "b.py", "~"),
        line: fc.nat(5),
        calls: fc.integer({ min: 1, max: 1_000 }),
        ownNs: fc.integer({ min: 1, max: 1_000 }),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(profiles, profiles, (base, head) => {
        const found = changes(base, head);
        const counted = (side: "baseCalls" | "headCalls") => found.map((one) => Math.round(10 * one[side]));
        for (const [side, given] of [
          ["baseCalls", base],
          ["headCalls", head],
        ] as const) {
          const left = given.map(({ calls }) => calls);
          for (const calls of counted(side).filter((count) => count > 0)) {
            expect(left).toContain(calls);
            left.splice(left.indexOf(calls), 1);
          }
        }
      }),
    );
  });

  test("quickly, even where a hostile profile gives ten thousand functions one name", () => {
    const same = (count: number) =>
      Array.from({ length: count }, (_, line) => fn("f", { line, ownNs: line }));
    const start = performance.now();
    changes(same(5_000), same(10_000));
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
