/** A slowdown is accepted by a label, for as long as the pull request has it. */
// @ts-check
import { rowOf } from "../gate-run.mjs";
import { SLOW_REQUEST, SLOWED } from "../shop-changes.mjs";

const LABEL = "accept-slowdown";

/** @param {import("../world.mjs").World} world @returns {Promise<{ log: string }>} */
export async function acceptsByLabel({ check, github, ourComments, pushAndRun }) {
  const again = () =>
    pushAndRun({ number: SLOW_REQUEST, branch: "clean-orders", edits: {}, message: "Try again" });
  const happens = (/** @type {"labeled" | "unlabeled"} */ event, /** @type {string} */ at) =>
    github.state.labelEvents.push({ issue: SLOW_REQUEST, event, label: LABEL, by: "ada", at });

  happens("labeled", "2026-11-30T10:00:00Z");
  const accepted = await again();
  check("the job passes", accepted.succeeded, accepted.outputs);
  check("the row is accepted", rowOf(accepted, SLOWED)?.verdict === "accepted", rowOf(accepted, SLOWED));
  check(
    "the comment says who set the label, and when",
    /accepted by the label `accept-slowdown`, which ada set on 2026-11-30/.test(
      (ourComments(SLOW_REQUEST)[0]?.body ?? "").replaceAll("&#160;", " "),
    ),
    ourComments(SLOW_REQUEST)[0]?.body,
  );

  happens("unlabeled", "2026-11-30T11:00:00Z");
  const failing = await again();
  check("without the label, it fails again", !failing.succeeded, failing.outputs);
  check("and the row is regressed", rowOf(failing, SLOWED)?.verdict === "regressed", rowOf(failing, SLOWED));
  return failing;
}
