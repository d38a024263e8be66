/**
 * Writes fixtures/github/openapi-subset.json: of GitHub's OpenAPI description, what the loopback GitHub of
 * the tests checks requests against (method, path, parameters, request bodies), references resolved and
 * descriptions left out.
 *
 *     npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz
 *     node scripts/openapi-subset.mjs package/generated/api.github.com.json
 */
// @ts-check
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const OPERATIONS = [
  "GET /user",
  "GET /repos/{owner}/{repo}",
  "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
  "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
  "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
  "GET /repos/{owner}/{repo}/pulls",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}",
  "GET /repos/{owner}/{repo}/actions/artifacts",
  "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}",
  "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}",
  "GET /repos/{owner}/{repo}/actions/runs",
  "GET /repos/{owner}/{repo}/actions/runs/{run_id}",
  "GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts",
  "GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs",
  "GET /repos/{owner}/{repo}/git/commits/{commit_sha}",
  "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls",
  "GET /repos/{owner}/{repo}/issues/{issue_number}/labels",
  "GET /repos/{owner}/{repo}/issues/{issue_number}/events",
];

/** Keywords for people; everything that a validator acts on stays. */
const PROSE = new Set([
  "description",
  "summary",
  "title",
  "example",
  "examples",
  "externalDocs",
  "deprecated",
]);

const source = process.argv[2];
if (source === undefined) {
  console.error("usage: node scripts/openapi-subset.mjs <path of api.github.com.json>");
  process.exit(2);
}
const description = JSON.parse(readFileSync(source, "utf8"));

/**
 * @param {any} node a part of the description
 * @param {boolean} named whether its keys are names (of properties), not keywords
 * @returns {any} a copy without references and prose
 */
function plain(node, named = false) {
  if (Array.isArray(node)) return node.map((item) => plain(item));
  if (node === null || typeof node !== "object") return node;
  if (typeof node.$ref === "string") {
    const keys = node.$ref.replace("#/", "").split("/");
    return plain(keys.reduce((/** @type {any} */ at, /** @type {string} */ key) => at[key], description));
  }
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => named || !(PROSE.has(key) || key.startsWith("x-")))
      .map(([key, value]) => [key, plain(value, !named && key === "properties")]),
  );
}

const operations = OPERATIONS.map((operation) => {
  const [method = "", path = ""] = operation.split(" ");
  const found = description.paths[path]?.[method.toLowerCase()];
  if (found === undefined) throw new Error(`${source} has no operation ${operation}`);
  return {
    method,
    path,
    documentation: found.externalDocs.url,
    parameters: plain(found.parameters ?? []),
    body: plain(found.requestBody?.content?.["application/json"]?.schema ?? null),
    bodyRequired: found.requestBody?.required ?? false,
  };
});

const target = new URL("../fixtures/github/openapi-subset.json", import.meta.url);
const subset = {
  source: `@octokit/openapi@${description.info.version}, made by scripts/openapi-subset.mjs`,
  license: description.info.license.name,
  operations,
};
writeFileSync(target, `${JSON.stringify(subset, null, 2)}\n`);
console.log(`${fileURLToPath(target)}: ${operations.length} operations`);
