/** Runs a peer's command, says what it took, and leaves nothing of it behind. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { killTree } from "../../src/adapters/processes/process-tree.ts";
import { scrubEnvironment } from "../../src/adapters/python/scrubbed-environment.ts";
import { benchFolder } from "../folders.ts";

export interface Cost {
  readonly seconds: number;
  /** Of the command and everything that it started and waited for. */
  readonly cpuSeconds: number;
}

export interface Metered extends Cost {
  readonly status: number;
  /** Standard output and error, in the order of writing. */
  readonly output: string;
}

const MARK = "HOTPATH_GATE_PEER";
const METER = fileURLToPath(new URL("peers/meter.py", benchFolder));

/**
 * @param args of the interpreter
 * @param variables added to the environment, which has nothing in it that changes how Python or pytest run
 * @throws when it was ended by a signal to this process
 */
export async function metered(
  python: string,
  args: readonly string[],
  folder: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Metered> {
  const mark = randomUUID();
  const { PYTHONPATH: _path, PYTEST_ADDOPTS: _addopts, ...environment } = scrubEnvironment(process.env, []);
  const child = spawn(python, [METER, python, ...args], {
    cwd: folder,
    env: { ...environment, ...variables, [MARK]: mark },
    stdio: ["ignore", "pipe", "inherit", "pipe"],
    detached: true,
  });
  let signalled: NodeJS.Signals | null = null;
  const kill = () => killTree({ pid: child.pid ?? null, mark: `${MARK}=${mark}` });
  const onSignal = (signal: NodeJS.Signals) => {
    signalled = signal;
    kill();
  };
  process.once("exit", kill);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, onSignal);
  try {
    const ended = new Promise<void>((settle, fail) => {
      child.on("error", fail);
      child.on("close", () => settle());
    });
    const [output, report] = await Promise.all([
      text(child.stdio[1] as Readable),
      text(child.stdio[3] as Readable),
      ended,
    ]);
    if (signalled !== null) throw new Error(`${args.join(" ")} was ended by ${signalled}`);
    if (report === "") throw new Error(`${args.join(" ")} did not end by itself\n${output}`);
    return { ...(JSON.parse(report) as Cost & { status: number }), output };
  } finally {
    process.removeListener("exit", kill);
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.removeListener(signal, onSignal);
  }
}

/** The same, for a command that says nothing by its exit status. */
export async function meteredOk(...command: Parameters<typeof metered>): Promise<Metered> {
  const result = await metered(...command);
  if (result.status === 0) return result;
  throw new Error(`${command[1].join(" ")} ended with status ${result.status}\n${result.output}`);
}

export function totalCost(costs: readonly Cost[]): Cost {
  return {
    seconds: costs.reduce((total, { seconds }) => total + seconds, 0),
    cpuSeconds: costs.reduce((total, { cpuSeconds }) => total + cpuSeconds, 0),
  };
}
