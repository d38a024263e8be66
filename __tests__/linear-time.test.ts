/** What reads text of others takes time in proportion to its length, also where that was written to take for ever. */
import { expect, test } from "@jest/globals";
import { redactCredentials } from "../src/adapters/git/git-command.ts";
import { withoutPatch } from "../src/baseline/history.ts";
import { parseJson } from "../src/formats/json-text.ts";
import { listSchema } from "../src/inputs/quantities.ts";
import { dependenciesIn } from "../src/plan/dependency-files.ts";
import { detectSuite } from "../src/plan/detect-suite.ts";
import { withoutCommands } from "../src/report/escape.ts";
import { normalTarget } from "../src/repository/targets.ts";
import { aConfig } from "./support/configs.ts";

/** Shorter times than this say more of the machine than of the text. */
const TELLING_MS = 20;
const ATTEMPTS = 5;
/** What is linear doubles, and what is quadratic takes four times as long. */
const MOST_TIMES = 3;

const sourceOfSuite = (text: string) =>
  detectSuite(aConfig(), ["benchmarks/bench_a.py"], async () => text).catch(() => null);

test.each<[string, (n: number) => string, (text: string) => unknown]>([
  ["functions whose parentheses never close", (n) => "def test_a(\n".repeat(n), sourceOfSuite],
  ["a source of tabs", (n) => "\t".repeat(n), sourceOfSuite],
  ["a source of `async`", (n) => `async ${" ".repeat(n)}`, sourceOfSuite],
  ["a function without an end to its name", (n) => `def test_${"a".repeat(n)}`, sourceOfSuite],
  ["a target of slashes", (n) => `${"/".repeat(n)}x`, normalTarget],
  ["a list of commas", (n) => ",".repeat(n), (text) => listSchema.parse(text)],
  ["a list of brackets and commas", (n) => "[,".repeat(n), (text) => listSchema.parse(text)],
  ["line breaks before no command", (n) => "\n\t".repeat(n), withoutCommands],
  ["an address without an end", (n) => "a".repeat(n), redactCredentials],
  ["addresses without a password", (n) => "a://".repeat(n), redactCredentials],
  ["a version of zeros", (n) => "0".repeat(n), withoutPatch],
  [
    "requirements of number signs",
    (n) => `${"\t#".repeat(n)}\u2028#`,
    (text) => dependenciesIn("requirements.txt", text),
  ],
  ["large JSON of quotes in a string that never ends", (n) => `[${'N\\"\\'.repeat(10 * n)}`, parseJson],
])("%s: twice as much takes about twice as long", async (_, textOf, read) => {
  const timeOf = async (n: number) => {
    const text = textOf(n);
    const began = performance.now();
    await read(text);
    return performance.now() - began;
  };
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < ATTEMPTS && best >= MOST_TIMES; attempt++) {
    const once = await timeOf(40_000);
    best = Math.min(best, (await timeOf(80_000)) / Math.max(once, TELLING_MS));
  }
  expect(best).toBeLessThan(MOST_TIMES);
});
