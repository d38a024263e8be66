/** Documents that are right, to begin from. */
import { baseline, storedSeries } from "../../__tests__/support/baselines.ts";
import * as examples from "../../__tests__/support/example-results.ts";
import type { Baseline } from "../../src/model.ts";
import { writeResult } from "../../src/report/document.ts";

export function fuzzSamples(): {
  readonly results: readonly unknown[];
  readonly baselines: readonly Baseline[];
} {
  return {
    results: Object.values(examples).map((result) => JSON.parse(writeResult(result)) as unknown),
    baselines: [baseline(), baseline({ series: [storedSeries(), storedSeries({ id: "app:other" })] })],
  };
}
