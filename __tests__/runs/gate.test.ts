/** The gate from occasion to result, with fakes at its ports: what the stored baseline is good for, and what becomes of it. */

import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../src/inputs/config.ts";
import type { Occasion } from "../../src/inputs/occasion.ts";
import type { Result } from "../../src/model.ts";
import type { BaseChoice } from "../../src/ports/checkouts.ts";
import { baselineDetail } from "../../src/report/words/baseline.ts";
import { reasonWords } from "../../src/report/words/gate-reason.ts";
import { warningWords } from "../../src/report/words/warning.ts";
import { gate } from "../../src/runs/gate.ts";
import { fingerprint } from "../support/baselines.ts";
import { aConfig } from "../support/configs.ts";
import { type FakeWorld, fakeWorld, type Speeds } from "../support/fake-world.ts";
import { gateTold } from "../support/words.ts";

const savingsOf = ({ evidence: { baseline } }: Result) =>
  baseline.state === "found" ? baseline.savings : null;

const config = aConfig({ suite: "functions", benchmarks: ["benchmarks"] });
const NAMES = ["a", "b", "c", "d", "e", "f"];
const PLAIN: Speeds = Object.fromEntries(NAMES.map((name, index) => [name, 1e-4 * (index + 1)]));
/** All of them, those that are named slower by a factor. */
const slowed = (factors: Speeds, of: Speeds = PLAIN): Speeds =>
  Object.fromEntries(Object.entries(of).map(([name, seconds]) => [name, seconds * (factors[name] ?? 1)]));
const commitOf = (number: number) => String(number).padStart(40, "0");

const push: Occasion = { kind: "push", branch: "main", defaultBranch: "main", commit: commitOf(0) };
const pull: Occasion = {
  kind: "pull-request",
  number: 7,
  mergeCommit: commitOf(99),
  headCommit: commitOf(99),
  baseCommit: commitOf(0),
  baseBranch: "main",
  defaultBranch: "main",
  fromFork: false,
};

/** A default branch on which one commit after the other was recorded. */
async function recordedOn(...history: readonly Speeds[]): Promise<FakeWorld> {
  const world = fakeWorld({ head: commitOf(0), base: commitOf(0), commits: {} });
  for (const [number, speeds] of history.entries()) await recordNext(world, number, speeds);
  return world;
}
async function recordNext(
  world: FakeWorld,
  number: number,
  speeds: Speeds,
  by: Config = config,
): Promise<Result> {
  world.repository.commits[commitOf(number)] = speeds;
  world.repository.head = commitOf(number);
  world.measured.length = 0;
  return gate(by, push, world);
}
/** A pull request on top of what was recorded last. */
async function checkOn(world: FakeWorld, speeds: Speeds, by: Config = config): Promise<Result> {
  const base = Object.keys(world.repository.commits).sort().at(-1) ?? "";
  Object.assign(world.repository, { base, head: commitOf(99) });
  world.repository.commits[commitOf(99)] = speeds;
  world.measured.length = 0;
  return gate(by, pull, world);
}
/** With slowdowns that are accepted until a day; the world's is 2 November 2026. */
const accepting = (benchmarks: string, until = "2026-12-31"): Config => ({
  ...config,
  accepted: [{ benchmarks, reason: "validates input now", until }],
});
const unchanged = (runs: number): Speeds[] => Array.from({ length: runs }, () => PLAIN);
const storedCommit = (world: FakeWorld) =>
  world.stored.kind === "found" ? world.stored.baseline.commit : world.stored.kind;
const evidencesOf = (result: Result) => [...new Set(result.benchmarks.map(({ evidence }) => evidence))];
const verdictsOf = (result: Result) =>
  Object.fromEntries(result.benchmarks.map(({ id, verdict }) => [id, verdict]));

describe("a recording on the default branch", () => {
  test("is stored, and carries on the history of those before", async () => {
    const world = await recordedOn(PLAIN, PLAIN, PLAIN);
    expect(world.published.map(({ verdict }) => verdict)).toEqual(["recorded", "recorded", "recorded"]);
    expect(world.savedBaselines.at(-1)?.runs.map(({ commit }) => commit)).toEqual([0, 1, 2].map(commitOf));
  });

  test("that got slower than the baseline before is red, keeps that one, and says so", async () => {
    const world = await recordedOn(PLAIN, PLAIN);
    const red = await recordNext(world, 2, slowed({ b: 1.3 }));
    expect(red.verdict).toBe("failed");
    expect(reasonWords(red)).toMatch(
      /^1 benchmark slowed down by more than its budget of 10 % since the previous baseline. The baseline of `0+`/,
    );
    expect(verdictsOf(red)).toMatchObject({ a: "new", b: "regressed" });
    expect(red.benchmarks.find(({ id }) => id === "b")?.evidence).toBe("paired");
    expect(storedCommit(world)).toBe(commitOf(1));
    // And stays so: the slowdown does not become the baseline by being recorded twice.
    expect((await recordNext(world, 3, slowed({ b: 1.3 }))).verdict).toBe("failed");
    expect(storedCommit(world)).toBe(commitOf(1));
    expect((await recordNext(world, 4, PLAIN)).verdict).toBe("recorded");
    expect(storedCommit(world)).toBe(commitOf(4));
  });

  test.each<[Config["compare"], string, string]>([
    [
      "auto",
      "passed",
      "Pull requests are compared with the commit that they start from, so they are not blamed for it.",
    ],
    [
      "paired",
      "passed",
      "Pull requests are compared with the commit that they start from, so they are not blamed for it.",
    ],
    [
      "stored",
      "failed",
      "With `compare: stored`, pull requests are compared with that baseline, and show this slowdown too.",
    ],
  ])(
    "that got slower says what a pull request on top of it is: compare %s, %s",
    async (compare, verdict, words) => {
      const by = { ...config, compare };
      const world = await recordedOn(...unchanged(10));
      const slower = slowed({ b: 1.3 });
      const red = await recordNext(world, 10, slower, by);
      expect(reasonWords(red)).toContain(
        `is kept: the default branch stays red until the slowdown is fixed or accepted. ${words}`,
      );
      expect((await checkOn(world, slower, by)).verdict).toBe(verdict);
      expect((await recordNext(world, 11, slower, by)).verdict).toBe("failed");
    },
  );

  test("whose slowdown is accepted becomes the baseline, and says so", async () => {
    const world = await recordedOn(PLAIN, PLAIN);
    const meant = await recordNext(world, 2, slowed({ b: 1.3 }), accepting("b"));
    expect(gateTold(meant)).toMatchObject({
      verdict: "recorded",
      reason:
        "Recorded the baseline of 6 benchmarks in memory, which has 3 recordings now; 1 slowdown is accepted. History: 3 of 8 recordings of different commits on this kind of machine. With 8, it shows how far runs lie apart, and small changes can be told from noise.",
    });
    expect(meant.benchmarks.find(({ id }) => id === "b")).toMatchObject({
      verdict: "accepted",
      evidence: "paired",
      notes: [{ kind: "accepted", until: "2026-12-31", reason: "validates input now" }],
    });
    expect(storedCommit(world)).toBe(commitOf(2));
    // And then the rule has done its work.
    expect((await recordNext(world, 3, slowed({ b: 1.3 }))).verdict).toBe("recorded");
    expect(storedCommit(world)).toBe(commitOf(3));
  });

  test.each([
    ["of something else", accepting("c")],
    ["until yesterday", accepting("b", "2026-11-01")],
  ])("that got slower keeps the baseline before where a slowdown %s is accepted", async (_, by) => {
    const world = await recordedOn(PLAIN, PLAIN);
    const red = await recordNext(world, 2, slowed({ b: 1.3 }), by);
    expect(red.verdict).toBe("failed");
    expect(storedCommit(world)).toBe(commitOf(1));
  });

  test("keeps the baseline before where only one of two slowdowns is accepted", async () => {
    const world = await recordedOn(PLAIN, PLAIN);
    const red = await recordNext(world, 2, slowed({ b: 1.3, c: 1.3 }), accepting("b"));
    expect(red.verdict).toBe("failed");
    expect(verdictsOf(red)).toMatchObject({ b: "accepted", c: "regressed" });
    expect(storedCommit(world)).toBe(commitOf(1));
  });

  test("measures again, paired, only what looks slower", async () => {
    const world = await recordedOn(PLAIN);
    await recordNext(world, 1, PLAIN);
    expect(world.measured).toEqual([commitOf(1)]);
    const red = await recordNext(world, 2, slowed({ b: 1.3 }));
    expect(new Set(world.measured)).toEqual(new Set([commitOf(1), commitOf(2)]));
    expect(red.benchmarks.filter(({ blocks }) => blocks.length > 0).map(({ id }) => id)).toEqual(["b"]);
  });

  test("on a slower machine is no slower code", async () => {
    const world = await recordedOn(PLAIN);
    world.machine = 1.5;
    expect((await recordNext(world, 1, PLAIN)).verdict).toBe("recorded");
    expect(storedCommit(world)).toBe(commitOf(1));
  });

  test("whose predecessor was rewritten away is stored, with a warning", async () => {
    const world = await recordedOn(PLAIN);
    delete world.repository.commits[commitOf(0)];
    const result = await recordNext(world, 1, slowed({ b: 1.3 }));
    expect(result.verdict).toBe("recorded");
    expect(result.warnings.map((one) => warningWords(one)).join()).toMatch(
      /1 benchmark that may be slower than at `0+` could not be measured next to it/,
    );
  });

  test("that may have got slower says so, and keeps the older baseline where fail-on lists that", async () => {
    const nearly = slowed({ b: 1.1 });
    const world = await recordedOn(PLAIN);
    const told = await recordNext(world, 1, nearly);
    expect(told.verdict).toBe("recorded");
    expect(told.warnings.map(({ kind }) => kind)).toEqual(["undecided-recording"]);

    const strict = await recordedOn(PLAIN);
    Object.assign(strict.repository, { head: commitOf(1) });
    strict.repository.commits[commitOf(1)] = nearly;
    const kept = await gate({ ...config, failOn: ["regression", "inconclusive"] }, push, strict);
    expect(gateTold(kept)).toMatchObject({
      verdict: "failed",
      reason: expect.stringMatching(/^1 benchmark may have slowed down/),
    });
    expect(storedCommit(strict)).toBe(commitOf(0));
  });

  test.each([
    ["record on one's own machine", { kind: "local", command: "record", branch: "local" }, true],
    ["a push", push, false],
  ] as const)(
    "by %s names the new file of the checkout where somebody has to decide about it, once",
    async (_, occasion, isTold) => {
      const world = await recordedOn(PLAIN);
      const save = world.saveBaseline;
      world.saveBaseline = async (scope, baseline) => {
        await save.call(world, scope, baseline);
        world.oddities[commitOf(0)] = { files: ["app.py", "benchmarks/bench_app.py", "store/b.json"] };
        return { kind: "saved", target: "./store/b.json", problems: [] };
      };
      const told = async () =>
        (await gate(config, occasion, world)).warnings.filter(({ kind }) => kind === "baseline-in-checkout");
      const warning = { kind: "baseline-in-checkout", path: "./store/b.json" };
      expect(await told()).toEqual(isTold ? [warning] : []);
      expect(await told()).toEqual([]);
    },
  );

  test("does not overwrite what could not be read", async () => {
    const world = await recordedOn(PLAIN);
    world.stored = { kind: "unreadable", source: "memory", why: "it does not answer", isDamaged: false };
    const result = await recordNext(world, 1, PLAIN);
    expect(gateTold(result)).toMatchObject({
      verdict: "skipped",
      reason: expect.stringMatching(/so it is kept/),
    });
    expect(storedCommit(world)).toBe("unreadable");
  });

  test("keeps the history that was there before measuring, where the store lost it meanwhile", async () => {
    const world = await recordedOn(PLAIN, PLAIN);
    const before = world.stored;
    let asked = 0;
    world.loadBaseline = async () => (asked++ === 0 ? before : { kind: "missing", source: "memory" });
    await recordNext(world, 2, PLAIN);
    expect(world.savedBaselines.at(-1)?.runs.map(({ commit }) => commit)).toEqual([0, 1, 2].map(commitOf));
  });

  test("takes over what another job recorded while it measured", async () => {
    const world = await recordedOn(PLAIN);
    const before = world.stored;
    await recordNext(world, 1, PLAIN);
    const meanwhile = world.stored;
    let asked = 0;
    world.loadBaseline = async () => (asked++ === 0 ? before : meanwhile);
    await recordNext(world, 2, PLAIN);
    expect(world.savedBaselines.at(-1)?.runs.map(({ commit }) => commit)).toEqual([0, 1, 2].map(commitOf));
  });

  test("of which no benchmark runs is unmeasured, and keeps what was stored", async () => {
    const world = await recordedOn(PLAIN);
    const arrives = Object.fromEntries(NAMES.map((name) => [name, "failed" as const]));
    world.oddities[commitOf(1)] = { arrives };
    const result = await recordNext(world, 1, PLAIN);
    expect(result.verdict).toBe("unmeasured");
    expect(reasonWords(result)).toMatch(/no benchmark ran: ValueError: boom/);
    expect(new Set(Object.values(verdictsOf(result)))).toEqual(new Set(["errored"]));
    expect(storedCommit(world)).toBe(commitOf(0));
  });

  test("whose process is lost after a single block is unmeasured, and keeps what was stored", async () => {
    const world = await recordedOn(PLAIN);
    world.oddities[commitOf(1)] = { lost: { after: 1, how: "is killed" } };
    const result = await recordNext(world, 1, PLAIN);
    expect(result.verdict).toBe("unmeasured");
    expect(reasonWords(result)).toMatch(
      /too little was measured: after 1 block, the benchmark process of head was lost/,
    );
    expect(result.warnings.map((one) => warningWords(one))).toContainEqual(
      expect.stringMatching(/^Measuring ended after 1 block: the benchmark process of head was lost/),
    );
    expect(new Set(Object.values(verdictsOf(result)))).toEqual(new Set(["errored"]));
    expect(storedCommit(world)).toBe(commitOf(0));
  });

  test("whose process is lost after some blocks is stored, and says so", async () => {
    const world = await recordedOn(PLAIN);
    world.oddities[commitOf(1)] = { lost: { after: 2, how: "exits" } };
    const result = await recordNext(world, 1, PLAIN);
    expect(result.verdict).toBe("recorded");
    expect(result.warnings.map((one) => warningWords(one))).toEqual([
      expect.stringMatching(/^Measuring ended after 2 blocks: .*head was lost/),
    ]);
    expect(world.savedBaselines.at(-1)?.series[0]?.medians).toHaveLength(2);
  });

  test("keeps out what fails in a later block", async () => {
    const world = await recordedOn(PLAIN);
    world.oddities[commitOf(1)] = { arrives: { b: "failed" }, arrivesAfter: 2 };
    const result = await recordNext(world, 1, PLAIN);
    expect(verdictsOf(result)).toMatchObject({ a: "new", b: "errored" });
    expect(world.savedBaselines.at(-1)?.series.find(({ id }) => id === "b")?.medians).toEqual([]);
  });

  test("takes the place of what can never be read", async () => {
    const world = await recordedOn(PLAIN);
    world.stored = { kind: "unreadable", source: "memory", why: "it is damaged", isDamaged: true };
    expect((await recordNext(world, 1, PLAIN)).verdict).toBe("recorded");
    expect(storedCommit(world)).toBe(commitOf(1));
  });
});

describe("slow drift", () => {
  const creeping = (step: number, times: number): Speeds[] =>
    Array.from({ length: times }, (_, index) => slowed({ c: step ** index }));

  test("of five times 3 % is reported, though no single step passed the budget, and fails nothing", async () => {
    const world = await recordedOn(...creeping(1.03, 6));
    const results = world.published;
    expect(results.map(({ verdict }) => verdict)).toEqual(results.map(() => "recorded"));
    const drifts = results.at(-1)?.evidence.trends?.drifts ?? [];
    expect(drifts).toMatchObject([
      { id: "c", evidence: "paired", best: commitOf(0), now: commitOf(4), runs: 4, unpaired: null },
    ]);
    expect(drifts[0]?.change).toBeCloseTo(1.03 ** 4 - 1, 1);
    expect(results.at(-1)?.warnings.map(({ kind }) => kind)).toEqual(["drift"]);
    expect(results.slice(0, 3).flatMap(({ evidence }) => evidence.trends?.drifts ?? [])).toEqual([]);
  });

  test("is measured once, and told again as long as it creeps no further", async () => {
    const world = await recordedOn(...creeping(1.03, 5));
    const told = world.published.at(-1)?.evidence.trends?.drifts;
    const again = await recordNext(world, 5, slowed({ c: 1.03 ** 5 }));
    expect(again.evidence.trends?.drifts).toEqual(told);
    expect(world.measured).toEqual([commitOf(5)]);
    const further = await recordNext(world, 6, slowed({ c: 1.03 ** 6.5 }));
    expect(further.evidence.trends?.drifts).toMatchObject([
      { id: "c", now: commitOf(6), evidence: "paired" },
    ]);
  });

  test("that pairs do not find is none, and is not measured at every recording", async () => {
    const world = await recordedOn(...unchanged(3));
    const measured: string[][] = [];
    // Slower by 8 %, then by 17 %, and so from then on: a step that no code made.
    for (let run = 3; run < 10; run++) {
      world.machine = run === 3 ? 1.08 : 1.17;
      const { evidence } = await recordNext(world, run, PLAIN);
      expect(evidence.trends?.drifts).toEqual([]);
      measured.push([...new Set(world.measured)]);
    }
    const sides = measured.map(({ length }) => length);
    expect(Math.max(...sides)).toBeGreaterThan(1);
    expect(sides.slice(-3)).toEqual([1, 1, 1]);
  });

  test("beside a commit that is gone rests on the stored values, and says why", async () => {
    const world = await recordedOn(...creeping(1.03, 4));
    delete world.repository.commits[commitOf(0)];
    const { evidence, warnings } = await recordNext(world, 4, slowed({ c: 1.03 ** 4 }));
    expect(evidence.trends?.drifts).toMatchObject([
      {
        evidence: "stored-same-machine",
        interval: null,
        unpaired: { why: "not-possible", detail: expect.stringMatching(/is not in the repo/) },
      },
    ]);
    expect(warnings.map((one) => warningWords(one))).toEqual([
      expect.stringMatching(
        /^c may be 1[23].\d % slower, by the stored values alone since `0+`, when .* \(0+ is not in/,
      ),
    ]);
  });

  test("from more commits than are measured in one run is announced, and measured in the next", async () => {
    // Each was fastest for three commits of its own; then all crept together.
    const together = [1.08, 1.11, 1.14, 1.14, 1.14];
    const speedOf = (fastest: number, run: number) =>
      together[run - 12] ?? (run >= fastest && run < fastest + 3 ? 1 : 1.04);
    const world = await recordedOn(
      ...Array.from({ length: 17 }, (_, run) =>
        slowed({ a: speedOf(0, run), b: speedOf(4, run), c: speedOf(8, run) }),
      ),
    );
    const told = world.published.map(({ warnings }) => warnings.map(({ kind }) => kind).sort());
    const first = told.findIndex(({ length }) => length > 0);
    expect(told.slice(first, first + 2)).toEqual([
      ["drift", "drift", "drift-postponed"],
      ["drift", "drift", "drift"],
    ]);
    const evidences = world.published[first + 1]?.evidence.trends?.drifts.map(({ evidence }) => evidence);
    expect(evidences).toEqual(["paired", "paired", "paired"]);
  });

  /** How c goes, recording by recording, and what is told at the end: the range that it crept in. */
  const at = (...factors: readonly number[]) => factors.map((factor) => slowed({ c: factor }));
  const up = [1, 1.03, 1.06, 1.09, 1.12];

  test("that is mended and creeps again is another, with a range of its own", async () => {
    const mended = [...up, 1.12, 1.04, 1.04, 1.04, 1.04];
    const world = await recordedOn(...at(...mended, 1.07, 1.1, 1.13, 1.16, 1.17, 1.17));
    const told = world.published.map(({ evidence }) => evidence.trends?.drifts[0] ?? null);
    expect(told[5]).toMatchObject({ best: commitOf(0) });
    expect(told[9]).toBeNull();
    const { now = "" } = told.at(-1) ?? {};
    expect(Number(now)).toBeGreaterThanOrEqual(12);
  });

  test("that could not be decided, being near its budget, is measured again after a little more", async () => {
    const world = await recordedOn(...at(1, 1.04, 1.07, 1.1, 1.107));
    const undecided = world.published.at(-1)?.evidence.trends?.drifts ?? [];
    expect(undecided).toMatchObject([{ interval: null, unpaired: { why: "undecided" } }]);
    const decided = await recordNext(world, 5, slowed({ c: 1.17 }));
    expect(decided.evidence.trends?.drifts).toMatchObject([{ evidence: "paired", now: commitOf(5) }]);
  });

  test("that is mended in part is measured again", async () => {
    const world = await recordedOn(...at(1, 1, ...up, 1.16, 1.2, 1.26, 1.22, 1.18, 1.16, 1.16, 1.16));
    const drifts = world.published.map(({ evidence }) => evidence.trends?.drifts[0]?.change ?? 0);
    expect(Math.max(...drifts)).toBeGreaterThan(0.18);
    expect(drifts.at(-1)).toBeLessThan(0.18);
    expect(drifts.at(-1)).toBeGreaterThan(0.1);
  });

  test("waits for its turn behind those that can be measured, not behind those that can't", async () => {
    const together = [1.08, 1.11, 1.14, 1.14, 1.14];
    const speedOf = (fastest: number, run: number) =>
      together[run - 12] ?? (run >= fastest && run < fastest + 3 ? 1 : 1.04);
    const speeds = (run: number) => slowed({ a: speedOf(0, run), b: speedOf(4, run), c: speedOf(8, run) });
    const world = await recordedOn(...Array.from({ length: 12 }, (_, run) => speeds(run)));
    for (const gone of [0, 1, 2, 3, 4, 5, 6]) delete world.repository.commits[commitOf(gone)];
    for (let run = 12; run < 17; run++) await recordNext(world, run, speeds(run));
    const drifts = world.published.at(-1)?.evidence.trends?.drifts ?? [];
    expect(Object.fromEntries(drifts.map(({ id, evidence }) => [id, evidence]))).toMatchObject({
      c: "paired",
    });
  });

  test("is not measured while the older baseline is kept, which has no place for what is found", async () => {
    const world = await recordedOn(...at(...up.slice(0, 4)));
    const red = await recordNext(world, 4, slowed({ c: 1.12, a: 1.4 }));
    expect(red.verdict).toBe("failed");
    expect(new Set(world.measured)).toEqual(new Set([commitOf(4), commitOf(3)]));
    expect(red.warnings.map(({ kind }) => kind)).toEqual(["drift-postponed"]);
  });

  test("that is accepted is not reported", async () => {
    const world = await recordedOn(...creeping(1.03, 5));
    const { warnings, evidence } = await recordNext(world, 5, slowed({ c: 1.03 ** 5 }), accepting("c"));
    expect(evidence.trends?.drifts).toEqual([]);
    expect(warnings).toEqual([]);
    // Nor looked into.
    expect(world.measured).toEqual([commitOf(5)]);
    const later = await recordNext(world, 6, slowed({ c: 1.03 ** 5 }), accepting("c", "2026-11-01"));
    expect(later.evidence.trends?.drifts).toMatchObject([{ id: "c" }]);
  });

  test("that only the machine had is none", async () => {
    const world = await recordedOn(PLAIN);
    for (let run = 1; run < 6; run++) {
      world.machine = 1.05 ** run;
      const { evidence } = await recordNext(world, run, PLAIN);
      expect(evidence.trends?.drifts).toEqual([]);
    }
  });
});

test.each([
  [1, "errored"],
  [5, "within-budget"],
])(
  "a pull request, compare: stored, whose process is lost after %d blocks has %s rows",
  async (after, verdict) => {
    const world = await recordedOn(...unchanged(10));
    world.oddities[commitOf(99)] = { lost: { after, how: "exits" } };
    const result = await checkOn(world, PLAIN, { ...config, compare: "stored" });
    expect(new Set(Object.values(verdictsOf(result)))).toEqual(new Set([verdict]));
    expect(result.verdict).toBe(verdict === "errored" ? "failed" : "passed");
    expect(result.warnings.map((one) => warningWords(one))).toEqual([
      expect.stringMatching(/process of head was lost/),
    ]);
  },
);

test.each<[string, number, readonly string[]]>([
  ["head's own commit is warned of", 9, ["baseline-of-head"]],
  ["an earlier commit is not", 99, []],
])("with compare: stored, a baseline that was recorded at %s", async (_title, head, kinds) => {
  const world = await recordedOn(...unchanged(10));
  Object.assign(world.repository, { base: commitOf(8), head: commitOf(head) });
  world.repository.commits[commitOf(head)] = PLAIN;
  const result = await gate({ ...config, compare: "stored" }, pull, world);
  expect(result.warnings.map(({ kind }) => kind)).toEqual(kinds);
});

describe("a label of the pull request", () => {
  const set = { kind: "set", label: "accept-slowdown", by: "ada", at: "2026-11-02T10:00:00Z" } as const;
  const slow = slowed({ b: 1.3 });

  test("accepts what is slower, and the row says who set it", async () => {
    const world = await recordedOn(PLAIN, PLAIN);
    world.label = set;
    const result = await checkOn(world, slow);
    expect([result.verdict, verdictsOf(result).b]).toEqual(["passed", "accepted"]);
    const { kind, ...label } = set;
    expect(result.benchmarks.find(({ id }) => id === "b")?.notes).toContainEqual({
      kind: "accepted-by-label",
      ...label,
    });
  });

  test("is not asked for where nothing is slower", async () => {
    const world = await recordedOn(PLAIN, PLAIN);
    world.label = set;
    expect((await checkOn(world, PLAIN)).verdict).toBe("passed");
    expect(world.askedForLabel).toBe(0);
  });

  test("that is not set accepts nothing", async () => {
    const world = await recordedOn(PLAIN, PLAIN);
    expect((await checkOn(world, slow)).verdict).toBe("failed");
    expect(world.askedForLabel).toBe(1);
  });

  test("that nobody could ask for accepts nothing, and is warned of", async () => {
    const world = await recordedOn(PLAIN, PLAIN);
    world.label = { kind: "unknown", label: "accept-slowdown", why: "no network" };
    const result = await checkOn(world, slow);
    expect(result.verdict).toBe("failed");
    expect(result.warnings).toContainEqual({
      ...{ kind: "label-unknown", label: "accept-slowdown", why: "no network" },
    });
  });

  test("of the merged pull request lets the slowdown become the baseline", async () => {
    const world = await recordedOn(PLAIN, PLAIN);
    world.label = set;
    const recorded = await recordNext(world, 2, slow);
    expect(recorded.verdict).toBe("recorded");
    expect(storedCommit(world)).toBe(commitOf(2));
    expect(recorded.benchmarks.find(({ id }) => id === "b")?.verdict).toBe("accepted");
  });

  test("does not take the place of a rule of the config file", async () => {
    const world = await recordedOn(PLAIN, PLAIN);
    world.label = set;
    const result = await checkOn(world, slow, accepting("b"));
    expect(result.benchmarks.find(({ id }) => id === "b")?.notes).toContainEqual(
      expect.objectContaining({ kind: "accepted" }),
    );
  });
});

describe("a pull request, compare: auto,", () => {
  test("rests on the store alone where nothing changed and its history tells enough", async () => {
    const world = await recordedOn(...unchanged(10));
    const result = await checkOn(world, PLAIN);
    expect(result.verdict).toBe("passed");
    expect(new Set(result.benchmarks.map(({ evidence }) => evidence))).toEqual(
      new Set(["stored-same-machine"]),
    );
    expect(world.measured).toEqual([commitOf(99)]);
    expect(savingsOf(result)).toMatchObject({ rows: 6, blocks: 12 });
    expect(savingsOf(result)?.seconds).toBeGreaterThan(0);
  });

  test("measures what looks slower paired, and that alone; a red verdict rests on nothing else", async () => {
    const world = await recordedOn(...unchanged(10));
    const result = await checkOn(world, slowed({ d: 1.3 }));
    expect(result.verdict).toBe("failed");
    expect(verdictsOf(result)).toEqual({
      ...Object.fromEntries(NAMES.map((name) => [name, "within-budget"])),
      d: "regressed",
    });
    const paired = result.benchmarks.filter(({ evidence }) => evidence === "paired");
    expect(paired.map(({ id }) => id)).toEqual(["d"]);
    expect(savingsOf(result)).toMatchObject({ rows: 5 });
  });

  test("passes with a slowdown that is accepted, by paired evidence", async () => {
    const world = await recordedOn(...unchanged(10));
    const result = await checkOn(world, slowed({ d: 1.3 }), accepting("d"));
    expect(gateTold(result)).toEqual({
      verdict: "passed",
      reason: "1 slowdown is accepted. No other benchmark exceeded its budget (6 compared).",
    });
    expect(result.warnings).toEqual([]);
    expect(result.benchmarks.find(({ id }) => id === "d")).toMatchObject({
      verdict: "accepted",
      evidence: "paired",
    });
  });

  test("fails with one that was accepted until yesterday, and says so", async () => {
    const world = await recordedOn(...unchanged(10));
    const result = await checkOn(world, slowed({ d: 1.3 }), accepting("d", "2026-11-01"));
    expect(result).toMatchObject({ verdict: "failed", warnings: [] });
    expect(result.benchmarks.find(({ id }) => id === "d")).toMatchObject({
      verdict: "regressed",
      notes: [{ kind: "acceptance-ended", until: "2026-11-01", reason: "validates input now" }],
    });
  });

  test("is warned of an accept rule that matches no benchmark", async () => {
    const world = await recordedOn(...unchanged(10));
    const { warnings } = await checkOn(world, PLAIN, accepting("*nowhere*"));
    expect(warnings).toEqual([{ kind: "idle-acceptance", benchmarks: "*nowhere*", metric: null }]);
  });

  test("is not passed by a history of a machine that was slower, and says why the store settled nothing", async () => {
    const world = await recordedOn(...unchanged(10));
    world.machine = 1 / 1.35;
    const result = await checkOn(world, slowed({ d: 1.25 }));
    expect(result.verdict).toBe("failed");
    expect(verdictsOf(result)).toEqual({
      ...Object.fromEntries(NAMES.map((name) => [name, "within-budget"])),
      d: "regressed",
    });
    expect(evidencesOf(result)).toEqual(["paired"]);
    expect(baselineDetail(result.evidence.baseline)).toMatch(
      /checked first but settled nothing, because this machine is 2\d\.\d % faster than when the baseline was recorded, by its canary/,
    );
  });

  test("does not take a slower machine for slower code", async () => {
    const world = await recordedOn(...unchanged(10));
    world.machine = 1.4;
    const result = await checkOn(world, PLAIN);
    expect(result.verdict).toBe("passed");
    expect(new Set(result.benchmarks.map(({ evidence }) => evidence))).toEqual(new Set(["paired"]));
  });

  test("does not call removed what the branch got after base, also where the store settles all", async () => {
    const world = await recordedOn(...unchanged(10));
    const later = { ...PLAIN, later: 1e-3 };
    await recordNext(world, 10, later);
    Object.assign(world.repository, { base: commitOf(9), head: commitOf(99) });
    world.repository.commits[commitOf(99)] = PLAIN;
    const result = await gate(config, pull, world);
    expect(evidencesOf(result)).toEqual(["stored-same-machine"]);
    expect(verdictsOf(result)).toEqual(Object.fromEntries(NAMES.map((name) => [name, "within-budget"])));
  });

  test("asks base about a benchmark that it recorded and head lacks, though the store settles all others", async () => {
    const world = await recordedOn(...unchanged(10));
    const { d: _, ...others } = PLAIN;
    const result = await checkOn(world, others);
    expect(world.measured).toContain(commitOf(9));
    expect(verdictsOf(result)).toMatchObject({ a: "within-budget", d: "removed" });
  });

  test("is an error where head runs code from outside its tree, also where the store would settle all", async () => {
    const world = await recordedOn(...unchanged(10));
    world.headModule = "/usr/lib/python3/site-packages/app.py";
    await expect(checkOn(world, PLAIN)).rejects.toThrow(/head loaded `app` from neither tree/);
  });

  test.each([
    ["another interpreter", { basePython: "python3.12" }],
    ["another environment", { baseEnv: { SIZE: "9" } }],
  ])("asks no store where base is to be in %s", async (_, changes) => {
    const world = await recordedOn(...unchanged(10));
    const base = commitOf(9);
    Object.assign(world.repository, { base, head: commitOf(99) });
    world.repository.commits[commitOf(99)] = PLAIN;
    const result = await gate({ ...config, base, ...changes }, pull, world);
    expect(evidencesOf(result)).toEqual(["paired"]);
  });

  test("names base and its warning, also where the store settles all", async () => {
    const world = await recordedOn(...unchanged(10));
    const { resolveBase } = world.checkouts;
    Object.assign(world.checkouts, {
      resolveBase: async (choice: BaseChoice) => ({
        ...(await resolveBase(choice)),
        label: "main",
        warning: "The first parent is not here; took the base of the event.",
      }),
    });
    const result = await checkOn(world, PLAIN);
    expect(evidencesOf(result)).toEqual(["stored-same-machine"]);
    expect(result.sides.base).toMatchObject({ commit: commitOf(9), label: "main", python: "CPython 3.13.0" });
    expect(result.warnings.map((one) => warningWords(one))).toEqual([
      "The first parent is not here; took the base of the event.",
    ]);
  });

  test("says in the result that base can't be had, and rests on the store", async () => {
    const world = await recordedOn(...unchanged(10));
    const result = await checkOn(world, PLAIN);
    delete world.repository.commits[commitOf(9)];
    const without = await gate(config, pull, world);
    expect(result.sides.base?.commit).toBe(commitOf(9));
    expect(without.sides.base).toBeNull();
    expect(without.warnings.map((one) => warningWords(one))).toEqual([
      expect.stringMatching(/is not in the repository.*Compared with the stored baseline instead/),
    ]);
  });

  test("finds a new benchmark new, and a removed one removed", async () => {
    const world = await recordedOn(...unchanged(10));
    const { f: _gone, ...rest } = PLAIN;
    const result = await checkOn(world, { ...rest, g: 1e-3 });
    expect(verdictsOf(result)).toMatchObject({ a: "within-budget", f: "removed", g: "new" });
  });

  test.each<[string, (world: FakeWorld) => void, RegExp]>([
    [
      "on another CPU",
      (world) => Object.assign(world, { fingerprint: fingerprint({ cpu: "Intel Xeon" }) }),
      /base was recorded elsewhere: CPU AMD EPYC 7763 instead of Intel Xeon/,
    ],
    [
      "on another Python",
      (world) => Object.assign(world, { fingerprint: fingerprint({ python: "CPython 3.13.1" }) }),
      /elsewhere: CPython 3.13.0 instead of CPython 3.13.1/,
    ],
    [
      "with other packages",
      (world) => Object.assign(world, { fingerprint: fingerprint({ lock: "abc" }) }),
      /elsewhere: other lock files/,
    ],
    [
      "other packages installed",
      (world) => Object.assign(world, { fingerprint: fingerprint({ packages: "p2" }) }),
      /elsewhere: other installed packages/,
    ],
    [
      "with other environment variables",
      (world) => Object.assign(world, { fingerprint: fingerprint({ variables: { APP_MODE: "1" } }) }),
      /recorded with other environment variables \(`APP_MODE`\)/,
    ],
    [
      "on another system",
      (world) => Object.assign(world, { fingerprint: fingerprint({ os: "ubuntu24 2" }) }),
      /elsewhere: system ubuntu24 20261101.1.0 instead of ubuntu24 2/,
    ],
    [
      "where its base was never recorded",
      (world) => Object.assign(world.repository.commits, { [commitOf(50)]: PLAIN }),
      /base, `0+`, was never recorded/,
    ],
  ])("measures everything paired %s, and says why", async (_, change, why) => {
    const world = await recordedOn(...unchanged(10));
    change(world);
    const result = await checkOn(world, PLAIN);
    expect(evidencesOf(result)).toEqual(["paired"]);
    expect(baselineDetail(result.evidence.baseline)).toMatch(why);
  });

  test("is an error where only what is stored counts, and it was recorded with other variables", async () => {
    const world = await recordedOn(...unchanged(10));
    world.fingerprint = fingerprint({ variables: { PYTHONOPTIMIZE: "1" } });
    const stored = checkOn(world, PLAIN, { ...config, compare: "stored" });
    await expect(stored).rejects.toThrow(/other environment variables \(`PYTHONOPTIMIZE`\)/);
  });

  test("is asked as before where its recordings do not say which variables they were made with", async () => {
    const world = await recordedOn(...unchanged(10));
    if (world.stored.kind !== "found") throw new Error("nothing was stored");
    const { baseline } = world.stored;
    const unknown = fingerprint({ variables: null });
    const earlier = { ...baseline, fingerprint: unknown, fingerprints: [unknown] };
    Object.assign(world, { stored: { ...world.stored, baseline: earlier } });
    world.fingerprint = fingerprint({ variables: { APP_MODE: "1" } });
    expect(evidencesOf(await checkOn(world, PLAIN))).toEqual(["stored-same-machine"]);
  });

  test("measures everything paired where the history is short, and says why", async () => {
    const world = await recordedOn(...unchanged(3));
    const result = await checkOn(world, PLAIN);
    expect(evidencesOf(result)).toEqual(["paired"]);
    expect(baselineDetail(result.evidence.baseline)).toMatch(
      /6 of 6 benchmarks were recorded fewer than 8 times/,
    );
  });
});

describe("base and head of one commit", () => {
  const ONE = commitOf(1);
  const group = (commit: string): Occasion => ({
    kind: "merge-group",
    pullRequest: null,
    commit,
    baseCommit: ONE,
    baseBranch: "main",
    defaultBranch: "main",
  });
  const on = (kind: "push" | "schedule" | "dispatch", branch: string, commit: string): Occasion => ({
    kind,
    branch,
    defaultBranch: ONE,
    commit,
  });
  const local: Occasion = { kind: "local", command: "check", branch: "local" };
  const world = () => fakeWorld({ head: ONE, base: ONE, commits: { [ONE]: PLAIN } });

  test.each<[string, Occasion, Partial<Config>, RegExp]>([
    ["on a command line that names head as base", local, { base: ONE }, /Base and head are the same commit/],
    ["on a pull request whose base is named", pull, { base: ONE }, /so there is nothing to compare$/],
    ["in a merge group whose base is checked out", group(commitOf(2)), {}, /does not contain the change$/],
    ["in a merge group whose base is named", group(ONE), { base: ONE }, /so there is nothing to compare$/],
    [
      "on a dispatch that checks its base out",
      on("dispatch", "x", commitOf(2)),
      {},
      /does not contain the ch/,
    ],
    [
      "on a push that checks its base out",
      on("push", "x", commitOf(2)),
      { base: ONE },
      /nothing to compare$/,
    ],
    [
      "on a pull request that checks its base out, also where only what is stored counts",
      { ...pull, baseCommit: ONE },
      { compare: "stored" },
      /does not contain the change$/,
    ],
  ])("is refused %s", async (_, occasion, settings, why) => {
    const place = world();
    const baseline = { ...(await recordedOn(PLAIN)).stored };
    if (settings.compare === "stored") place.stored = baseline;
    await expect(gate({ ...config, ...settings }, occasion, place)).rejects.toThrow(why);
    expect(place.published).toEqual([]);
  });

  test.each<[string, Occasion, Partial<Config>]>([
    ["a merge group that adds nothing to its base", group(ONE), {}],
    ["a dispatch of a branch that is where the default branch is", on("dispatch", "x", ONE), {}],
    ["a push of the very commit that is named as base", on("push", "main", ONE), { base: ONE }],
  ])("is skipped for %s", async (_, occasion, settings) => {
    const result = await gate({ ...config, ...settings }, occasion, world());
    expect(result).toMatchObject({ verdict: "skipped", reason: { kind: "same-commit" } });
  });

  test.each<[string, Partial<Config>]>([
    ["another interpreter", { basePython: "python3.12" }],
    ["another environment", { baseEnv: { SIZE: "9" } }],
  ])("is compared where base has %s", async (_, settings) => {
    const result = await gate({ ...config, base: ONE, ...settings }, local, world());
    expect(result.verdict).toBe("passed");
  });

  const withChanges = (place: FakeWorld) => {
    const { head } = place.checkouts;
    Object.assign(place.checkouts, {
      head: async () => ({ ...(await head()), commit: null }),
      trackedChanges: async () => ["uv.lock"],
    });
    place.repository.commits[""] = PLAIN;
    return place;
  };

  test.each<[string, Occasion, Partial<Config>]>([
    ["a merge group", group(commitOf(2)), {}],
    ["a dispatch", on("dispatch", "x", commitOf(2)), {}],
    ["a push that names it", on("push", "x", commitOf(2)), { base: ONE }],
    ["an event that names none", { kind: "other", event: "release" }, { base: ONE }],
  ])(
    "is refused for %s also where a step has changed files of the checkout",
    async (_, occasion, settings) => {
      const place = withChanges(world());
      await expect(gate({ ...config, ...settings }, occasion, place)).rejects.toThrow(
        /Base and head are the same commit/,
      );
    },
  );

  test("is compared in a job where somebody names HEAD as base, which asks for the changes of the checkout", async () => {
    const place = withChanges(world());
    place.repository.commits.HEAD = PLAIN;
    const result = await gate({ ...config, base: "HEAD" }, on("schedule", "main", ONE), place);
    expect(result.verdict).toBe("passed");
  });

  test("is compared where head has uncommitted changes", async () => {
    const place = world();
    const { head } = place.checkouts;
    Object.assign(place.checkouts, { head: async () => ({ ...(await head()), commit: null }) });
    place.repository.commits[""] = PLAIN;
    const result = await gate({ ...config, base: ONE }, local, place);
    expect(result.verdict).toBe("passed");
  });
});

describe("files of the checkout that git tracks, and that changed,", () => {
  const pullOf = (changes: readonly (readonly string[])[], hashes = new Map<string, string>()) => {
    const place = fakeWorld({ head: commitOf(2), base: commitOf(1), commits: {} });
    Object.assign(place.repository.commits, { [commitOf(1)]: PLAIN, [commitOf(2)]: PLAIN });
    let asked = 0;
    Object.assign(place.checkouts, {
      trackedChanges: async () => changes[Math.min(asked++, changes.length - 1)] ?? [],
      hashes: async () => new Map([...hashes].map(([path, hash]) => [path, `${hash} ${asked}`])),
    });
    return place;
  };
  const warningsOn = async (place: FakeWorld, settings: Partial<Config> = {}, occasion: Occasion = pull) => {
    const { warnings } = await gate({ ...config, ...settings }, occasion, place);
    return warnings.filter(({ kind }) => kind.startsWith("changed-")).map((one) => warningWords(one));
  };
  const local: Occasion = { kind: "local", command: "check", branch: "local" };

  test("before a job's step are named in a warning", async () => {
    expect(await warningsOn(pullOf([["uv.lock"]]))).toEqual([
      expect.stringMatching(/changed before this step.*: uv\.lock\./),
    ]);
  });

  test("before a recording in a job are named as well", async () => {
    expect(await warningsOn(pullOf([["uv.lock"]]), {}, push)).toHaveLength(1);
  });

  test("on one's own machine are part of head", async () => {
    expect(await warningsOn(pullOf([["app.py"]]), {}, local)).toEqual([]);
  });

  test.each<[string, FakeWorld]>([
    ["since it ran", pullOf([[], ["uv.lock"]])],
    ["once more", pullOf([["uv.lock"]], new Map([["uv.lock", "text"]]))],
  ])("by `setup` %s are named in a warning", async (_, place) => {
    expect(await warningsOn(place, { setup: "uv sync" }, local)).toEqual([
      expect.stringMatching(/^`setup` changed files that git tracks.*: uv\.lock\./),
    ]);
  });

  test("are no changes of `setup` where it leaves them alone", async () => {
    expect(await warningsOn(pullOf([["app.py"]]), { setup: "uv sync" }, local)).toEqual([]);
  });
});

describe("on the way, the log says", () => {
  const local = { kind: "local", command: "check", branch: "local" } as const;
  const { f: _gone, ...others } = PLAIN;

  async function saidBy(by: Config, occasion: Occasion, head: Speeds = PLAIN): Promise<readonly string[]> {
    const commits = { [commitOf(1)]: PLAIN, [commitOf(2)]: head };
    const world = fakeWorld({ head: commitOf(2), base: commitOf(1), commits });
    await gate({ ...by, baseline: [] }, occasion, world);
    return world.said;
  }

  test("what is compared with what, and not that a command was asked for", async () => {
    const said = await saidBy(config, local);
    expect(said.filter((line) => /^Comparing \S+ \(0{12}\) with 0{12}$/.test(line))).toHaveLength(1);
    expect(said.join()).not.toMatch(/asked for|Plan/);
  });

  test("why an event is followed by a comparison", async () => {
    expect(await saidBy(config, pull)).toContain("A pull request is compared with its base.");
  });

  test("that `setup` runs, for each side before it is measured", async () => {
    const said = await saidBy({ ...config, setup: "uv sync" }, local);
    expect(said.filter((line) => line.startsWith("Set up"))).toEqual([
      "Set up head: uv sync",
      "Set up base: uv sync",
    ]);
    expect(said.indexOf("Set up base: uv sync")).toBeLessThan(
      said.findIndex((line) => /^Measure/.test(line)),
    );
    expect((await saidBy(config, local)).join()).not.toContain("Set up");
  });

  test("what is measured in lock step and what can't be, each only where there is any", async () => {
    const measured = (said: readonly string[]) => said.filter((line) => /^Measure /.test(line));
    expect(measured(await saidBy(config, local, { ...PLAIN, g: 1e-3 }))).toEqual([
      "Measure 6 benchmarks, base and head in lock step",
      "Measure 1 benchmark that base does not run, head alone",
    ]);
    expect(measured(await saidBy(config, local, { g: 1e-3 }))).toEqual([
      "Measure 1 benchmark that base does not run, head alone",
    ]);
    expect(measured(await saidBy(config, local, others))).toEqual([
      "Measure 5 benchmarks, base and head in lock step",
    ]);
  });

  test("no warning about base, which the report has", async () => {
    const commits = { [commitOf(1)]: PLAIN, [commitOf(2)]: PLAIN };
    const world = fakeWorld({ head: commitOf(2), base: commitOf(1), commits });
    const { resolveBase } = world.checkouts;
    const warning = { kind: "base-is-branch-tip" } as const;
    Object.assign(world.checkouts, {
      resolveBase: async (choice: BaseChoice) => ({ ...(await resolveBase(choice)), warning }),
    });
    const result = await gate({ ...config, baseline: [] }, pull, world);
    expect(result.warnings).toContainEqual(warning);
    expect(world.said).not.toContain(warningWords(warning));
  });
});
