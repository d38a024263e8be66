/** Noise makers around a piece of work. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { benchFolder } from "./folders.ts";

export const NOISES = ["quiet", "one", "two", "memory", "regime"] as const;
export type Noise = (typeof NOISES)[number];

/** Starts the neighbours; disposing kills them all. */
export function neighbours(noise: Noise, python: string): AsyncDisposable {
  if (noise === "quiet") return { [Symbol.asyncDispose]: async () => {} };
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
