/** The parts of the result document that say why: notes, warnings, the gate's reason, the baseline. Pure. */

import * as z from "zod";
import { betterSchema, driftSchema, metricSchema } from "../baseline/document.ts";

const text = z.string().max(20_000);
const count = z.number().int().nonnegative();
const fraction = z.number();
const side = z.enum(["base", "head"]);
const unit = z.string().max(100);
const commit = z.string().min(1).max(2_000);

const names = z.object({ first: z.array(text).max(100), more: count });

const one = <K extends string, T extends z.ZodRawShape>(kind: K, shape: T) =>
  z.object({ kind: z.literal(kind), ...shape });

const quantityShape = z.object({ metric: metricSchema, unit, better: betterSchema });

const processEnded = one("process-ended", { side, detail: text, output: text, wasSlow: z.boolean() });
const tookTooLong = one("took-too-long", { seconds: z.number(), longestSeconds: z.number() });
const commandTrouble = z.union([text, tookTooLong]);

const cause = z
  .union([
    text,
    z.discriminatedUnion("kind", [
      processEnded,
      one("ended-by-head", { how: z.union([text, processEnded]) }),
      one("other-quantities", { base: z.array(quantityShape).max(10), head: z.array(quantityShape).max(10) }),
      z.object({ kind: z.enum(["too-long-to-count", "not-found"]) }),
      one("no-quantity", { side, metric: metricSchema }),
      one("too-many-loops", { side, ran: count, asked: count }),
      one("clock-stood-still", { side }),
      one("out-of-turn", { side, sent: text }),
      one("command-fails", { on: side.nullable(), why: commandTrouble }),
      one("no-value", { tool: text, side }),
      tookTooLong,
    ]),
  ])
  .describe("What a benchmark, its tool or the operating system said; or another known cause, by its kind.");

const lost = z.object({
  side: z.enum(["base", "head", "both"]),
  what: z.discriminatedUnion("kind", [
    one("processes", {
      wereSilent: z.boolean(),
      ends: z.array(z.object({ side, detail: text, output: text })).max(10),
    }),
    one("commands", { onBase: commandTrouble, onHead: commandTrouble }),
  ]),
  after: z.object({ count, of: z.enum(["blocks", "runs"]) }),
});

const fingerprintDifference = z.discriminatedUnion("kind", [
  z.object({ kind: z.enum(["cpu", "os", "python"]), baseline: text, here: text }),
  z.object({ kind: z.enum(["lock-files", "packages", "packages-unknown"]) }),
  one("variables", { names: z.array(text).max(10_000) }),
]);
const differences = z.array(fingerprintDifference).max(10);

const NO_LEVEL = [
  "other-code",
  "not-on-base",
  "few-runs",
  "without-canary",
  "new-level",
  "doubtful",
] as const;

const notScaledShape = z.discriminatedUnion("kind", [
  one("machine-speed-unknown", {}),
  one("machine-speed-differs", { slower: fraction }),
]);

export const rowNoteSchema = z
  .discriminatedUnion("kind", [
    one("own-text-on-base", {}),
    one("same-code", { files: count }),
    one("benchmark-not-on", { side, movedTo: text.optional() }),
    one("quantity-not-on", { side }),
    z.object({ kind: z.enum(["not-in-baseline", "no-longer-named", "not-blamed-on-head", "may-be-moved"]) }),
    one("unit-differs", { base: unit, head: unit }),
    one("better-differs", { base: betterSchema, head: betterSchema }),
    one("incomparable", { why: cause }),
    one("skipped", { why: cause }),
    one("not-collected-on-base", { why: cause }),
    one("skipped-on", { side, why: cause }),
    one("not-collected-on-head", { why: cause, isOnBaseToo: z.boolean() }),
    one("lost-on-head", { why: cause.nullable() }),
    one("fails-on-head", { why: cause, onBase: cause.nullable() }),
    one("fails-on-base", { why: cause, ranBefore: z.boolean() }),
    z.object({ kind: z.enum(["not-measured-in-time", "too-little-stored"]) }),
    one("process-lost", { lost }),
    one("undecided", {
      blocks: count,
      tooCloseFor: count
        .nullable()
        .describe("Number of blocks that would not settle it either; null if they might."),
      processes: z
        .object({ slower: count, of: count, slowerChange: fraction, othersChange: fraction })
        .nullable()
        .describe("Set if its processes are of two kinds."),
    }),
    one("over-budget-in-each-block", { blocks: count }),
    z.object({
      kind: z.enum([
        "canary-drifted",
        "only-one-cpu",
        "processes-too-far-apart",
        "measured-on-another-machine",
        "below-floor",
        "worse-below-floor",
        "about-floor",
        "no-floor",
        "text-changed-since-recorded",
        "typical-calls-alone",
      ]),
    }),
    one("cpus-were-shared", { share: z.number().min(0) }),
    one("beyond-floor", { isWorse: z.boolean() }),
    ...notScaledShape.options,
    one("against-level", { runs: count, speed: fraction.nullable() }),
    one("against-last-run", {
      ...{ differences, suiteChange: fraction.nullable() },
      noLevel: z.object({ why: z.enum(NO_LEVEL), enoughRuns: count }).optional(),
    }),
    z.object({ kind: z.enum(["accepted", "acceptance-ended"]), until: text, reason: text }),
    one("accepted-by-label", { label: text, by: text.nullable(), at: text.nullable() }),
    one("not-stored", { why: z.enum(["not-above-zero", "too-few-blocks", "not-measured"]) }),
  ])
  .describe("Why the verdict is what it is, if the numbers do not show it.");

export const warningSchema = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.enum([
        "base-is-branch-tip",
        "all-new",
        "not-pinned",
        "layout-randomised",
        "time-limit",
        "held-hash-seed",
        "uncommitted",
      ]),
    }),
    one("base-is-head", { because: z.enum(["changes", "unknown-files"]), files: names }),
    one("stored-baseline-instead", { why: text }),
    one("baseline-of-head", { commit }),
    one("label-unknown", { label: text, why: text }),
    one("command-fails", { why: cause }),
    one("missing-submodules", { paths: names }),
    one("renamed-code", { files: z.array(z.object({ base: text, head: text })).max(100), more: count }),
    one("dependencies-changed", { files: names, setup: text }),
    one("measuring-ended", { lost }),
    one("not-counted", { count, of: count, id: text, why: cause }),
    one("canary-drifted", { change: fraction }),
    one("heap-grew", { base: z.number().nonnegative(), head: z.number().nonnegative() }),
    one("benchmark-text", {
      benchmarks: count,
      files: names.nullable(),
      isOfConftestAlone: z.boolean(),
      why: cause,
    }),
    z.object({
      kind: z.enum([
        "changed-code",
        "perhaps-code",
        "changed-helpers",
        "changed-test-files",
        "linked-benchmarks",
        "linked-modules",
        "generated-files",
        "compiled-files",
        "ignored-data",
        "changed-checkout",
      ]),
      files: names,
    }),
    z.object({ kind: z.enum(["too-many-generated-files", "more-renamed-benchmarks"]), count }),
    one("changed-by-setup", { files: names, staysInCheckout: z.boolean() }),
    one("namesake", { distribution: text, declaredIn: text }),
    one("doubtful-benchmark", {
      id: text,
      doubt: z.enum([
        "does-nothing",
        "names-function",
        "answered-from-cache",
        "gives-function",
        "gives-coroutine",
        "gives-generator",
        "uses-up-inputs",
        "defined-twice",
      ]),
    }),
    z.object({
      kind: z.enum(["failed-on-base", "skipped-on-base"]),
      count,
      id: text,
      why: cause,
      isSetUp: z.boolean(),
    }),
    one("emptied-targets", { targets: names }),
    one("lost-on-head", { count, id: text }),
    one("not-collected-on-base", { where: text, why: cause, isSetUp: z.boolean() }),
    one("renamed-benchmarks", { differBy: z.enum(["parameters", "file"]), removed: names, fresh: names }),
    z.object({
      kind: z.enum(["idle-budget", "idle-acceptance"]),
      benchmarks: text,
      metric: metricSchema.nullable(),
      wider: text.exactOptional().describe("A pattern that matches some, where this one matches none."),
    }),
    one("hidden-config", { path: text, by: text }),
    one("undecided-recording", { id: text, change: fraction.nullable() }),
    one("not-measured-again", { benchmarks: count, commit, why: text }),
    one("drift", { drift: driftSchema }),
    one("drift-postponed", { id: text, metric: metricSchema, change: fraction, best: commit }),
    one("saved-in-part", { problems: z.array(text).max(100) }),
    one("baseline-not-saved", { target: text, why: text }),
    one("plain-ratios", { onTwoMachines: z.boolean() }),
    one("few-recordings", { runs: count, enough: count }),
    one("baseline-in-checkout", { path: text }),
    one("more-warnings", {
      count,
      kinds: z.array(z.object({ kind: text, count })).max(100),
    }),
  ])
  .describe("What users should know and may want to act on; it never fails the job by itself.");

const regressed = z.object({ rows: count, areTimes: z.boolean(), budget: fraction.nullable() });

export const reasonSchema = z
  .discriminatedUnion("kind", [
    one("failed", {
      failures: z
        .array(
          z.discriminatedUnion("kind", [
            one("regressed", { regressed }),
            z.object({
              kind: z.enum(["over-budget-when-cut-short", "errored", "undecided", "removed"]),
              rows: count,
            }),
            one("baseline", { state: z.enum(["missing", "unreadable"]) }),
          ]),
        )
        .max(10),
    }),
    z.object({
      kind: z.enum(["process-lost", "over-budget-in-few-blocks", "undecided"]),
      rows: count,
    }),
    one("all-removed", {
      rows: count,
      elsewhere: names
        .exactOptional()
        .describe("Paths of head that look like benchmarks, though nothing names them."),
    }),
    one("time-too-short", { undecided: count, of: count }),
    one("regressed-and-let-pass", { regressed }),
    one("within-budget", { compared: count }),
    one("same-code", { rows: count, files: count }),
    z.object({ kind: z.enum(["first-benchmarks", "nothing-compared"]) }),
    one("recorded", {
      benchmarks: count,
      target: text,
      runs: count,
      history: z
        .object({ runs: count, enough: count })
        .exactOptional()
        .describe("Recordings on this kind of machine, if there are fewer than it takes."),
    }),
    one("baseline-not-saved", { target: text, why: text }),
    one("nothing-to-store", {
      why: z.discriminatedUnion("kind", [
        one("failed", { why: cause }),
        one("process-lost", { lost }),
        one("no-time", {}),
      ]),
    }),
    one("baseline-kept", {
      commit,
      slower: z.object({
        regressed: regressed.nullable(),
        undecided: z.object({ rows: count, areTimes: z.boolean() }).nullable(),
      }),
      isComparedWith: z
        .boolean()
        .describe("Whether pull requests are compared with it, and not with the commit they start from."),
    }),
    one("not-wanted", { why: text }),
    one("same-commit", { label: text }),
  ])
  .describe("Why the gate's verdict is what it is.");

const savings = z.object({
  rows: count.describe("Rows that were settled without base."),
  blocks: count.describe("Blocks of those rows that were not measured side by side."),
  seconds: z
    .number()
    .describe("What those would have taken at least, less the time for measuring head alone."),
});

const notAskedShape = z.discriminatedUnion("kind", [
  one("compare-setting", { compare: text }),
  z.object({
    kind: z.enum([
      "none-found",
      "other-interpreter",
      "runs-as-a-whole",
      "several-metrics",
      "head-not-collected",
    ]),
  }),
  one("base-never-recorded", { commit }),
  one("base-recorded-elsewhere", { differences }),
  one("no-prospects", {
    why: z.enum([...NO_LEVEL, "never-recorded", "too-noisy"]),
    count,
    of: count,
    enoughRuns: count,
  }),
]);

export const baselineReportSchema = z.discriminatedUnion("state", [
  z.object({
    state: z.literal("found"),
    source: text,
    commit,
    use: z.discriminatedUnion("kind", [
      one("compared-with", { differences }),
      one("not-asked", { why: notAskedShape }),
      one("settled", { what: z.enum(["everything", "some"]) }),
      one("settled-nothing", { why: notScaledShape.nullable() }),
      one("kept", {}),
    ]),
    problems: z
      .array(one("unreadable", { source: text, why: text, isDamaged: z.boolean() }))
      .max(100)
      .describe("Other stores that could not be read."),
    savings: savings.nullable().describe("What it saved; null if it settled nothing."),
  }),
  z.object({ state: z.literal("missing"), source: text, why: text.nullable() }),
  z.object({ state: z.literal("unreadable"), source: text, why: text }),
  z.object({
    state: z.literal("not-used"),
    why: z.enum(["not-wanted", "recorded-now", "nothing-measured", "two-files"]),
    source: text,
  }),
]);
