/** Which budget applies to a benchmark: the rules of the config file before the general one. Pure. */
import type { BudgetRule, Metric, Row } from "../model.ts";
import { idMatcher } from "./id-pattern.ts";

export interface Budget {
  /** Largest allowed change, as a fraction. */
  readonly budget: number;
  /** Absolute change, in the metric's unit, below which nothing regresses; 0 for none. */
  readonly floor: number;
}

/** Looks up the budget of a benchmark. Later rules win, each for what it sets. */
export function budgetLookup(
  general: number,
  rules: readonly BudgetRule[],
): (id: string, metric: Metric) => Budget {
  const compiled = rules.map((rule) => ({ rule, matches: idMatcher(rule.benchmarks) }));
  const known = new Map<string, Budget>();
  return (id, metric) => {
    const key = `${metric} ${id}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    let budget = general;
    let floor = 0;
    for (const { rule, matches } of compiled) {
      if (rule.metric !== metric || !matches(id)) continue;
      budget = rule.budget ?? budget;
      floor = rule.floor ?? floor;
    }
    const answer = { budget, floor };
    known.set(key, answer);
    return answer;
  };
}

/** A rule that does nothing, most likely because of a typing error. */
export interface IdleRule {
  /** Pattern of the rule. */
  readonly benchmarks: string;
  /** Metric of the rule, in which nothing that it matches was measured; null if it matches no benchmark at all. */
  readonly metric: Metric | null;
  /** Pattern with stars around it that does match some, where the rule's own matches none. Absent: none does. */
  readonly wider?: string;
}

/** Budget rules that match no benchmark, or none with a row of their metric. */
export function idleBudgets(rules: readonly BudgetRule[], rows: readonly Row[]): IdleRule[] {
  return rules.flatMap(({ benchmarks, metric }): IdleRule[] => {
    const matches = idMatcher(benchmarks);
    const matched = rows.filter(({ id }) => matches(id));
    if (matched.length === 0) return [matchesNothing(benchmarks, rows)];
    // A benchmark that did not run has no metric of its own.
    const measured = matched.filter(({ base, head }) => base !== null || head !== null);
    const isIdle = measured.length > 0 && matched.every((row) => row.metric !== metric);
    return isIdle ? [{ benchmarks, metric }] : [];
  });
}

/** Rules that match no benchmark. */
export function idleRules(
  rules: readonly { readonly benchmarks: string }[],
  rows: readonly { readonly id: string }[],
): IdleRule[] {
  return rules.flatMap(({ benchmarks }): IdleRule[] => {
    const matches = idMatcher(benchmarks);
    return rows.some(({ id }) => matches(id)) ? [] : [matchesNothing(benchmarks, rows)];
  });
}

/** A rule whose pattern matches no benchmark. Often it is a part of a name, where it has to be the whole. */
function matchesNothing(benchmarks: string, rows: readonly { readonly id: string }[]): IdleRule {
  const wider = [`*${benchmarks}`, `${benchmarks}*`, `*${benchmarks}*`].find((pattern) => {
    const matches = idMatcher(pattern);
    return rows.some(({ id }) => matches(id));
  });
  return { benchmarks, metric: null, ...(wider === undefined ? {} : { wider }) };
}
