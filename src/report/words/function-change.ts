/** Words for what changed in a function. */
import type { FunctionChange } from "../../model.ts";
import { amount, durationPair } from "./numbers.ts";

/**
 * What changed in a function, without its name: `2,000 calls, was 1`, or, if it is called as often as before, `own time
 * 1.20 ms, was 0.80 ms`. Both are for one call of the benchmark.
 */
export function whatChanged(change: FunctionChange): string {
  const head = amount(change.headCalls);
  const base = amount(change.baseCalls);
  if (change.headCalls === 0 && change.baseCalls > 0) return `no longer called, was ${calls(base)}`;
  if (head !== base) return `${calls(head)}, was ${base}`;
  const own = durationPair(change.baseOwnSeconds, change.headOwnSeconds);
  return `own time ${own.head}, was ${own.base}`;
}

/** Place of a function: `app/parse.py:41`. What was written in C has no file. */
export function functionPlace({ file, line }: { readonly file: string; readonly line: number }): string {
  if (file === "~") return "built-in";
  return line > 0 ? `${file}:${line}` : file;
}

function calls(count: string): string {
  return count === "1" ? "1 call" : `${count} calls`;
}
