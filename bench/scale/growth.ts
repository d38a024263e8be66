/** From what fresh processes took at each size to how it grows, and whether the largest is within the goal. */
import { rounded, type Spread, spreadOf, sum } from "../spread.ts";
import type { ChildReport } from "./child.ts";

/** The goal, at the largest size. */
const MOST_SECONDS = 2;
const MOST_MEGABYTES = 300;

export interface Growth {
  readonly sizes: readonly Size[];
  /** Slope of ln(figure) over ln(benchmarks), from each size to the next: 1 is linear. */
  readonly exponents: readonly {
    readonly from: number;
    readonly to: number;
    readonly seconds: number;
    readonly peakMegabytes: number;
  }[];
  /** Whether the largest size is decided and rendered within 2 s and 300 MB, by the medians. */
  readonly withinGoal: boolean;
}

export interface Size {
  readonly benchmarks: number;
  readonly baselineBytes: number;
  /** Of all phases. */
  readonly seconds: Spread;
  /** Without the looks between blocks, which nobody waits for on their own. */
  readonly secondsAfterLastBlock: Spread;
  /** In their order; `looks` are those between blocks, all together. */
  readonly phases: Readonly<
    Record<string, { readonly milliseconds: Spread; readonly peakMegabytesAfter: Spread }>
  >;
  readonly peakMegabytes: Spread;
  /** Runtime, code and the measured blocks, before anything is decided. */
  readonly megabytesBefore: Spread;
  readonly verdicts: Readonly<Record<string, number>>;
}

export function sizeOf(benchmarks: number, baselineBytes: number, reports: readonly ChildReport[]): Size {
  const phases = Object.keys(reports[0]?.milliseconds ?? {});
  const seconds = reports.map((report) => sum(Object.values(report.milliseconds)) / 1000);
  const looks = reports.map((report) => (report.milliseconds.looks ?? 0) / 1000);
  return {
    benchmarks,
    baselineBytes,
    seconds: spreadOf(seconds),
    secondsAfterLastBlock: spreadOf(seconds.map((all, index) => all - (looks[index] ?? 0))),
    phases: Object.fromEntries(
      phases.map((name) => [
        name,
        {
          milliseconds: spreadOf(reports.map((report) => report.milliseconds[name] ?? 0)),
          peakMegabytesAfter: spreadOf(reports.map((report) => report.peakMegabytesAfter[name] ?? 0)),
        },
      ]),
    ),
    peakMegabytes: spreadOf(reports.map((report) => report.peakMegabytes)),
    megabytesBefore: spreadOf(reports.map((report) => report.rssBeforeMegabytes)),
    verdicts: reports[0]?.verdicts ?? {},
  };
}

export function growthOf(sizes: readonly Size[]): Growth {
  const exponents = sizes.slice(1).map((size, index) => {
    const before = sizes[index] ?? size;
    const slope = (figure: (of: Size) => number) =>
      rounded(Math.log(figure(size) / figure(before)) / Math.log(size.benchmarks / before.benchmarks));
    return {
      from: before.benchmarks,
      to: size.benchmarks,
      seconds: slope((of) => of.seconds.median),
      peakMegabytes: slope((of) => of.peakMegabytes.median),
    };
  });
  const largest = sizes.at(-1);
  const withinGoal =
    largest !== undefined &&
    largest.seconds.median <= MOST_SECONDS &&
    largest.peakMegabytes.median <= MOST_MEGABYTES;
  return { sizes, exponents, withinGoal };
}
