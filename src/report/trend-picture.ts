/** The medians of a benchmark, recording by recording, as a line. */
import type { Unit } from "../model.ts";
import { htmlText } from "./escape.ts";
import { quantity } from "./words/numbers.ts";

const WIDTH = 320;
const HEIGHT = 48;
const MARGIN = 4;

/** Inline SVG, with the smallest value at the bottom and the largest at the top; gaps if a recording has no value. */
export function trendPicture(medians: readonly (number | null)[], unit: Unit): string {
  const known = medians.filter((value) => value !== null);
  const low = Math.min(...known);
  const high = Math.max(...known);
  if (known.length < 2 || high <= 0) return "";
  // A line of noise must not look like a mountain.
  const span = Math.max(high - low, high * 0.02);
  const x = (run: number) => MARGIN + ((WIDTH - 2 * MARGIN) * run) / (medians.length - 1);
  const y = (value: number) => HEIGHT - MARGIN - ((HEIGHT - 2 * MARGIN) * (value - low)) / span;
  const lines = stretches(medians).map((stretch) => {
    const points = stretch.map(({ run, value }) => `${x(run).toFixed(1)},${y(value).toFixed(1)}`);
    // A single value is a dot: round caps make one of a line without length.
    return `<polyline points="${[...points, ...(points.length === 1 ? points : [])].join(" ")}"/>`;
  });
  const words = `${known.length} recordings, from ${htmlText(quantity(low, unit))} to ${htmlText(quantity(high, unit))}`;
  return (
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${words}">` +
    `${lines.join("")}</svg><small>${words}</small>`
  );
}

/** Runs of values without a gap. */
function stretches(
  medians: readonly (number | null)[],
): (readonly { readonly run: number; readonly value: number }[])[] {
  const found: { run: number; value: number }[][] = [];
  for (const [run, value] of medians.entries()) {
    if (value === null) continue;
    const last = found.at(-1);
    if (last?.at(-1)?.run === run - 1) last.push({ run, value });
    else found.push([{ run, value }]);
  }
  return found;
}
