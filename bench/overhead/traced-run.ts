/** The gate on the fifty unchanged benchmarks, in this process and traced. */
import { fileURLToPath } from "node:url";
import { parseConfig } from "../../src/inputs/parse-config.ts";
import { writeResult } from "../../src/report/document.ts";
import { renderText } from "../../src/report/text.ts";
import { gate } from "../../src/runs/gate.ts";
import { localWorld } from "../../src/worlds/local.ts";
import { repositoryFolder } from "../folders.ts";
import { type Accounts, accountFor } from "./ledger.ts";
import { type Trace, traced } from "./trace.ts";

export interface TracedRun {
  readonly accounts: Accounts;
  readonly trace: Trace;
  /** Seconds from the parsed config to everything taken down. */
  readonly wall: number;
}

/** @param folder repository with base as `HEAD^` */
export async function tracedRun(folder: string, python: string, seed: number): Promise<TracedRun> {
  const from = performance.now() / 1000;
  const written = {
    benchmarks: "benchmarks/bench_hot.py",
    python,
    base: "HEAD^",
    baseline: "none",
  };
  const config = parseConfig(written, "flag", null, seed);
  const harnessFolder = fileURLToPath(new URL("harness", repositoryFolder));
  const place = { folder, harnessFolder, baselinePath: config.baselinePath, json: null, html: null };
  const { world, trace } = await (async () => {
    await using local = localWorld(config, place);
    const { world, trace } = traced(local, (result) => {
      renderText(result, { colour: false });
      writeResult(result);
    });
    await gate(config, { kind: "local", command: "check", branch: "local" }, world);
    return { world, trace };
  })();
  const to = world.clock.seconds();
  return { accounts: accountFor(trace, from, to), trace, wall: to - from };
}
