import { describe, expect, test } from "@jest/globals";
import { formatFile, inShort, refusalOf, resultsOf, withInstead } from "../support/format-files.ts";

const PLAIN = "hyperfine-1.15.0.json";
const SECOND_TIME = "0.5742573000000001,\n        0.4";
const SWEEP = "hyperfine-1.20.0.json";
const REPEATED = "hyperfine-1.20.0-repeated.json";
const idsOf = async (text: string) => [...new Set((await resultsOf(text)).results.map(({ id }) => id))];

test("each time is that of a process, and CPU time is beside it", async () => {
  const { results, ...rest } = await resultsOf(formatFile(PLAIN));
  expect(rest).toEqual({
    format: "hyperfine",
    tool: "hyperfine",
    machine: null,
    python: null,
    commit: null,
    missing: [],
  });
  expect(results.map(inShort)).toEqual([
    ["sum", "time", "s", "smaller", 0.42919105300000004, [1, 1, 1]],
    ["sum", "cpu-time", "s", "smaller", 0.10758166666666664 + 0.055896, [], "beside"],
    ['python3 -c "pass"', "time", "s", "smaller", 0.318002583, [1, 1, 1]],
    [
      'python3 -c "pass"',
      "cpu-time",
      "s",
      "smaller",
      0.09610133333333333 + 0.03535033333333333,
      [],
      "beside",
    ],
  ]);
});

test("later versions have memory too", async () => {
  const { results } = await resultsOf(formatFile(SWEEP));
  const command = 'python3 -c "sum(range(10))"';
  expect(results.filter(({ id }) => id === command).map(inShort)).toEqual([
    [command, "time", "s", "smaller", 0.39580591400000004, [1, 1, 1]],
    [command, "cpu-time", "s", "smaller", 0.09847133333333334 + 0.035804666666666665, [], "beside"],
    [command, "peak-memory", "B", "smaller", 13_811_712, [1, 1, 1], "beside"],
  ]);
});

describe("commands that are the same", () => {
  test("are told apart by a number", async () => {
    expect(await idsOf(formatFile(REPEATED))).toEqual(["true", "true #2"]);
  });

  test("are told apart by their parameters where they have some", async () => {
    const text = withInstead(SWEEP, "sum(range(100))", "sum(range(10))");
    const command = 'python3 -c "sum(range(10))"';
    expect(await idsOf(text)).toEqual([`${command} (size=10)`, `${command} (size=100)`]);
  });

  test("get no number that a command has in its name", async () => {
    const text = withInstead(REPEATED, '"command": "false"', '"command": "true #2"');
    expect((await resultsOf(text)).missing.map(({ id }) => id)).toEqual(["true #2"]);
    expect(await idsOf(text)).toEqual(["true", "true #3"]);
  });
});

test("a hundred thousand commands that are the same take no longer than others", async () => {
  const results = Array.from({ length: 100_000 }, () => ({ command: "true", median: 1 }));
  const ids = await idsOf(JSON.stringify({ results }));
  expect(ids).toHaveLength(100_000);
  expect(ids.at(-1)).toBe("true #100000");
}, 20_000);

test("what could not be measured beside is left out", async () => {
  const text = formatFile(REPEATED).replaceAll("2965504", "0").replace("0.000793", "0.0");
  const { results } = await resultsOf(text);
  expect(results.filter(({ id }) => id === "true").map(({ metric }) => metric)).toEqual(["time"]);
});

test("without times the median stands", async () => {
  const { results } = await resultsOf(withInstead(PLAIN, '"times"', '"others"'));
  expect(results[0]).toMatchObject({ id: "sum", value: 0.42919105300000004, processes: [] });
});

test("a command with a time that is no number is missing, with what is beside it", async () => {
  const { results, missing } = await resultsOf(withInstead(PLAIN, SECOND_TIME, "NaN, 0.4"));
  expect(results.map(({ id }) => id)).not.toContain("sum");
  expect(missing).toMatchObject([{ id: "sum", kind: "failed" }]);
});

test.each([
  [
    "a wrong type deep inside",
    SECOND_TIME,
    "true, 0.4",
    "line 14, column 9: results[0].times[1] must be a number, but is true",
  ],
  [
    "a missing field",
    '"command"',
    '"order"',
    "line 3, column 5: results[0].command is missing; it must be a text",
  ],
])("%s is refused with its place and field", async (_title, written, instead, why) => {
  expect(await refusalOf(withInstead(PLAIN, written, instead))).toBe(why);
});

test.each([
  ["exited with status 1 in 2 of 3 runs", [0, 1, 1]],
  ["was ended by a signal in 1 of 2 runs", [null, 0]],
])("a command that %s has no time, however short it was", async (why, exit_codes) => {
  const text = JSON.stringify({ results: [{ command: "head", median: 0.001, times: [0.001], exit_codes }] });
  const { results, missing } = await resultsOf(text);
  expect(results).toEqual([]);
  expect(missing).toEqual([{ id: "head", kind: "failed", why: `it ${why}` }]);
});
