/** Whether the code that was measured is still the code that was checked out: what is measured runs as the job's user, and can write into either tree. */

import { listed } from "../errors/listed.ts";
import { GateError } from "../errors.ts";
import type { Checkout } from "../ports/checkouts.ts";
import type { World } from "../ports/world.ts";
import { parentOf } from "../repository/path.ts";
import { sharedPredicate } from "./shared-paths.ts";
import type { OpenBase, OpenHead } from "./sides.ts";

export interface WatchedTrees {
  /**
   * A first look, once both sides have run for the first time: what is wrong by then need not be measured.
   *
   * @throws GateError when code of base changed, or came and can't be what each side makes for itself
   */
  assertBaseUnchanged(): Promise<void>;
  /**
   * Looks again.
   *
   * @returns files of head that changed, or came, relative to the checkout: a person may be at work there
   * @throws GateError when code of base changed, or came and is not what each side makes for itself: then it is no base
   */
  changedOnHead(): Promise<readonly string[]>;
}

type Looks = Pick<World, "checkouts" | "bytecode">;
/** What tells whether a file is another one by now, by the file's path relative to the checkout. */
type Marks = ReadonlyMap<string, string>;

/** What the interpreter runs, by its name. Data is whatever a benchmark makes of it. */
const CODE = /\.(py|pyx|pth|so|pyd)$/;

/**
 * From the moment on at which neither side has run anything.
 *
 * @param base null where its code is not run
 */
export async function watchTrees(head: OpenHead, base: OpenBase | null, world: Looks): Promise<WatchedTrees> {
  const isOther = base !== null && base.side.checkout.root !== head.side.checkout.root;
  const [changedOnHead, onBase] = await Promise.all([
    watchHead(head.side.checkout, world),
    isOther ? watchBase(base, head, world) : null,
  ]);
  return {
    async assertBaseUnchanged() {
      assertNone((await onBase?.({ isLast: false })) ?? []);
    },
    async changedOnHead() {
      assertNone((await onBase?.({ isLast: true })) ?? []);
      return changedOnHead();
    },
  };
}

/** Refuses changes of base. @throws GateError where there is one */
function assertNone(changes: readonly Change[]): void {
  if (changes.length > 0) throw changedBase(changes);
}

type Cause = "changed" | "in-place" | "not-ignored" | "base-alone";

interface Change {
  readonly path: string;
  readonly cause: Cause;
}

/** The error for files that changed on base, with advice for each cause by the first file that it changed. */
function changedBase(changes: readonly Change[]): GateError {
  const made = ({ path }: Change, more: number) =>
    `${path}${more > 0 ? ` (like ${more} more)` : ""} was made while the benchmarks ran`;
  const advice: Readonly<Record<Cause, (first: Change, more: number) => string>> = {
    changed: () =>
      "Look for what writes there: the measured code, or a benchmark, which should write into a temporary folder.",
    "in-place": (...what) =>
      `${made(...what)}, and Python would run it in place of base's own source, or without a source: let \`setup\` make it.`,
    "not-ignored": (...what) =>
      `${made(...what)}, and git does not ignore it: add it to \`.gitignore\` (base's version of that counts), or let \`setup\` make it, or write it into a temporary folder.`,
    "base-alone": (...what) =>
      `${made(...what)}, on base alone: let \`setup\` make it on both sides, or write it into a temporary folder.`,
  };
  const files = changes.map(({ path }) => path).sort();
  const given = (Object.keys(advice) as Cause[]).flatMap((cause) => {
    const [first, ...rest] = changes.filter((change) => change.cause === cause);
    return first === undefined ? [] : [advice[cause](first, rest.length)];
  });
  return new GateError(
    `Code of base changed while it was measured: ${listed(files, 3)}. So what was measured is not the commit that head is compared with`,
    given.join(" "),
  );
}

/** Head is watched by what files hold, because a person may save one as it was. What git ignores is an environment, or a build. */
async function watchHead(
  checkout: Checkout,
  { checkouts }: Looks,
): Promise<() => Promise<readonly string[]>> {
  const look = async (known: Iterable<string>) => {
    const code = (await checkouts.files(checkout)).filter((path) => CODE.test(path));
    return checkouts.hashes(checkout, [...new Set([...code, ...known])]);
  };
  const before = await look([]);
  return async () => differing(before, await look(before.keys()));
}

/**
 * By what the file system notes, because nobody writes base's, not even to put it back; ignored files included. What comes
 * is let pass where each side made its own. What Python compiles meanwhile has to be what its source says.
 */
async function watchBase({ side, generated }: OpenBase, head: OpenHead, { checkouts, bytecode }: Looks) {
  const { checkout } = side;
  const isShared = sharedPredicate(head);
  const look = async () => {
    const found = await checkouts.codeFiles(checkout);
    const own = found.filter((path) => !isShared(path));
    return { own: await checkouts.marks(checkout, own), shared: found.filter(isShared) };
  };
  const textsOf = async (of: Checkout) => checkouts.hashes(of, await checkouts.codeFiles(of, head.shared));
  const [before, files, rules, ...texts] = await Promise.all([
    look(),
    checkouts.files(checkout),
    checkouts.ignoreRules(checkout),
    textsOf(checkout),
    textsOf(head.side.checkout),
  ]);
  const code = new Set([...before.own.keys(), ...before.shared]);
  const there = [...new Set([...files, ...code])];
  return async ({ isLast }: { readonly isLast: boolean }): Promise<readonly Change[]> => {
    const after = await look();
    // Whose version base runs is found out on the way: in the place of a benchmark, either is right.
    const laid = await checkouts.hashes(checkout, after.shared);
    const foreign = [...laid].filter(([path, hash]) => texts.every((one) => one.get(path) !== hash));
    const isKnown = (path: string) => before.own.has(path) || texts.some((one) => one.has(path));
    const all = [...differing(before.own, after.own), ...foreign.map(([path]) => path)];
    const changed = all.filter(isKnown);
    const came = all.filter((path) => !isKnown(path));
    // What each side makes for itself, head may make later.
    const judged = await judge(isLast ? came : came.filter((path) => !isShared(path)), isLast);
    const changes = [...changed.map((path): Change => ({ path, cause: "changed" })), ...judged];
    // What changed is compiled anew, and says no more than that.
    if (changes.length > 0 || !isLast) return changes;
    // An environment that git does not ignore has thousands of files, none of them base's.
    const sources = new Set([...(await checkouts.files(checkout)), ...generated.python]);
    for (const path of came) sources.delete(path);
    const compiled = await bytecode.foreign(side, [...sources]);
    return compiled.map((path) => ({ path, cause: "changed" }));
  };

  /** What of the files that came is not what each side makes for itself. */
  async function judge(came: readonly string[], asksHead: boolean): Promise<readonly Change[]> {
    if (came.length === 0) return [];
    const isInEnvironment = await environmentTest(
      came,
      asksHead ? [checkout, head.side.checkout] : [checkout],
    );
    const loose = came.filter((path) => !isInEnvironment(path));
    const shared = loose.filter(isShared);
    const [ignored, onHead, texts, textsOfHead] = await Promise.all([
      rules.ignored(loose),
      checkouts.marks(head.side.checkout, loose),
      checkouts.hashes(checkout, shared),
      checkouts.hashes(head.side.checkout, shared),
    ]);
    return loose.flatMap((path): readonly Change[] => {
      if (texts.has(path) && texts.get(path) === textsOfHead.get(path)) return [];
      if (runsInPlace(path, code)) return [{ path, cause: "in-place" }];
      if (!ignored.has(path)) return [{ path, cause: "not-ignored" }];
      return onHead.has(path) || !asksHead ? [] : [{ path, cause: "base-alone" }];
    });
  }

  /**
   * Whether a file lies in a folder that says itself that it is no part of the project, on these sides: a virtual environment,
   * or one whose own `.gitignore` leaves out everything. Its files may differ, as what the sides depend on may.
   */
  async function environmentTest(
    paths: readonly string[],
    sides: readonly Checkout[],
  ): Promise<(path: string) => boolean> {
    const packages = new Set(paths.filter((path) => /(^|\/)__init__\.[^/]*$/.test(path)).map(parentOf));
    const marked = new Map<string, Promise<boolean>>();
    const marksItself = async (folder: string): Promise<boolean> => {
      if (folder === "") return false;
      if (await isMarked(parentOf(folder))) return true;
      // In a folder that base had, or one that can be imported itself, a mark could cover up anything.
      if (packages.has(folder) || there.some((file) => file.startsWith(`${folder}/`))) return false;
      const says = await Promise.all(sides.map((one) => saysItIsNoCode(one, folder)));
      return says.every((one) => one);
    };
    const isMarked = (folder: string): Promise<boolean> => {
      const found = marked.get(folder) ?? marksItself(folder);
      marked.set(folder, found);
      return found;
    };
    const inside = new Set<string>();
    for (const path of paths) if (await isMarked(parentOf(path))) inside.add(path);
    return (path) => inside.has(path);
  }

  async function saysItIsNoCode(of: Checkout, folder: string): Promise<boolean> {
    if ((await checkouts.text(of, `${folder}/pyvenv.cfg`)) !== null) return true;
    const lines = ((await checkouts.text(of, `${folder}/.gitignore`)) ?? "").split(/\r?\n/);
    return lines.includes("*") && !lines.some((line) => line.startsWith("!"));
  }
}

/**
 * Whether Python would import the file instead of a source that base has: a compiled module beside it, or a package of its
 * name. Compiled files that need no source are nobody's build.
 */
function runsInPlace(path: string, code: ReadonlySet<string>): boolean {
  // The name of a compiled module has an ABI in it.
  const stem = path.replace(/\.(so|pyd)$/i.test(path) ? /\.[^/]*$/ : /\.[^/.]*$/, "");
  const sources = [`${stem}.py`, `${stem.replace(/\/__init__$/, "")}.py`];
  return path.endsWith(".pyc") || sources.some((source) => source !== path && code.has(source));
}

function differing(before: Marks, after: Marks): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => after.get(path) !== before.get(path)).sort();
}
