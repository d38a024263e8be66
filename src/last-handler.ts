/** Handles uncaught errors: a sentence, and a status that no verdict has, but never a stack trace. */
import { takeDown } from "./adapters/takedown.ts";
import { GateError } from "./errors.ts";

const NEVER_SETTLED = 13;

/**
 * Installs the handler, before anything is started. Only the roots call it.
 *
 * @param tell shows the sentence to a person
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
  let isLost = false;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // The reader of our output may close it early (`| head`), which decides nothing. A failure to write is reported
    // once.
    if (error.code === "EPIPE" || isLost) return;
    isLost = true;
    tell(
      new GateError(
        `The output of hotpath-gate could not be written to standard output: ${error.message}`,
        "Redirect it to a file, or to a program that reads it.",
        { cause: error },
      ),
    );
  });
  // Reports may still go to their files, and a verdict to the job, so the run goes on; nobody has seen that all is
  // well.
  process.on("exit", (code) => {
    if (isLost && code === 0) process.exitCode = status;
  });
  // Progress, and nobody to tell.
  process.stderr.on("error", () => {});
}
