import { expect, test } from "@jest/globals";
import { systemClock } from "../../src/adapters/system-clock.ts";

test("the clock's seconds pass, and its time is UTC", async () => {
  const clock = systemClock();
  const before = clock.seconds();
  await new Promise((resolve) => setTimeout(resolve, 30));
  const passed = clock.seconds() - before;
  expect(passed).toBeGreaterThan(0.02);
  expect(passed).toBeLessThan(20);
  expect(Math.abs(Date.parse(clock.now()) - Date.now())).toBeLessThan(5000);
  expect(clock.now()).toMatch(/Z$/);
});
