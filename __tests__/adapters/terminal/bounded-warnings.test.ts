import { expect, test } from "@jest/globals";
import { boundedWarnings } from "../../../src/adapters/terminal/bounded-warnings.ts";
import type { Lines } from "../../../src/ports/progress.ts";

function bounded() {
  const said: string[] = [];
  const progress: Lines = {
    group: (_, body) => body(),
    waiting: (_, body) => body(),
    info: () => {},
    warning: (message) => said.push(message),
    blocks: () => {},
  };
  return { progress: boundedWarnings(progress), said };
}

test("a warning that repeats is printed at the first time, the tenth, and so on", () => {
  const { progress, said } = bounded();
  for (let time = 0; time < 25_000; time++) progress.warning("Dropped a connection");
  expect(said).toEqual([
    "Dropped a connection",
    ...[10, 100, 1000, 10_000].map((count) => `Dropped a connection (${count} times by now)`),
  ]);
});

test("a flood of different warnings ends, and says so", () => {
  const { progress, said } = bounded();
  for (let time = 0; time < 25_000; time++) progress.warning(`${time} ${"x".repeat(10_000)}`);
  expect(said).toHaveLength(101);
  expect(said.at(-1)).toBe("There were 100 different warnings. Further ones are not printed.");
  expect(said.join("").length).toBeLessThan(250_000);
});
