/** What tells the machine of a baseline from another one. Pure. */
import { differentVariables } from "../baseline/variables.ts";
import type { FingerprintDifference } from "../model/stored-evidence.ts";
import type { Fingerprint } from "../model.ts";

/** What of a fingerprint differs; empty when nothing does. */
export function fingerprintDifferences(baseline: Fingerprint, here: Fingerprint): FingerprintDifference[] {
  const differences: FingerprintDifference[] = [];
  for (const kind of ["cpu", "os", "python"] as const) {
    if (baseline[kind] !== here[kind]) differences.push({ kind, baseline: baseline[kind], here: here[kind] });
  }
  if (baseline.lock !== here.lock) differences.push({ kind: "lock-files" });
  if (baseline.packages === null || here.packages === null) differences.push({ kind: "packages-unknown" });
  else if (baseline.packages !== here.packages) differences.push({ kind: "packages" });
  const names = differentVariables(baseline, here);
  if (names.length > 0) differences.push({ kind: "variables", names });
  return differences;
}
