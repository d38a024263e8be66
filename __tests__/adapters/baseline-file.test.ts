import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { baselineFile } from "../../src/adapters/baseline-file.ts";
import { baselineStoreContract } from "../support/baseline-store-contract.ts";
import { baseline } from "../support/baselines.ts";
import { temporaryFolder } from "../support/repositories.ts";

for (const path of [".hotpath-gate/baseline.json", "deep/er/baseline.json.gz"]) {
  baselineStoreContract(path, async () => {
    const folder = temporaryFolder();
    const file = join(folder.path, path);
    return {
      open: () => baselineFile(folder.path, path),
      async spoil(bytes) {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, bytes);
      },
      async close() {
        mkdirSync(file, { recursive: true });
      },
      [Symbol.asyncDispose]: async () => folder[Symbol.dispose](),
    };
  });
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
