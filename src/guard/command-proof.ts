/** Whether a command line itself says that it runs code of the folder that it is started in. Pure. */

/** What runs the program that is named after it. */
const WRAPPERS = new Set([
  ...["builtin", "command", "doas", "env", "exec", "ionice", "nice", "nohup", "setsid", "stdbuf", "sudo"],
  ...["taskset", "then", "do", "else", "time", "timeout", "xvfb-run", "!", "if", "while", "until"],
]);
/** What runs the script that is named after it. */
const INTERPRETERS =
  /^(ba|da|k|z|a)?sh$|^(python|pypy)[\d.]*t?$|^(bun|deno|julia|lua|node|perl|php|Rscript|ruby|source|\.)$/;
/** Options of interpreters that may stand before the script, with a value after them. */
const OPTIONS_WITH_VALUE = new Set(["-W", "-X", "-o", "-r"]);
/** What runs what the file says that it looks for. */
const FILES_OF_TOOLS: Readonly<Record<string, readonly string[]>> = {
  cargo: ["Cargo.toml"],
  go: ["go.mod"],
  gradle: ["build.gradle", "build.gradle.kts"],
  just: ["justfile", "Justfile", ".justfile"],
  make: ["Makefile", "makefile", "GNUmakefile"],
  mvn: ["pom.xml"],
  ninja: ["build.ninja"],
  npm: ["package.json"],
  npx: ["package.json"],
  pnpm: ["package.json"],
  rake: ["Rakefile"],
  task: ["Taskfile.yml", "Taskfile.yaml"],
  yarn: ["package.json"],
};

/**
 * Whether a program or script that it runs lies in the folder, by its relative path, or is told what to do by a file of it.
 * A file that a program reads is no proof: the program may be anybody's.
 *
 * @param files of the folder, relative to it, forward slashes
 */
export function namesOwnCode(command: string, files: ReadonlySet<string>): boolean {
  return simpleCommands(command).some((words) => namesOwnFile(words, files));
}

/** Words of each part that a shell runs by itself, also within quotes: `sh -c '...'` has its own. */
function simpleCommands(command: string): string[][] {
  return command
    .split(/[|&;<>()`'"{}\n]+|\$\(/)
    .map((part) => part.split(/\s+/).filter((word) => word !== ""))
    .filter((words) => words.length > 0);
}

function namesOwnFile(words: readonly string[], files: ReadonlySet<string>): boolean {
  const at = words.findIndex((word) => !isBeforeProgram(word));
  const program = words[at];
  if (program === undefined) return false;
  if (program.includes("/") && staysInside(program)) return true;
  const name = program.slice(program.lastIndexOf("/") + 1);
  if (FILES_OF_TOOLS[name]?.some((file) => files.has(file)) === true) return true;
  if (!INTERPRETERS.test(name)) return false;
  const script = words
    .slice(at + 1)
    .find((word, index, after) => !word.startsWith("-") && !OPTIONS_WITH_VALUE.has(after[index - 1] ?? ""));
  return script !== undefined && staysInside(script) && files.has(script.replace(/^(\.\/)+/, ""));
}

/** Options, assignments, and what options and wrappers such as `timeout 5` take. */
function isBeforeProgram(word: string): boolean {
  return WRAPPERS.has(word) || /^-|^\w+=|^\d+(\.\d+)?[smhd]?$/.test(word);
}

/** A link may still lead out of the folder, and what it leads to is then the same on both sides. */
function staysInside(path: string): boolean {
  return !/^[/~$]|^\w:[/\\]|(^|\/)\.\.(\/|$)/.test(path);
}
