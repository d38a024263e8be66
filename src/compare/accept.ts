/**
 * Slowdowns that the config file, or a label of the pull request, accepts. A row that would be regressed is reported as accepted, and fails nothing.
 * Without this, a slowdown that was merged on purpose would keep the older baseline for ever. Pure.
 */
import type { AcceptRule, Row, RowNote } from "../model.ts";
import type { SetLabel } from "../ports/acceptance.ts";
import { idMatcher } from "./id-pattern.ts";

export interface Acceptance extends AcceptRule {
  /** Whether the rule's last day has not passed. */
  readonly holds: boolean;
  /** The label that accepts it, if that and no rule does. */
  readonly label?: SetLabel;
}

/** What accepts a slowdown of this benchmark; null if nothing does. */
export type AcceptanceOf = (id: string) => Acceptance | null;

/** Accepts all slowdowns by a label, unless a rule accepts them. */
export function acceptedByLabelToo(rules: AcceptanceOf, label: SetLabel): AcceptanceOf {
  const byLabel = { benchmarks: "*", reason: "", until: "", holds: true, label };
  return (id) => {
    const rule = rules(id);
    return rule?.holds === true ? rule : byLabel;
  };
}

/** Looks up the rule for a benchmark. @param today a day, or a moment of it: ISO 8601, UTC */
export function acceptanceLookup(rules: readonly AcceptRule[], today: string): AcceptanceOf {
  const ruleOf = acceptRuleLookup(rules);
  return (id) => {
    const rule = ruleOf(id);
    return rule === null ? null : { ...rule, holds: today.slice(0, 10) <= rule.until };
  };
}

/** Accepts what both accept, for as long as both do. */
export function acceptedByBoth(one: AcceptanceOf, other: AcceptanceOf): AcceptanceOf {
  return (id) => {
    const [first, second] = [one(id), other(id)];
    if (first === null || second === null) return null;
    return first.until <= second.until ? first : second;
  };
}

/** Looks up the rule for a benchmark: of several, the one that holds longest. */
export function acceptRuleLookup(rules: readonly AcceptRule[]): (id: string) => AcceptRule | null {
  const compiled = rules
    .map((rule) => ({ rule, matches: idMatcher(rule.benchmarks) }))
    .sort((one, other) => other.rule.until.localeCompare(one.rule.until));
  return (id) => compiled.find(({ matches }) => matches(id))?.rule ?? null;
}

/**
 * The row as it is reported: accepted, or with the day on which that ended. A row that is not regressed stays as it is.
 */
export function withAcceptance(row: Row, acceptanceOf: AcceptanceOf): Row {
  const acceptance = row.verdict === "regressed" ? acceptanceOf(row.id) : null;
  if (acceptance === null) return row;
  return acceptance.holds
    ? { ...row, verdict: "accepted", notes: [acceptanceNote(acceptance), ...row.notes] }
    : { ...row, notes: [acceptanceNote(acceptance), ...row.notes] };
}

/**
 * A row of what head lost, as it is reported: if that is accepted, the row is removed, as if its author had removed the
 * benchmark.
 */
export function withAcceptedLoss(row: Row, acceptanceOf: AcceptanceOf): Row {
  const acceptance = row.verdict === "errored" ? acceptanceOf(row.id) : null;
  // The label is for slowdowns.
  if (acceptance === null || acceptance.label !== undefined) return row;
  return acceptance.holds
    ? { ...row, verdict: "removed", notes: [acceptanceNote(acceptance), ...row.notes] }
    : { ...row, notes: [acceptanceNote(acceptance), ...row.notes] };
}

function acceptanceNote({ holds, until, reason, label }: Acceptance): RowNote {
  if (label !== undefined) return { kind: "accepted-by-label", ...label };
  return { kind: holds ? "accepted" : "acceptance-ended", until, reason };
}
