import { expect, test } from "@jest/globals";
import { isSelfChecked } from "../../src/compare/canary.ts";

type Sides = Parameters<typeof isSelfChecked>[0];

const python = {
  implementation: "CPython",
  version: "3.13.0",
  build: [] as string[],
  executable: "/usr/bin/python3",
  prefixes: ["/usr"],
};
const side = (given: Partial<typeof python> = {}) => ({
  benchmarks: [],
  problems: [],
  skips: [],
  modules: [],
  doubts: [],
  children: null,
  python: { ...python, ...given },
  cpus: null,
  run: null,
  quantities: null,
  trouble: null,
});

test.each<[string, Partial<Sides>, boolean]>([
  ["by one interpreter in one setting", {}, true],
  ["by another version", { base: side({ version: "3.12.1" }) }, false],
  ["by another build of the same version", { base: side({ build: ["free-threaded"] }) }, false],
  ["with other variables", { sameSetting: false }, false],
  ["on head alone", { base: null }, false],
])("whether the canary has a say where the same code is run %s", (_title, given, expected) => {
  expect(isSelfChecked({ head: side(), base: side(), sameSetting: true, ...given })).toBe(expected);
});
