/**
 * One size and one job in a fresh process, so that the peak of its memory is its own. Prints what it took.
 *
 *     node child.mjs JOB COUNT RUNS SEED FILE
 *
 * The input comes from the file that the job `prepare` wrote, except for the measured blocks: those are in the
 * controller's memory before it decides, and are made here.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { madeUpBaseline } from "./history.ts";
import { decideAndTell, decideFromHistory, type Phase, readAndTell, writeBaseline } from "./jobs.ts";
import { madeUpSuite } from "./suite.ts";

export interface ChildReport {
  readonly milliseconds: Readonly<Record<string, number>>;
  /** The peak so far, after each phase. */
  readonly peakMegabytesAfter: Readonly<Record<string, number>>;
  /** Before the first phase: the runtime, the code and the measured blocks. */
  readonly rssBeforeMegabytes: number;
  readonly peakMegabytes: number;
  readonly verdicts: Readonly<Record<string, number>>;
}

const [job = "", count = "", runs = "", seed = "", file = ""] = process.argv.slice(2);
const milliseconds: Record<string, number> = {};
const peakMegabytesAfter: Record<string, number> = {};
const phase: Phase = (name, body) => {
  const started = performance.now();
  const result = body();
  milliseconds[name] = (milliseconds[name] ?? 0) + performance.now() - started;
  peakMegabytesAfter[name] = peakMegabytes();
  return result;
};

const suite = (health: "whole" | "broken") => madeUpSuite(Number(count), Number(seed), health);
const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;
const peakMegabytes = () => megabytes(process.resourceUsage().maxRSS * 1024);

if (job === "prepare") {
  const whole = suite("whole");
  const baseline = madeUpBaseline(whole.discovery.head.benchmarks, Number(runs), Number(seed));
  const stored = writeBaseline(baseline, phase);
  writeFileSync(`${file}.baseline`, stored);
  const result = decideAndTell(whole, stored, phase);
  const { writeResult } = await import("../../src/report/document.ts");
  writeFileSync(`${file}.result`, writeResult(result));
  process.stdout.write(
    JSON.stringify({
      baselineBytes: stored.length,
      writeBaselineMilliseconds: milliseconds["write baseline"],
    }),
  );
} else {
  const given = job === "report" ? null : suite(job === "broken" ? "broken" : "whole");
  const stored = job === "report" ? new Uint8Array() : readFileSync(`${file}.baseline`);
  const document = job === "report" ? readFileSync(`${file}.result`, "utf8") : "";
  const rssBeforeMegabytes = megabytes(process.memoryUsage.rss());
  const result =
    given === null
      ? readAndTell(document, phase)
      : (job === "stored" ? decideFromHistory : decideAndTell)(given, stored, phase);
  const verdicts: Record<string, number> = {};
  for (const { verdict } of result.benchmarks) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  const report: ChildReport = {
    milliseconds,
    peakMegabytesAfter,
    rssBeforeMegabytes,
    peakMegabytes: peakMegabytes(),
    verdicts,
  };
  process.stdout.write(JSON.stringify(report));
}
