/** Whether the code that was measured is still the code that was checked out: what is measured runs as the job's user, and can write into either tree. */
import { GateError } from "../errors.ts";
import type { Checkout, Checkouts } from "../ports.ts";
import { type OpenBase, type OpenHead, sharedTest } from "./open-sides.ts";

export interface WatchedTrees {
  /**
   * Looks again.
   *
   * @returns files of head that changed, or came, relative to the checkout: a person may be at work there
   * @throws GateError when code of base changed: then it is no base
   */
  changedOnHead(): Promise<readonly string[]>;
}

type Look = Checkouts["hashes"] | Checkouts["marks"];

/** What the interpreter runs, by its name. Data is whatever a benchmark makes of it. */
const CODE = /\.(py|pyx|pth|so|pyd)$/;

/**
 * From the moment on at which neither side has run anything. Of base, without the benchmarks, which become head's.
 *
 * @param base null where its code is not run
 */
export async function watchTrees(
  head: OpenHead,
  base: OpenBase | null,
  checkouts: Pick<Checkouts, "files" | "hashes" | "marks">,
): Promise<WatchedTrees> {
  const { side } = head;
  const isShared = sharedTest(head);
  const watch = async (checkout: Checkout, isWatched: (path: string) => boolean, look: Look) => {
    const code = (await checkouts.files(checkout)).filter((path) => CODE.test(path) && isWatched(path));
    return { checkout, look, before: await look(checkout, code) };
  };
  const isOther = base !== null && base.side.checkout.root !== side.checkout.root;
  const [ofHead, ofBase] = await Promise.all([
    watch(side.checkout, () => true, checkouts.hashes),
    // A person may save a file of head as it was. Nobody writes base's, not even to put it back.
    isOther ? watch(base.side.checkout, (path) => !isShared(path), checkouts.marks) : null,
  ]);
  const changed = async ({ checkout, look, before }: Awaited<ReturnType<typeof watch>>) => {
    const after = await look(checkout, [...before.keys()]);
    return [...before].filter(([path, mark]) => after.get(path) !== mark).map(([path]) => path);
  };
  return {
    async changedOnHead() {
      const onBase = ofBase === null ? [] : await changed(ofBase);
      if (onBase.length > 0) {
        throw new GateError(
          `Code of base changed while it was measured: ${named(onBase)}. What was measured is not the commit that head is compared with`,
          "Look for what writes there: the measured code, or a benchmark, which should write into a temporary folder.",
        );
      }
      return changed(ofHead);
    },
  };
}

function named(files: readonly string[]): string {
  const rest = files.length - 3;
  return files.slice(0, 3).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
