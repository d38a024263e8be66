/** Converts units as people and tools write them to seconds and bytes. */

export interface KnownUnit {
  readonly kind: "time" | "size";
  /**
   * Factor to seconds or bytes: the value is multiplied by `times` and divided by `over`. Two whole numbers, because
   * dividing by 10⁹ rounds once and multiplying by 10⁻⁹ twice.
   */
  readonly times: number;
  readonly over: number;
}

const time = (times: number, over = 1): KnownUnit => ({ kind: "time", times, over });
const size = (times: number): KnownUnit => ({ kind: "size", times, over: 1 });

/** Units of time in small letters. `m` is not among them: it may be a minute, a metre or a million. */
const TIMES = new Map<string, KnownUnit>([
  ...each(["ns", "nsec", "nsecs", "nanosecond", "nanoseconds"], time(1, 1e9)),
  // The sign of micro is in Unicode twice: as itself and as a Greek letter.
  ...each(["us", "µs", "μs", "usec", "usecs", "microsecond", "microseconds"], time(1, 1e6)),
  ...each(["ms", "msec", "msecs", "millisecond", "milliseconds"], time(1, 1e3)),
  ...each(["s", "sec", "secs", "second", "seconds"], time(1)),
  ...each(["min", "mins", "minute", "minutes"], time(60)),
  ...each(["h", "hr", "hrs", "hour", "hours"], time(3600)),
]);

/**
 * Units of size as they are written. `Mb` and `b` are bits to many, and are left out. `kb`, `mb` and `gb` are bytes to
 * everybody who writes no capitals.
 */
const SIZES = new Map<string, KnownUnit>([
  ["B", size(1)],
  ...each(["kB", "KB", "kb"], size(1e3)),
  ...each(["MB", "mb"], size(1e6)),
  ...each(["GB", "gb"], size(1e9)),
  ["TB", size(1e12)],
  ["KiB", size(2 ** 10)],
  ["MiB", size(2 ** 20)],
  ["GiB", size(2 ** 30)],
  ["TiB", size(2 ** 40)],
]);
/** Units of size that are words, in small letters. */
const SIZES_IN_WORDS = new Map<string, KnownUnit>([
  ...each(["byte", "bytes"], size(1)),
  ...each(["kilobyte", "kilobytes"], size(1e3)),
  ...each(["megabyte", "megabytes"], size(1e6)),
  ...each(["gigabyte", "gigabytes"], size(1e9)),
  ...each(["kibibyte", "kibibytes"], size(2 ** 10)),
  ...each(["mebibyte", "mebibytes"], size(2 ** 20)),
  ...each(["gibibyte", "gibibytes"], size(2 ** 30)),
]);

/**
 * Things that a time or a size may be given for, without the unit having to say so. With others, the unit stays as it
 * is: `ms/MB` is not a time, and what it refers to would be lost.
 */
const ONE_OF = new Set(
  [
    "iter iters iteration iterations op ops operation operations call calls run runs loop loops round rounds rep reps",
    "req request requests query queries msg message messages event events job jobs task tasks step steps frame frames",
    "test tests bench benchmark item items element elements row rows record records line lines file files sample samples",
    "batch batches token tokens page pages object objects execution executions invocation invocations transaction",
  ].flatMap((line) => line.split(" ")),
);

/**
 * The quantity of a unit: `ns/iter`, `MiB`, `seconds per call`. Null for what is not, or perhaps not, a time or a size.
 */
export function quantityOf(unit: string): KnownUnit | null {
  const [amount = "", one, ...more] = unit.trim().split(/\/| per /);
  if (more.length > 0) return null;
  if (one !== undefined && !ONE_OF.has(one.trim().toLowerCase())) return null;
  const name = amount.trim();
  const small = name.toLowerCase();
  return SIZES.get(name) ?? TIMES.get(small) ?? SIZES_IN_WORDS.get(small) ?? null;
}

function each(names: readonly string[], quantity: KnownUnit): [string, KnownUnit][] {
  return names.map((name) => [name, quantity]);
}
