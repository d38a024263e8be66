import { expect, test } from "@jest/globals";
import { namesOwnCode } from "../../src/guard/command-proof.ts";

const FILES = new Set(["run.sh", "bench.py", "scripts/run.py", "data.json", "Makefile"]);

test.each([
  "./run.sh",
  "build/tool --fast",
  "sh run.sh",
  "python bench.py 3",
  "python3.13 -X dev ./bench.py",
  "env -i HOME=/tmp python bench.py",
  "FOO=1 timeout 5 nice -n 3 scripts/run.py",
  "make bench",
  "/usr/bin/make bench",
  "sh -c 'python bench.py & python scripts/run.py & wait'",
  "cd scripts; python scripts/run.py | cat",
])("the command `%s` names a program or script of the folder that it is started in", (command) => {
  expect(namesOwnCode(command, FILES)).toBe(true);
});

test.each([
  "true",
  "echo hi",
  "echo run.sh",
  "shopcli data.json",
  "cat bench.py",
  "python -c pass",
  "python -m shop",
  "/opt/tool bench.py",
  "$VENV/bin/shopcli",
  "~/bin/tool",
  "../other/run.sh",
  "python ../bench.py",
  "python nowhere.py",
  "cargo bench",
])("the command `%s` names no program or script of that folder", (command) => {
  expect(namesOwnCode(command, FILES)).toBe(false);
});
