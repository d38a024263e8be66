/** Code that writes into the trees while it is measured: the committed bundle, real git, real Python. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { newRepository, temporaryFolder } from "../support/repositories.ts";

const CLI = join(import.meta.dirname, "../../dist/cli.js");
const PLAIN = "def f():\n    return sum(range(300))\n";
const BENCHMARK = "import app\n\n\ndef bench_f():\n    return app.f()\n";
/** Writes into `app.py` of every process that the controller started, for as long as it is not head's own. */
const writesInto = (whose: "base" | "head") => `import os

OURS = os.getcwd()


def f():
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            parent = int(open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[1])
            there = os.readlink(f"/proc/{pid}/cwd")
        except (OSError, IndexError):
            continue
        if parent == os.getppid() and (there == OURS) == (${whose === "head" ? "True" : "False"}):
            with open(os.path.join(there, "app.py"), "a") as code:
                code.write("# ${whose}\\n")
    return sum(range(300))
`;

function check(files: Readonly<Record<string, string>>, head: Readonly<Record<string, string>>) {
  using folder = temporaryFolder();
  const repository = newRepository(join(folder.path, "project"));
  repository.commit("base", { "app.py": PLAIN, "benchmarks/bench_app.py": BENCHMARK, ...files });
  repository.commit("head", head);
  const settings = ["--base", "HEAD^", "--python", "python3", "--baseline", "none", "--time-limit", "30s"];
  return spawnSync(process.execPath, [CLI, "check", ...settings], {
    cwd: repository.root,
    encoding: "utf8",
    timeout: 120_000,
  });
}

test("code of head that rewrites base decides nothing", () => {
  const { status, stderr } = check({}, { "app.py": writesInto("base") });
  expect(stderr).toContain("Code of base changed while it was measured: app.py");
  expect(status).toBe(2);
});

test("code of head that rewrites base and puts it back decides nothing either", () => {
  const undone = writesInto("base").replace(
    'code.write("# base\\n")',
    'size = code.tell(); code.write("# base\\n"); code.flush(); code.truncate(size)',
  );
  expect(undone).toContain("truncate");
  const { status, stderr } = check({}, { "app.py": undone });
  expect(stderr).toContain("Code of base changed while it was measured: app.py");
  expect(status).toBe(2);
});

test("code of head that rewrites itself is reported", () => {
  const { status, stdout } = check({}, { "app.py": writesInto("head") });
  expect(stdout.replace(/\s+/g, " ")).toContain("Code of head changed while it was measured: app.py");
  expect(status).not.toBe(2);
});

test("a module that head's code writes beside base's decides nothing", () => {
  const dropping = writesInto("base").replace('"app.py"', '"colorsys.py"');
  const { status, stderr } = check({ ".gitignore": "build/\n" }, { "app.py": dropping });
  expect(stderr).toMatch(
    /Code of base changed while it was measured: colorsys\.py\..*git does not ignore it/s,
  );
  expect(status).toBe(2);
});

describe("a module that the code generates beside itself", () => {
  const writing = 'TABLE.exists() or TABLE.write_text(f"made = {str(TABLE)!r}\\n")';
  const generating = `import pathlib\n\nTABLE = pathlib.Path(__file__).with_name("parsetab.py")\n`;

  test("is no change of the code where git ignores it", () => {
    const app = `${generating}\n\ndef f():\n    ${writing}\n    return sum(range(300))\n`;
    const files = { ".gitignore": "parsetab.py\n", "app.py": app };
    const { status, stderr } = check(files, { "app.py": `${app}# head\n` });
    expect(stderr).not.toContain("Code of base changed");
    expect(status).toBe(0);
  });

  test("is refused before anything is measured where git does not ignore it", () => {
    const app = `${generating}${writing}\n${PLAIN}`;
    const { status, stderr } = check({ "app.py": app }, { "app.py": `${app}# head\n` });
    expect(stderr).toContain("parsetab.py was made while the benchmarks ran, and git does not ignore it");
    expect(stderr).not.toContain("block 1");
    expect(status).toBe(2);
  });
});

test("benchmarks that head changes, and data that a benchmark writes, are no change of the code", () => {
  const writing =
    "import pathlib\n\nimport app\n\n\ndef bench_f():\n    pathlib.Path('out.txt').write_text('x')\n    return app.f()\n";
  const { status, stdout } = check(
    { "out.txt": "old", "benchmarks/bench_old.py": BENCHMARK.replace("bench_f", "bench_old") },
    { "benchmarks/bench_app.py": writing },
  );
  expect(stdout).not.toContain("changed while it was measured");
  expect(status).toBe(0);
});
