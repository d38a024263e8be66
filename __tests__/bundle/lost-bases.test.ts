/** What ends base's process while it is compared with: the committed bundle, real processes, real signals. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Result, Row } from "../../src/model.ts";
import { newRepository, temporaryFolder } from "../support/repositories.ts";

const CLI = join(import.meta.dirname, "../../dist/cli.js");
const F = "benchmarks/bench_app.py::bench_f";
const G = "benchmarks/bench_app.py::bench_g";

const app = (f: string) =>
  `import os\nimport signal\n\n\ndef f():\n${f}\n\n\ndef g():\n    return sum(range(300))\n`;
const BENCHMARKS =
  "import app\n\n\ndef bench_f():\n    return app.f()\n\n\ndef bench_g():\n    return app.g()\n";
/** Sends a signal to every other child of the controller, and is three times as slow. */
const attackWith = (signal: string) => `    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            parent = int(open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        if parent == os.getppid() and int(pid) != os.getpid():
            os.kill(int(pid), signal.${signal})
    return sum(range(900))`;

function check(base: string, head: string): { status: number | null; rows: Record<string, Row> } {
  using folder = temporaryFolder();
  const repository = newRepository(join(folder.path, "project"));
  repository.commit("base", { "app.py": app(base), "benchmarks/bench_app.py": BENCHMARKS });
  repository.commit("head", { "app.py": app(head) });
  const json = join(folder.path, "result.json");
  const settings = ["--base", "HEAD^", "--python", "python3", "--baseline", "none", "--time-limit", "30s"];
  const { status, stderr } = spawnSync(process.execPath, [CLI, "check", "--json", json, ...settings], {
    cwd: repository.root,
    encoding: "utf8",
    timeout: 120_000,
  });
  if (status === 2) throw new Error(stderr);
  const { benchmarks }: Result = JSON.parse(readFileSync(json, "utf8"));
  return { status, rows: Object.fromEntries(benchmarks.map((row) => [row.id, row])) };
}

const PLAIN = "    return sum(range(300))";

describe("a slowdown that ends the process it is compared with", () => {
  test.each(["SIGKILL", "SIGSEGV", "SIGSTOP"])("(by %s) does not pass", (signal) => {
    const { status, rows } = check(PLAIN, attackWith(signal));
    expect(rows[F]).toMatchObject({
      verdict: "errored",
      notes: [{ kind: "fails-on-head", why: { kind: "ended-by-head" } }],
    });
    expect(rows[G]?.verdict).not.toBe("regressed");
    expect(status).toBe(1);
  });
});

test("a benchmark that ends its own process on base, and no more on head, has nothing to be compared with", () => {
  const { status, rows } = check("    os.kill(os.getpid(), signal.SIGSEGV)", PLAIN);
  expect(rows[F]).toMatchObject({
    verdict: "inconclusive",
    notes: [{ kind: "fails-on-base" }],
  });
  expect(rows[G]?.verdict).toBe("within-budget");
  expect(status).toBe(0);
});
