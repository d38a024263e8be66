/** What a workflow's run with the gate in it has said. */
// @ts-check

/**
 * @typedef {import("./act.mjs").WorkflowRun & {
 *   runId: number,
 *   outputs: Record<string, string>,
 *   report: any,
 * }} GateRun a workflow's run with the outputs and the result document of its gate step
 */

/** The JSON documents that the workflow's last step prints. @param {string} output @returns {any[]} */
export function printedDocuments(output) {
  const documents = [];
  let rest = output.slice(Math.max(output.search(/^\{$/m), 0));
  while (rest.startsWith("{")) {
    const end = rest.search(/^\}$/m);
    if (end < 0) break;
    try {
      documents.push(JSON.parse(rest.slice(0, end + 1)));
    } catch {
      break;
    }
    rest = rest.slice(end + 1).trimStart();
  }
  return documents;
}

/** @param {GateRun} run @returns {[id: string, verdict: string][]} */
export function verdictsOf(run) {
  return (run.report?.benchmarks ?? []).map((/** @type {any} */ row) => [row.id, row.verdict]);
}

/** @param {GateRun} run @param {string} id */
export function rowOf(run, id) {
  return run.report?.benchmarks.find((/** @type {any} */ row) => row.id === id);
}

/** @param {string | undefined} markdown */
export function tableLines(markdown) {
  return (markdown ?? "").split("\n").filter((line) => line.startsWith("|"));
}

/**
 * Tokens that a text shows, by kind.
 *
 * @param {string} text
 * @returns {Record<string, string>}
 */
export function tokensIn(text) {
  const found = {
    "a GitHub token": /gh[sp]_[0-9a-f]{36}/.exec(text)?.[0],
    "a runtime token": /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(text)?.[0],
  };
  return Object.fromEntries(
    Object.entries(found).flatMap(([kind, value]) => (value === undefined ? [] : [[kind, value]])),
  );
}
