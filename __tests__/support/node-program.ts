/** Our own code in a Node process of its own, for what can only be seen from outside: being killed, exiting. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";

let bundles = 0;
const REPOSITORY = join(import.meta.dirname, "../..");

/** A value for `limits`: no file may be larger than one block. To a program, a full disk is the same. */
export const WITHOUT_ROOM = "ulimit -f 1";
/** First statement of a program without room, which would be killed otherwise. */
export const STAY_ALIVE = 'process.on("SIGXFSZ", () => {});';

/**
 * @param body statements of an async function; `import()` of `./src/...` works
 * @param folder where the bundle is written
 * @param limits shell commands before it, as in `ulimit -f 1`
 */
export async function startNodeProgram(body: string, folder: string, limits = ":"): Promise<ChildProcess> {
  const outfile = join(folder, `program-${bundles++}.mjs`);
  await build({
    stdin: { contents: `(async () => {${body}})();`, resolveDir: REPOSITORY, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    // As in scripts/build.mjs: bundled CommonJS packages use what an ES module does not have.
    banner: {
      js: [
        'import{createRequire as __createRequire}from"node:module";',
        "const require=__createRequire(import.meta.url),__filename=import.meta.filename??'';",
      ].join(""),
    },
    outfile,
    logLevel: "silent",
  });
  return spawn("sh", ["-c", `${limits}\nexec "$0" "$1"`, process.execPath, outfile], {
    stdio: ["ignore", "pipe", "inherit"],
    // What a test sets is set for Jest's own copy alone, unless it is handed over.
    env: process.env,
  });
}

/** The first line it prints. */
export function firstLine(child: ChildProcess): Promise<string> {
  return lineThat(child, /^/);
}

/** The first whole line it prints that is like this. */
export function lineThat(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const found = text
        .split("\n")
        .slice(0, -1)
        .find((line) => pattern.test(line));
      if (found !== undefined) resolve(found);
    });
    child.once("exit", (status) => reject(new Error(`ended with ${status} before it said anything`)));
  });
}
