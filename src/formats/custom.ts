/** The custom formats of github-action-benchmark: a list of names, units and values. */
import * as z from "zod";
import type { Better, Metric } from "../model.ts";
import { measured, separated } from "./outcomes.ts";
import {
  checkShape,
  type FormatReading,
  fault,
  figure,
  firstRepeat,
  idText,
  MOST_BENCHMARKS,
  shown,
  word,
} from "./shape.ts";
import { quantityOf } from "./units.ts";

const schema = z.array(z.object({ name: idText, unit: word, value: figure })).max(MOST_BENCHMARKS);
type Entry = z.output<typeof schema>[number];

/**
 * Reads a custom file. Ids are the names. A name may occur once for each metric: two could only be told apart by their
 * order, which a change may reverse.
 *
 * @param better null if nobody said: then every unit must be a time or a size, of which less is better
 */
export function readCustom(value: unknown, better: Better | null): FormatReading {
  const fitted = checkShape(schema, value);
  if (fitted.kind === "fault") return fitted;
  const entries = fitted.value;
  const open = better === null ? entries.findIndex(({ unit }) => quantityOf(unit) === null) : -1;
  if (open >= 0) {
    const what = `is ${shown(entries[open]?.unit)}, which does not say whether smaller or bigger values are better: write \`results-format: custom-smaller-is-better\`, or \`results-format: custom-bigger-is-better\``;
    return fault([open, "unit"], what);
  }
  const read = entries.map(inOurUnits);
  const repeat = firstRepeat(read.map(({ id, metric }) => `${metric} ${id}`));
  if (repeat !== null) {
    const what = `is ${shown(entries[repeat.second]?.name)}, as in [${repeat.first}]: names must differ`;
    return fault([repeat.second, "name"], what);
  }
  const outcomes = read.map(({ id, metric, unit, value }) =>
    measured({ id, metric, unit, better: better ?? "smaller", processes: [], isBeside: false }, value),
  );
  return {
    kind: "read",
    results: {
      format: better === "bigger" ? "custom-bigger-is-better" : "custom-smaller-is-better",
      tool: "custom",
      machine: null,
      python: null,
      commit: null,
      ...separated(outcomes),
    },
  };
}

/** An entry in our units. A size is a value, because nothing says that it is memory. */
function inOurUnits({ name, unit, value }: Entry): {
  id: string;
  metric: Metric;
  unit: string;
  value: number;
} {
  const quantity = quantityOf(unit);
  if (quantity === null) return { id: name, metric: "value", unit: unit.trim(), value };
  const converted = (value * quantity.times) / quantity.over;
  return quantity.kind === "time"
    ? { id: name, metric: "time", unit: "s", value: converted }
    : { id: name, metric: "value", unit: "B", value: converted };
}
