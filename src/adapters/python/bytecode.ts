/**
 * Whether what a side's interpreter has compiled matches its sources. That interpreter is asked, and runs nothing else.
 */
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { GateError } from "../../errors.ts";
import type { Bytecode } from "../../ports/environments.ts";
import { makeOwnedFolder } from "../files/owned-folder.ts";
import { type CommandEnd, runCommand } from "../processes/commands.ts";

/**
 * Deadline for the answer, in seconds. It takes about as long as the first import of the same modules: some seconds for
 * a thousand. If it runs out, the answer is an error, because whoever writes into base's caches could fill them until
 * it does. The modules that base loaded are no shorter list to go by, because base's processes report these themselves.
 */
const ANSWER_SECONDS = 120;
const ANSWER_BYTES = 16 * 1024 * 1024;

/** Checks compiled files. @param harnessFolder that has the package `hotpath_gate_harness` in it: absolute */
export function bytecodeBy(harnessFolder: string): Bytecode {
  const script = join(harnessFolder, "hotpath_gate_harness", "bytecode.py");
  return {
    async foreign(side, sources) {
      const { root } = side.checkout;
      const folder = await makeOwnedFolder(tmpdir());
      try {
        const list = join(folder.path, "sources.json");
        await writeFile(list, JSON.stringify(sources.filter((path) => path.endsWith(".py"))));
        const end = await runCommand({
          program: side.python,
          // Without the project's folders, and without what its environment runs when Python starts.
          args: ["-I", "-S", script, root, list],
          folder: folder.path,
          environment: side.environment,
          deadlineSeconds: ANSWER_SECONDS,
          outputBytes: ANSWER_BYTES,
        });
        end.endRest();
        return answerIn(end, root);
      } finally {
        await folder.remove();
      }
    },
  };
}

function answerIn(end: CommandEnd, root: string): readonly string[] {
  if (end.kind === "exited" && end.status === 0) {
    try {
      return z.array(z.string()).parse(JSON.parse(end.stdout.toString("utf8")));
    } catch (error) {
      throw unknown(root, "the answer can't be read", error);
    }
  }
  if (end.kind !== "exited") throw unknown(root, `the interpreter ${end.how}`);
  const said = end.stderr.toString("utf8").trim().split("\n").at(-1) ?? "";
  throw unknown(root, said === "" ? `the interpreter ended with status ${end.status}` : said);
}

function unknown(root: string, why: string, cause?: unknown): GateError {
  return new GateError(
    `Can't verify that the files that Python compiled in ${root} match their sources: ${why}`,
    "Find what writes into `__pycache__` there: the measured code, or a benchmark.",
    { cause },
  );
}
