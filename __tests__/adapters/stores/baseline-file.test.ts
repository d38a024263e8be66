import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { baselineFile } from "../../../src/adapters/stores/baseline-file.ts";
import type { Baseline, BaselineSave } from "../../../src/model.ts";
import { baselineStoreContract } from "../../support/baseline-store-contract.ts";
import { baseline } from "../../support/baselines.ts";
import { firstLine, STAY_ALIVE, startNodeProgram, WITHOUT_ROOM } from "../../support/node-program.ts";
import { temporaryFolder } from "../../support/repositories.ts";

for (const path of [".hotpath-gate/baseline.json", "deep/er/baseline.json.gz"]) {
  baselineStoreContract(
    path,
    async () => {
      const folder = temporaryFolder();
      const file = join(folder.path, path);
      return {
        open: () => baselineFile(folder.path, path),
        async spoil(bytes) {
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, bytes);
        },
        saveAtOnce: (all) => Promise.all(all.map((one) => baselineFile(folder.path, path).save(one))),
        saveWithoutRoom: (one) => saveWithoutRoom(folder.path, path, one),
        async close() {
          rmSync(file, { force: true });
          mkdirSync(file, { recursive: true });
        },
        async abandon() {
          mkdirSync(dirname(file), { recursive: true });
          // As a whole file is written: beside its place, and half of it when the job is killed.
          writeFileSync(`${file}.1234567`, '{ "schemaVersion": 2, "comm');
        },
        evict: async () => rmSync(file),
        [Symbol.asyncDispose]: async () => folder[Symbol.dispose](),
      };
    },
    { keepsAll: false, outages: [] },
  );
}

test("a file that is to be read by people is text, and nothing else is left beside it", async () => {
  using folder = temporaryFolder();
  await baselineFile(folder.path, "baseline.json").save(baseline());
  expect(JSON.parse(readFileSync(join(folder.path, "baseline.json"), "utf8"))).toEqual(baseline());
  expect(readdirSync(folder.path)).toEqual(["baseline.json"]);
});

test("a file where a folder should be is unreadable, not missing", async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, "file"), "");
  expect(await baselineFile(folder.path, "file/baseline.json").load()).toMatchObject({ kind: "unreadable" });
});

test("a disk without room leaves no half of a file", async () => {
  using folder = temporaryFolder();
  const large = baseline({ branch: "b".repeat(1500) });
  expect(await saveWithoutRoom(folder.path, "baseline.json", large)).toMatchObject({ kind: "not-saved" });
  expect(readdirSync(folder.path)).toEqual([]);
});

async function saveWithoutRoom(folder: string, path: string, stored: Baseline): Promise<BaselineSave> {
  using elsewhere = temporaryFolder();
  const child = await startNodeProgram(
    `${STAY_ALIVE}
    const { baselineFile } = await import("./src/adapters/stores/baseline-file.ts");
    const store = baselineFile(${JSON.stringify(folder)}, ${JSON.stringify(path)});
    console.log(JSON.stringify(await store.save(${JSON.stringify(stored)})));`,
    elsewhere.path,
    WITHOUT_ROOM,
  );
  return JSON.parse(await firstLine(child));
}
