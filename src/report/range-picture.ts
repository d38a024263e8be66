/** The interval of a row as a small SVG: a bar against the budget's line, with the blocks as dots under it. */
import { blockLogRatio, blockMeanLogRatio } from "../compare/paired.ts";
import { changeAtBudget } from "../compare/worse.ts";
import type { Row, RowVerdict } from "../model.ts";
import { percent, percentInterval, signedPercent } from "./words/numbers.ts";

const WIDTH = 240;
const MARGIN = 8;
const BAR_Y = 9;
const DOTS_Y = 21;
const HEIGHT = 28;

/** Widest range of changes. What is further out is drawn at the edge, so that one row does not flatten all others. */
const WIDEST: readonly [low: number, high: number] = [-0.4, 0.5];

/** Most dots of a picture. More of them are a blur, and a large suite's page has to stay small. */
const DOTS_LIMIT = 60;

/** Range of changes (fractions) that is drawn; the same for all rows of a page. */
export interface Scale {
  readonly low: number;
  readonly high: number;
}

export interface Range {
  readonly verdict: RowVerdict;
  readonly change: number;
  readonly interval: readonly [low: number, high: number];
  readonly budget: number;
  /** Change at which the budget ends: below zero if bigger is better. */
  readonly changeAtBudget: number;
  /** Change in each block, as the rule reads it: fractions. */
  readonly blocks: readonly number[];
}

/** What there is to draw of a row; null if it was not compared. */
export function rangeOf(row: Row): Range | null {
  if (row.change === null || row.interval === null) return null;
  const { verdict, change, interval, budget } = row;
  // The interval is of the cost that decided, and its blocks have to be as well.
  const logRatio = row.costs?.shown === "mean" ? blockMeanLogRatio : blockLogRatio;
  return {
    verdict,
    change,
    interval,
    budget,
    changeAtBudget: changeAtBudget(row),
    blocks: row.blocks.map((block) => Math.expm1(logRatio(block))).filter(Number.isFinite),
  };
}

/** A scale with zero, every budget, and every interval as far as the widest scale allows. */
export function scaleFor(rows: readonly Row[]): Scale {
  let low = -0.05;
  let high = 0.05;
  let budget = 0;
  for (const row of rows) {
    budget = Math.max(budget, row.budget);
    low = Math.min(low, 1.2 * changeAtBudget(row));
    if (row.interval === null) continue;
    low = Math.min(low, row.interval[0]);
    high = Math.max(high, row.interval[1]);
  }
  return { low: Math.max(low, WIDEST[0]), high: Math.max(Math.min(high, WIDEST[1]), 1.2 * budget) };
}

export function rangePicture(range: Range, scale: Scale): string {
  const place = (change: number) => placeIn(scale, change);
  const [low, high] = range.interval;
  const left = place(low);
  const width = Math.max(2, place(high) - left);
  const dots = range.blocks
    .slice(0, DOTS_LIMIT)
    .map((change) => `M${fixed(place(change))} ${DOTS_Y}h0`)
    .join("");
  const words = `change ${signedPercent(range.change)}, 95 % interval ${percentInterval(range.interval)}, budget ${percent(range.budget)}`;
  return `<svg class="picture" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${words.replaceAll("<", "&lt;")}">${line("zero", place(0))}<rect class="bar" x="${fixed(left)}" y="${BAR_Y - 4}" width="${fixed(width)}" height="8" rx="3"/><path class="middle" d="M${fixed(place(range.change))} ${BAR_Y - 6}v12"/>${dots === "" ? "" : `<path class="dots" d="${dots}"/>`}${line("budget", place(range.changeAtBudget))}${arrows(range, scale)}</svg>`;
}

/** What the marks of a picture mean, each with its mark. */
export function legend(): string {
  const mark = (shapes: string) =>
    `<svg class="key" viewBox="0 0 20 12" width="20" height="12" aria-hidden="true">${shapes}</svg>`;
  const keys = [
    [`<rect class="bar" x="1" y="2" width="18" height="8" rx="3"/>`, "95 % interval of the change"],
    [`<path class="middle" d="M10 0v12"/>`, "change"],
    [`<path class="dots" d="M4 6h0M10 6h0M16 6h0"/>`, "blocks: a fresh process of each side"],
    [`<path class="budget" d="M10 0v12"/>`, "budget"],
    [`<path class="zero" d="M10 0v12"/>`, "no change"],
  ] as const;
  return `<ul class="legend">${keys.map(([shapes, words]) => `<li>${mark(shapes)} ${words}</li>`).join("")}</ul>`;
}

/** Percentages under the heading of the column. */
export function axis(scale: Scale): string {
  const step = stepFor(scale.high - scale.low);
  const ticks: string[] = [];
  for (let tick = Math.ceil(scale.low / step); tick * step <= scale.high; tick += 1) {
    const x = placeIn(scale, tick * step);
    const words = tick === 0 ? "0" : signedPercent(tick * step).replace(".0", "");
    const anchor = x < 24 ? "start" : x > WIDTH - 24 ? "end" : "middle";
    ticks.push(`<text x="${fixed(x)}" y="11" text-anchor="${anchor}">${words}</text>`);
  }
  return `<svg class="axis" viewBox="0 0 ${WIDTH} 14" width="${WIDTH}" height="14" aria-hidden="true">${ticks.join("")}</svg>`;
}

function arrows({ interval: [low, high] }: Range, scale: Scale): string {
  const beyondLeft = low < scale.low ? `<path class="beyond" d="M6 ${BAR_Y - 4}l-5 4l5 4z"/>` : "";
  const beyondRight =
    high > scale.high ? `<path class="beyond" d="M${WIDTH - 6} ${BAR_Y - 4}l5 4l-5 4z"/>` : "";
  return beyondLeft + beyondRight;
}

function line(kind: "zero" | "budget", x: number): string {
  return `<path class="${kind}" d="M${fixed(x)} 0v${HEIGHT}"/>`;
}

function placeIn({ low, high }: Scale, change: number): number {
  const within = Math.min(high, Math.max(low, change));
  return MARGIN + ((within - low) / (high - low)) * (WIDTH - 2 * MARGIN);
}

/** A round step that gives three to five ticks; more would run into each other. */
function stepFor(span: number): number {
  const steps = [0.02, 0.05, 0.1, 0.2, 0.5];
  return steps.find((step) => span / step <= 5) ?? 1;
}

function fixed(x: number): string {
  return String(Math.round(10 * x) / 10);
}
