import { expect, test } from "@jest/globals";
import { explainRegressions } from "../../src/explain/profile-sides.ts";
import type { Row } from "../../src/model.ts";
import { HarnessLost } from "../../src/ports/processes.ts";
import type { World } from "../../src/ports/world.ts";
import { openHead } from "../../src/sides/open-head.ts";
import { aConfig } from "../support/configs.ts";
import { fakeHarness } from "../support/fake-harness.ts";
import { fakeWorld } from "../support/fake-world.ts";
import { aRow } from "../support/results.ts";

/** What is profiled on which side for these rows, in order. */
async function profiledFor(rows: readonly Row[]): Promise<string[]> {
  const world = fakeWorld({ head: "b".repeat(40), base: "a".repeat(40), commits: {} });
  const profiled: string[] = [];
  const processes: World["processes"] = {
    ...world.processes,
    async start({ name }) {
      const harness = fakeHarness(name, { meant: { ns: 100 }, red: { ns: 100 } });
      return {
        ...harness,
        send(command) {
          if (command.type === "begin") profiled.push(`${command.only} on ${name}`);
          harness.send(command);
        },
      };
    },
  };
  await using head = await openHead(aConfig({ suite: "functions", benchmarks: ["benchmarks"] }), world);
  const base = { ...head, side: { ...head.side, name: "base" as const } };
  await explainRegressions({ head, timeLimitSeconds: 600, world: { ...world, processes } }, base, rows);
  return profiled;
}

test("what got slower is profiled on both sides, accepted or not, and what is not accepted first", async () => {
  const rows = [
    aRow({ id: "meant", verdict: "accepted", change: 0.9 }),
    aRow({ id: "fine" }),
    aRow({ id: "red", verdict: "regressed", change: 0.2 }),
    aRow({ id: "by the store", verdict: "accepted", evidence: "stored-same-machine" }),
    aRow({ id: "unclear", verdict: "inconclusive" }),
  ];
  expect(await profiledFor(rows)).toEqual(["red on base", "red on head", "meant on base", "meant on head"]);
});

test("a benchmark is profiled once for its time and its instructions, and not at all for its memory", async () => {
  const rows = [
    aRow({ id: "red", verdict: "regressed" }),
    aRow({ id: "red", verdict: "regressed", metric: "instructions", unit: "instructions", head: 1e6 }),
    aRow({ id: "large", verdict: "regressed", metric: "peak-memory", unit: "B" }),
  ];
  expect(await profiledFor(rows)).toEqual(["red on base", "red on head"]);
});

test("sides that hang under the profiler end the stage after its share of the time limit, with a warning", async () => {
  const world = fakeWorld({ head: "b".repeat(40), base: "a".repeat(40), commits: {} });
  let now = 0;
  let started = 0;
  const processes: World["processes"] = {
    ...world.processes,
    async start({ name }) {
      started++;
      return {
        ...fakeHarness(name, {}),
        async receive(seconds) {
          // Both sides wait at the same time.
          if (name === "head") now += seconds;
          throw new HarnessLost(name, "timed-out", "gave no answer", "");
        },
      };
    },
  };
  const clock = { ...world.clock, seconds: () => now };
  await using head = await openHead(aConfig({ suite: "functions", benchmarks: ["benchmarks"] }), world);
  const base = { ...head, side: { ...head.side, name: "base" as const } };
  const rows = ["a", "b", "c", "d"].map((id) => aRow({ id, verdict: "regressed" }));
  const explained = await explainRegressions(
    { head, timeLimitSeconds: 600, world: { ...world, processes, clock } },
    base,
    rows,
  );
  expect(now).toBeLessThanOrEqual(600 * 0.2 + 1);
  expect(started).toBeLessThan(2 * rows.length);
  expect(explained.map(({ verdict }) => verdict)).toEqual(rows.map(({ verdict }) => verdict));
  expect(world.said.join("\n")).toMatch(
    /Explaining took longer than 120 s, so \d of 4 slower benchmarks have no reasons/,
  );
});
