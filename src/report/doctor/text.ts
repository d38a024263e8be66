/** What doctor found out, for a terminal. */
import picocolors from "picocolors";
import type { Diagnosis, Forecast } from "../../diagnose/diagnosis.ts";
import { findsWanted } from "../../diagnose/findings.ts";
import { terminalText, withoutCommands } from "../escape.ts";
import { hanging, textWidth, wrapped } from "../line-breaks.ts";
import { shownIds } from "../shown-ids.ts";
import { namedTable, type TextOptions, tableLines, tableWidth } from "../terminal-layout.ts";
import { countOfBenchmarks } from "../words/counted.ts";
import { amount, duration, elapsed, percent, signedPercent } from "../words/numbers.ts";
import { adviceOn } from "./advice.ts";

type Colours = ReturnType<typeof picocolors.createColors>;

/** Lines for a terminal, with a newline at the end; with colours only if asked for. */
export function renderDiagnosis(diagnosis: Diagnosis, { colour, width: columns }: TextOptions): string {
  const width = textWidth(columns);
  const colours = picocolors.createColors(colour);
  const { mark, text } = conclusion(diagnosis);
  const lines = [
    colours.bold(colours[PAINT[mark]](hanging(`${mark} hotpath-gate doctor: ${text}`, width))),
    wrapped(whatIsWanted(diagnosis), width, "  "),
    "",
    ...facts(diagnosis, colours, width),
    "",
    ...detections(diagnosis, colours, tableWidth(columns)),
    "",
    ...forecasts(diagnosis, colours),
    ...diagnosis.findings.flatMap((finding) => [
      "",
      colours.yellow(hanging(`! ${adviceOn(finding)}`, width)),
    ]),
    "",
    colours.dim(wrapped(footer(diagnosis), width, "")),
  ];
  return `${withoutCommands(lines.join("\n"))}\n`;
}

interface Conclusion {
  readonly mark: "✓" | "?" | "✗";
  readonly text: string;
}

const PAINT: Readonly<Record<Conclusion["mark"], "green" | "yellow" | "red">> = {
  "✓": "green",
  "?": "yellow",
  "✗": "red",
};

function conclusion({ power, findings }: Diagnosis): Conclusion {
  const { found99 } = power.typical;
  if (findings.some(({ code }) => code === "false-alarm")) {
    return { mark: "✗", text: "unchanged code was called slower or faster here" };
  }
  if (found99 === null) return { mark: "✗", text: "no slowdown is sure to be found here" };
  const found = `slowdowns of ${percent(found99)} and more are found here`;
  if (!findsWanted(power.typical)) return { mark: "?", text: `only ${found}` };
  return power.noisiest.every(findsWanted)
    ? { mark: "✓", text: found }
    : { mark: "?", text: `${found}, but not in every benchmark` };
}

function whatIsWanted({ power: { typical, noisiest }, benchmarks }: Diagnosis): string {
  const asked = `A gate with a budget of ${percent(typical.budget)} should find ${percent(typical.wanted)}, 99 times in 100`;
  if (!findsWanted(typical)) return `${asked}. What is in the way is below.`;
  if (benchmarks.length < 2) return `${asked}, and would here.`;
  return noisiest.every(findsWanted)
    ? `${asked}, and would in all benchmarks here.`
    : `${asked}, and would in a typical benchmark here, but not in the noisiest.`;
}

function facts(diagnosis: Diagnosis, colours: Colours, width: number): string[] {
  const { machine } = diagnosis;
  const lines: readonly (readonly [string, string])[] = [
    ["machine", `${terminalText(machine.cpu)}, ${pinning(machine.cpus)}`],
    ["system", terminalText(machine.os)],
    ["python", terminalText(machine.python)],
    [
      "layout",
      machine.layout === "shared" ? "shared by both sides, new in each block" : "random on each side",
    ],
    ["measured", whatWasMeasured(diagnosis)],
    ["noise", noise(diagnosis)],
    ["a block", block(diagnosis)],
  ];
  const indent = " ".repeat(2 + Math.max(...lines.map(([name]) => name.length)));
  return lines.map(
    ([name, value]) => `${colours.dim(name.padEnd(indent.length))}${hanging(value, width, indent)}`,
  );
}

function pinning(cpus: number | null): string {
  if (cpus === null) return "no pinning";
  return cpus === 1 ? "1 CPU, pinned" : `${amount(cpus)} CPUs, pinned to one at a time`;
}

function whatWasMeasured({ run, benchmarks }: Diagnosis): string {
  const { length } = benchmarks;
  const what = length === 0 ? "the canary" : countOfBenchmarks(length);
  const repeated =
    run.repeatedPairs === 0 ? "" : `, ${percent(run.repeatedPairs / run.pairs)} of pairs repeated`;
  const busy =
    run.runDelayShare === null || run.runDelayShare < 0.005
      ? ""
      : `, something else on the CPU for ${percent(run.runDelayShare)} of it`;
  const ended = run.timeLimitReached ? ", ended by the time limit" : "";
  return `${what} against ${length > 1 ? "themselves" : "itself"}, ${amount(run.blocks)} blocks in ${elapsed(run.seconds)}${ended}${busy}${repeated}`;
}

function noise({ run, power, canary, benchmarks }: Diagnosis): string {
  const bias = run.canary === null ? "" : `, off by ${signedPercent(run.canary.change)}`;
  const typical = `${deviation(power.typical.deviation)} from block to block`;
  if (benchmarks.length === 0) return `${typical}${bias}`;
  return canary === null ? typical : `${typical}; the canary ${deviation(canary.deviation)}${bias}`;
}

function block({ timing, power, config }: Diagnosis): string {
  const { blockSeconds, startSeconds } = timing;
  const limit = elapsed(config.timeLimitSeconds);
  const room =
    power.affordableBlocks < power.mostBlocks
      ? `${power.affordableBlocks} of ${power.mostBlocks} fit into ${limit}`
      : `all ${power.mostBlocks} take ${elapsed(power.mostBlocks * blockSeconds)} of the ${limit} there are`;
  const part = `${duration(startSeconds)} of it before the first batch`;
  return `${duration(blockSeconds)}, ${part}; ${room}`;
}

function detections({ power, benchmarks }: Diagnosis, colours: Colours, width: number): readonly string[] {
  const { typical, noisiest } = power;
  const shown = shownIds([...benchmarks, ...noisiest].map(({ id }) => id));
  const ofTypical =
    benchmarks.length === 0 ? "the canary" : benchmarks.length === 1 ? null : "a typical benchmark";
  const rows = [
    { name: ofTypical ?? shown(benchmarks[0]?.id ?? ""), ...typical },
    ...noisiest.map(({ id, ...detection }) => ({ name: shown(id), ...detection })),
  ];
  const differ = rows.some(({ budget }) => percent(budget) !== percent(typical.budget));
  return namedTable(
    [
      { name: colours.dim("smallest slowdown found"), align: "left" },
      { name: colours.dim("80 % of the time"), align: "right" },
      { name: colours.dim("99 % of the time"), align: "right" },
      { name: colours.dim("noise"), align: "right" },
      ...(differ ? [{ name: colours.dim("budget"), align: "right" as const }] : []),
    ],
    rows.map((row) => ({
      name: row.name,
      cells: [
        slowdown(row.found80),
        colours[findsWanted(row) ? "green" : "yellow"](slowdown(row.found99)),
        deviation(row.deviation),
        ...(differ ? [percent(row.budget)] : []),
      ],
    })),
    width,
  );
}

/** Always with its tenths: a column of these is read from top to bottom. */
function deviation(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}

function slowdown(found: number | null): string {
  return found === null ? "none" : signedPercent(found);
}

function forecasts(
  { forecasts: { unchanged, regression }, benchmarks }: Diagnosis,
  colours: Colours,
): string[] {
  const slower = `${percent(regression.change)} slower`;
  const row = (name: string, { blocks, seconds, red, inconclusive }: Forecast) => [
    name,
    amount(blocks),
    elapsed(Math.max(1, seconds)),
    percent(red),
    percent(inconclusive),
  ];
  return tableLines(
    [
      { name: colours.dim("a pull request"), align: "left" },
      ...["blocks", "time", "fails", "can't tell"].map((name) => ({
        name: colours.dim(name),
        align: "right" as const,
      })),
    ],
    [
      row("that changes nothing", unchanged),
      row(benchmarks.length < 2 ? `that is ${slower}` : `with one benchmark ${slower}`, regression),
    ],
  );
}

function footer({ power, forecasts, config, tool }: Diagnosis): string {
  return `Both sides were the working tree. Slowdowns and pull requests are simulated from the noise that was measured, and decided by the gate's own rule (${power.runs} and ${forecasts.runs} runs); noise is the standard deviation of a block. Seed ${config.seed}; hotpath-gate ${terminalText(tool.version)}.`;
}
