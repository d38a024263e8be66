/** Which code each benchmark is itself: the answer to another question is none to compare with. */
import type { Benchmark } from "../model.ts";
import type { Checkouts } from "../ports/checkouts.ts";
import { inCheckout, sharedPredicate } from "../sides/shared-paths.ts";
import type { OpenHead, OpenSide } from "../sides/sides.ts";

/** Measuring itself leaves it behind, where nothing tells git to ignore it. */
const BYTECODE = /(^|\/)__pycache__\/|\.py[co]$/;
/** Digits of a hash: enough to tell the versions of a file apart. */
const DIGITS = 12;

/**
 * Hash of what each benchmark is written in, by id: its own file, and those that `benchmarks` names and that hold no
 * benchmark themselves (helpers, fixtures, data). Null for a target that is the code under test: that is meant to
 * change. A change of one file of benchmarks leaves those of the others comparable.
 */
export async function benchmarkCodes(
  head: OpenHead,
  benchmarks: readonly Benchmark[],
  checkouts: Pick<Checkouts, "contentHash" | "files">,
): Promise<ReadonlyMap<string, string | null>> {
  const isShared = sharedPredicate(head);
  const all = head.shared.length === 0 ? [] : await checkouts.files(head.side.checkout);
  const files = all.filter((file) => isShared(file) && !BYTECODE.test(file));
  const own = new Set(benchmarks.flatMap(({ location }) => location?.file ?? []));
  const helpers = await checkouts.contentHash(files.filter((file) => !own.has(file)));
  const hashes = new Map<string, string>();
  for (const file of files.filter((one) => own.has(one))) {
    const hash = await checkouts.contentHash([file]);
    const parts = [hash, helpers].flatMap((one) => one?.slice(0, DIGITS) ?? []);
    if (hash !== null) hashes.set(file, parts.join("."));
  }
  return new Map(benchmarks.map(({ id, location }) => [id, hashes.get(location?.file ?? "") ?? null]));
}

/** A benchmark that is known by its id alone, where that names a file; null otherwise. */
export function namedInFile(id: string, side: OpenSide["side"]): Benchmark | null {
  const end = id.indexOf("::");
  return end <= 0 ? null : { id, location: { file: inCheckout(id.slice(0, end), side), line: 1 } };
}
