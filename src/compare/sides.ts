/** How the sides are named in the result. Pure. */
import type { ComparedCommit } from "../model/base-choice.ts";
import type { SideName, SideReport } from "../model.ts";
import type { Hello } from "../protocol.ts";

/** An interpreter in words: `CPython 3.13.0 (free-threaded, GIL on)`. */
export function describePython({ implementation, version, build }: Hello["python"]): string {
  return `${implementation} ${version}${build.length === 0 ? "" : ` (${build.join(", ")})`}`;
}

export function sideReport(
  name: SideName,
  { commit, label, chosenAs }: ComparedCommit,
  python: Hello["python"],
): SideReport {
  const how = chosenAs === undefined ? {} : { chosenAs };
  return { name, commit, label, python: describePython(python), ...how };
}
