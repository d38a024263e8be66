/** The contract that every BaselineStore keeps; each is held to it against the real thing. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { encodeBaseline } from "../../src/baseline/document.ts";
import type { Baseline, BaselineSave } from "../../src/model.ts";
import type { BaselineStore } from "../../src/ports/stores.ts";
import { baseline, fingerprint, storedSeries } from "./baselines.ts";

export interface StoreUnderTest extends AsyncDisposable {
  /** Opens the store as a new run would; `branches` are those that may serve, best first: `main` unless given. */
  open(branches?: readonly string[]): BaselineStore;
  /** Saves each baseline as a run of its own would, all at the same time. */
  saveAtOnce(baselines: readonly Baseline[]): Promise<readonly BaselineSave[]>;
  /** Saves where no file may be larger than a thousand bytes: to a program, a full disk is the same. */
  saveWithoutRoom(baseline: Baseline): Promise<BaselineSave>;
  /** Stores what is there again, as if by so many more runs; for a store that keeps them all. */
  repeat?(times: number): void;
  /** Requests to its service so far. */
  requests?(): number;
  /** Puts these bytes where a baseline is stored. */
  spoil(bytes: Uint8Array): Promise<void>;
  /** Makes storing impossible. */
  close(): Promise<void>;
  /** Leaves what a job leaves that is killed while it stores. */
  abandon(): Promise<void>;
  /** Takes away what is stored, as time does. */
  evict(): Promise<void>;
  /** Makes its service fail from then on, in the way that is named. */
  fail?(outage: string): void;
}

/** A few look-ups, and as many more to tell a miss from an outage. */
const FEW_REQUESTS = 8;

export function baselineStoreContract(
  name: string,
  create: () => Promise<StoreUnderTest>,
  traits: {
    /** True where the store keeps the baseline of every run of every branch; a file has room for one. */
    readonly keepsAll: boolean;
    readonly outages: readonly string[];
  },
): void {
  describe(`a baseline store (${name})`, () => {
    test("has nothing before anything was stored, and that is no defect", async () => {
      await using store = await create();
      expect(await store.open().load()).toEqual({ kind: "missing", source: expect.any(String) });
    });

    test("gives back what an earlier run stored", async () => {
      await using store = await create();
      const saved = await store.open().save(baseline());
      expect(saved).toEqual({ kind: "saved", target: expect.stringMatching(/./), problems: [] });
      const loaded = await store.open().load();
      expect(loaded).toEqual({ kind: "found", baseline: baseline(), source: expect.stringMatching(/./) });
      expect(await store.open().load()).toEqual(loaded);
    });

    test("gives back the newest", async () => {
      await using store = await create();
      const newer = baseline({ commit: "b".repeat(40), recordedAt: "2026-11-03T00:00:00.000Z" });
      await store.open().save(baseline());
      expect((await store.open().save(newer)).kind).toBe("saved");
      expect(await store.open().load()).toMatchObject({
        kind: "found",
        baseline: { commit: "b".repeat(40) },
      });
    });

    test("gives back one of another machine too, as what it is", async () => {
      await using store = await create();
      const elsewhere = baseline({ fingerprint: fingerprint({ cpu: "Intel Xeon" }) });
      await store.open().save(elsewhere);
      expect(await store.open().load()).toMatchObject({ kind: "found", baseline: elsewhere });
    });

    test.each<[string, () => Uint8Array, RegExp, boolean]>([
      ["no baseline", () => Buffer.from("not a baseline"), /is not a baseline/, true],
      [
        "of a later version, whose history an update can read,",
        () => Buffer.from('{"schemaVersion": 9}'),
        /has schema version 9/,
        false,
      ],
      ["empty", () => Buffer.alloc(0), /is not a baseline/, true],
      ["cut short", () => encodeBaseline(baseline()).subarray(0, -20), /is not a baseline/, true],
      ["larger than any", () => gzipSync(Buffer.alloc(257 * 2 ** 20), { level: 1 }), /it is too large/, true],
    ])("calls one that is %s unreadable, and says why", async (_, bytes, why, isDamaged) => {
      await using store = await create();
      await store.spoil(bytes());
      expect(await store.open().load()).toEqual({
        kind: "unreadable",
        source: expect.any(String),
        why: expect.stringMatching(why),
        isDamaged,
      });
    });

    test("keeps one of two that are stored at once, whole", async () => {
      await using store = await create();
      const two = ["b", "c"].map((digit) => baseline({ commit: digit.repeat(40) }));
      const saved = await store.saveAtOnce(two);
      expect(saved).toMatchObject([{ kind: "saved" }, { kind: "saved" }]);
      const loaded = await store.open().load();
      expect(two).toContainEqual(loaded.kind === "found" ? loaded.baseline : loaded);
    });

    test("gives the older one where a job was killed while it stored", async () => {
      await using store = await create();
      await store.open().save(baseline());
      await store.abandon();
      expect(await store.open().load()).toMatchObject({ kind: "found", baseline: baseline() });
    });

    test("has none where a job was killed while it stored the first", async () => {
      await using store = await create();
      await store.abandon();
      expect((await store.open().load()).kind).toBe("missing");
    });

    test("has none once it was taken away, and takes the next", async () => {
      await using store = await create();
      await store.open().save(baseline());
      await store.evict();
      expect((await store.open().load()).kind).toBe("missing");
      expect((await store.open().save(baseline())).kind).toBe("saved");
      expect((await store.open().load()).kind).toBe("found");
    });

    test("takes ten thousand benchmarks with a hundred runs", async () => {
      await using store = await create();
      const large = largeBaseline();
      expect((await store.open().save(large)).kind).toBe("saved");
      expect(await store.open().load()).toMatchObject({ kind: "found", baseline: large });
    });

    test("keeps what it has when the disk has no room for the next, and says so", async () => {
      await using store = await create();
      await store.open().save(baseline());
      expect(await store.saveWithoutRoom(incompressibleBaseline())).toMatchObject({
        kind: "not-saved",
        why: expect.stringMatching(/EFBIG|ENOSPC/),
      });
      expect(await store.open().load()).toMatchObject({ kind: "found", baseline: baseline() });
    });

    if (traits.keepsAll) {
      test("finds the newest of a thousand with few requests", async () => {
        await using store = await create();
        const newest = baseline({ commit: "b".repeat(40), recordedAt: "2026-11-03T00:00:00.000Z" });
        await store.open().save(baseline());
        store.repeat?.(999);
        await store.open().save(newest);
        const before = store.requests?.() ?? 0;
        expect(await store.open().load()).toMatchObject({ kind: "found", baseline: newest });
        expect((store.requests?.() ?? 0) - before).toBeLessThan(FEW_REQUESTS);
      });

      test("falls back from the branch to its base to the default branch", async () => {
        await using store = await create();
        const branches = ["topic", "release/1", "main"];
        for (const branch of branches.toReversed()) {
          await store.open().save(baseline({ branch }));
          expect(await store.open(branches).load()).toMatchObject({ kind: "found", baseline: { branch } });
        }
        expect(await store.open(["main"]).load()).toMatchObject({ baseline: { branch: "main" } });
        expect((await store.open(["other"]).load()).kind).toBe("missing");
      });
    }

    for (const outage of traits.outages) {
      test(`is unreadable for now, not empty, when its service ${outage}`, async () => {
        await using store = await create();
        await store.open().save(baseline());
        store.fail?.(outage);
        expect(await store.open().load()).toMatchObject({
          kind: "unreadable",
          why: expect.stringMatching(/.../),
          isDamaged: false,
        });
      });
    }

    test("says why when it could not store, and does not throw", async () => {
      await using store = await create();
      await store.close();
      expect(await store.open().save(baseline())).toEqual({
        kind: "not-saved",
        target: expect.any(String),
        why: expect.stringMatching(/.../),
      });
    });

    test("calls itself unreadable, not empty, when it can't be looked into", async () => {
      await using store = await create();
      await store.close();
      expect(await store.open().load()).toMatchObject({
        kind: "unreadable",
        why: expect.stringMatching(/.../),
      });
    });
  });
}

/** A baseline of some five thousand bytes, compressed or not. */
function incompressibleBaseline() {
  const noise = (index: number) => createHash("sha512").update(String(index)).digest("base64");
  return baseline({ series: Array.from({ length: 60 }, (_, index) => storedSeries({ id: noise(index) })) });
}

function largeBaseline() {
  const runs = Array.from({ length: 100 }, (_, run) => ({
    commit: String(run).padStart(40, "0"),
    recordedAt: "2026-11-02T00:00:00.000Z",
    fingerprint: 0,
    canary: 0.00123,
  }));
  const value = (index: number) => Number((1e-6 * (1 + (index % 9973) / 100)).toPrecision(5));
  return baseline({
    runs,
    series: Array.from({ length: 10_000 }, (_, index) =>
      storedSeries({
        id: `benchmarks/test_large.py::test_case[${index}]`,
        medians: Array.from({ length: 6 }, (__, block) => value(index + block)),
        history: runs.map((__, run) => value(index * 7 + run * 13)),
      }),
    ),
  });
}
