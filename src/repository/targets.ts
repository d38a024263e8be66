/** What a target of `benchmarks` is: a path, a path with something named in it, or a function. Pure. */
import { foldersAbove } from "./path.ts";

/** A target without `./` before it and slashes after it. */
export function normalTarget(target: string): string {
  return target.replace(/^\.\//, "").replace(/(?<!\/)\/+$/, "");
}

/** The file or folder of a target, without what is named in it. */
export function targetPath(target: string): string {
  return normalTarget(target.split("::", 1)[0] ?? target);
}

/**
 * Whether a target is `package.module:function` (or `package.module:function[10]`), and neither a path nor a pytest
 * node id.
 */
export function isFunctionTarget(target: string): boolean {
  return /^[A-Za-z_][\w.]*:[A-Za-z_][\w.]*(\[[^\]]*\])?$/.test(target);
}

/** Whether a path is a target, or lies in one. Functions name no path. */
export function namedBy(targets: readonly string[]): (path: string) => boolean {
  const named = new Set(targets.filter((target) => !isFunctionTarget(target)).map(targetPath));
  return (path) =>
    named.has(".") || named.has(path) || [...foldersAbove(path)].some((folder) => named.has(folder));
}
