/** Whether the code that was measured is still the code that was checked out: what is measured runs as the job's user, and can write into either tree. */
import { GateError } from "../errors.ts";
import type { Checkout, World } from "../ports.ts";
import { type OpenBase, type OpenHead, sharedTest } from "./open-sides.ts";

export interface WatchedTrees {
  /**
   * Looks again.
   *
   * @returns files of head that changed, or came, relative to the checkout: a person may be at work there
   * @throws GateError when code of base changed, or came: then it is no base
   */
  changedOnHead(): Promise<readonly string[]>;
}

type Looks = Pick<World, "checkouts" | "bytecode">;
/** By its path, relative to the checkout: what tells whether a file is another one by now. */
type Seen = ReadonlyMap<string, string>;

/** What the interpreter runs, by its name. Data is whatever a benchmark makes of it. */
const CODE = /\.(py|pyx|pth|so|pyd)$/;

/**
 * From the moment on at which neither side has run anything.
 *
 * @param base null where its code is not run
 */
export async function watchTrees(head: OpenHead, base: OpenBase | null, world: Looks): Promise<WatchedTrees> {
  const isOther = base !== null && base.side.checkout.root !== head.side.checkout.root;
  const [changedOnHead, changedOnBase] = await Promise.all([
    watchHead(head.side.checkout, world),
    isOther ? watchBase(base, head, world) : async () => [],
  ]);
  return {
    async changedOnHead() {
      const onBase = await changedOnBase();
      if (onBase.length > 0) {
        throw new GateError(
          `Code of base changed while it was measured: ${named(onBase)}. What was measured is not the commit that head is compared with`,
          "Look for what writes there: the measured code, or a benchmark, which should write into a temporary folder.",
        );
      }
      return changedOnHead();
    },
  };
}

type Changed = () => Promise<readonly string[]>;

/** By what files hold, because a person may save one as it was. What git ignores is somebody's environment, or a build. */
async function watchHead(checkout: Checkout, { checkouts }: Looks): Promise<Changed> {
  const look = async (known: Iterable<string>) => {
    const code = (await checkouts.files(checkout)).filter((path) => CODE.test(path));
    return checkouts.hashes(checkout, [...new Set([...code, ...known])]);
  };
  const before = await look([]);
  return async () => differing(before, await look(before.keys()));
}

/**
 * By what the file system notes, because nobody writes base's, not even to put it back; ignored files included. What Python
 * compiles meanwhile has to be what its source says.
 */
async function watchBase(
  { side, generated }: OpenBase,
  head: OpenHead,
  { checkouts, bytecode }: Looks,
): Promise<Changed> {
  const { checkout } = side;
  const isShared = sharedTest(head);
  const look = async () => {
    const code = await checkouts.codeFiles(checkout);
    const own = code.filter((path) => !isShared(path));
    return { own: await checkouts.marks(checkout, own), shared: code.filter(isShared) };
  };
  const textsOf = async (of: Checkout) => checkouts.hashes(of, await checkouts.codeFiles(of, head.shared));
  const [before, ...texts] = await Promise.all([look(), textsOf(checkout), textsOf(head.side.checkout)]);
  return async () => {
    const after = await look();
    // Whose version base runs is found out on the way: in the place of a benchmark, either is right.
    const laid = await checkouts.hashes(checkout, after.shared);
    const foreign = [...laid].filter(([path, hash]) => texts.every((one) => one.get(path) !== hash));
    const changed = [...differing(before.own, after.own), ...foreign.map(([path]) => path)];
    // What changed is compiled anew, and says no more than that.
    if (changed.length > 0) return changed;
    return bytecode.foreign(side, [...(await checkouts.files(checkout)), ...generated.python]);
  };
}

function differing(before: Seen, after: Seen): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => after.get(path) !== before.get(path)).sort();
}

function named(files: readonly string[]): string {
  const rest = files.length - 3;
  return files.slice(0, 3).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
