/** What kind of benchmark asv measured, according to `results/benchmarks.json`, or else to the name. */
import * as z from "zod";
import type { Metric } from "../model.ts";
import { checkShape, type Fault, MOST_BENCHMARKS, word } from "./shape.ts";

export interface AsvKind {
  readonly metric: Metric;
  readonly unit: string;
}

export type AsvKinds = (name: string) => AsvKind;

const TIME_KIND: AsvKind = { metric: "time", unit: "s" };
const MEMORY_KIND: AsvKind = { metric: "value", unit: "B" };
const PEAK_MEMORY_KIND: AsvKind = { metric: "peak-memory", unit: "B" };

/** Kinds by asv's names for them. It measures these in seconds and bytes, whatever unit is written next to them. */
const BY_TYPE = new Map([
  ["time", TIME_KIND],
  ["memory", MEMORY_KIND],
  ["peakmemory", PEAK_MEMORY_KIND],
]);

/** The file has a `version` next to the benchmarks. */
const schema = z
  .record(z.string(), z.unknown())
  .refine((all) => Object.keys(all).length <= MOST_BENCHMARKS, `at most ${MOST_BENCHMARKS} benchmarks`);
const entry = z.object({ type: word, unit: word.nullish() });

/** Kinds by asv's rule for the last part of a name. */
export function kindsByName(name: string): AsvKind {
  const last = name.slice(name.lastIndexOf(".") + 1);
  if (/^(?:Time(?:raw)?[A-Z_]|time(?:raw)?_)/.test(last)) return TIME_KIND;
  if (/^(?:PeakMem[A-Z_]|peakmem_)/.test(last)) return PEAK_MEMORY_KIND;
  if (/^(?:Mem[A-Z_]|mem_)/.test(last)) return MEMORY_KIND;
  return { metric: "value", unit: "" };
}

/** Kinds by the file, and by name for what the file does not have. */
export function kindsByFile(value: unknown): { readonly kind: "kinds"; readonly kinds: AsvKinds } | Fault {
  const fitted = checkShape(schema, value);
  if (fitted.kind === "fault") return fitted;
  const kinds = new Map<string, AsvKind>();
  for (const [name, said] of Object.entries(fitted.value)) {
    if (name === "version") continue;
    const described = checkShape(entry, said, [name]);
    if (described.kind === "fault") return described;
    const { type, unit } = described.value;
    kinds.set(name, BY_TYPE.get(type) ?? { metric: "value", unit: unit ?? "" });
  }
  return { kind: "kinds", kinds: (name) => kinds.get(name) ?? kindsByName(name) };
}
