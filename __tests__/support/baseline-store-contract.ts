/** What every BaselineStore does; run for each of them against the real thing. */
import { describe, expect, test } from "@jest/globals";
import type { BaselineStore } from "../../src/ports.ts";
import { baseline, fingerprint } from "./baselines.ts";

export interface StoreUnderTest extends AsyncDisposable {
  /** As a new run would open it: every call is one. */
  open(): BaselineStore;
  /** Puts these bytes where a baseline is stored. */
  spoil(bytes: Uint8Array): Promise<void>;
  /** Makes storing impossible. */
  close(): Promise<void>;
}

export function baselineStoreContract(name: string, create: () => Promise<StoreUnderTest>): void {
  describe(`a baseline store (${name})`, () => {
    test("has nothing before anything was stored, and that is no defect", async () => {
      await using store = await create();
      expect(await store.open().load()).toEqual({ kind: "missing", source: expect.any(String) });
    });

    test("gives back what an earlier run stored", async () => {
      await using store = await create();
      const saved = await store.open().save(baseline());
      expect(saved).toEqual({ kind: "saved", target: expect.stringMatching(/./) });
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

    test.each([
      ["no baseline", Buffer.from("not a baseline"), /is not a baseline/],
      ["of a later version", Buffer.from('{"schemaVersion": 9}'), /has schema version 9/],
      ["empty", Buffer.alloc(0), /is not a baseline/],
    ])("calls one that is %s unreadable, and says why", async (_, bytes, why) => {
      await using store = await create();
      await store.spoil(bytes);
      expect(await store.open().load()).toEqual({
        kind: "unreadable",
        source: expect.any(String),
        why: expect.stringMatching(why),
      });
    });

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
