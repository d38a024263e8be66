/** What files say about where they were made. */

/** A machine in words; null if the name is not given, because many machines have the same CPU. */
export function machineText(name: string | null | undefined, cpu: string | null | undefined): string | null {
  if (!name) return null;
  return cpu ? `${name}, ${cpu}` : name;
}

const IMPLEMENTATIONS: Readonly<Record<string, string>> = { cpython: "CPython", pypy: "PyPy" };

/**
 * A Python in words: `CPython 3.13.0`, or `Python 3.13` if the implementation is unknown; null if the version is.
 *
 * @param version its first word counts: `3.13.0 (64-bit)`
 */
export function pythonText(
  implementation: string | null | undefined,
  version: string | null | undefined,
): string | null {
  const [number] = version?.trim().split(" ") ?? [];
  if (!number) return null;
  const name = implementation || "Python";
  const small = name.toLowerCase();
  return `${Object.hasOwn(IMPLEMENTATIONS, small) ? IMPLEMENTATIONS[small] : name} ${number}`;
}

/** A full hash; null for anything else, such as pytest-benchmark's `unversioned`. */
export function commitHash(text: string | null | undefined): string | null {
  return text && /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(text) ? text : null;
}

/** A tool with its version: `pyperf 2.11.0`. */
export function toolText(name: string, version: string | null | undefined): string {
  return version ? `${name} ${version}` : name;
}
