/** Whether processes that a test knows by number still run. */
import { readFileSync } from "node:fs";

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== "linux") return true;
  // A killed process whose parent never asks for it stays listed, but runs no more.
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    return false;
  }
}

/**
 * Processes that still run after two seconds: one that was killed ends when it is next given a CPU, which a busy
 * machine puts off.
 */
export async function untilNoneRuns(pids: readonly number[]): Promise<number[]> {
  for (let tries = 0; tries < 100 && pids.some(isRunning); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return pids.filter(isRunning);
}
