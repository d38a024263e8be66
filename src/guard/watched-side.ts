/** A side whose harness finds out whose code its child processes run. What is timed is never watched. Pure. */
import type { Side } from "../ports/environments.ts";
import type { ProjectCode } from "./project-code.ts";

const WATCH_VARIABLE = "HOTPATH_GATE_WITNESS";
/** Most characters of the variable, which has to fit into an environment. What is left out is merely not asked for. */
const MOST_CHARACTERS = 30_000;

export function watchedSide(side: Side, { names, perhaps }: ProjectCode): Side {
  const asked = [...new Set([...names, ...perhaps.keys()])].map((name) => name.split(".")[0] ?? name);
  const list = [...new Set(asked)].sort().join(",").slice(0, MOST_CHARACTERS);
  return { ...side, environment: { ...side.environment, [WATCH_VARIABLE]: list } };
}
