/** What pytest-codspeed leaves in `.codspeed/` in its walltime mode: nanoseconds for each call, without samples. */
import * as z from "zod";
import { pythonText, toolText } from "./origin.ts";
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

const said = word.nullish();

const schema = z.object({
  creator: z.object({ version: said }).nullish(),
  python: z.object({ sysconfig: z.object({ py_version: said, SOABI: said }).nullish() }).nullish(),
  // The other instruments leave nothing here that could be compared.
  instrument: z.object({ type: z.literal("walltime") }),
  benchmarks: z.array(z.object({ uri: idText, stats: z.object({ median_ns: figure }) })).max(MOST_BENCHMARKS),
});

/**
 * Reads a file of pytest-codspeed. Ids are `uri`: pytest's own if pytest's root is that of git, and otherwise with the
 * folders between the two before it (outside of git with the whole path).
 */
export function readPytestCodspeed(value: unknown): FormatReading {
  const fitted = checkShape(schema, value);
  if (fitted.kind === "fault") return fitted;
  const { creator, python, benchmarks } = fitted.value;
  const repeat = firstRepeat(benchmarks.map(({ uri }) => uri));
  if (repeat !== null) {
    const what = `is ${shown(benchmarks[repeat.second]?.uri)}, as in benchmarks[${repeat.first}]: each test may occur only once`;
    return fault(["benchmarks", repeat.second, "uri"], what);
  }
  const outcomes = benchmarks.map(({ uri, stats }) =>
    measured(
      { id: uri, metric: "time", unit: "s", better: "smaller", processes: [], isBeside: false },
      stats.median_ns / 1e9,
    ),
  );
  const build = python?.sysconfig;
  const implementation = /^(cpython|pypy)/.exec(build?.SOABI ?? "")?.[1];
  return {
    kind: "read",
    results: {
      format: "pytest-codspeed",
      tool: toolText("pytest-codspeed", creator?.version),
      machine: null,
      python: pythonText(implementation, build?.py_version),
      commit: null,
      ...separated(outcomes),
    },
  };
}
