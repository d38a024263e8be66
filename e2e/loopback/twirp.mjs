/**
 * The JSON form of twirp that GitHub's results service speaks: which methods there are, what their requests
 * have to look like, and how they fail.
 */
// @ts-check
import { Ajv } from "ajv";

/**
 * @typedef {import("./blobs.mjs").Answer} Answer
 * @typedef {import("./runs.mjs").Run} Run
 *
 * @typedef {object} TwirpMethod
 * @property {Record<string, unknown>} request schema of the message, fields in their proto spelling
 * @property {(request: any, run: Run) => Answer} answer
 */

export const TWIRP_ROOT = "/twirp/github.actions.results.api.v1.";

export const text = { type: "string", minLength: 1 };
export const int64 = { type: "string", pattern: "^[0-9]+$" };

/**
 * Schema of a request. Fields with their type's default value are left out on the wire, so a number is never
 * required.
 *
 * @param {Record<string, unknown>} required
 * @param {Record<string, unknown>} [optional]
 */
export function message(required, optional = {}) {
  return {
    type: "object",
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

/**
 * @param {unknown} body
 * @returns {Answer}
 */
export function success(body) {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

/**
 * @param {number} status
 * @param {string} code
 * @param {string} msg
 * @returns {Answer}
 */
export function failure(status, code, msg) {
  return {
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code, msg }),
  };
}

/**
 * @param {Record<string, TwirpMethod>} methods by `Service/Method`
 * @param {ReturnType<typeof import("./runs.mjs").createRuns>} runs
 * @param {(route: string, what: string) => void} violate
 */
export function createTwirp(methods, runs, violate) {
  const ajv = new Ajv({ allErrors: true });
  const known = new Map(
    Object.entries(methods).map(([route, { request, answer }]) => [
      route,
      { validate: ajv.compile(request), answer },
    ]),
  );

  return {
    /** @param {string} path */
    route: (path) => path.slice(TWIRP_ROOT.length),

    /**
     * @param {string} route
     * @param {import("node:http").IncomingHttpHeaders} headers
     * @param {string} body
     * @returns {Answer}
     */
    answer(route, headers, body) {
      const method = known.get(route);
      if (method === undefined) {
        violate(route, "the service has no such method");
        return failure(404, "bad_route", `no handler for ${route}`);
      }
      const run = runs.authenticate(headers.authorization);
      if (run === null) return failure(401, "unauthenticated", "the runtime token is not valid");
      let request;
      try {
        request = JSON.parse(body);
      } catch {
        violate(route, "body is not JSON");
        return failure(400, "malformed", "the request is not JSON");
      }
      if (!method.validate(request)) {
        const why = ajv.errorsText(method.validate.errors);
        violate(route, why);
        return failure(422, "invalid_argument", why);
      }
      return method.answer(request, run);
    },
  };
}
