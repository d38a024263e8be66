/** Whether a command line itself says that it runs code of the folder that it is started in. Pure. */

/** Programs that run the program that is named after them. */
const WRAPPERS = new Set([
  ...["builtin", "command", "doas", "env", "exec", "ionice", "nice", "nohup", "setsid", "stdbuf", "sudo"],
  ...["taskset", "then", "do", "else", "time", "timeout", "xvfb-run", "!", "if", "while", "until"],
]);
/** Interpreters, which run the script that is named after them. */
const INTERPRETERS =
  /^(ba|da|k|z|a)?sh$|^(python|pypy)[\d.]*t?$|^(bun|deno|julia|lua|node|perl|php|Rscript|ruby|source|\.)$/;
/** Options of interpreters that may stand before the script, with a value after them. */
const OPTIONS_WITH_VALUE = new Set(["-W", "-X", "-o", "-r"]);
/** Tools that run what a file of the folder says, by the names of the files that they look for. */
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
 * Whether a command runs a program or script that lies in the folder, by its relative path, or a tool that is told what to
 * do by a file of the folder. A file that a program reads is no proof: the program may be anybody's.
 *
 * @param files of the folder, relative to it, forward slashes
 */
export function namesOwnCode(command: string, files: ReadonlySet<string>): boolean {
  return simpleCommands(command).some((words) => namesOwnFile(words, files));
}

/** The words of each part that a shell runs by itself, also within quotes: `sh -c '...'` has parts of its own. */
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

/** Whether a word may stand before the program: an option, an assignment, a wrapper such as `timeout 5`, or its value. */
function isBeforeProgram(word: string): boolean {
  return WRAPPERS.has(word) || /^-|^\w+=|^\d+(\.\d+)?[smhd]?$/.test(word);
}

/** Whether a path stays in the folder by its text. A link may still lead out of it, to what is the same on both sides. */
function staysInside(path: string): boolean {
  return !/^[/~$]|^\w:[/\\]|(^|\/)\.\.(\/|$)/.test(path);
}
