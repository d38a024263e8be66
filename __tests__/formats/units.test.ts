import { expect, test } from "@jest/globals";
import { quantityOf } from "../../src/formats/units.ts";

const inBase = (unit: string, value: number): number | null => {
  const quantity = quantityOf(unit);
  return quantity === null ? null : (value * quantity.times) / quantity.over;
};

test.each([
  ["ns", 1e-9],
  ["ns/iter", 1e-9],
  [" NS / Iter ", 1e-9],
  ["us", 1e-6],
  ["µs", 1e-6],
  ["\u03bcs", 1e-6],
  ["ms", 1e-3],
  ["ms/op", 1e-3],
  ["milliseconds", 1e-3],
  ["s", 1],
  ["sec", 1],
  ["Seconds", 1],
  ["seconds per call", 1],
  ["min", 60],
  ["hours", 3600],
])("%j is a time", (unit, seconds) => {
  expect(quantityOf(unit)?.kind).toBe("time");
  expect(inBase(unit, 1)).toBe(seconds);
});

test.each([
  ["B", 1],
  ["bytes", 1],
  ["B/op", 1],
  ["kB", 1_000],
  ["KB", 1_000],
  ["kb", 1_000],
  ["KiB", 1_024],
  ["MB", 1_000_000],
  ["Megabytes", 1_000_000],
  ["MiB", 1_048_576],
  ["GiB per run", 1_073_741_824],
])("%j is a size", (unit, bytes) => {
  expect(quantityOf(unit)?.kind).toBe("size");
  expect(inBase(unit, 1)).toBe(bytes);
});

test.each([
  ["a rate", "ops/s"],
  ["a rate in bytes", "MB/s"],
  ["a time for an amount", "ms/MB"],
  ["a time for a time", "s/s"],
  ["a time for thousands", "ms/kop"],
  ["bits", "Mb"],
  ["what may be minutes or metres", "m"],
  ["a quotient of quotients", "ms/op/s"],
  ["a name of every object", "constructor"],
  ["nothing", ""],
  ["a division by nothing", "ms/"],
  ["a share", "%"],
])("%s is neither: %j", (_title, unit) => {
  expect(quantityOf(unit)).toBeNull();
});

test("a value is rounded once on its way to seconds", () => {
  expect(inBase("ns", 421)).toBe(4.21e-7);
});
