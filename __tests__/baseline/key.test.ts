import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { baselineKey, baselinePrefixes } from "../../src/baseline/key.ts";
import { baseline, fingerprint } from "../support/baselines.ts";

const subject = { suite: "pytest", targets: ["benchmarks"], setting: [""] as readonly unknown[] };
const keyOf = (branch: string, changes = {}, of = subject) =>
  baselineKey(of, baseline({ branch, ...changes }), "77", "1");
const firstMatch = (prefixes: readonly string[], keys: readonly string[]) => {
  for (const prefix of prefixes) {
    const found = keys.find((key) => key.startsWith(prefix));
    if (found !== undefined) return found;
  }
  return undefined;
};
test("a key says for people what it is of", () => {
  expect(keyOf("main")).toMatch(/^hotpath-gate-v2-pytest\.[0-9a-f]{12}\.[0-9a-f]{12}-main-a{40}-77-1$/);
});

test("a run started again, and another run of the same commit, have keys of their own", () => {
  const keys = [
    ["77", "1"],
    ["77", "2"],
    ["78", "1"],
  ].map(([run = "", attempt = ""]) => baselineKey(subject, baseline(), run, attempt));
  expect(new Set(keys).size).toBe(3);
});

describe("a pull request finds", () => {
  const prefixes = baselinePrefixes(subject, ["release/1", "main"], fingerprint());

  test.each([
    ["its base branch's, before the default branch's", ["main", "release/1"], "release/1"],
    ["the default branch's where its base has none", ["main", "other"], "main"],
  ])("%s", (_, stored, expected) => {
    expect(
      firstMatch(
        prefixes,
        stored.map((branch) => keyOf(branch)),
      ),
    ).toBe(keyOf(expected));
  });

  test.each([
    ["another CPU", { cpu: "Intel Xeon" }],
    ["another image of the same system", { os: "ubuntu24 20261108.1.0" }],
    ["a patch release of its Python", { python: "CPython 3.13.1" }],
    ["other packages", { lock: "abc" }],
  ])("one that was recorded with %s, because the newest has the history of all", (_, changes) => {
    const key = keyOf("release/1", { fingerprint: fingerprint(changes) });
    expect(firstMatch(prefixes, [key])).toBe(key);
  });

  test.each([
    ["of another Python", keyOf("main", { fingerprint: fingerprint({ python: "CPython 3.14.0" }) })],
    [
      "of another build of Python",
      keyOf("main", { fingerprint: fingerprint({ python: "CPython 3.13.0 (free-threaded)" }) }),
    ],
    ["of another system", keyOf("main", { fingerprint: fingerprint({ os: "macos15 20261101" }) })],
    ["of another suite", keyOf("main", {}, { ...subject, suite: "functions" })],
    ["of another folder of the repository", keyOf("main", {}, { ...subject, setting: ["libs/b"] })],
    ["of another environment", keyOf("main", {}, { ...subject, setting: ["", null, [["SIZE", "9"]]] })],
    ["of other targets", keyOf("main", {}, { ...subject, targets: ["perf"] })],
    ["of a branch whose name begins alike", keyOf("main-2")],
    ["of a branch that ends like a fingerprint", keyOf("main-0123456789ab")],
    ["of a branch that looks the same when simplified", keyOf("release_1")],
  ])("no baseline %s", (_, key) => {
    expect(firstMatch(prefixes, [key])).toBeUndefined();
  });
});

test("the order in which targets are written makes no difference", () => {
  const one = keyOf("main", {}, { ...subject, targets: ["a", "b"] });
  expect(keyOf("main", {}, { ...subject, targets: ["b", "a"] })).toBe(one);
});

test("the same branch twice is looked for once", () => {
  expect(baselinePrefixes(subject, ["main", "main"], fingerprint())).toHaveLength(1);
});

test("whatever the names, the cache accepts keys and prefixes, and a key begins with its own prefixes only", () => {
  const name = fc.string({ minLength: 1, maxLength: 400, unit: "binary" });
  fc.assert(
    fc.property(name, name, name, fc.array(name, { maxLength: 5 }), (branch, another, suite, targets) => {
      const of = { suite, targets, setting: [] };
      const key = keyOf(branch, { commit: another }, of);
      const prefixes = baselinePrefixes(of, [branch], fingerprint());
      for (const text of [key, ...prefixes]) expect(text).toMatch(/^[A-Za-z0-9._~-]{1,400}$/);
      for (const prefix of prefixes) expect(key.startsWith(prefix)).toBe(true);
      if (another === branch) return;
      for (const prefix of baselinePrefixes(of, [another], fingerprint())) {
        expect(key.startsWith(prefix)).toBe(false);
      }
    }),
  );
});
