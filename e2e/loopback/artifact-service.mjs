/** The artifact service (v4): zip files of a run, one a name; the token of a run sees no other run's. */
// @ts-check
import { createHash } from "node:crypto";
import { failure, int64, message, success, text } from "./twirp.mjs";

/**
 * @typedef {import("./runs.mjs").Run} Run
 *
 * @typedef {object} Artifact
 * @property {number} id
 * @property {string} name
 * @property {Run} run
 * @property {number} size
 * @property {string | null} digest
 * @property {string} createdAt
 * @property {string} expiresAt
 * @property {boolean} ready false until the upload is complete
 * @property {boolean} expired
 * @property {import("./blobs.mjs").Blob} blob
 */

const DAY_MS = 24 * 3600 * 1000;
const ids = { workflow_run_backend_id: text, workflow_job_run_backend_id: text };
const named = { ...ids, name: text };

/** @param {ReturnType<typeof import("./blobs.mjs").createBlobStore>} blobs */
export function createArtifactService(blobs) {
  /** @type {Artifact[]} oldest first */
  const artifacts = [];
  let nextId = 3_000_000_001;

  /**
   * @param {{ name: string }} request
   * @param {Run} run
   */
  const own = (request, run) =>
    artifacts.find((artifact) => artifact.run === run && artifact.name === request.name);

  /**
   * @param {Run} run
   * @param {string} name
   * @param {{ expires_at?: string, mime_type?: string }} request
   * @returns {Artifact}
   */
  function begin(run, name, request) {
    const created = new Date();
    const mimeType = request.mime_type ?? "application/zip";
    const artifact = {
      id: nextId++,
      name,
      run,
      size: 0,
      digest: null,
      createdAt: created.toISOString(),
      expiresAt: request.expires_at ?? new Date(created.getTime() + 90 * DAY_MS).toISOString(),
      ready: false,
      expired: false,
      blob: blobs.create({
        contentType: mimeType,
        fileName: mimeType === "application/zip" ? `${name}.zip` : name,
      }),
    };
    artifacts.push(artifact);
    return artifact;
  }

  /**
   * @param {(request: any, run: Run) => import("./blobs.mjs").Answer} answer
   * @returns {(request: any, run: Run) => import("./blobs.mjs").Answer}
   */
  const ofOwnRun = (answer) => (request, run) =>
    request.workflow_run_backend_id === run.backendId &&
    request.workflow_job_run_backend_id === run.jobBackendId
      ? answer(request, run)
      : failure(403, "permission_denied", "the token is of another run");

  /** @type {Record<string, import("./twirp.mjs").TwirpMethod>} */
  const methods = {
    "ArtifactService/CreateArtifact": {
      request: message({ ...named, version: { type: "integer" } }, { expires_at: text, mime_type: text }),
      answer: ofOwnRun((request, run) => {
        if (own(request, run) !== undefined) {
          return failure(
            409,
            "already_exists",
            "an artifact with this name already exists on the workflow run",
          );
        }
        const artifact = begin(run, request.name, request);
        return success({ ok: true, signed_upload_url: blobs.writeAddress(artifact.blob) });
      }),
    },

    "ArtifactService/FinalizeArtifact": {
      request: message(named, { size: int64, hash: text }),
      answer: ofOwnRun((request, run) => {
        const artifact = own(request, run);
        if (artifact === undefined) return failure(404, "not_found", "the artifact was not created");
        const size = artifact.blob.content?.length;
        if (size !== Number(request.size ?? 0)) {
          return failure(
            400,
            "invalid_argument",
            `the upload has ${size ?? 0} bytes, not ${request.size ?? 0}`,
          );
        }
        artifact.size = size;
        artifact.digest = request.hash ?? null;
        artifact.ready = true;
        return success({ ok: true, artifact_id: String(artifact.id) });
      }),
    },

    "ArtifactService/ListArtifacts": {
      request: message(ids, { name_filter: text, id_filter: int64 }),
      answer: ofOwnRun((request, run) => {
        const found = artifacts.filter(
          (artifact) =>
            artifact.run === run &&
            artifact.ready &&
            (request.name_filter === undefined || artifact.name === request.name_filter) &&
            (request.id_filter === undefined || artifact.id === Number(request.id_filter)),
        );
        return success({
          artifacts: found.map((artifact) => ({
            workflow_run_backend_id: artifact.run.backendId,
            workflow_job_run_backend_id: artifact.run.jobBackendId,
            database_id: String(artifact.id),
            name: artifact.name,
            size: String(artifact.size),
            created_at: artifact.createdAt,
            ...(artifact.digest === null ? {} : { digest: artifact.digest }),
          })),
        });
      }),
    },

    "ArtifactService/GetSignedArtifactURL": {
      request: message(named),
      answer: ofOwnRun((request, run) => {
        const artifact = own(request, run);
        if (artifact?.ready !== true) return failure(404, "not_found", "artifact not found");
        return success({ signed_url: blobs.readAddress(artifact.blob) });
      }),
    },

    "ArtifactService/DeleteArtifact": {
      request: message(named),
      answer: ofOwnRun((request, run) => {
        const artifact = own(request, run);
        if (artifact === undefined) return failure(404, "not_found", "artifact not found");
        artifacts.splice(artifacts.indexOf(artifact), 1);
        return success({ ok: true, artifact_id: String(artifact.id) });
      }),
    },
  };

  /**
   * An artifact as an upload would have left it.
   *
   * @param {Run} run
   * @param {string} name
   * @param {Uint8Array} content
   */
  function add(run, name, content) {
    const artifact = begin(run, name, {});
    artifact.blob.content = Buffer.from(content);
    artifact.size = content.length;
    artifact.digest = `sha256:${createHash("sha256").update(content).digest("hex")}`;
    artifact.ready = true;
    return artifact;
  }

  return { artifacts, methods, add };
}
