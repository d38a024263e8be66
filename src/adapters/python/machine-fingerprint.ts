/** What has to be the same before times of two runs can be compared: the machine, its Python and its packages. */
import { cpus, release, type } from "node:os";
import type { Fingerprint } from "../../model.ts";
import type { Side } from "../../ports/environments.ts";
import { textOf } from "../files/bounded-files.ts";
import { hashOfFiles } from "../files/file-hashes.ts";
import { ask, gitIn } from "../git/git-command.ts";
import { identifyPython } from "./interpreter.ts";
import { jobVariables } from "./job-variables.ts";

/** Limit for what the system says of itself, in bytes. Machines with hundreds of CPUs say much. */
const SYSTEM_BYTES = 16 * 1024 * 1024;

/**
 * Fingerprint of this machine.
 *
 * @param job environment of the job, in which hosted runners name their image
 * @param inherited what measured processes get of it
 * @throws GateError
 */
export async function fingerprintOf(
  side: Side,
  job: Readonly<Record<string, string | undefined>>,
  inherited: Readonly<Record<string, string | undefined>>,
): Promise<Fingerprint> {
  const [cpu, os, python, lock, variables] = await Promise.all([
    cpuModel(),
    operatingSystem(job),
    identifyPython(side.python, side.environment, side.checkout.root),
    lockHash(side),
    jobVariables(side, inherited, job),
  ]);
  const build = python.build.length === 0 ? "" : ` (${python.build.join("; ")})`;
  return {
    cpu,
    os,
    python: `${python.implementation} ${python.version}${build}`,
    lock,
    packages: python.packages,
    variables,
  };
}

async function cpuModel(): Promise<string> {
  return (
    modelInCpuInfo((await textOf("/proc/cpuinfo", SYSTEM_BYTES)) ?? "") ??
    cpus()[0]?.model.trim() ??
    "unknown"
  );
}

/** Name of the first processor; null if the text does not say. ARM gives numbers instead of a name. */
export function modelInCpuInfo(text: string): string | null {
  const field = (name: string) => new RegExp(`^${name}\\s*: *(.+)$`, "m").exec(text)?.[1]?.trim();
  const name = field("model name");
  if (name !== undefined) return name;
  const numbers = ["implementer", "variant", "part", "revision"].flatMap((one) => field(`CPU ${one}`) ?? []);
  return numbers.length === 0 ? null : `ARM ${numbers.join(" ")}`;
}

async function operatingSystem(job: Readonly<Record<string, string | undefined>>): Promise<string> {
  if (job.ImageOS && job.ImageVersion) return `${job.ImageOS} ${job.ImageVersion}`;
  const system = (await textOf("/etc/os-release", SYSTEM_BYTES)) ?? "";
  const name = /^PRETTY_NAME=(["']?)(.+)\1$/m.exec(system)?.[2];
  const version = release().split(".").slice(0, 2).join(".");
  return name === undefined ? `${type()} ${release()}` : `${name}, kernel ${version}`;
}

const LOCK_FILES = ["requirements*.txt", "requirements/*.txt", "*.lock", "pylock*.toml"];

/** Hash over names and contents of the tracked lock and requirement files; null if there are none. */
async function lockHash(side: Side): Promise<string | null> {
  const { root } = side.checkout;
  const names = new Set<string>();
  for (const folder of new Set([root, side.workingDirectory])) {
    const patterns = LOCK_FILES.map((pattern) => `:(glob)${pattern}`);
    const listing = await ask(gitIn(folder), "ls-files", "-z", "--full-name", "--", ...patterns);
    for (const name of listing?.split("\0") ?? []) if (name !== "") names.add(name);
  }
  return hashOfFiles(root, names);
}
