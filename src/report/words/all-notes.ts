/** All that stands beside a row in words, the same in every report. Pure. */

import type { Row } from "../../model.ts";
import { argumentsRemedy } from "./missing-arguments.ts";
import { signedPercent } from "./numbers.ts";
import { noteWords } from "./row-note.ts";
import { remedyFor } from "./shared-resource.ts";

/** Why the verdict is what it is, if the numbers do not show it; null if they do. */
export function noteOf(row: Row): string | null {
  const notes = row.notes.map((note) => noteWords(note, row));
  const remedies = notes
    .flatMap((note) => remedyFor(note) ?? argumentsRemedy(row.id, note) ?? [])
    .slice(0, 1);
  const all = [...notes, ...remedies, costNote(row), cpusNote(row)].filter((note) => note !== null);
  return all.length === 0 ? null : all.join("; ");
}

/** How many CPUs it was measured on, if that is more than one. */
function cpusNote({ blocks }: Row): string | null {
  const cpus = Math.max(1, ...blocks.map((block) => block.cpus ?? 1));
  return cpus === 1 ? null : `measured on ${cpus} CPUs, because it runs on several at a time`;
}

/**
 * Which cost the numbers of the row show, if the typical call and the mean differ so much that the verdict depends on
 * it.
 */
function costNote({ costs, verdict }: Row): string | null {
  if (costs === null || costs.shown === "typical") return null;
  const typical = signedPercent(costs.typical.change);
  switch (verdict) {
    case "regressed":
    case "accepted":
      return `by the mean of its calls: a typical call changed by ${typical}, but some calls take far longer`;
    case "improved":
      return `by the mean of its calls: a typical call changed by ${typical}`;
    case "within-budget":
      return `a typical call changed by ${typical}, but the mean of its calls, which counts, did not: the same work is spread differently over the calls`;
    case "inconclusive":
      return `by the mean of its calls: a typical call changed by ${typical}, within its budget`;
    default:
      return null;
  }
}
