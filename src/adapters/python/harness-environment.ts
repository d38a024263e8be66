/** The environment a harness is started with. Pure. */

import type { Side } from "../../ports/environments.ts";
import type { SharedLayout } from "../../ports/processes.ts";
import { SESSION_VARIABLE } from "../processes/process-tree.ts";

/** Where the harness finds its controller, and what tells its processes from all others. */
export interface Rendezvous {
  readonly port: number;
  readonly token: string;
  /** Value of a variable that every process the harness starts inherits, unless it takes care not to. */
  readonly session: string;
}

export type Variables = Readonly<Record<string, string>>;

const PADDING_VARIABLE = "HOTPATH_GATE_PADDING";
const PAGE_BYTES = 4096;

/**
 * Variables for a harness. The side's own `PYTHONPATH` goes into a variable of ours, from which the harness restores
 * it: so the harness is found first, and the project's folders keep their order.
 *
 * @param harnessFolder that has `hotpath_gate_harness` in it: absolute
 * @param delimiter between the folders of a list: `:`, or `;` on Windows
 */
export function harnessVariables(
  side: Side,
  layout: SharedLayout,
  rendezvous: Rendezvous,
  harnessFolder: string,
  delimiter: string,
): Variables {
  const { PYTHONPATH: userPath = "", ...inherited } = side.environment;
  const folders = side.pythonPath.join(delimiter);
  return {
    // The job's own disturbing variables are already removed: a hash seed here is one that the user chose.
    PYTHONHASHSEED: String(layout.hashSeed),
    ...inherited,
    PWD: side.workingDirectory,
    PYTHONPATH: harnessFolder,
    HOTPATH_GATE_PORT: String(rendezvous.port),
    HOTPATH_GATE_TOKEN: rendezvous.token,
    HOTPATH_GATE_PATH_FIRST: side.pythonPathFirst ? folders : "",
    HOTPATH_GATE_PATH_LAST: side.pythonPathFirst ? "" : folders,
    HOTPATH_GATE_PATH_WITHOUT: side.notFrom.join(delimiter),
    HOTPATH_GATE_PATH_REDIRECT: rootsOf(side.redirect).join(delimiter),
    HOTPATH_GATE_USER_PYTHONPATH: userPath,
    [SESSION_VARIABLE]: rendezvous.session,
    [PADDING_VARIABLE]: "",
  };
}

/** In the order in which the harness reads them. */
function rootsOf(redirect: Side["redirect"]): readonly string[] {
  return redirect === null ? [] : [redirect.from, redirect.base, redirect.to];
}

/**
 * Pads the environment to one size. It lies at the top of the stack, so its size decides where everything below it
 * begins. Paths differ in length between the sides: this makes up for it, and adds the block's own padding.
 *
 * @param roomBytes size that every environment of the run is filled up to
 */
export function padEnvironment(variables: Variables, roomBytes: number, layout: SharedLayout): Variables {
  const missing = Math.max(0, roomBytes - environmentBytes(variables));
  return { ...variables, [PADDING_VARIABLE]: "x".repeat(missing + layout.padding) };
}

/**
 * Size that the environments of the run are filled up to: the one so far, or more whole pages. It is never tight, so
 * that the other side fits in too.
 */
export function roomFor(variables: Variables, soFarBytes: number): number {
  const bytes = environmentBytes(variables);
  return bytes <= soFarBytes ? soFarBytes : Math.ceil((bytes + PAGE_BYTES / 2) / PAGE_BYTES) * PAGE_BYTES;
}

/** Size of an environment as the kernel lays it out: `NAME=value` and a zero byte for each variable. */
export function environmentBytes(variables: Variables): number {
  const encoder = new TextEncoder();
  return Object.entries(variables).reduce(
    (sum, [name, value]) => sum + encoder.encode(`${name}=${value}`).length + 1,
    0,
  );
}
