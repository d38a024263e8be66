/**
 * The workflow runs that the server knows, and the runtime tokens that act for them: a token shaped as GitHub's
 * (a JWT whose `scp` names run and job, and whose `ac` lists the cache scopes), good only for its own run.
 */
// @ts-check
import { createHmac, randomBytes, randomUUID } from "node:crypto";

/**
 * @typedef {object} RunDescription
 * @property {number} [id] run number as in `GITHUB_RUN_ID`; a new one unless given
 * @property {string} ref e.g. `refs/heads/main`, `refs/pull/7/merge`
 * @property {string} [baseRef] base of a pull request, as a full ref
 * @property {string} [event]
 * @property {string} [headBranch]
 * @property {string} [headSha]
 * @property {number} [headRepositoryId] that of the fork where there is one
 * @property {string} [fork] owner of the fork that head lies in
 * @property {number} [attempt]
 * @property {string | null} [conclusion]
 * @property {string} [path] of the workflow
 * @property {boolean} [cacheWrites] false for runs whose token may only read the cache
 *
 * @typedef {object} Run
 * @property {number} id
 * @property {string} backendId
 * @property {string} jobBackendId
 * @property {string} ref
 * @property {string[]} readScopes refs whose cache entries the run may read, in the order they are searched
 * @property {boolean} cacheWrites
 * @property {string} event
 * @property {string} headBranch
 * @property {string} headSha
 * @property {number} headRepositoryId
 * @property {string | null} fork owner of the fork that head lies in
 * @property {number} attempt
 * @property {string | null} conclusion null while it runs
 * @property {string} path
 * @property {string} createdAt
 */

/** @param {{ defaultBranch: string, repositoryId: number }} repository */
export function createRuns(repository) {
  const secret = randomBytes(32);
  /** @type {Run[]} */
  const runs = [];
  let nextId = 9_000_000_001;

  /** @param {string} unsigned */
  const sign = (unsigned) => createHmac("sha256", secret).update(unsigned).digest("base64url");

  return {
    runs,

    /**
     * @param {RunDescription} description
     * @returns {Run}
     */
    add(description) {
      const defaultRef = `refs/heads/${repository.defaultBranch}`;
      const readScopes = [description.ref, description.baseRef ?? defaultRef, defaultRef];
      const run = {
        id: description.id ?? nextId++,
        backendId: randomUUID(),
        jobBackendId: randomUUID(),
        ref: description.ref,
        readScopes: [...new Set(readScopes)],
        cacheWrites: description.cacheWrites ?? true,
        event: description.event ?? "push",
        headBranch: description.headBranch ?? description.ref.replace(/^refs\/heads\//, ""),
        headSha: description.headSha ?? "0".repeat(40),
        headRepositoryId:
          description.headRepositoryId ?? repository.repositoryId + (description.fork === undefined ? 0 : 1),
        fork: description.fork ?? null,
        attempt: description.attempt ?? 1,
        conclusion: description.conclusion ?? null,
        path: description.path ?? ".github/workflows/benchmarks.yml",
        createdAt: new Date().toISOString(),
      };
      runs.push(run);
      return run;
    },

    /**
     * @param {Run} run
     * @returns {string}
     */
    runtimeToken(run) {
      const now = Math.floor(Date.now() / 1000);
      const scopes = run.readScopes.map((scope) => ({
        Scope: scope,
        Permission: scope === run.ref && run.cacheWrites ? 3 : 1,
      }));
      const claims = {
        ac: JSON.stringify(scopes),
        exp: now + 6 * 3600,
        iat: now,
        scp: `Actions.Results:${run.backendId}:${run.jobBackendId}`,
      };
      const unsigned = [{ alg: "HS256", typ: "JWT" }, claims]
        .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
        .join(".");
      return `${unsigned}.${sign(unsigned)}`;
    },

    /**
     * The run that a request acts for; null when its token is none of ours.
     *
     * @param {string | undefined} authorization
     * @returns {Run | null}
     */
    authenticate(authorization) {
      const [header, claims, signature] = (authorization ?? "").replace(/^Bearer /, "").split(".");
      if (claims === undefined || signature !== sign(`${header}.${claims}`)) return null;
      const { scp } = JSON.parse(Buffer.from(claims, "base64url").toString("utf8"));
      return runs.find((run) => scp === `Actions.Results:${run.backendId}:${run.jobBackendId}`) ?? null;
    },
  };
}
