import { describe, expect, test } from "@jest/globals";
import type { Location } from "../../src/model.ts";
import { annotationsFor } from "../../src/report/annotations.ts";
import { aReason, aResult, aRow, failing } from "../support/results.ts";

describe("a regressed row is an error", () => {
  test("at the function that changed most, with its numbers and reasons", () => {
    const row = aRow({
      id: "app.parse:orders",
      verdict: "regressed",
      interval: [0.31, 0.37],
      reasons: [aReason(), aReason({ name: "split", file: "app/split.py", line: 7 })],
    });
    expect(annotationsFor(aResult({ benchmarks: [row] }))).toEqual([
      {
        level: "error",
        title: "app.parse:orders: +34.0 %, budget 10 %",
        message:
          "1.84 ms → 2.47 ms a call, 95 % interval +31.0 … +37.0 %.\nnormalize app/parse.py:41: 2,000 calls, was 1\nsplit app/split.py:7: 2,000 calls, was 1",
        location: { file: "app/parse.py", line: 41 },
      },
    ]);
  });

  const benchmark: Location = { file: "benchmarks/bench_parse.py", line: 12 };

  test.each([
    ["a library", "/usr/lib/python3.13/json/decoder.py", benchmark],
    ["a built-in", "~", benchmark],
    ["a folder above the project", "../other/module.py", benchmark],
    ["another drive", "C:\\lib\\json.py", benchmark],
    ["a name that can't be shown", "app/\u001b[31m.py", benchmark],
    ["the project", "app/parse.py", { file: "app/parse.py", line: 41 }],
  ])("at the benchmark unless the function is the project's own: %s", (_, file, location) => {
    const row = aRow({ verdict: "regressed", location: benchmark, reasons: [aReason({ file })] });
    expect(annotationsFor(aResult({ benchmarks: [row] }))[0]?.location).toEqual(location);
  });

  test("at a line that exists, or nowhere", () => {
    const places = [{ file: "a.py", line: 0 }, null].map((location) =>
      aRow({ verdict: "regressed", location }),
    );
    expect(annotationsFor(aResult({ benchmarks: places })).map(({ location }) => location)).toEqual([
      { file: "a.py", line: 1 },
      null,
    ]);
  });
});

describe("an accepted row is a notice", () => {
  test("at the function that changed most, with its numbers, and until when and why it is accepted", () => {
    const row = aRow({ id: "app:f", verdict: "accepted", change: 0.3, reasons: [aReason()] });
    expect(annotationsFor(aResult({ benchmarks: [row] }))).toEqual([
      {
        level: "notice",
        title: "app:f: +30.0 %, budget 10 %",
        message:
          "1.84 ms → 2.39 ms a call, 95 % interval +28.2 … +31.8 %.\naccepted until 2026-12-31: validates input now, issue 123\nnormalize app/parse.py:41: 2,000 calls, was 1",
        location: { file: "app/parse.py", line: 41 },
      },
    ]);
  });

  test("of which there are nine at most, because the comment may need one", () => {
    const benchmarks = Array.from({ length: 11 }, (_, index) =>
      aRow({ id: `app:f${index}`, verdict: "accepted" }),
    );
    const annotations = annotationsFor(aResult({ benchmarks }));
    expect(annotations).toHaveLength(9);
    expect(annotations[8]?.message).toMatch(/\nAnd 2 more accepted: see the job summary\.$/);
  });
});

test("a slowdown that is no longer accepted is an error that says so", () => {
  const note = "its acceptance ended on 2026-11-01: validates input now";
  const [annotation] = annotationsFor(
    aResult({
      benchmarks: [
        aRow({
          verdict: "regressed",
          notes: [{ kind: "acceptance-ended", until: "2026-11-01", reason: "validates input now" }],
        }),
      ],
    }),
  );
  expect(annotation).toMatchObject({ level: "error", message: expect.stringContaining(`\n${note}`) });
});

test("an errored row is an error with what it raised", () => {
  const row = aRow({
    id: "app:f",
    verdict: "errored",
    notes: failing("ValueError: \u001b[31mno\nsuch order"),
  });
  expect(annotationsFor(aResult({ benchmarks: [row] }))).toMatchObject([
    { level: "error", title: "app:f could not be measured", message: "ValueError: no such order" },
  ]);
});

test("rows that are fine, new or removed are not annotated", () => {
  const benchmarks = [
    aRow(),
    aRow({ verdict: "new" }),
    aRow({ verdict: "removed" }),
    aRow({ verdict: "improved" }),
  ];
  expect(annotationsFor(aResult({ benchmarks }))).toEqual([]);
});

describe("GitHub's limits hold", () => {
  test("beyond ten errors, the tenth says how many more there are", () => {
    const benchmarks = Array.from({ length: 13 }, (_, index) =>
      aRow({ id: `app:f${index}`, verdict: "regressed" }),
    );
    const annotations = annotationsFor(aResult({ benchmarks }));
    expect(annotations).toHaveLength(10);
    expect(annotations[9]?.message).toMatch(/\nAnd 3 more with an error: see the job summary\.$/);
    expect(annotations[8]?.message).not.toContain("more with an error");
  });

  test("all undecided rows are one warning, which names as many as fit and counts the others", () => {
    const benchmarks = Array.from({ length: 500 }, (_, index) =>
      aRow({
        id: `benchmarks/test_${index}.py::test`.padEnd(100, "x"),
        verdict: "inconclusive",
        detectable: 0.2,
      }),
    );
    const [warning, ...others] = annotationsFor(aResult({ benchmarks }));
    expect(others).toEqual([]);
    expect(warning).toMatchObject({
      level: "warning",
      title: "can't tell for 500 benchmarks",
      location: null,
    });
    const lines = warning?.message.split("\n") ?? [];
    expect(lines.at(-1)).toBe(`and ${500 - (lines.length - 2)} more: see the job summary.`);
    expect(lines[1]).toMatch(/: smallest detectable: 20 %$/);
    expect(warning?.message.length).toBeLessThanOrEqual(4_096);
    expect(warning?.message.length).toBeGreaterThan(3_800);
  });

  test("a message is at most 4,096 characters long", () => {
    const reasons = Array.from({ length: 5 }, () =>
      aReason({ name: "x".repeat(9_000), file: "y".repeat(9_000) }),
    );
    const benchmarks = Array.from({ length: 20 }, () =>
      aRow({ id: "z".repeat(2_000), verdict: "regressed", reasons }),
    );
    for (const { message, title } of annotationsFor(aResult({ benchmarks }))) {
      expect(message.length).toBeLessThanOrEqual(4_096);
      expect(title.length).toBeLessThanOrEqual(255);
    }
  });
});
