import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { bytecodeBy } from "../../../src/adapters/python/bytecode.ts";
import { GateError } from "../../../src/errors.ts";
import type { Side } from "../../../src/ports/environments.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/repositories.ts";
import { aSide } from "../../support/sides.ts";

const HARNESS = join(import.meta.dirname, "../../../harness");
const PYTHON = execFileSync("python3", ["-c", "import sys; print(sys.executable)"]).toString().trim();
/** Compiles the second file in the place of the first, as whoever knows its time and size can. */
const FEIGN = `
import importlib.util, marshal, os, sys
real, feigned = sys.argv[1:]
found = os.stat(real)
header = importlib.util.MAGIC_NUMBER + b"\\0" * 4
header += b"".join((int(n) & 0xFFFFFFFF).to_bytes(4, "little") for n in (found.st_mtime, found.st_size))
file = importlib.util.cache_from_source(real)
os.makedirs(os.path.dirname(file), exist_ok=True)
open(file, "wb").write(header + marshal.dumps(compile(open(feigned).read(), real, "exec")))
`;

let folder: TemporaryFolder;

beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(join(folder.path, "pkg"));
  writeFileSync(join(folder.path, "pkg/app.py"), "def f():\n    return 1\n");
  writeFileSync(join(folder.path, "other.py"), "def f():\n    return sum(range(9))\n");
});
afterEach(() => folder[Symbol.dispose]());

function sideHere(changes: Partial<Side> = {}): Side {
  const checkout = { root: folder.path, folder: "", commit: null, label: "base" };
  return { ...aSide("base"), checkout, python: PYTHON, ...changes };
}

const foreign = (changes: Partial<Side> = {}) =>
  bytecodeBy(HARNESS).foreign(sideHere(changes), ["pkg/app.py", "pkg/gone.py", "data.json"]);

test("what Python compiled by itself is its own", async () => {
  execFileSync(PYTHON, ["-m", "compileall", "-q", join(folder.path, "pkg")]);
  expect(await foreign()).toEqual([]);
});

test("what was compiled of another text, and would be run, is named", async () => {
  const feigned = ["-c", FEIGN, join(folder.path, "pkg/app.py"), join(folder.path, "other.py")];
  execFileSync(PYTHON, feigned);
  const run = ["-c", "import pkg.app; print(pkg.app.f())"];
  expect(execFileSync(PYTHON, run, { cwd: folder.path }).toString()).toBe("36\n");
  expect(await foreign()).toEqual([expect.stringMatching(/^pkg\/__pycache__\/app\.cpython-\d+\.pyc$/)]);
});

test.each([
  ["is not there", null, /gone-python/],
  ["fails", "#!/bin/sh\necho no such thing >&2\nexit 3\n", /no such thing$/],
  ["says something else", "#!/bin/sh\necho hello\n", /the answer can't be read$/],
])("an interpreter that %s is an error, and no clean tree", async (_, script, message) => {
  const python = join(folder.path, "gone-python");
  if (script !== null) {
    writeFileSync(python, script);
    chmodSync(python, 0o755);
  }
  const error = await foreign({ python }).catch((thrown: unknown) => thrown);
  if (!(error instanceof GateError)) throw error;
  expect(error.message).toMatch(message);
  expect(error.advice).not.toBe("");
});
