/** Noise makers around a piece of work. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { benchFolder } from "./folders.ts";

/**
 * What else runs. With `restless` nothing is started either: it is for a machine that is not quiet by itself, because its
 * host or something else on it has other work.
 */
export const NOISES = ["quiet", "restless", "one", "two", "memory", "regime"] as const;
export type Noise = (typeof NOISES)[number];

/** Starts the neighbours; disposing kills them all. */
export function neighbours(noise: Noise, python: string): AsyncDisposable {
  if (noise === "quiet" || noise === "restless") return { [Symbol.asyncDispose]: async () => {} };
  const child = spawn(python, [fileURLToPath(new URL("noise/neighbours.py", benchFolder)), noise], {
    stdio: "ignore",
    detached: true,
  });
  const kill = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // Gone already.
    }
  };
  process.once("exit", kill);
  return {
    async [Symbol.asyncDispose]() {
      kill();
      process.removeListener("exit", kill);
    },
  };
}
