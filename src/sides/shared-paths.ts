/** Which files of a checkout are the project's, and which of them both sides have from head. Pure. */

import { posix } from "node:path";
import { GateError } from "../errors.ts";
import { type DetectedSuite, runsCommands } from "../plan/detect-suite.ts";
import type { Checkout, Checkouts, TextOf } from "../ports/checkouts.ts";
import type { Side } from "../ports/environments.ts";
import { benchmarkFolderOf, conftestsAbove } from "../repository/benchmark-folders.ts";
import { pathsByPattern } from "../repository/globs.ts";
import { isFunctionTarget, targetPath } from "../repository/targets.ts";
import type { OpenHead } from "./sides.ts";

/** A side's code folders that lie in its checkout, relative to it. */
export function foldersInCheckout({ checkout: { root }, pythonPath }: Side): string[] {
  return pythonPath.flatMap((folder) => {
    if (folder === root) return [""];
    const rest = folder.startsWith(root) ? folder.slice(root.length).replaceAll("\\", "/") : "";
    return rest.startsWith("/") ? [rest.slice(1)] : [];
  });
}

/** A path relative to the project's folder, made relative to the checkout. */
export function inCheckout(path: string, side: Side): string {
  return inFolder(side.checkout.folder, path);
}

/** What was named from inside a folder of the checkout may lie beside that: git and Python write such a path without `..`. */
function inFolder(folder: string, path: string): string {
  return folder === "" ? path : posix.normalize(`${folder}/${path}`);
}

/** Whether a file, relative to the checkout, is head's on both sides. */
export function sharedPredicate({ shared }: Pick<OpenHead, "shared">): (path: string) => boolean {
  return (path) => shared.some((one) => path === one || path.startsWith(`${one}/`));
}

/** What base takes over from head as it is named, relative to the checkout: the benchmarks, and what pytest loads for them besides. */
export function namedPaths(
  { suite, files, repositoryFiles }: Pick<OpenHead, "suite" | "files" | "repositoryFiles">,
  { folder }: Checkout,
): readonly [readonly string[], readonly string[]] {
  const benchmarks = sharedPaths(suite, files).map((path) => inFolder(folder, path));
  if (suite.suite !== "pytest") return [benchmarks, []];
  return [benchmarks, conftestsAbove(benchmarks, new Set(repositoryFiles))];
}

/**
 * Paths that base takes over from head: what `benchmarks` names, with the folder of benchmarks that it lies in, but never the
 * code under test, or a command.
 */
export function sharedPaths(
  { suite, targets }: Pick<DetectedSuite, "suite" | "targets">,
  files: readonly string[],
): string[] {
  if (runsCommands(suite)) return [];
  const paths = targets.filter((target) => !isFunctionTarget(target)).map(targetPath);
  const all = paths.find((path) => path === "" || path === ".");
  if (all !== undefined) {
    throw new GateError(
      `\`benchmarks\` names the whole checkout (\`${all}\`), so base would be measured with head's code`,
      "Name only the folder or files of the benchmarks.",
    );
  }
  const matched = pathsByPattern(
    paths.filter((path) => /[*?[]/.test(path)),
    files,
    "benchmarks",
  );
  const known = new Set(files);
  const taken = paths
    .flatMap((path) => matched.get(path) ?? [path])
    .map((path) => benchmarkFolderOf(path, known) ?? path);
  return [...new Set(taken)];
}

/** How files of the project's folder are read, by their paths relative to it. */
export function projectText(checkout: Checkout, checkouts: Pick<Checkouts, "text">): TextOf {
  return (file) => checkouts.text(checkout, inFolder(checkout.folder, file));
}

/** Files of the project's folder, relative to it. */
export function projectFiles(checkout: Checkout, files: readonly string[]): string[] {
  const prefix = checkout.folder === "" ? "" : `${checkout.folder}/`;
  return files.filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length));
}
