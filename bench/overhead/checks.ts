/** The real command line on the fifty unchanged benchmarks: its whole time, against the batches in its result. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { WARMUP_BATCHES } from "../../src/measure/batch-plan.ts";
import type { PairedBlock, Result } from "../../src/model.ts";
import { readResult } from "../../src/report/document.ts";
import { repositoryFolder } from "../folders.ts";
import { sum } from "../spread.ts";

const commandLine = fileURLToPath(new URL("dist/cli.js", repositoryFolder));

export interface Check {
  /** From starting the process to its end. */
  readonly wallSeconds: number;
  readonly pairSeconds: number;
  /** Not in the result document: as long as the pairs' own batches. */
  readonly warmUpSeconds: number;
  readonly blocks: number;
  readonly repeatedPairs: number;
  readonly verdict: Result["verdict"];
}

/** @param folder repository with base as `HEAD^` */
export async function check(folder: string, python: string, node: string): Promise<Check> {
  const json = join(folder, "result.json");
  const target = ["--base", "HEAD^", "--benchmarks", "benchmarks/bench_hot.py", "--baseline", "none"];
  const args = [commandLine, "check", ...target, "--python", python, "--json", json];
  const started = performance.now();
  const status = await new Promise<number>((resolve, reject) =>
    execFile(node, args, { cwd: folder }, (error, _stdout, stderr) => {
      if (error === null) resolve(0);
      else if (error.code === 1) resolve(1);
      else reject(new Error(`the check could not measure: ${stderr}`));
    }),
  );
  const wallSeconds = (performance.now() - started) / 1000;
  const reading = readResult(await readFile(json, "utf8"));
  if (reading.kind === "refused") throw new Error(`exit status ${status}, and the result ${reading.why}`);
  const { benchmarks, evidence, verdict } = reading.result;
  const blocks = [...benchmarks.flatMap((row) => row.blocks), ...evidence.canaryBlocks];
  return {
    wallSeconds,
    pairSeconds: sum(blocks.map(pairSeconds)),
    warmUpSeconds: sum(
      blocks.map((block) => (pairSeconds(block) / block.pairs.head.length) * WARMUP_BATCHES),
    ),
    blocks: evidence.conditions?.blocks ?? 0,
    repeatedPairs: evidence.conditions?.repeatedPairs ?? 0,
    verdict,
  };
}

function pairSeconds({ loops, pairs }: PairedBlock): number {
  return loops * (sum(pairs.base) + sum(pairs.head));
}
