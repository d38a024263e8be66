/**
 * Valgrind's callgrind around a harness: counts the instructions that a Python process executes, the same number again
 * for the same work in the same memory layout. Nothing is loaded into the process; counting is switched from outside by
 * vgdb, and what was counted is in the files that callgrind writes.
 */
import { readdir, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SideName } from "../../model.ts";
import { HarnessLost } from "../../ports/processes.ts";
import { textOf } from "../files/bounded-files.ts";
import { makeOwnedFolder } from "../files/owned-folder.ts";
import { commandEnvironment, runCommand } from "../processes/commands.ts";
import { findOnPath } from "../processes/program-on-path.ts";

/** The function of Python that `@=` calls. The harness's counting.py uses `@=` around what is to be counted. */
const MARK = "PyNumber_InPlaceMatrixMultiply";
/** How often a waiting harness is interrupted, instead of waited for: a command then takes 0.1 s and not 0.2 s. */
const INVOKE_MS = 1;
const SWITCH_SECONDS = 30;
/** Largest file that callgrind may write for one window, in bytes: it has a line for each place in the code. */
const PART_BYTES = 256 * 1024 * 1024;

export interface Valgrind {
  readonly valgrind: string;
  readonly vgdb: string;
}

export async function findValgrind(searchPath: string): Promise<Valgrind | null> {
  if (process.platform !== "linux") return null;
  // Debian's `valgrind` is a script that leaves variables of its own in the environment of what it starts.
  const valgrind =
    (await findOnPath("valgrind.bin", searchPath)) ?? (await findOnPath("valgrind", searchPath));
  const vgdb = await findOnPath("vgdb", searchPath);
  return valgrind === null || vgdb === null ? null : { valgrind, vgdb };
}

export interface Callgrind extends AsyncDisposable {
  /** What to put before the command that is started. */
  readonly prefix: readonly string[];
  switchCounting(pid: number, on: boolean): Promise<void>;
  counted(pid: number, windows: number): Promise<number>;
}

export async function callgrindFor(side: SideName, { valgrind, vgdb }: Valgrind): Promise<Callgrind> {
  const folder = await makeOwnedFolder(tmpdir());
  const pipes = `--vgdb-prefix=${join(folder.path, "v")}`;
  const lost = (detail: string) => new HarnessLost(side, "exited", detail, "");
  return {
    prefix: [
      valgrind,
      "-q",
      "--tool=callgrind",
      "--instr-atstart=no",
      `--dump-before=${MARK}`,
      `--callgrind-out-file=${join(folder.path, "o.%p")}`,
      pipes,
    ],
    async switchCounting(pid, on) {
      const args = [
        pipes,
        `--pid=${pid}`,
        `--max-invoke-ms=${INVOKE_MS}`,
        "instrumentation",
        on ? "on" : "off",
      ];
      const end = await runCommand({
        program: vgdb,
        args,
        folder: folder.path,
        environment: commandEnvironment(),
        deadlineSeconds: SWITCH_SECONDS,
        outputBytes: 1024 * 1024,
      });
      if (end.kind === "exited" && end.status === 0) return;
      const said = end.kind === "exited" ? end.stderr.toString("utf8").trim().split("\n").at(-1) : end.how;
      throw lost(`callgrind could not be switched ${on ? "on" : "off"}: ${said ?? ""}`);
    },
    async counted(pid, windows) {
      const parts = await takeParts(folder.path, pid);
      const unreadable = parts.indexOf(null);
      if (unreadable >= 0) {
        throw lost(
          `callgrind's count of instructions can't be read: part ${unreadable + 1} of ${parts.length} has none, or more than ${PART_BYTES / 1024 / 1024} MB`,
        );
      }
      const counts = partsOfWindows(
        parts.flatMap((part) => part ?? []),
        windows,
      );
      if (counts === null) {
        throw lost(
          `callgrind wrote ${parts.length} parts for ${windows} windows: does the benchmark use \`@=\` itself?`,
        );
      }
      return counts.reduce((sum, count) => sum + count, 0);
    },
    [Symbol.asyncDispose]: () => folder.remove(),
  };
}

/**
 * The parts that lie in a window: every second one of those that begin with a mark. In a single window, marks of the
 * benchmark's own only cut it into several parts. Null if nobody can tell.
 */
export function partsOfWindows(parts: readonly number[], windows: number): readonly number[] | null {
  if (windows === 1 && parts.length >= 2) return parts.slice(1);
  return parts.length === 2 * windows ? parts.filter((_, index) => index % 2 === 1) : null;
}

/**
 * Instructions of each part that the process has written since the last call, in order, without those of its forks.
 * Null for a part that does not say: a missing count would look like a call that takes less.
 */
export async function takeParts(folder: string, pid: number): Promise<(number | null)[]> {
  const prefix = `o.${pid}.`;
  const names = (await readdir(folder)).filter((name) => name.startsWith(prefix));
  const numbers = names.map((name) => Number(name.slice(prefix.length))).sort((one, other) => one - other);
  const counts: (number | null)[] = [];
  for (const number of numbers) {
    const path = join(folder, `${prefix}${number}`);
    const summary = /^summary:\s*(\d+)/m.exec((await textOf(path, PART_BYTES)) ?? "");
    counts.push(summary === null ? null : Number(summary[1]));
    await unlink(path);
  }
  return counts;
}
