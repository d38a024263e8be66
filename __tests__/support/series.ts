import type { PairedSeries } from "../../src/model.ts";
import { CANARY_ID } from "../../src/protocol.ts";

/** A paired series with one pair a block: head is base times each ratio. */
export function aSeries(id: string, ratios: readonly number[], base = 0.001): PairedSeries {
  return {
    id,
    metric: "time",
    unit: "s",
    better: "smaller",
    blocks: ratios.map((ratio, block) => ({
      block,
      cpu: 0,
      loops: 10,
      sideBySide: false,
      pairs: { base: [base], head: [base * ratio] },
    })),
  };
}

/** Four blocks around a ratio, half a percent to either side. */
export function around(ratio: number): number[] {
  return [ratio * 0.995, ratio * 1.005, ratio * 0.997, ratio * 1.003];
}

export function aCanary(ratios: readonly number[] = around(1)): PairedSeries {
  return aSeries(CANARY_ID, ratios);
}
