/** Whether a place of the file system lies in a folder. */
import { isAbsolute, relative, sep } from "node:path";

/** Both absolute. */
export function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
