/**
 * The errors a person can do something about. Anything else that is thrown is a defect of ours, and is
 * reported as one.
 */
export class GateError extends Error {
  override readonly name = "GateError";
  /** What to do about it: one or two sentences in the imperative. */
  readonly advice: string;

  /**
   * @param what what happened, and to what: a sentence without its full stop
   * @param advice what to do
   */
  constructor(what: string, advice: string, options?: { cause?: unknown }) {
    super(what, options);
    this.advice = advice;
  }
}

/** None are named, and nothing looks like one. */
export class NoBenchmarks extends GateError {}

/** Base can't be brought here: its remote does not answer, or does not permit it. */
export class BaseUnreachable extends GateError {}

/** Somebody ended the run. What was measured until then decides nothing. */
export class Interrupted extends GateError {
  constructor(signal: string) {
    super(`The run was interrupted by ${signal}`, "Nothing was decided; start it again.");
  }
}

/** The one way an error is put to a person: what happened, to what, what to do; never a stack trace. */
export function explainError(error: unknown): string {
  if (error instanceof GateError) return `${error.message}. ${error.advice}`;
  const message = error instanceof Error ? error.message : String(error);
  return `hotpath-gate failed unexpectedly: ${message}. This is a defect of hotpath-gate: please report it with this message and the log.`;
}
