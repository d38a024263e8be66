/**
 * asv's `results/MACHINE/COMMIT-ENVIRONMENT.json`, version 2: one row for each benchmark, with columns that are named
 * once.
 */
import * as z from "zod";
import { isMeasurable } from "../model/measurable.ts";
import { type AsvKind, type AsvKinds, kindsByName } from "./asv-benchmarks.ts";
import { commitHash, machineText, pythonText } from "./origin.ts";
import { measured, missing, type Outcome, separated } from "./outcomes.ts";
import {
  checkShape,
  type Fault,
  type FormatReading,
  fault,
  figure,
  firstRepeat,
  LONGEST_ID,
  MOST_BENCHMARKS,
  type Path,
  samples,
  word,
} from "./shape.ts";

const said = word.nullish();

const schema = z.object({
  version: z.literal(2),
  commit_hash: said,
  params: z.object({ machine: said, cpu: said }).nullish(),
  python: said,
  result_columns: z.array(word).max(1_000),
  results: z.record(word.min(1), z.array(z.unknown()).max(1_000)),
});

/** The column of results; null as a whole if every case failed. */
const resultColumn = z.array(figure.nullable()).max(MOST_BENCHMARKS).nullish();
const paramsColumn = z.array(z.array(word).max(MOST_BENCHMARKS)).max(100).nullish();
const samplesColumn = z.array(samples.nullable()).max(MOST_BENCHMARKS).nullish();

interface AsvRow {
  readonly name: string;
  readonly values: readonly (number | null)[] | null;
  readonly params: readonly (readonly string[])[];
  readonly samples: readonly (readonly number[] | null)[] | null;
  /** Where the values are in the file. */
  readonly at: Path;
}

/**
 * Reads a file of asv. Ids are names, with the parameters in parentheses: `shop.Orders.time_sort(10, 'list')`. Smaller
 * is better whatever the unit, as in asv's own comparisons. `track_` keeps its unit, even that of a time, because it is
 * what the benchmark itself returns.
 *
 * @param kinds what kind of benchmark each is; null if only the names can tell
 */
export function readAsv(value: unknown, kinds: AsvKinds | null): FormatReading {
  const fitted = checkShape(schema, value);
  if (fitted.kind === "fault") return fitted;
  const { commit_hash: commit, params: machine, python, result_columns: columns, results } = fitted.value;
  if (!columns.includes("result")) return fault(["result_columns"], 'must have "result" among them');
  const outcomes: Outcome[] = [];
  const names: string[] = [];
  for (const [name, cells] of Object.entries(results)) {
    const row = readRow(name, columns, cells);
    if (row.kind === "fault") return row;
    const cases = casesOf(row.row, (kinds ?? kindsByName)(name));
    if (cases.kind === "fault") return cases;
    for (const one of cases.outcomes) {
      outcomes.push(one);
      names.push(name);
    }
    if (outcomes.length > MOST_BENCHMARKS) return fault(["results"], TOO_MANY);
  }
  const repeat = firstRepeat(outcomes.map(idOf));
  if (repeat !== null) {
    const what = "occurs more than once with the same name and parameters";
    return fault(["results", names[repeat.second] ?? ""], what);
  }
  return {
    kind: "read",
    results: {
      format: "asv",
      tool: "asv",
      machine: machineText(machine?.machine, machine?.cpu),
      python: pythonText(null, python),
      commit: commitHash(commit),
      ...separated(outcomes),
    },
  };
}

const TOO_MANY = `has too many combinations of parameters: at most ${MOST_BENCHMARKS.toLocaleString("en")} are read`;

function readRow(
  name: string,
  columns: readonly string[],
  cells: readonly unknown[],
): { readonly kind: "row"; readonly row: AsvRow } | Fault {
  const at: Path = ["results", name];
  // asv leaves out what is null at the end of a row.
  const cell = <Column extends z.ZodType>(column: string, shape: Column) => {
    const index = columns.indexOf(column);
    return checkShape(shape, index < 0 ? undefined : cells[index], [...at, index]);
  };
  const values = cell("result", resultColumn);
  if (values.kind === "fault") return values;
  const params = cell("params", paramsColumn);
  if (params.kind === "fault") return params;
  const recorded = cell("samples", samplesColumn);
  if (recorded.kind === "fault") return recorded;
  return {
    kind: "row",
    row: {
      name,
      values: values.value ?? null,
      params: params.value ?? [],
      samples: recorded.value ?? null,
      at: [...at, columns.indexOf("result")],
    },
  };
}

function casesOf(
  { name, values, params, samples: recorded, at }: AsvRow,
  kind: AsvKind,
): { readonly kind: "cases"; readonly outcomes: readonly Outcome[] } | Fault {
  const isNone = params.some(({ length }) => length === 0);
  const count = isNone ? 0 : params.reduce((product, { length }) => product * length, 1);
  if (count > MOST_BENCHMARKS) return fault(at.slice(0, 2), TOO_MANY);
  if (values !== null && values.length !== count) {
    return fault(
      at,
      `must have a value for each combination of parameters, ${count}, but has ${values.length}`,
    );
  }
  const longest = params.reduce(
    (sum, words) => sum + 2 + words.reduce((most, word) => Math.max(most, word.length), 0),
    name.length,
  );
  if (!isNone && longest > LONGEST_ID + 2) {
    const most = LONGEST_ID.toLocaleString("en");
    return fault(at.slice(0, 2), `is too long with its parameters: at most ${most} characters are read`);
  }
  // An empty list may come after others whose combinations alone would not fit in memory.
  const ids = (isNone ? [] : combinations(params)).map((combination) =>
    params.length === 0 ? name : `${name}(${combination.join(", ")})`,
  );
  return {
    kind: "cases",
    outcomes: ids.map((id, index) => outcomeOf(id, kind, values?.[index] ?? null, recorded?.[index] ?? null)),
  };
}

/**
 * The outcome of a case. Its value stands for it: asv took it from the samples, and keeps it even if the samples are
 * not kept.
 */
function outcomeOf(
  id: string,
  kind: AsvKind,
  value: number | null,
  recorded: readonly number[] | null,
): Outcome {
  if (value === null) return missing(id, "failed", "asv recorded that it failed");
  if (Number.isNaN(value)) return missing(id, "skipped", "asv recorded that it was skipped");
  const processes = recorded !== null && recorded.length > 0 ? [recorded] : [];
  const outcome = measured({ id, ...kind, better: "smaller", processes, isBeside: false }, value);
  return outcome.kind === "result" && isMeasurable(value)
    ? { kind: "result", result: { ...outcome.result, value } }
    : outcome;
}

/** Combinations of parameters in asv's order: the last parameter changes fastest. One empty combination for none. */
function combinations(params: readonly (readonly string[])[]): string[][] {
  return params.reduce<string[][]>(
    (before, values) => before.flatMap((one) => values.map((value) => [...one, value])),
    [[]],
  );
}

function idOf(outcome: Outcome): string {
  return outcome.kind === "result" ? outcome.result.id : outcome.missing.id;
}
