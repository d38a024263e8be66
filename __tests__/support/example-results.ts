/** Whole results as a reviewer would meet them: behind the golden files in `fixtures/reports/`. */
import type { Drift, Result } from "../../src/model.ts";
import { aFoundBaseline, aReason, aResult, aRow, aSideReport, failing, someConditions } from "./results.ts";

/** A failed gate: one of three benchmarks got slower, with its reasons. */
export const failed: Result = aResult({
  reason: {
    kind: "failed",
    failures: [{ kind: "regressed", regressed: { rows: 1, areTimes: true, budget: 0.1 } }],
  },
  benchmarks: [
    aRow({
      id: "app.parse:parse_orders",
      verdict: "regressed",
      change: 0.341,
      interval: [0.31, 0.372],
      reasons: [
        aReason(),
        aReason({
          name: "parse_line",
          line: 12,
          baseCalls: 2000,
          headCalls: 2000,
          baseOwnSeconds: 0.0008,
          headOwnSeconds: 0.0012,
        }),
      ],
    }),
    aRow({ id: "app.routing:match", base: 0.0000621, change: 0.031, interval: [0.018, 0.044] }),
    aRow({ id: "app.scoring:score", base: 0.0124, change: -0.0004, interval: [-0.009, 0.008] }),
  ],
});

/** A suite of 50 with one of every verdict, warnings and a stored baseline. */
export const mixed: Result = aResult({
  reason: {
    kind: "failed",
    failures: [
      { kind: "regressed", regressed: { rows: 2, areTimes: true, budget: 0.1 } },
      { kind: "errored", rows: 1 },
    ],
  },
  config: {
    suite: "pytest",
    budgets: [{ benchmarks: "benchmarks/bench_io.py::*", metric: "time", budget: 0.25, floor: null }],
    accepted: [
      { benchmarks: "*validate*", reason: "validates input now, issue 123", until: "2026-12-31" },
      { benchmarks: "*cache*", reason: "until the new cache is in", until: "2026-09-30" },
    ],
  },
  evidence: {
    conditions: someConditions({ blocks: 12, seconds: 41.7, repeatedPairs: 11 }),
    baseline: aFoundBaseline(),
  },
  warnings: [
    {
      kind: "dependencies-changed",
      files: { first: ["requirements.txt"], more: 0 },
      setup: "pip install -r requirements.txt",
    },
  ],
  benchmarks: [
    aRow({
      id: "benchmarks/test_parse.py::test_orders[big]",
      verdict: "regressed",
      base: 0.0214,
      change: 0.342,
      reasons: [aReason({ baseCalls: 1, headCalls: 2000 })],
    }),
    aRow({
      id: "benchmarks/test_cache.py::test_lookup",
      verdict: "regressed",
      base: 4.1e-7,
      change: 11.4,
      notes: [{ kind: "acceptance-ended", until: "2026-09-30", reason: "until the new cache is in" }],
    }),
    aRow({ id: "benchmarks/test_validate.py::test_order", verdict: "accepted", reasons: [aReason()] }),
    aRow({ id: "benchmarks/test_export.py::test_csv[utf-8|bom]", verdict: "errored" }),
    aRow({ id: "benchmarks/test_io.py::test_read", verdict: "inconclusive", budget: 0.25, change: 0.19 }),
    aRow({ id: "benchmarks/test_old.py::test_gone", verdict: "removed" }),
    aRow({ id: "benchmarks/test_new.py::test_added", verdict: "new" }),
    aRow({ id: "benchmarks/test_score.py::test_score", verdict: "improved", base: 1.27, change: -0.214 }),
    ...Array.from({ length: 42 }, (_, index) =>
      aRow({
        id: `benchmarks/test_unchanged.py::test_case[${index}]`,
        base: 10 ** (-6 + index / 9),
        change: ((index % 9) - 4) / 250,
        evidence: index % 3 === 0 ? "stored-same-machine" : "paired",
      }),
    ),
  ],
});

/** A passed gate: one of three benchmarks got slower, as is intended. */
export const accepted: Result = aResult({
  reason: { kind: "within-budget", compared: 3 },
  config: {
    accepted: [{ benchmarks: "*parse*", reason: "validates input now, issue 123", until: "2026-12-31" }],
  },
  benchmarks: [
    aRow({ id: "app.parse:parse_orders", verdict: "accepted", change: 0.183, reasons: [aReason()] }),
    aRow({ id: "app.routing:match", base: 0.0000621, change: 0.0004 }),
    aRow({ id: "app.scoring:score", base: 0.0124, change: -0.011 }),
  ],
});

/** A passed gate without anything to report. */
export const passed: Result = aResult({
  reason: { kind: "within-budget", compared: 3 },
  benchmarks: [
    aRow({ id: "app.parse:parse_orders", change: 0.002 }),
    aRow({ id: "app.routing:match", base: 0.0000621, change: 0.0004 }),
    aRow({ id: "app.scoring:score", base: 0.0124, change: -0.011 }),
  ],
});

/** A machine without any control, on which two of three can't be decided. */
export const inconclusive: Result = aResult({
  reason: { kind: "undecided", rows: 2 },
  config: { timeLimitSeconds: 30 },
  evidence: {
    conditions: someConditions({
      pinned: false,
      layout: "randomised",
      cpus: 1,
      blocks: 5,
      seconds: 30.2,
      timeLimitReached: true,
      canary: { change: 0.046, drifted: true },
    }),
    baseline: {
      state: "unreadable",
      source: "cache",
      why: "its schemaVersion is 7, and this version of hotpath-gate reads 1",
    },
  },
  benchmarks: [
    aRow({
      id: "app.parse:parse_orders",
      verdict: "inconclusive",
      change: 0.21,
      notes: [{ kind: "canary-drifted" }],
    }),
    aRow({ id: "app.routing:match", verdict: "inconclusive", change: 0.09 }),
    aRow({ id: "app.scoring:score" }),
  ],
});

/** A baseline was recorded on the default branch. */
export const recorded: Result = aResult({
  verdict: "recorded",
  reason: { kind: "recorded", benchmarks: 3, target: "cache", runs: 1 },
  sides: { base: null, head: aSideReport({ label: "main" }) },
  evidence: {
    baseline: { state: "missing", source: "cache", why: "this is the first one" },
  },
  benchmarks: [
    aRow({ id: "app.parse:parse_orders", verdict: "new", head: 0.00184 }),
    aRow({ id: "app.routing:match", verdict: "new", head: 0.0000621 }),
  ],
});

const CREPT: Drift = {
  id: "app.parse:parse_orders",
  metric: "time",
  change: 0.159,
  interval: [0.148, 0.171],
  evidence: "paired",
  best: "4f2d9c1ab8e07355d1c6",
  now: "b71e03d5aa920c4c8f16",
  runs: 5,
  unpaired: null,
};

/** A recording that reports drift over the budget, and the steps in the default branch's history. */
export const drifted: Result = aResult({
  verdict: "recorded",
  reason: { kind: "recorded", benchmarks: 3, target: "cache (hotpath-gate-v2-functions)", runs: 24 },
  sides: { base: null, head: aSideReport({ label: "main" }) },
  warnings: [{ kind: "drift", drift: CREPT }],
  evidence: {
    baseline: { state: "not-used", source: "cache", why: "recorded-now" },
    trends: {
      branch: "main",
      runs: 24,
      changePoints: [
        {
          id: "app.scoring:score",
          metric: "time",
          change: -0.31,
          from: "4f2d9c1ab8e07355d1c6",
          to: "b71e03d5aa920c4c8f16",
          at: "2026-11-02T03:04:05.000Z",
        },
        {
          id: "app.routing:match",
          metric: "time",
          change: 0.122,
          from: "0c4c8f16b71e03d5aa92",
          to: "4f2d9c1ab8e07355d1c6",
          at: "2026-10-14T03:04:05.000Z",
        },
      ],
      drifts: [CREPT],
      courses: [
        {
          id: "app.parse:parse_orders",
          metric: "time",
          unit: "s",
          medians: Array.from({ length: 24 }, (_, run) => 0.00184 * 1.03 ** Math.max(0, run - 18)),
        },
        {
          id: "app.routing:match",
          metric: "time",
          unit: "s",
          medians: Array.from({ length: 24 }, (_, run) => (run === 5 ? null : run < 9 ? 6.2e-5 : 7e-5)),
        },
      ],
    },
  },
  benchmarks: [
    aRow({ id: "app.parse:parse_orders", verdict: "new", head: 0.00184 }),
    aRow({ id: "app.routing:match", verdict: "new", head: 0.0000621 }),
  ],
});

/** Everything that measured code can put into a report, put there by somebody who means harm. */
export const hostile: Result = aResult({
  reason: {
    kind: "not-wanted",
    why: "@everyone see https://evil.example/ #1 GH-2 <!-- hotpath-gate:other --> <img src=x>",
  },
  sides: {
    base: aSideReport({ name: "base", label: "<b>@octocat</b>\n\n# heading" }),
    head: aSideReport({ python: "CPython | 3.13 </sub></details>" }),
  },
  evidence: {
    baseline: {
      state: "unreadable",
      source: "[cache](https://evil.example)",
      why: "4f2d9c1ab8e07355d1c6 `| x | y |`",
    },
    trends: {
      branch: "</details> @octocat",
      runs: 2,
      changePoints: [
        {
          id: "</details><script>alert(1)</script> @octocat",
          metric: "time",
          change: 0.2,
          from: "`</details>",
          to: "@octocat",
          at: "2026-11-02T03:04:05.000Z",
        },
      ],
      drifts: [],
      courses: [{ id: "</figcaption><img src=x>", metric: "time", unit: "s", medians: [1, null, 2] }],
    },
  },
  // And what a poisoned baseline can put there.
  warnings: [
    { kind: "command-fails", why: "</details>\n\n> [!TIP]\n> @octocat approve #1 www.evil.example" },
  ],
  benchmarks: [
    aRow({
      id: "a`|b\\|c``<!-- hotpath-gate:other -->@octocat\n| x | y |\u202egnp.exe\u001b[31mred",
      verdict: "regressed",
      reasons: [
        aReason({ name: "```\n</details><script>alert(1)</script>", file: "@octocat/#1 | __init__.py" }),
      ],
    }),
    aRow({ id: "it's; rm -rf ~ $(id) `id`", verdict: "regressed", change: 0.2 }),
    aRow({
      id: "meant",
      verdict: "accepted",
      notes: [
        {
          kind: "accepted",
          until: "2026-12-31",
          reason: "</details> @octocat #12 <!-- hotpath-gate:other --> | x |\n\n# heading",
        },
      ],
    }),
    aRow({
      id: "raises",
      verdict: "errored",
      notes: failing(
        "RuntimeError: </details> @octocat #12 octo/repo#3 octocat@example.com :tada: $x$ **bold** | ~~x~~",
      ),
    }),
    aRow({ id: `long[${"x".repeat(1500)}]`, verdict: "new" }),
  ],
});
