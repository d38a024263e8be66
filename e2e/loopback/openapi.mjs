/**
 * Whether a request is one that GitHub describes: operation, parameters and body, against
 * fixtures/github/openapi-subset.json.
 */
// @ts-check
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";

/**
 * @typedef {object} Parameter
 * @property {string} name
 * @property {"path" | "query" | "header"} in
 * @property {boolean} [required]
 * @property {Record<string, unknown>} schema
 *
 * @typedef {object} Operation
 * @property {string} method
 * @property {string} path template, as in `/repos/{owner}/{repo}`
 * @property {string} documentation
 * @property {Parameter[]} parameters
 * @property {Record<string, unknown> | null} body
 * @property {boolean} bodyRequired
 *
 * @typedef {object} Match a request that names an operation
 * @property {string} route method and path template
 * @property {Operation} operation
 * @property {Record<string, string>} path values of the path parameters
 * @property {string[]} violations what the request does that the description does not allow
 */

/** @type {{ operations: Operation[] }} */
const description = JSON.parse(
  readFileSync(new URL("../../fixtures/github/openapi-subset.json", import.meta.url), "utf8"),
);

// Query and path values arrive as text, so they are coerced; bodies never are.
const parameterAjv = new Ajv({ coerceTypes: true, strict: false, validateFormats: false, allErrors: true });
const bodyAjv = new Ajv({ strict: false, validateFormats: false, allErrors: true });

const operations = description.operations.map((operation) => ({
  operation,
  pattern: pathPattern(operation.path),
  parameters: operation.parameters.map((parameter) => ({
    parameter,
    validate: parameterAjv.compile({ type: "object", properties: { value: parameter.schema } }),
  })),
  validateBody: operation.body === null ? null : bodyAjv.compile(operation.body),
}));

/** @param {string} template */
function pathPattern(template) {
  const parts = template.split(/\{(\w+)\}/);
  return new RegExp(
    `^${parts.map((part, index) => (index % 2 === 1 ? `(?<${part}>[^/]+)` : part)).join("")}$`,
  );
}

/**
 * The operation that a request names, with everything that is wrong about it; null when GitHub's description
 * (as far as it is kept here) has no such operation. Never throws.
 *
 * @param {string} method
 * @param {string} path without query
 * @param {URLSearchParams} query
 * @param {string} bodyText
 * @returns {Match | null}
 */
export function matchOperation(method, path, query, bodyText) {
  for (const { operation, pattern, parameters, validateBody } of operations) {
    if (operation.method !== method) continue;
    const found = pattern.exec(path);
    if (found === null) continue;
    const pathValues = Object.fromEntries(
      Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    /** @type {string[]} */
    const violations = [];
    for (const { parameter, validate } of parameters) {
      const value = parameter.in === "path" ? pathValues[parameter.name] : query.get(parameter.name);
      if (parameter.in === "header") continue;
      if (value === null || value === undefined) {
        if (parameter.required) violations.push(`${parameter.in} parameter ${parameter.name} is missing`);
      } else if (!validate({ value })) {
        violations.push(
          `${parameter.in} parameter ${parameter.name} = ${value}: ${parameterAjv.errorsText(validate.errors)}`,
        );
      }
    }
    for (const name of new Set(query.keys())) {
      if (!operation.parameters.some((parameter) => parameter.in === "query" && parameter.name === name)) {
        violations.push(`query parameter ${name} is not described`);
      }
    }
    violations.push(...bodyViolations(operation, validateBody, bodyText));
    return { route: `${method} ${operation.path}`, operation, path: pathValues, violations };
  }
  return null;
}

/**
 * @param {Operation} operation
 * @param {import("ajv").ValidateFunction | null} validate
 * @param {string} text
 * @returns {string[]}
 */
function bodyViolations(operation, validate, text) {
  if (text === "") return operation.bodyRequired ? ["body is missing"] : [];
  if (validate === null) return ["body where none is described"];
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return ["body is not JSON"];
  }
  return validate(value) ? [] : [`body: ${bodyAjv.errorsText(validate.errors)}`];
}
