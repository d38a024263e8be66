/**
 * The cache service (v2): entries are immutable, belong to the ref of the run that made them, and are read from
 * the run's own ref, its base and the default branch, in that order.
 */
// @ts-check
import { failure, int64, message, success, text } from "./twirp.mjs";

/**
 * @typedef {import("./runs.mjs").Run} Run
 *
 * @typedef {object} CacheEntry
 * @property {number} id
 * @property {string} key
 * @property {string} version hash over the spelling of the paths and the compression
 * @property {string} scope ref of the run that made it
 * @property {string} createdAt
 * @property {boolean} ready false between reservation and the end of the upload
 * @property {import("./blobs.mjs").Blob} blob
 */

/** @param {ReturnType<typeof import("./blobs.mjs").createBlobStore>} blobs */
export function createCacheService(blobs) {
  /** @type {CacheEntry[]} oldest first */
  const entries = [];
  let nextId = 4_000_000_001;

  /**
   * @param {{ key: string, version: string }} request
   * @param {Run} run
   */
  const own = (request, run) =>
    entries.find(
      (entry) => entry.key === request.key && entry.version === request.version && entry.scope === run.ref,
    );

  /**
   * The newest match of the first key that matches anything, scope by scope; an exact key comes before its
   * prefixes.
   *
   * @param {{ key: string, restore_keys?: string[], version: string }} request
   * @param {Run} run
   */
  function find({ key, restore_keys: restoreKeys = [], version }, run) {
    for (const scope of run.readScopes) {
      const inScope = entries.filter(
        (entry) => entry.ready && entry.scope === scope && entry.version === version,
      );
      const exact = inScope.find((entry) => entry.key === key);
      if (exact !== undefined) return exact;
      for (const prefix of [key, ...restoreKeys]) {
        const newest = inScope.findLast((entry) => entry.key.startsWith(prefix));
        if (newest !== undefined) return newest;
      }
    }
    return undefined;
  }

  /** @type {Record<string, import("./twirp.mjs").TwirpMethod>} */
  const methods = {
    "CacheService/CreateCacheEntry": {
      request: message({ key: text, version: text }),
      answer(request, run) {
        if (!run.cacheWrites) {
          return success({ ok: false, message: "cache write denied: the token is read-only" });
        }
        if (own(request, run) !== undefined) {
          return failure(
            409,
            "already_exists",
            "cache entry with the same key, version, and scope already exists",
          );
        }
        const entry = {
          id: nextId++,
          key: request.key,
          version: request.version,
          scope: run.ref,
          createdAt: new Date().toISOString(),
          ready: false,
          blob: blobs.create(),
        };
        entries.push(entry);
        return success({ ok: true, signed_upload_url: blobs.writeAddress(entry.blob) });
      },
    },

    "CacheService/FinalizeCacheEntryUpload": {
      request: message({ key: text, version: text }, { size_bytes: int64 }),
      answer(request, run) {
        const entry = own(request, run);
        if (entry === undefined) return failure(404, "not_found", "cache entry was not reserved");
        const size = entry.blob.content?.length;
        if (size !== Number(request.size_bytes ?? 0)) {
          return success({
            ok: false,
            message: `cache upload has ${size ?? 0} bytes, not ${request.size_bytes}`,
          });
        }
        entry.ready = true;
        return success({ ok: true, entry_id: String(entry.id) });
      },
    },

    "CacheService/GetCacheEntryDownloadURL": {
      request: message({ key: text, version: text }, { restore_keys: { type: "array", items: text } }),
      answer(request, run) {
        const entry = find(request, run);
        if (entry === undefined) return success({ ok: false });
        return success({
          ok: true,
          signed_download_url: blobs.readAddress(entry.blob),
          matched_key: entry.key,
        });
      },
    },
  };

  return { entries, methods };
}
