/** Repositories whose last commit has a slowdown of known size, or none. */
import { execFileSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "../src/inputs/config.ts";
import { localWorld } from "../src/worlds/local.ts";
import { benchFolder, repositoryFolder } from "./folders.ts";

export interface Project extends AsyncDisposable {
  readonly folder: string;
}

export interface ProjectRequest {
  /** Slowdown of every benchmark in the last commit, in percent. */
  readonly percent: number;
  /**
   * Number of a harmless edit that the last commit makes as well; 0 for none. It moves code and constants in
   * memory as any real commit does, and makes nothing slower.
   */
  readonly nullEdit: number;
}

/** @returns the repository of the fifty benchmarks: `HEAD^` is base, `HEAD` is head */
export async function makeProject({ percent, nullEdit }: ProjectRequest): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), "hotpath-gate-lab-"));
  await cp(fileURLToPath(new URL("suite/", benchFolder)), folder, {
    recursive: true,
    filter: (path) => !path.includes("__pycache__"),
  });
  git(folder, "init", "--quiet");
  commit(folder, "base");
  const slowdown = join(folder, "hot/slowdown.py");
  const text = await readFile(slowdown, "utf8");
  await writeFile(slowdown, text.replace("PERCENT = 0", `PERCENT = ${percent}`));
  if (nullEdit !== 0) {
    for (const file of ["hot/work.py", "hot/edits.py", "hot/cases.py"]) {
      const path = join(folder, file);
      await writeFile(path, harmlessly(await readFile(path, "utf8"), nullEdit));
    }
  }
  commit(folder, `plus ${percent} %, null edit ${nullEdit}`);
  return {
    folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Unused functions before, an unused table after, a longer docstring: how many and how large, by number. */
function harmlessly(source: string, number: number): string {
  const unused = Array.from(
    { length: number },
    (_, index) =>
      `\n\ndef unused_${number}_${index}(left, right=${index}):\n    return [left, right, "${"x".repeat(number * 7)}"]\n`,
  ).join("");
  const table = `\n\nUNUSED_${number} = {${Array.from({ length: number * 5 }, (_, index) => `"key-${index}": (${index}, ${index * number})`).join(", ")}}\n`;
  const docstringEnd = source.indexOf('"""', 3);
  const importsEnd = source.lastIndexOf("\nimport ") > 0 || source.includes("\nfrom ");
  const edited = `${source.slice(0, docstringEnd)} ${"Edited. ".repeat(number)}${source.slice(docstringEnd)}`;
  if (!importsEnd) return `${edited}${unused}${table}`;
  const firstDefinition = edited.search(/\n\n\n(?:def|class|@)/);
  if (firstDefinition < 0) return `${edited}${table}`;
  return `${edited.slice(0, firstDefinition)}${unused}${edited.slice(firstDefinition)}${table}`;
}

function commit(folder: string, message: string): void {
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--allow-empty", "--message", message);
}

/** Nothing of the person's own git settings. */
function git(folder: string, ...args: string[]): void {
  const identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.invalid"];
  execFileSync(
    "git",
    [...identity, "-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null", ...args],
    {
      cwd: folder,
    },
  );
}

/** The command line's own world in such a repository. */
export function worldOf(config: Config, { folder }: Project): ReturnType<typeof localWorld> {
  return localWorld(config, {
    folder,
    harnessFolder: fileURLToPath(new URL("harness", repositoryFolder)),
    baselinePath: config.baselinePath,
    json: null,
    html: null,
  });
}
