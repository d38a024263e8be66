/** Which budget holds for a benchmark: the rules of the config file over the general one. Pure. */
import picomatch from "picomatch";
import type { BudgetRule, Metric } from "../model.ts";

export interface Budget {
  /** Fraction. */
  readonly budget: number;
  /** Absolute change in the metric's unit below which nothing regresses; 0 for none. */
  readonly floor: number;
}

/**
 * Later rules win, each for what it sets. `*` also crosses slashes and colons, and brackets are letters,
 * because ids are pytest node ids more often than paths.
 */
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

/** Patterns that match none of the benchmarks: most likely a typing error, and then a rule nobody meant. */
export function unmatchedRules(
  rules: readonly { readonly benchmarks: string }[],
  benchmarks: readonly { readonly id: string }[],
): string[] {
  return rules
    .filter((rule) => {
      const matches = idMatcher(rule.benchmarks);
      return !benchmarks.some(({ id }) => matches(id));
    })
    .map((rule) => rule.benchmarks);
}

/** Whether an id matches the pattern of a rule. */
export function idMatcher(pattern: string): (id: string) => boolean {
  return picomatch(pattern, { bash: true, literalBrackets: true, dot: true });
}
