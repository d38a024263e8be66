/**
 * Kills a process with everything it started: its group, and on Linux also what left the group, found by session, by
 * parent, or by a variable that it inherited. A process that leaves the session, loses its parent and clears its
 * environment is not found.
 */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { kernelText } from "../files/bounded-files.ts";

/** Variable that every process of a tree inherits, unless it takes care not to. Its value is the tree's own. */
export const SESSION_VARIABLE = "HOTPATH_GATE_SESSION";

/** Most rounds of killing. Each may find what was forked during the one before. */
const ROUNDS = 20;

export interface ProcessTree {
  /** Id of the process, which leads its group and session; null if it could not be started. */
  readonly pid: number | null;
  /** `NAME=value` in the environment of everything that descends from the process. */
  readonly mark: string;
}

/** Kills what is left of a tree. It is synchronous, so that signal handlers can call it. */
export function killTree(tree: ProcessTree): void {
  if (process.platform === "win32") {
    if (tree.pid !== null) spawnSync("taskkill", ["/pid", String(tree.pid), "/T", "/F"], { stdio: "ignore" });
    return;
  }
  // Looked up before the first kill, which orphans the children and so hides whose they were.
  let members = membersOf(tree);
  if (tree.pid !== null) kill(-tree.pid);
  for (let round = 0; round < ROUNDS && members.length > 0; round++) {
    for (const pid of members) kill(pid);
    members = membersOf(tree);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone already, or was never ours.
  }
}

interface Listed {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
}

function membersOf(tree: ProcessTree): number[] {
  if (process.platform !== "linux") return [];
  const listed = listProcesses();
  const members = new Set(
    listed
      .filter(({ pid, session }) => pid === tree.pid || session === tree.pid || hasMark(pid, tree.mark))
      .map(({ pid }) => pid),
  );
  for (let before = -1; before !== members.size; ) {
    before = members.size;
    for (const { pid, parent } of listed) if (members.has(parent)) members.add(pid);
  }
  members.delete(process.pid);
  return [...members];
}

function listProcesses(): Listed[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const stat = kernelText(`/proc/${name}/stat`);
    if (stat === null) return [];
    // The name in parentheses may contain anything.
    const [state, parent, , session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state === "Z" || state === "X") return [];
    return [{ pid: Number(name), parent: Number(parent), session: Number(session) }];
  });
}

function hasMark(pid: number, mark: string): boolean {
  return `\0${kernelText(`/proc/${pid}/environ`, "latin1") ?? ""}`.includes(`\0${mark}\0`);
}
