import { describe, expect, test } from "@jest/globals";
import {
  environmentBytes,
  harnessVariables,
  padEnvironment,
  roomFor,
} from "../../../src/adapters/python/harness-environment.ts";
import type { Side } from "../../../src/ports/environments.ts";

const side = (changes: Partial<Side> = {}): Side => ({
  name: "base",
  checkout: { root: "/work", folder: "", commit: null, label: "working tree" },
  python: "/usr/bin/python3",
  environment: {},
  workingDirectory: "/work",
  pythonPath: ["/work/src", "/work"],
  pythonPathFirst: true,
  notFrom: [],
  redirect: null,
  ownEnvironment: null,
  ownFolder: null,
  ...changes,
});
const layout = (padding: number) => ({ hashSeed: 1, padding, heapSeed: 1 });
const variablesOf = (changes?: Partial<Side>) =>
  harnessVariables(side(changes), layout(0), { port: 4711, token: "t", session: "s" }, "/harness", ":");

describe("the environment of both sides has the same size", () => {
  test.each([
    ["other folders", { workingDirectory: "/tmp/a/much/longer/path", pythonPath: ["/tmp/ü"] }],
    ["variables of its own", { environment: { VIRTUAL_ENV: "/tmp/venv", LANG: "de_DE" } }],
  ])("with %s", (_, changes) => {
    const head = variablesOf();
    const base = variablesOf(changes);
    const room = roomFor(base, roomFor(head, 0));
    const sizes = [head, base].map((one) => environmentBytes(padEnvironment(one, room, layout(123))));
    expect(sizes).toEqual([room + 123, room + 123]);
  });

  test("with room that does not change once it is big enough", () => {
    const room = roomFor(variablesOf(), 0);
    expect(room % 4096).toBe(0);
    expect(roomFor(variablesOf({ workingDirectory: `/${"w".repeat(500)}` }), room)).toBe(room);
    expect(roomFor(variablesOf({ workingDirectory: `/${"w".repeat(5000)}` }), room)).toBeGreaterThan(room);
  });
});

test.each([
  [":", ["/head/src", "/head"], "/head/src:/head"],
  [";", ["C:\\head\\src", "C:\\head"], "C:\\head\\src;C:\\head"],
  [":", [], ""],
])(
  "folders that a side must not see are handed over as a list with %j between: %j",
  (delimiter, notFrom, list) => {
    const rendezvous = { port: 4711, token: "t", session: "s" };
    const variables = harnessVariables(side({ notFrom }), layout(0), rendezvous, "/harness", delimiter);
    expect(variables).toMatchObject({ HOTPATH_GATE_PATH_WITHOUT: list, PYTHONPATH: "/harness" });
  },
);

test("where editable installs lead is handed over in the order in which the harness reads it", () => {
  const redirect = { from: "/head", base: "/base", to: "/this" };
  expect(variablesOf({ redirect })).toMatchObject({ HOTPATH_GATE_PATH_REDIRECT: "/head:/base:/this" });
  expect(variablesOf()).toMatchObject({ HOTPATH_GATE_PATH_REDIRECT: "" });
});

test("size is counted in bytes, as the kernel does", () => {
  expect(environmentBytes({ A: "ü", BC: "" })).toBe("A=ü".length + 1 + 1 + "BC=".length + 1);
});

test.each([
  ["PYTHONHASHSEED", "0"],
  ["PYTHONUNBUFFERED", "1"],
  ["OLDPWD", "/elsewhere"],
])("a side has the %s that its environment holds", (name, value) => {
  expect(variablesOf({ environment: { [name]: value } })).toHaveProperty(name, value);
});

test("a side whose environment holds no hash seed has the one of the block", () => {
  expect(variablesOf()).toHaveProperty("PYTHONHASHSEED", "1");
});
