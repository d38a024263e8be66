/**
 * Every message between the controller and a harness: JSON lines over a loopback socket. The harness's own
 * list is `harness/hotpath_gate_harness/protocol.py`; both are tested against `fixtures/protocol/`.
 *
 * The harness walks its benchmarks in the order it is given; the controller answers:
 *
 *     harness     hello                         once, with the token from its environment
 *     controller  begin                         what to walk
 *     harness     collected | broken
 *     harness     ready | failed | skipped      for each benchmark of `only`, in that order, once
 *     controller    batch → measured | failed | skipped      as often as it likes while a benchmark is ready
 *     controller    profile → profiled | failed | skipped
 *     controller    count → counted | failed | skipped
 *     controller    next                        leaves the benchmark
 *     harness     finished                      after the last one
 *
 * `collected` comes before the first `ready`, also with `only`, and says what was found of it. `failed` or `skipped` as
 * the answer to `batch`, `profile` or `count` leaves the benchmark, so no `next` follows. What breaks after `next`
 * (asserts behind the call, the tear-down of fixtures) is a `failed` that nobody asked for. It has the id of the
 * benchmark that was left, and comes before the next `ready`, `failed`, `skipped` or `finished`. What is skipped there,
 * or breaks as its author expects, is a `skipped`. There is never a second one for an id.
 *
 * What a harness sends is untrusted: the measured code runs in the same process.
 */
import * as z from "zod";
import { firstFaults, schemaWords } from "./errors/schema-words.ts";
import { isMeasurable } from "./model/measurable.ts";
import type { SuiteKind } from "./model.ts";

export const PROTOCOL_VERSION = 1;

/** Id of the A/A benchmark that the harness brings along; it is always walked first. */
export const CANARY_ID = "hotpath_gate_harness.canary:mixed_work";

/** Largest message in bytes; a longer one ends the conversation. */
export const MESSAGE_BYTES_LIMIT = 32 * 1024 * 1024;

const text = z.string().max(20_000);
const id = z.string().min(1).max(2_000);
/** A duration in nanoseconds, of some thirty years at most. */
const nanoseconds = z.number().nonnegative().max(1e18);
const location = z.object({ file: text, line: z.number().int().nonnegative() }).nullable();

export const workSchema = z.object({ amount: z.number().positive(), unit: z.enum(["items", "bytes"]) });

const helloSchema = z.object({
  type: z.literal("hello"),
  protocol: z.number().int(),
  token: z.string(),
  pid: z.number().int().positive(),
  python: z.object({
    implementation: text,
    version: text,
    /** Properties of the build: `free-threaded`, `GIL on`, `jit`, `debug`; empty for an ordinary build. */
    build: z.array(text),
    executable: text,
    /** `sys.prefix`, `sys.base_prefix` and the standard library's folder: never project code. */
    prefixes: z.array(text),
  }),
  /** CPUs that the process may run on; null if the platform does not say (no pinning). */
  cpus: z.array(z.number().int().nonnegative()).nullable(),
});

/**
 * `quantities`: what a batch measures of the benchmark, if that is not only time.
 *
 * `limit` is what the benchmark's author allows (`pedantic`): at most `loops` loops in this process, after `warmups`
 * loops that are not timed; null leaves it to the controller. A loop is one call, or `calls` calls. With a limit, the
 * harness runs the warm-ups itself before the first batch or profile and ignores `untimed`; more loops in all batches
 * together, or in one profile, are `failed`.
 */
const readySchema = z.object({
  type: z.literal("ready"),
  id,
  calls: z.number().int().positive(),
  limit: z.object({ loops: z.number().int().positive(), warmups: z.number().int().nonnegative() }).nullable(),
  setsUp: z.boolean(),
  quantities: z
    .array(
      z.object({
        metric: z.enum(["time", "cpu-time", "peak-memory", "instructions", "value"]),
        unit: z.string().max(100),
        better: z.enum(["smaller", "bigger"]),
      }),
    )
    .min(1)
    .max(10)
    .nullable(),
});

/**
 * The outcome of a batch. `loops` are those that were run. `wallNs` is the time of the whole batch, and `cpuNs` the CPU
 * time of this process. `preemptions` are involuntary context switches, and `waits` the voluntary ones of any of its
 * threads. `runDelayNs` is the time for which a thread of it, or of its child processes, could have run while something
 * else did, added up over all of them. `collectorNs` is the CPU time of Python's garbage collector. These are null if
 * unknown.
 *
 * `childrenNs` is the CPU time of child processes in the timed calls. `endedNs` is that of threads and child processes
 * that have ended in them, so that their run delay is in no `runDelayNs`. `othersNs` is that of `childrenNs` and of the
 * process's other threads. `putOffNs` is what they, or tasks of an event loop that nobody awaited, worked between the
 * timed calls of the batch before and those of this one.
 *
 * `machine`, of a batch on all CPUs, is how long these worked meanwhile, for anybody, how much of that was for this
 * process and its children, and how long the batch was; absent if unknown.
 *
 * `values` has one value for each of the benchmark's `quantities`, for one call and in its unit; null for its time,
 * which is the batch's.
 */
const measuredSchema = z.object({
  type: z.literal("measured"),
  loops: z.number().int().positive(),
  wallNs: nanoseconds,
  cpuNs: nanoseconds,
  preemptions: z.number().int().nonnegative().nullable(),
  waits: z.number().int().nonnegative().nullable(),
  runDelayNs: nanoseconds.nullable(),
  collectorNs: nanoseconds.nullable(),
  othersNs: nanoseconds.nullable(),
  putOffNs: nanoseconds.nullable(),
  childrenNs: nanoseconds.nullable(),
  endedNs: nanoseconds.nullable(),
  values: z.array(z.number().refine(isMeasurable).nullable()).max(10).nullable(),
  machine: z
    .object({
      busyNs: nanoseconds,
      ownNs: nanoseconds,
      spanNs: nanoseconds,
      cpus: z.number().int().positive(),
    })
    .optional(),
});

/**
 * `phase` says when it failed: finding it, setting it up (or tearing it down), or calling it. `message` is one line;
 * `traceback` may be long.
 */
const failedSchema = z.object({
  type: z.literal("failed"),
  id,
  phase: z.enum(["collect", "setup", "call"]),
  error: text,
  message: text,
  traceback: text,
});

/**
 * Doubts about a benchmark: it does nothing; it names a function without calling it; it makes a function, a coroutine or a
 * generator, which nobody runs; a cache answers all calls but the first; its later calls find their inputs used up; or its
 * file defines two of that name, and the first one is lost.
 */
const DOUBTS = [
  "does-nothing",
  "names-function",
  "answered-from-cache",
  "gives-function",
  "gives-coroutine",
  "gives-generator",
  "uses-up-inputs",
  "defined-twice",
] as const;

const fileNumber = z.number().int().min(0).max(200_000);
/** A file, or everybody, and what it reads. */
const readBy = <T extends z.ZodType>(what: T) => z.array(z.tuple([fileNumber.nullable(), what])).max(500_000);

/** Files are numbered by their place in `files`; null stands for everybody. */
const readsSchema = z.object({
  files: z.array(text).max(200_000),
  imports: readBy(fileNumber),
  opened: readBy(fileNumber),
  listed: readBy(fileNumber),
  /** Names of modules that were looked for and have no file, or that may be imported by rarer calls. */
  sought: readBy(text),
  /** Why not everything is known of who reads the file. */
  refused: readBy(
    z.enum(["starts-process", "uses-network", "traces", "imports-by-name", "not-noted", "too-much"]),
  ),
  /** Files whose code was entered for several benchmarks. */
  entered: z.array(fileNumber).max(200_000),
  benchmarks: z
    .array(
      z.object({
        id,
        /** The file that it is written in; null if that is not known. */
        file: fileNumber.nullable(),
        /** Files whose code it entered. */
        entered: z.array(fileNumber).max(200_000),
      }),
    )
    .max(200_000),
});

const messageSchema = z.discriminatedUnion("type", [
  helloSchema,
  z.object({
    type: z.literal("collected"),
    benchmarks: z.array(z.object({ id, location, work: workSchema.optional() })).max(200_000),
    /** Files or targets that could not be read; the benchmarks in them are not in the list. */
    problems: z
      .array(
        z.object({
          where: text,
          message: text,
          /** Whether nothing of that name exists, rather than something that can't be read. */
          isAbsent: z.literal(true).optional(),
        }),
      )
      .max(10_000),
    /** Files or folders that skip themselves as a whole, and why; the benchmarks in them are not in the list either. */
    skips: z
      .array(z.object({ where: text, message: text }))
      .max(10_000)
      .optional(),
    /**
     * CPU time of a garbage collection of everything that was imported; null if that is not set apart, or if nothing is
     * walked.
     */
    fullCollectionNs: nanoseconds.nullable(),
  }),
  z.object({ type: z.literal("broken"), message: text }),
  readySchema,
  z.object({ type: z.literal("skipped"), id, reason: text }),
  failedSchema,
  measuredSchema,
  z.object({ type: z.literal("counted"), windows: z.number().int().positive() }),
  z.object({
    type: z.literal("profiled"),
    /** Calls and own time of each function, for all `loops` loops of the benchmark together. */
    functions: z
      .array(
        z.object({
          name: text,
          file: text,
          line: z.number().int().nonnegative(),
          calls: z.number().int().nonnegative(),
          ownNs: nanoseconds,
        }),
      )
      .max(10_000),
  }),
  z.object({
    type: z.literal("finished"),
    /** Every module loaded from a file, for the self-comparison guard; real paths. */
    modules: z.array(z.object({ name: text, file: text })).max(100_000),
    /** Reasons to doubt that a benchmark measures what its author means. */
    doubts: z.array(z.object({ id, doubt: z.enum(DOUBTS) })).max(1_000),
    /**
     * Places other than its folders that the project's packages could be imported from; only if children are watched.
     */
    installed: z
      .array(z.object({ name: text, file: text }))
      .max(5_000)
      .optional(),
    /**
     * Python processes among the children that did not say what they load: command line, and interpreter as it was
     * called.
     */
    unseen: z
      .array(z.object({ name: text, file: text }))
      .max(1_000)
      .optional(),
    /** The build of `hello`, as it is by now: an extension module that was imported may have turned the GIL on. */
    build: z.array(text),
    /** What benchmarks read; only if that is asked for, of a process that times nothing. */
    reads: readsSchema.optional(),
  }),
]);

export type Message = z.infer<typeof messageSchema>;
export type Hello = z.infer<typeof helloSchema>;
export type Ready = z.infer<typeof readySchema>;
export type Measured = z.infer<typeof measuredSchema>;
export type Reads = z.infer<typeof readsSchema>;
export type Doubt = Extract<Message, { type: "finished" }>["doubts"][number];

/**
 * Asks for a batch. The harness runs `untimed` calls first, so that the caches are this side's again, and then times
 * `loops` loops, on the CPU of `begin`, or on all that the process may use. If the untimed calls show that so many
 * would take longer than `longestNs`, it runs fewer; without untimed calls, the first of the timed ones show it.
 */
export interface BatchCommand {
  readonly loops: number;
  readonly untimed: number;
  readonly longestNs: number;
  readonly onAllCpus: boolean;
  /**
   * Whether child processes are watched, to find out how many CPUs they use; the times of such a batch do not count.
   */
  readonly seeksCpus?: boolean;
}

export type Command =
  | {
      readonly type: "begin";
      readonly suite: SuiteKind;
      /** `benchmarks` of the configuration: paths relative to the checkout, globs or `module:function`. */
      readonly targets: readonly string[];
      /** Folder that ids and locations are relative to. */
      readonly root: string;
      /** Ids to walk, in order; null only collects, and `finished` follows. */
      readonly only: readonly string[] | null;
      /** CPU to pin to; null leaves the process where it is. */
      readonly cpu: number | null;
      readonly heapSeed: number;
    }
  | ({ readonly type: "batch" } & BatchCommand)
  | { readonly type: "profile"; readonly loops: number }
  /**
   * Runs `loops` loops without reporting time; if callgrind counts, each window of `counted` is one part of its counts.
   */
  | { readonly type: "count"; readonly loops: number }
  | { readonly type: "next" };

export type MessageReading =
  | { readonly kind: "message"; readonly message: Message }
  | { readonly kind: "malformed"; readonly why: string };

/** Reads one line from a harness. Pure; never throws. */
export function readMessage(line: string): MessageReading {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { kind: "malformed", why: `not JSON: ${line.slice(0, 80)}` };
  }
  const parsed = messageSchema.safeParse(value, { error: schemaWords });
  if (parsed.success) return { kind: "message", message: parsed.data };
  return { kind: "malformed", why: firstFaults(parsed.error) };
}

/** One command as the line that a harness reads, with its line end. */
export function writeCommand(command: Command): string {
  return `${JSON.stringify(command)}\n`;
}
