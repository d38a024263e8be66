/** Tables of what the gate costs: around the batches, at the start, and as a suite grows. */
import { markdownTable } from "markdown-table";
import type { Overhead } from "../overhead.ts";
import type { Scale } from "../scale.ts";

export function overheadTable(overhead: Overhead | null): string {
  if (overhead === null) return "Not measured yet.";
  const { seconds } = overhead.traced;
  const rows = Object.entries(seconds).map(([account, spread]) => [account, `${spread.median} s`]);
  const { startUp } = overhead;
  const start = (name: string, one: typeof startUp.actionToFirstCheck) => [
    name,
    `${one.milliseconds.median} ms`,
    `${one.ratioToEmptyScript.median} × (${one.ratioToEmptyScript.min} to ${one.ratioToEmptyScript.max}, n = ${one.ratioToEmptyScript.n})`,
    `${Math.round(one.loadedBytes / 1024)} KiB`,
    one.clients.cache.loaded.length + one.clients.artifact.loaded.length === 0 ? "no" : "yes",
  ];
  return [
    `Fifty unchanged benchmarks, ${overhead.traced.blocks.median} blocks: where the time of a run goes.`,
    markdownTable([["account", "median"], ...rows]),
    `Start on Node ${startUp.node}, whole process up to a refusal:`,
    markdownTable([
      ["start", "time", "against an empty script", "code loaded", "clients of cache or artifacts loaded"],
      start("action to its first check", startUp.actionToFirstCheck),
      start("action to a refused input", startUp.actionToRefusedInput),
      start("command line, --version", startUp.commandLineVersion),
    ]),
  ].join("\n\n");
}

export function scaleTable(scale: Scale | null): string {
  if (scale === null) return "Not measured yet.";
  const rows = Object.entries(scale.jobs).flatMap(([job, { sizes, exponents }]) =>
    sizes.map((size, index) => [
      job,
      String(size.benchmarks),
      `${size.seconds.median} s`,
      `${size.peakMegabytes.median} MB`,
      index === 0 ? "" : String(exponents[index - 1]?.seconds ?? ""),
    ]),
  );
  return markdownTable([
    [
      "job",
      "benchmarks",
      "deciding and rendering",
      "peak memory",
      "growth of time since the last size (1 is linear)",
    ],
    ...rows,
  ]);
}
