/** Whether base and head depend on different things, though both run in one environment. */
import type { ChangedDependencies } from "../findings/discovery.ts";
import { dependenciesIn, dependencyFiles, setupFor } from "../plan/dependency-files.ts";
import type { Checkout, Checkouts } from "../ports/checkouts.ts";
import type { Side } from "../ports/environments.ts";

/** Null where nothing differs, and where each side has an environment of its own. */
export async function changedDependencies(
  head: Side,
  base: Side,
  checkouts: Pick<Checkouts, "files" | "text">,
): Promise<ChangedDependencies | null> {
  const isShared = head.ownEnvironment === null && base.ownEnvironment === null;
  if (!isShared || head.checkout.root === base.checkout.root) return null;
  const { folder } = head.checkout;
  const [onHead, onBase] = await Promise.all(
    [head, base].map(async ({ checkout }) => dependencyFiles(await checkouts.files(checkout), folder)),
  );
  const told = async (checkout: Checkout, there: readonly string[] = [], path: string) =>
    dependenciesIn(path, there.includes(path) ? await checkouts.text(checkout, path) : null);
  const changed: string[] = [];
  for (const path of new Set([...(onHead ?? []), ...(onBase ?? [])])) {
    const [now, before] = await Promise.all([
      told(head.checkout, onHead, path),
      told(base.checkout, onBase, path),
    ]);
    if (now !== before) changed.push(path);
  }
  return changed.length === 0 ? null : { files: changed, setup: setupFor(onHead ?? [], changed, folder) };
}
