/** The path in a target of `benchmarks`, however it is written. Pure. */

/** Without `./` before it and slashes after it. */
export function normalTarget(target: string): string {
  return target.replace(/^\.\//, "").replace(/(?<!\/)\/+$/, "");
}

/** Of the file or folder, without what is named in it. */
export function targetPath(target: string): string {
  return normalTarget(target.split("::", 1)[0] ?? target);
}
