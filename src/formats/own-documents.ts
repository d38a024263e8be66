/**
 * Documents that hotpath-gate itself writes, by their shape: people hand one to a command that reads another, and name
 * one where another is to be written. Pure.
 */

export type OwnDocument = "result" | "diagnosis" | "baseline" | "page";

/** Which JSON document of ours a value looks like; null for anything else. Its own schema checks the rest. */
export function ownDocument(value: unknown): Exclude<OwnDocument, "page"> | null {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "schemaVersion")) return null;
  const has = (...keys: readonly string[]) => keys.every((key) => Object.hasOwn(value, key));
  if (has("series")) return "baseline";
  if (has("verdict", "benchmarks")) return "result";
  return has("findings", "forecasts") ? "diagnosis" : null;
}

/**
 * Which document of ours a text begins like, as every version has written them; null for anything else. The rest of the
 * text may be damaged.
 */
export function ownDocumentBeginning(text: string): OwnDocument | null {
  if (/^<!doctype html>\n<html lang="en">\n<head>\n(<meta [^>]*>\n)+<title>[^<]* hotpath-gate: /.test(text)) {
    return "page";
  }
  if (!/^\s*\{\s*"schemaVersion"\s*:\s*\d+\s*,/.test(text)) return null;
  if (/"tool"\s*:\s*\{\s*"name"\s*:\s*"hotpath-gate"/.test(text)) {
    const isDiagnosis = /"config"\s*:\s*\{\s*"suite"\s*:\s*"[a-z]+"\s*,\s*"benchmarks"/.test(text);
    return isDiagnosis ? "diagnosis" : "result";
  }
  return /"commit"\s*:/.test(text) ? "baseline" : null;
}

/** What each of them is, and which command is for it. */
export const OWN_DOCUMENT_WORDS: Readonly<Record<OwnDocument, string>> = {
  result: "a result document of hotpath-gate, which `hotpath-gate report` shows",
  diagnosis: "what `hotpath-gate doctor --json` wrote, for other programs to read",
  baseline: "a baseline of hotpath-gate, which `hotpath-gate compare` reads",
  page: "a page of hotpath-gate, for a browser to show",
};
