/** The scenarios that the evidence shows, and their simulation. */
import { PAIRED_RULE } from "../src/statistics/sequential-rule.ts";
import { type Mixture, type Scenario, SHAPES, type Simulations, simulate } from "./simulation.ts";

export const DEVIATIONS = [0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15] as const;
export const CHANGES = [0, 0.05, 0.1, 0.11, 0.15] as const;
const MANY_OTHERS = 50;
const FEW_OTHERS = 6;

export interface SimulationRequest {
  /** Of a scenario with few others; where there are many, a quarter of them. */
  readonly runs: number;
  readonly deviations: readonly number[];
  readonly say: (line: string) => void;
}

export function simulations({ runs, deviations, say }: SimulationRequest): Simulations {
  const run = (scenario: Scenario) => {
    const count = scenario.others > FEW_OTHERS ? Math.ceil(runs / 4) : runs;
    const simulated = simulate(scenario, count, PAIRED_RULE);
    say(JSON.stringify(scenario));
    return simulated;
  };
  return { noise: noiseScenarios(deviations).map(run), mixtures: mixtureScenarios().map(run) };
}

function noiseScenarios(deviations: readonly number[]): Scenario[] {
  const kinds = [
    ...SHAPES.map((shape) => ({ others: FEW_OTHERS, shape, withMeans: true })),
    { others: MANY_OTHERS, shape: "normal", withMeans: true } as const,
    { others: FEW_OTHERS, shape: "normal", withMeans: false } as const,
  ];
  return kinds.flatMap((kind) =>
    deviations.flatMap((deviation) =>
      CHANGES.map((change): Scenario => ({ ...kind, deviation, change, mixture: null })),
    ),
  );
}

function mixtureScenarios(): Scenario[] {
  const on: Mixture["on"][] = ["head", "both, by chance", "both, by hash seed"];
  return on.flatMap((which) =>
    [1.5, 2, 3, 10].flatMap((times) =>
      [0.1, 0.25, 0.5].map(
        (share): Scenario => ({
          others: FEW_OTHERS,
          shape: "normal",
          deviation: 0.01,
          change: 0,
          mixture: { share, times, on: which },
        }),
      ),
    ),
  );
}
