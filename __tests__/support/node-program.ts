/** Our own code in a Node process of its own, for what can only be seen from outside: being killed, exiting. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";

const REPOSITORY = join(import.meta.dirname, "../..");

/**
 * @param body statements of an async function; `import()` of `./src/...` works
 * @param folder where the bundle is written
 */
export async function startNodeProgram(body: string, folder: string): Promise<ChildProcess> {
  const outfile = join(folder, "program.cjs");
  await build({
    stdin: { contents: `(async () => {${body}})();`, resolveDir: REPOSITORY, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    outfile,
    logLevel: "silent",
  });
  return spawn(process.execPath, [outfile], { stdio: ["ignore", "pipe", "inherit"] });
}

/** The first line it prints. */
export function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf("\n");
      if (end !== -1) resolve(text.slice(0, end));
    });
    child.once("exit", (status) => reject(new Error(`ended with ${status} before it said anything`)));
  });
}
