/**
 * An error that a user can do something about. Anything else that is thrown is a bug of ours and is reported as one,
 * unless the operating system has refused something.
 */
export class GateError extends Error {
  override readonly name = "GateError";
  /** What to do about it: one or two sentences in the imperative. */
  readonly advice: string;
  /** Texts of others in it, which are shown as they wrote them. */
  readonly quotes: readonly string[];

  /**
   * Makes an error.
   *
   * @param what what happened, and to what: a sentence without its full stop
   * @param advice what to do
   */
  constructor(what: string, advice: string, options: ErrorOrigin = {}) {
    super(what, options);
    this.advice = advice;
    this.quotes = options.quotes ?? [];
  }
}

interface ErrorOrigin {
  readonly cause?: unknown;
  readonly quotes?: readonly string[];
}

/** Nothing looks like a benchmark of any suite, among what is named or in the usual places. */
export class NoSuite extends GateError {}

/** No benchmarks are named, and nothing looks like one. */
export class NoBenchmarks extends NoSuite {}

/** Base can't be fetched: its remote does not answer, or does not permit it. */
export class BaseUnreachable extends GateError {}

/** Somebody ended the run. What was measured until then decides nothing. */
export class Interrupted extends GateError {
  constructor(signal: string) {
    super(`The run was interrupted by ${signal}`, "Nothing was decided; run it again.");
  }
}

const ROOM =
  "Free space on that disk, or set `TMPDIR` (`RUNNER_TEMP` in GitHub Actions) to a folder on another one.";
const PERMISSION = "Make the file or folder that it names readable and writable.";
const MEMORY = "Free memory, or run on a larger machine.";
const OPEN_FILES = "Raise the limit on open files, for example with `ulimit -n 4096`.";

/** What to do if the operating system refuses something that every program needs, by its error code. */
const ADVICE_FOR_SYSTEM: Readonly<Record<string, string>> = {
  EACCES: PERMISSION,
  EPERM: PERMISSION,
  EROFS: PERMISSION,
  ENOSPC: ROOM,
  EDQUOT: ROOM,
  EFBIG: "Raise the limit on the size of files, for example with `ulimit -f unlimited`.",
  EIO: "Check whether that disk or device works.",
  ENOMEM: MEMORY,
  EAGAIN: "Raise the limit on processes, for example with `ulimit -u 4096`, or stop some processes.",
  EMFILE: OPEN_FILES,
  ENFILE: OPEN_FILES,
};

/** The advice if the operating system refused something; null for any other error. */
function adviceForSystem(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return adviceForSystem(error.cause);
  return ADVICE_FOR_SYSTEM[code] ?? null;
}

/** The first error. An error that is thrown while another one is on its way hides it. */
function firstThrown(error: unknown): unknown {
  const isHiding = error instanceof Error && error.name === "SuppressedError" && "suppressed" in error;
  return isHiding ? firstThrown(error.suppressed) : error;
}

interface WordsOfPlace {
  readonly sentence: (words: string, quotes: readonly string[]) => string;
  readonly advice: (words: string, quotes: readonly string[]) => string;
}

const AS_IT_IS: WordsOfPlace = { sentence: (words) => words, advice: (words) => words };

/**
 * The one way to show an error: what happened, to what, and what to do; never a stack trace.
 *
 * @param there puts what we say, and what we advise, into the words of the place where it is read
 */
export function explainError(thrown: unknown, there: WordsOfPlace = AS_IT_IS): string {
  const error = firstThrown(thrown);
  if (error instanceof GateError) {
    const { message, advice, quotes } = error;
    return `${there.sentence(message, quotes)}. ${there.advice(advice, quotes)}`;
  }
  const message = error instanceof Error ? error.message : String(error);
  const advice = adviceForSystem(error);
  if (advice !== null)
    return `The operating system refused something that hotpath-gate needs: ${message}. ${advice}`;
  return `hotpath-gate failed unexpectedly: ${message}. This is a bug in hotpath-gate: please report it with this message and the log.`;
}
