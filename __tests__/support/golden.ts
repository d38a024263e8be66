/** Expected reports that a person can read, in `fixtures/`. Renewed by a run with UPDATE_FIXTURES=1. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "@jest/globals";

const ROOT = join(import.meta.dirname, "..", "..");

/** Holds `actual` to the file at `path`, relative to the repository. */
export function expectGolden(path: string, actual: string): void {
  const file = join(ROOT, path);
  if (process.env.UPDATE_FIXTURES === "1") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
  }
  if (!existsSync(file)) throw new Error(`${path} is missing: write it with UPDATE_FIXTURES=1, and read it`);
  expect(actual).toBe(readFileSync(file, "utf8"));
}
