/** Documents that hotpath-gate itself writes, by their shape: people hand one to a command that reads another. Pure. */

export type OwnDocument = "result" | "diagnosis" | "baseline";

/** Which document of ours a value looks like; null for anything else. Its own schema checks the rest. */
export function ownDocument(value: unknown): OwnDocument | null {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "schemaVersion")) return null;
  const has = (...keys: readonly string[]) => keys.every((key) => Object.hasOwn(value, key));
  if (has("series")) return "baseline";
  if (has("verdict", "benchmarks")) return "result";
  return has("findings", "forecasts") ? "diagnosis" : null;
}

/** What each of them is, and which command is for it. */
export const OWN_DOCUMENT_WORDS: Readonly<Record<OwnDocument, string>> = {
  result: "a result document of hotpath-gate, which `hotpath-gate report` shows",
  diagnosis: "what `hotpath-gate doctor --json` wrote, for other programs to read",
  baseline: "a baseline of hotpath-gate, which `hotpath-gate compare` reads",
};
