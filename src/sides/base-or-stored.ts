/** What head is compared with: a commit, the same tree again, or the store; and why there may be nothing to compare. */

import { BaseUnreachable, explainError, GateError, Interrupted } from "../errors.ts";
import type { ChosenBase, StoredBase } from "../findings/chosen-base.ts";
import type { GateReason } from "../model/gate-reason.ts";
import type { BaselineLoad } from "../model.ts";
import type { ComparePlan } from "../plan/plan.ts";
import type { BaseChoice, Checkout, Checkouts } from "../ports/checkouts.ts";
import type { CommitOfBase } from "../ports/stores.ts";
import type { World } from "../ports/world.ts";

/**
 * Base, unless the plan wants stored evidence alone. Where base is known and can't be brought here, and a
 * baseline was found, the run falls back on that and says so: an answer with less evidence beats none.
 *
 * @throws GateError when neither is there, and when base is not what somebody meant
 */
export async function locateBaseOrStored(
  plan: ComparePlan,
  stored: BaselineLoad,
  { commit: commitOfHead }: Pick<Checkout, "commit">,
  world: World,
): Promise<ChosenBase | StoredBase> {
  if (plan.evidence === "stored") {
    if (stored.kind !== "found") throw noStoredBaseline(stored);
    const { commit } = stored.baseline;
    return { kind: "stored", warning: commit === commitOfHead ? { kind: "baseline-of-head", commit } : null };
  }
  try {
    return await locateBase(plan.base, world);
  } catch (error) {
    const { evidence, isBaseNamed, comparesEnvironments } = plan;
    const mayFallBack =
      evidence === "auto" && !isBaseNamed && !comparesEnvironments && stored.kind === "found";
    if (!(error instanceof BaseUnreachable) || !mayFallBack) throw error;
    return { kind: "stored", warning: { kind: "stored-baseline-instead", why: explainError(error) } };
  }
}

/**
 * Why there is nothing to compare, where base and head are one commit although nobody compares settings; null where they
 * are two, or where head has uncommitted changes that are part of what is to be compared.
 *
 * @throws GateError where that must be a mistake: a gate that compares a commit with itself passes everything
 */
export async function whyNothingNew(
  chosen: ChosenBase | StoredBase,
  { base, isBaseNamed, comparesEnvironments, maybeBase, ofWorkingTree }: ComparePlan,
  tree: Checkout,
  checkouts: Checkouts,
): Promise<Extract<GateReason, { kind: "same-commit" }> | null> {
  const isTree = ofWorkingTree || tree.commit !== null;
  const checkout = isTree ? tree : await commitBelow(checkouts);
  const isOneCommit = chosen.kind === "commit" && chosen.commit === checkout.commit;
  // Where the store stands for base, the pull request's event still tells which commit that is.
  const isEventsBase =
    chosen.kind === "stored" && base.kind === "merge-parent" && base.otherwise === checkout.commit;
  if ((!isOneCommit && !isEventsBase) || comparesEnvironments) return null;
  if (maybeBase === checkout.commit) return { kind: "same-commit", label: checkout.label };
  if (!isBaseNamed && base.kind !== "local-default") {
    throw new GateError(
      `Base and head are the same commit (${checkout.label}), so there is nothing to compare: the checkout does not contain the change`,
      "Remove `ref` from the inputs of actions/checkout, so that it checks out what the event is about.",
    );
  }
  throw new GateError(
    `Base and head are the same commit (${checkout.label}), so there is nothing to compare`,
    "Name an earlier commit, for example with `base: HEAD^`. To see what this machine can detect on the same code, run `hotpath-gate doctor`.",
  );
}

/** What is checked out, whatever was changed since. */
async function commitBelow(checkouts: Checkouts): Promise<Pick<Checkout, "commit" | "label">> {
  const { commit } = await checkouts.resolveBase({ kind: "same-tree" });
  return { commit, label: commit.slice(0, 10) };
}

/** Finds base. @throws GateError when it is no commit, or can't be had */
export async function locateBase(choice: BaseChoice, world: World): Promise<ChosenBase> {
  if (choice.kind === "same-tree") return choice;
  return { kind: "commit", ...(await world.checkouts.resolveBase(choice)) };
}

/**
 * The commit whose version of a committed baseline counts. Only the branch that one is on can lack a base, and then
 * the working tree is all there is.
 */
export function commitOfBase({ base, evidence }: ComparePlan, world: World): CommitOfBase {
  return async () => {
    if (base.kind === "same-tree") return null;
    try {
      return (await world.checkouts.resolveBase(base)).commit;
    } catch (error) {
      const isRefused = error instanceof GateError && !(error instanceof Interrupted);
      const isOptional = evidence === "stored" && base.kind === "local-default";
      if (isOptional && isRefused && !(error instanceof BaseUnreachable)) return null;
      throw error;
    }
  };
}

function noStoredBaseline(stored: Exclude<BaselineLoad, { kind: "found" }>): GateError {
  const missing = (source: string, why: string | undefined) =>
    `none was found in ${source}${why === undefined ? "" : ` (${why})`}`;
  const why =
    stored.kind === "not-wanted"
      ? "`baseline` is `none`"
      : stored.kind === "unreadable"
        ? `${stored.source}: ${stored.why}`
        : missing(stored.source, stored.why);
  return new GateError(
    `\`compare: stored\` needs a stored baseline, and there is none to use: ${why}`,
    "Record one (a push to the default branch does, and so does `hotpath-gate record`), or set `compare` to `auto`.",
  );
}
