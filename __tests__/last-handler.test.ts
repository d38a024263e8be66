import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { startNodeProgram } from "./support/node-program.ts";
import { temporaryFolder } from "./support/repositories.ts";

/** Status and what was said on standard error of a program that prints a line and ends with `status`. */
async function printing(to: string, status: number, last = ""): Promise<[number | null, string]> {
  using folder = temporaryFolder();
  const said = join(folder.path, "said");
  const program = await startNodeProgram(
    `const { installLastHandler } = await import("./src/last-handler.ts");
     const { explainError } = await import("./src/errors.ts");
     installLastHandler((error) => process.stderr.write(explainError(error)), 2);
     process.stdout.write("a line\\n");
     process.stdout.write("another\\n");
     await new Promise((done) => setTimeout(done, 50));
     process.exitCode = ${status};
     ${last}`,
    folder.path,
    `exec >${to} 2>'${said}'`,
  );
  const [ended] = await once(program, "exit");
  return [ended, readFileSync(said, "utf8")];
}

const onLinux = process.platform === "linux" ? test : test.skip;

onLinux.each([
  ["nobody could see that all is well", 0, 2],
  ["a verdict stays one", 1, 1],
  ["trouble stays trouble", 2, 2],
])("where standard output takes nothing, %s, and it is said once why", async (_title, status, ends) => {
  const [ended, said] = await printing("/dev/full", status);
  expect(ended).toBe(ends);
  expect(said).toMatch(/^The output of hotpath-gate could not be written to standard output: .*ENOSPC/);
  expect(said).not.toMatch(/standard output.*standard output|report it/s);
});

test("what is printed leaves the status as it is", async () => {
  expect(await printing("/dev/null", 0)).toEqual([0, ""]);
});

test("what nobody caught ends with a status that no verdict has", async () => {
  const [ended, said] = await printing("/dev/null", 0, 'throw new TypeError("x is not a function");');
  expect([ended, said]).toEqual([2, expect.stringMatching(/x is not a function.*please report/)]);
});
