/** What files say of where they were made. */

/** Null where the name is not given: a CPU alone is many machines'. */
export function machineText(name: string | null | undefined, cpu: string | null | undefined): string | null {
  if (!name) return null;
  return cpu ? `${name}, ${cpu}` : name;
}

const IMPLEMENTATIONS: Readonly<Record<string, string>> = { cpython: "CPython", pypy: "PyPy" };

/**
 * `CPython 3.13.0`, `Python 3.13` where the implementation is not known; null where the version is not.
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

/** Null for what is no full hash, such as pytest-benchmark's `unversioned`. */
export function commitHash(text: string | null | undefined): string | null {
  return text && /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(text) ? text : null;
}

/** `pyperf 2.11.0` */
export function toolText(name: string, version: string | null | undefined): string {
  return version ? `${name} ${version}` : name;
}
