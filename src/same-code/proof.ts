/**
 * Whether a change can have anything to do with a benchmark: if nothing that it reads differs between base and head, it runs
 * the same code on both sides. Decided by head's reads and git's list of changes alone, so base is neither installed nor run.
 * Where a change may matter in a way that nothing shows, it does. Pure.
 */
import type { ChangedPath, NotSame } from "../model/same-code.ts";
import type { BenchmarkReads, Refusal } from "./reads.ts";

export interface ProofFacts {
  /** Folder of head's checkout, absolute. */
  readonly root: string;
  readonly changes: readonly ChangedPath[];
  /** Of the changed paths, those of a kind that no benchmark runs by. */
  readonly inert: ReadonlySet<string>;
  /** What any benchmark is seen to read: those that do not read it have nothing to do with it. */
  readonly readByAny: ReadonlySet<string>;
  /** Files of the checkout that exist and that git does not know: absolute paths. */
  readonly untracked: ReadonlySet<string>;
}

const UNKNOWABLE: readonly Refusal[] = ["starts-process", "uses-network", "traces", "not-noted", "too-much"];

/** Why a benchmark has to be measured; null if it runs the same code on both sides. */
export function whyNotSame(reads: BenchmarkReads, facts: ProofFacts): NotSame | null {
  const refusal = UNKNOWABLE.find((why) => reads.refused.has(why));
  if (refusal !== undefined) return { kind: "not-followed", why: refusal };
  for (const change of facts.changes) {
    const why = whyItMatters(change, reads, facts);
    if (why !== null) return { kind: why, path: change.path };
  }
  for (const path of facts.untracked) {
    if (reads.files.has(path)) return { kind: "on-head-alone", path: path.slice(facts.root.length + 1) };
  }
  return null;
}

type WhyItMatters = Exclude<NotSame["kind"], "not-followed" | "on-head-alone">;

function whyItMatters(change: ChangedPath, reads: BenchmarkReads, facts: ProofFacts): WhyItMatters | null {
  const { path, on, isFile } = change;
  if (!isFile) return "changed-link";
  const full = `${facts.root}/${path}`;
  if (reads.files.has(full)) return "changed-file";
  if (on !== "both" && foldersAbove(full, facts.root).some((folder) => reads.folders.has(folder)))
    return "changed-folder";
  const name = path.slice(path.lastIndexOf("/") + 1);
  // pytest looks for these beside and above benchmarks, and finds those of head alone.
  if (on === "base" && name === "conftest.py") return "changed-file";
  if (on !== "both" && name === "__init__.py" && isAbove(full, reads)) return "changed-file";
  if (isModule(name)) {
    if (mayBeSought(path, reads.sought)) return "may-be-imported";
    if (reads.refused.has("imports-by-name") && !facts.inert.has(path)) return "may-be-imported";
    return null;
  }
  if (NATIVE.test(name)) return "unknown-kind";
  return facts.inert.has(path) || facts.readByAny.has(full) ? null : "unknown-kind";
}

const MODULE = /\.pyw?$|\.pyc$/;
/** One native library loads others by itself, which no hook sees. */
const NATIVE = /\.(?:so|pyd|dylib|dll)(?:\.[\d.]+)?$/;

function isModule(name: string): boolean {
  return MODULE.test(name);
}

/** Whether a package's own file decides which names the files below it have. */
function isAbove(full: string, { files }: BenchmarkReads): boolean {
  const folder = full.slice(0, full.lastIndexOf("/") + 1);
  for (const file of files) if (file.startsWith(folder)) return true;
  return false;
}

/** Names that are looked for at the start of each process, before anything is noted. */
const SOUGHT_BY_ALL: readonly string[] = ["sitecustomize", "usercustomize"];

/** Whether a module could be one of those: under which name a folder is found depends on `sys.path`, so all are tried. */
function mayBeSought(path: string, sought: ReadonlySet<string>): boolean {
  const parts = path.split("/");
  const [last = ""] = parts.splice(-1);
  const name = last.slice(0, last.indexOf("."));
  if (name !== "__init__") parts.push(name);
  return parts.some((_, start) => {
    const dotted = parts.slice(start).join(".");
    return sought.has(dotted) || SOUGHT_BY_ALL.includes(dotted);
  });
}

/** The folders of a file, up to the checkout's. */
function foldersAbove(full: string, root: string): string[] {
  const folders: string[] = [];
  for (let end = full.lastIndexOf("/"); end >= root.length; end = full.lastIndexOf("/", end - 1)) {
    folders.push(full.slice(0, end));
    if (end === root.length) break;
  }
  return folders;
}
