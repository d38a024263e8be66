/** Files of bench/data that grow by a line a run. */
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { dataFolder } from "./folders.ts";

export interface JsonLines<T> {
  add(...values: readonly T[]): Promise<void>;
  all(): Promise<T[]>;
}

export function jsonLines<T>(name: string): JsonLines<T> {
  const path = fileURLToPath(new URL(name, dataFolder));
  return {
    async add(...values) {
      await mkdir(fileURLToPath(dataFolder), { recursive: true });
      await appendFile(path, values.map((value) => `${JSON.stringify(value)}\n`).join(""));
    },
    async all() {
      const text = (await readIfThere(path)) ?? "";
      return text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as T);
    },
  };
}

/** Null where there is no such file; what can't be read for another reason is an error. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
