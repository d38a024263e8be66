/** Decides, and once more if a label of the pull request accepts what would fail it. */
import { type AcceptanceOf, acceptedByLabelToo } from "../compare/accept.ts";
import type { Compared } from "../compare/compare.ts";
import type { World } from "../ports/world.ts";

/**
 * The label is only asked for if something is slower: most runs ask nobody.
 *
 * @param decide with what accepts slowdowns; pure, and cheap next to measuring
 * @param rules what the config file accepts
 */
export async function decidedWithLabel(
  decide: (acceptanceOf: AcceptanceOf) => Compared,
  rules: AcceptanceOf,
  { acceptanceLabel }: Pick<World, "acceptanceLabel">,
): Promise<Compared> {
  const compared = decide(rules);
  const isSlower = compared.rows.some(({ verdict }) => verdict === "regressed") || compared.overdue.size > 0;
  if (!isSlower) return compared;
  const state = await acceptanceLabel();
  switch (state.kind) {
    case "set": {
      const { label, by, at } = state;
      return decide(acceptedByLabelToo(rules, { label, by, at }));
    }
    case "not-set":
      return compared;
    case "unknown": {
      const { label, why } = state;
      return { ...compared, warnings: [...compared.warnings, { kind: "label-unknown", label, why }] };
    }
    default:
      return state satisfies never;
  }
}
