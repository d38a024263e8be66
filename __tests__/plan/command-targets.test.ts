import { describe, expect, test } from "@jest/globals";
import { GateError } from "../../src/errors.ts";
import type { CommandRule, Config } from "../../src/inputs/config.ts";
import { commandId, commandTargets } from "../../src/plan/command-targets.ts";

type Given = Partial<Pick<Config, "benchmarks" | "metrics">> & {
  readonly commands?: readonly Partial<CommandRule>[];
};

function targets({ benchmarks = [], metrics = ["time"], commands = [] }: Given) {
  const rules = commands.map((rule) => ({
    name: null,
    command: "run",
    prepare: null,
    parameters: {},
    ...rule,
  }));
  return commandTargets({ benchmarks, metrics, commands: rules });
}

const described = (given: Given) =>
  targets(given).map((target) => {
    const { id, command, prepare } = JSON.parse(target);
    return [id, command, prepare];
  });

test.each<[string, Given, unknown[]]>([
  [
    "a line is a command, and its own name",
    { benchmarks: ["app --version"] },
    [["app --version", "app --version", null]],
  ],
  [
    "a rule has a name, and what is prepared",
    { commands: [{ name: "start", command: "app", prepare: "rm -rf c" }] },
    [["start", "app", "rm -rf c"]],
  ],
  [
    "a rule without a name is called by its command",
    { commands: [{ command: "app -x" }] },
    [["app -x", "app -x", null]],
  ],
  [
    "a line may name a rule",
    {
      benchmarks: ["b"],
      commands: [
        { name: "a", command: "x" },
        { name: "b", command: "y" },
      ],
    },
    [["b", "y", null]],
  ],
  [
    "parameters make a command for each combination, the last changing fastest",
    {
      commands: [
        {
          name: "sort",
          command: "sort -n {n} {how}",
          prepare: "make {n}",
          parameters: { n: [1, 20], how: ["up", "down"] },
        },
      ],
    },
    [
      ["sort[n=1-how=up]", "sort -n 1 up", "make 1"],
      ["sort[n=1-how=down]", "sort -n 1 down", "make 1"],
      ["sort[n=20-how=up]", "sort -n 20 up", "make 20"],
      ["sort[n=20-how=down]", "sort -n 20 down", "make 20"],
    ],
  ],
  [
    "all commands of a rule go by its name",
    { benchmarks: ["s"], commands: [{ name: "s", command: "s {n}", parameters: { n: [1, 2] } }] },
    [
      ["s[n=1]", "s 1", null],
      ["s[n=2]", "s 2", null],
    ],
  ],
  [
    "nothing is replaced in a parameter that was put in",
    { commands: [{ name: "s", command: "s {a} {b}", parameters: { a: ["{b}", "$&"], b: ["x"] } }] },
    [
      ["s[a={b}-b=x]", "s {b} x", null],
      ["s[a=$&-b=x]", "s $& x", null],
    ],
  ],
  [
    "one command of a rule can be named",
    { benchmarks: ["s[n=2]"], commands: [{ name: "s", command: "s {n}", parameters: { n: [1, 2] } }] },
    [["s[n=2]", "s 2", null]],
  ],
])("%s", (_, given, expected) => {
  expect(described(given)).toEqual(expected);
});

test("a target carries the metrics that are compared, in their order, and tells its id", () => {
  const [target = ""] = targets({ benchmarks: ["app"], metrics: ["time", "peak-memory"] });
  expect(JSON.parse(target).quantities).toEqual([
    { metric: "time", unit: "s", better: "smaller" },
    { metric: "peak-memory", unit: "B", better: "smaller" },
  ]);
  expect(commandId(target)).toBe("app");
});

describe("what can't be measured is refused:", () => {
  test.each<[string, Given, RegExp]>([
    ["no command at all", {}, /no command is named/],
    [
      "two commands of the same name",
      {
        commands: [
          { name: "a", command: "x" },
          { name: "a", command: "y" },
        ],
      },
      /Two commands have the name `a`/,
    ],
    [
      "a parameter that is not used",
      { commands: [{ name: "a", command: "x", parameters: { n: [1] } }] },
      /parameter `n` that it does not use/,
    ],
    [
      "more combinations than anybody means",
      { commands: [{ command: "{a}{b}{c}", parameters: { a: range(30), b: range(30), c: range(30) } }] },
      /more than 10,000 combinations/,
    ],
  ])("%s", (_, given, message) => {
    expect(() => targets(given)).toThrow(GateError);
    expect(() => targets(given)).toThrow(message);
  });
});

function range(count: number): number[] {
  return Array.from({ length: count }, (_, place) => place);
}
