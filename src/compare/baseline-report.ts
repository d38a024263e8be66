/** What a result says of the stored baseline, and of what it was worth. Pure. */
import type { BaselineUse, WhyNotAsked, WhyNotScaled } from "../model/stored-evidence.ts";
import type { Baseline, BaselineLoad, BaselineReport, Fingerprint, StoreSavings } from "../model.ts";
import { fingerprintDifferences } from "./fingerprint-differences.ts";
import type { DecidedRow } from "./paired.ts";

/** What came of asking the store before base was measured. */
export type AskedFirst =
  | {
      readonly kind: "asked";
      /** What it settled. */
      readonly rows: readonly DecidedRow[];
      readonly savings: StoreSavings;
      /** Whether no benchmark of head is left to be measured paired. */
      readonly settlesAll: boolean;
      /** Ids of what it has of base. */
      readonly onBase: ReadonlySet<string>;
      /** Why it could settle nothing of time, though it has a history; null where it could. */
      readonly speed: WhyNotScaled | null;
    }
  | { readonly kind: "not-asked"; readonly why: WhyNotAsked }
  /** There is nothing else to compare with. */
  | { readonly kind: "store-alone" };

/** What the report says of the stored baseline, and what it was worth for time. */
export function describeBaseline(
  load: BaselineLoad,
  fingerprint: Fingerprint,
  asked: AskedFirst,
): BaselineReport {
  switch (load.kind) {
    case "missing":
      return { state: "missing", source: load.source, why: load.why ?? null };
    case "unreadable":
      return { state: "unreadable", source: load.source, why: load.why };
    case "not-wanted":
      return { state: "not-used", source: "", why: "not-wanted" };
    case "found":
      return {
        state: "found",
        source: load.source,
        commit: load.baseline.commit,
        use: useOf(load.baseline, fingerprint, asked),
        problems: load.problems ?? [],
        savings: asked.kind === "asked" && asked.savings.rows > 0 ? asked.savings : null,
      };
    default:
      return load satisfies never;
  }
}

function useOf(baseline: Baseline, fingerprint: Fingerprint, asked: AskedFirst): BaselineUse {
  if (asked.kind === "store-alone") {
    return {
      kind: "compared-with",
      differences: fingerprintDifferences(baseline.fingerprint, fingerprint),
    };
  }
  if (asked.kind === "not-asked") return asked;
  if (asked.settlesAll) return { kind: "settled", what: "everything" };
  return asked.savings.rows > 0
    ? { kind: "settled", what: "some" }
    : { kind: "settled-nothing", why: asked.speed };
}
