/**
 * Recordings: every block of every benchmark, none dropped when it is decided, so that any rule can be replayed
 * on them without measuring again.
 */
import { mkdir, readdir, readFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import writeFileAtomic from "write-file-atomic";
import type { Conditions, PairedSeries } from "../src/model.ts";
import { dataFolder } from "./folders.ts";
import type { Noise } from "./noise.ts";

export interface Recording {
  readonly percent: number;
  readonly nullEdit: number;
  readonly noise: Noise;
  readonly seed: number;
  readonly recordedAt: string;
  readonly machine: string;
  readonly python: string;
  readonly conditions: Omit<Conditions, "canary">;
  readonly series: readonly PairedSeries[];
}

const folder = fileURLToPath(new URL("recordings/", dataFolder));

export function machineName(): string {
  return `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} CPUs`;
}

/** @returns the path of the new file */
export async function saveRecording(recording: Recording): Promise<string> {
  await mkdir(folder, { recursive: true });
  const { percent, nullEdit, noise, seed } = recording;
  const name = `${noise}-plus${percent}-edit${nullEdit}-${seed}.json.gz`;
  const compact = { ...recording, series: recording.series.map(compactSeries) };
  const path = join(folder, name);
  await writeFileAtomic(path, gzipSync(JSON.stringify(compact), { level: 9 }));
  return path;
}

/** All of them, in the order of their names. */
export async function loadRecordings(matches: (recording: Recording) => boolean): Promise<Recording[]> {
  await mkdir(folder, { recursive: true });
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json.gz")).sort();
  const all = await Promise.all(
    names.map(async (name) => {
      const stored = JSON.parse(gunzipSync(await readFile(join(folder, name))).toString("utf8"));
      return { ...stored, series: stored.series.map(expandSeries) } as Recording;
    }),
  );
  return all.filter(matches);
}

type CompactSeries = readonly [id: string, blocks: readonly CompactBlock[]];
/** Nanoseconds a call, base and head in turn. */
type CompactBlock = readonly [
  block: number,
  cpu: number | null,
  loops: number,
  nanoseconds: readonly number[],
  /** 1 where both sides ran at the same time. */
  sideBySide?: 1,
];

/** Five digits are a hundredth of the smallest difference that a batch can show. */
function compactSeries({ id, blocks }: PairedSeries): CompactSeries {
  const digits = (seconds: number) => Number((seconds * 1e9).toPrecision(5));
  return [
    id,
    blocks.map(
      ({ block, cpu, loops, sideBySide, pairs }): CompactBlock => [
        block,
        cpu,
        loops,
        pairs.head.flatMap((head, pair) => [digits(pairs.base[pair] ?? Number.NaN), digits(head)]),
        ...(sideBySide ? ([1] as const) : ([] as const)),
      ],
    ),
  ];
}

function expandSeries([id, blocks]: CompactSeries): PairedSeries {
  return {
    id,
    metric: "time",
    unit: "s",
    better: "smaller",
    blocks: blocks.map(([block, cpu, loops, nanoseconds, sideBySide]) => ({
      block,
      cpu,
      loops,
      sideBySide: sideBySide === 1,
      pairs: { base: secondsOf(nanoseconds, 0), head: secondsOf(nanoseconds, 1) },
    })),
  };
}

/** @param which 0 for base and 1 for head, which take turns */
function secondsOf(nanoseconds: readonly number[], which: 0 | 1): number[] {
  return nanoseconds.filter((_, index) => index % 2 === which).map((one) => one / 1e9);
}
