/** The power curve as a picture that renders on GitHub, in light and dark. */
import * as echarts from "echarts";
import type { Noise } from "../noise.ts";
import type { ReplayedNoise } from "./replayed.ts";

const WIDTH = 820;
const HEIGHT = 440;
const NAMES = {
  regressed: "red",
  "within-budget": "within budget",
  undecided: "inconclusive",
} as const;
const LINES: Readonly<Partial<Record<Noise, "solid" | "dashed" | "dotted">>> = {
  quiet: "solid",
  two: "dashed",
};
const COLOURS = { regressed: "#d1242f", "within-budget": "#1a7f37", undecided: "#9a6700" } as const;

/** @returns SVG */
export function powerCurve(noises: readonly ReplayedNoise[]): string {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height: HEIGHT });
  const decisions = Object.keys(NAMES) as (keyof typeof NAMES)[];
  chart.setOption({
    backgroundColor: "#ffffff",
    animation: false,
    title: {
      text: "What the gate says of a hot path, by its true slowdown (budget 10 %)",
      left: "center",
      top: 8,
      textStyle: { fontSize: 15 },
    },
    legend: { bottom: 4, itemGap: 32 },
    grid: { left: 60, right: 24, top: 48, bottom: 72 },
    xAxis: {
      type: "value",
      name: "true slowdown",
      nameLocation: "middle",
      nameGap: 28,
      max: 25,
      axisLabel: { formatter: "+{value} %" },
    },
    yAxis: { type: "value", max: 100, axisLabel: { formatter: "{value} %" } },
    series: noises.flatMap(({ noise, curve }) =>
      decisions.map((decision) => ({
        // One entry of the legend for both: solid and dashed are told apart below the picture.
        name: NAMES[decision],
        type: "line" as const,
        showSymbol: false,
        lineStyle: {
          color: COLOURS[decision],
          width: 2,
          type: LINES[noise] ?? "dotted",
        },
        itemStyle: { color: COLOURS[decision] },
        data: curve.map((point) => [
          Number((point.change * 100).toFixed(2)),
          Number(((100 * point.decisions[decision].count) / point.decisions[decision].of).toFixed(2)),
        ]),
      })),
    ),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}
