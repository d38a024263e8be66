/** What nobody caught: a sentence and a status that no verdict has, never a stack trace. */
import { takeDown } from "./adapters/takedown.ts";

const NEVER_SETTLED = 13;

/**
 * For the roots, before anything is started.
 *
 * @param tell puts the sentence to a person
 * @param status with which the process ends
 */
export function installLastHandler(tell: (error: unknown) => void, status: number): void {
  const end = (error: unknown) => {
    try {
      takeDown();
      tell(error);
    } finally {
      process.exit(status);
    }
  };
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
  // Node's own word for a promise that nothing will ever settle.
  process.on("exit", (code) => {
    if (code !== NEVER_SETTLED) return;
    process.exitCode = status;
    tell(new Error("it waited for what will never come"));
  });
  // Whoever reads our output may close it early (`| head`): that decides nothing.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") end(error);
    });
  }
}
