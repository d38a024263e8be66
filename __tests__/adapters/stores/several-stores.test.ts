import { describe, expect, test } from "@jest/globals";
import { severalStores } from "../../../src/adapters/stores/several-stores.ts";
import { settingHash } from "../../../src/baseline/key.ts";
import type { Baseline, BaselineLoad, BaselineSave } from "../../../src/model.ts";
import type { BaselineStore } from "../../../src/ports/stores.ts";
import { baseline } from "../../support/baselines.ts";

const NOW = "2026-11-10T12:00:00.000Z";
const SETTING = ["", null, [["MODE", "fast"]], null];

const found = (source: string, recordedAt: string): BaselineLoad => ({
  kind: "found",
  baseline: baseline({ recordedAt }),
  source,
});
const missing = (source: string): BaselineLoad => ({ kind: "missing", source });
const outOfReach = (source: string): BaselineLoad => ({
  kind: "unreadable",
  source,
  why: "it does not answer",
  isDamaged: false,
});
const damaged = (source: string): BaselineLoad => ({
  kind: "unreadable",
  source,
  why: "it is not a baseline",
  isDamaged: true,
});
const saved = (target: string): BaselineSave => ({ kind: "saved", target, problems: [] });
const notSaved = (target: string, why: string): BaselineSave => ({ kind: "not-saved", target, why });

const together = (stores: readonly BaselineStore[]) => severalStores(stores, { setting: SETTING }, () => NOW);
const loading = (...loads: readonly BaselineLoad[]) =>
  together(
    loads.map((load) => ({ load: async () => load, save: async () => notSaved("unused", "unused") })),
  ).load();
const saving = (...saves: readonly BaselineSave[]) =>
  together(saves.map((save) => ({ load: async () => missing("unused"), save: async () => save }))).save(
    baseline(),
  );

describe("of several stores, what counts is", () => {
  test.each<[string, readonly BaselineLoad[], object]>([
    [
      "the newest found",
      [found("cache", "2026-11-01T00:00:00Z"), found("artifact", "2026-11-02T00:00:00Z")],
      { kind: "found", source: "artifact" },
    ],
    [
      "the newest found, by time and not by its spelling",
      [found("cache", "2026-11-02T00:00:00.500Z"), found("artifact", "2026-11-02T00:00:00Z")],
      { kind: "found", source: "cache" },
    ],
    [
      "the first, where two are of the same time",
      [found("cache", "2026-11-02T00:00:00Z"), found("artifact", "2026-11-02T00:00:00Z")],
      { kind: "found", source: "cache" },
    ],
    [
      "what is found, before a store that does not answer",
      [outOfReach("cache"), found("artifact", "2026-11-02T00:00:00Z"), missing("file")],
      { kind: "found", source: "artifact" },
    ],
    [
      "that one does not answer, before that another has none",
      [missing("cache"), outOfReach("artifact")],
      { kind: "unreadable", source: "artifact" },
    ],
    [
      "that one does not answer, before that another is damaged: what it has must not be overwritten",
      [damaged("file"), outOfReach("cache")],
      { kind: "unreadable", source: "cache", isDamaged: false },
    ],
    [
      "that all have none",
      [missing("cache"), missing("artifact")],
      { kind: "missing", source: "cache and artifact" },
    ],
  ])("%s", async (_, loads, expected) => {
    expect(await loading(...loads)).toMatchObject(expected);
  });
});

describe("a baseline from the future", () => {
  const tomorrow = "2026-11-11T12:00:00Z";

  test("is refused, and a clock is said to be wrong", async () => {
    expect(await loading(found("cache", tomorrow))).toEqual({
      kind: "unreadable",
      source: "cache",
      why: `it was recorded at ${tomorrow}, which is in the future: a clock is wrong`,
      isDamaged: true,
    });
  });

  test("does not hide an older one", async () => {
    const load = await loading(found("cache", tomorrow), found("artifact", "2026-11-02T00:00:00Z"));
    expect(load).toMatchObject({ kind: "found", source: "artifact" });
  });

  test.each([
    ["is used where it is an hour ahead: clocks differ", "2026-11-10T13:00:00.000Z", "found"],
    ["is refused where it is more than an hour ahead", "2026-11-10T13:00:00.001Z", "unreadable"],
  ])("%s", async (_, recordedAt, kind) => {
    expect((await loading(found("cache", recordedAt))).kind).toBe(kind);
  });
});

test("what is found says which others could not be read, since what they hold may be newer", async () => {
  const load = await loading(outOfReach("cache"), found("artifact", "2026-11-02T00:00:00Z"));
  expect(load).toMatchObject({ problems: [outOfReach("cache")] });
});

describe("storing in several stores", () => {
  test("leaves out one that could not say what it has, until it can", async () => {
    const taken: string[] = [];
    let answer = outOfReach("cache");
    const store = (name: string, load: () => BaselineLoad): BaselineStore => ({
      load: async () => load(),
      async save() {
        taken.push(name);
        return saved(name);
      },
    });
    const both = together([store("cache", () => answer), store("artifacts", () => missing("artifacts"))]);
    await both.load();
    expect(await both.save(baseline())).toEqual({
      kind: "saved",
      target: "artifacts",
      problems: [
        "cache: the baseline there could not be read and may be newer, so it is kept (it does not answer)",
      ],
    });
    answer = damaged("cache");
    await both.load();
    await both.save(baseline());
    expect(taken).toEqual(["artifacts", "cache", "artifacts"]);
  });

  test("asks all of them, with the same baseline", async () => {
    const taken: Baseline[] = [];
    const store: BaselineStore = {
      load: async () => missing("unused"),
      async save(one) {
        taken.push(one);
        return saved("store");
      },
    };
    await together([store, store]).save(baseline());
    expect(taken).toEqual([baseline(), baseline()]);
  });

  test.each<[string, readonly BaselineSave[], BaselineSave]>([
    [
      "names all that took it",
      [saved("cache (k)"), saved("artifacts (n)")],
      { kind: "saved", target: "cache (k) and artifacts (n)", problems: [] },
    ],
    [
      "is done when one took it, and says why another did not",
      [notSaved("cache (k)", "the token is read-only"), saved("artifacts (n)")],
      { kind: "saved", target: "artifacts (n)", problems: ["cache (k): the token is read-only"] },
    ],
    [
      "is not done when none took it, and says why of each",
      [notSaved("cache (k)", "the token is read-only"), notSaved("artifacts (n)", "it did not answer")],
      {
        kind: "not-saved",
        target: "any store",
        why: "cache (k): the token is read-only; artifacts (n): it did not answer",
      },
    ],
    [
      "says of a single store what it says itself",
      [notSaved("cache (k)", "the token is read-only")],
      { kind: "not-saved", target: "cache (k)", why: "the token is read-only" },
    ],
  ])("%s", async (_, saves, expected) => {
    expect(await saving(...saves)).toEqual(expected);
  });
});

describe("settings decide whether a recording counts, whatever store holds it:", () => {
  const recordedWith = (setting: string | null): BaselineStore => ({
    load: async () => ({ kind: "found", source: "file", baseline: baseline({ setting }) }),
    save: async () => saved("file"),
  });

  test.each([
    ["one with the same settings is found", settingHash({ setting: SETTING }), "found"],
    ["one that names no settings, as earlier versions wrote it, is found", null, "found"],
    [
      "one with another environment is missing",
      settingHash({ setting: ["", null, [["MODE", "slow"]], null] }),
      "missing",
    ],
  ])("%s", async (_title, setting, kind) => {
    expect((await together([recordedWith(setting)]).load()).kind).toBe(kind);
  });

  test("a missing one says which settings count, and one with these in another store is found", async () => {
    const other = recordedWith("0123456789ab");
    expect(await together([other]).load()).toMatchObject({
      why: expect.stringMatching(/^what file holds was recorded with other settings \(`env`, /),
    });
    const load = await together([other, recordedWith(settingHash({ setting: SETTING }))]).load();
    expect(load.kind).toBe("found");
  });

  test("a recording replaces one with other settings", async () => {
    const store = together([recordedWith("0123456789ab")]);
    await store.load();
    expect(await store.save(baseline())).toMatchObject({ kind: "saved" });
  });
});
