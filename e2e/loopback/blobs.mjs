/**
 * The storage behind the cache and artifact services, as @azure/storage-blob and plain HTTP clients use it:
 * whole uploads, uploads in blocks, downloads whole or by range. A signed address allows either reading or
 * writing one blob.
 */
// @ts-check
import { createHash, randomBytes } from "node:crypto";

/**
 * @typedef {object} Blob
 * @property {string} id
 * @property {string} contentType
 * @property {string | null} fileName what a download is to be saved as
 * @property {Buffer | null} content null until an upload is complete
 * @property {Map<string, Buffer>} blocks uploaded, not yet put together
 * @property {string} readSignature
 * @property {string} writeSignature
 *
 * @typedef {object} Answer
 * @property {number} status
 * @property {Record<string, string | number>} [headers]
 * @property {Buffer | string} [body]
 */

const ROOT = "/storage/actions/";

/** @param {() => string} origin address of the server, known once it listens */
export function createBlobStore(origin) {
  /** @type {Map<string, Blob>} */
  const blobs = new Map();

  return {
    root: ROOT,
    blobs,

    /**
     * @param {{ contentType?: string, fileName?: string | null }} [properties]
     * @returns {Blob}
     */
    create({ contentType = "application/octet-stream", fileName = null } = {}) {
      const id = randomBytes(12).toString("hex");
      /** @type {Blob} */
      const blob = {
        id,
        contentType,
        fileName,
        content: null,
        blocks: new Map(),
        readSignature: randomBytes(16).toString("hex"),
        writeSignature: randomBytes(16).toString("hex"),
      };
      blobs.set(id, blob);
      return blob;
    },

    /** @param {Blob} blob */
    readAddress: (blob) => `${origin()}${ROOT}${blob.id}?sp=r&sig=${blob.readSignature}`,
    /** @param {Blob} blob */
    writeAddress: (blob) => `${origin()}${ROOT}${blob.id}?sp=cw&sig=${blob.writeSignature}`,

    /**
     * @param {string} method
     * @param {URL} url
     * @param {import("node:http").IncomingHttpHeaders} headers
     * @param {Buffer} body
     * @returns {Answer}
     */
    answer(method, url, headers, body) {
      const blob = blobs.get(url.pathname.slice(ROOT.length));
      const writing = method === "PUT";
      const signature = writing ? blob?.writeSignature : blob?.readSignature;
      if (blob === undefined || url.searchParams.get("sig") !== signature) {
        return failure(403, "AuthenticationFailed", "The signature does not allow this request");
      }
      if (writing) return put(blob, url.searchParams, headers, body);
      if (method === "GET" || method === "HEAD") return get(blob, method, headers);
      return failure(405, "UnsupportedHttpVerb", `The resource does not support ${method}`);
    },
  };
}

/**
 * @param {Blob} blob
 * @param {URLSearchParams} query
 * @param {import("node:http").IncomingHttpHeaders} headers
 * @param {Buffer} body
 * @returns {Answer}
 */
function put(blob, query, headers, body) {
  switch (query.get("comp")) {
    case null:
      if (headers["x-ms-blob-type"] !== "BlockBlob") {
        return failure(400, "MissingRequiredHeader", "x-ms-blob-type has to be BlockBlob");
      }
      blob.content = body;
      break;
    case "block": {
      const blockId = query.get("blockid");
      if (blockId === null) return failure(400, "InvalidQueryParameterValue", "blockid is missing");
      blob.blocks.set(blockId, body);
      break;
    }
    case "blocklist": {
      const ids = [...body.toString("utf8").matchAll(/<(Latest|Uncommitted|Committed)>([^<]*)<\/\1>/g)];
      const blocks = ids.map((id) => blob.blocks.get(id[2] ?? ""));
      if (blocks.some((block) => block === undefined)) {
        return failure(400, "InvalidBlockList", "The block list names a block that was not uploaded");
      }
      blob.content = Buffer.concat(blocks.filter((block) => block !== undefined));
      break;
    }
    default:
      return failure(400, "InvalidQueryParameterValue", `comp=${query.get("comp")} is not supported`);
  }
  const contentType = headers["x-ms-blob-content-type"];
  if (typeof contentType === "string") blob.contentType = contentType;
  return { status: 201, headers: { ...described(blob), "x-ms-request-server-encrypted": "true" } };
}

/**
 * @param {Blob} blob
 * @param {"GET" | "HEAD"} method
 * @param {import("node:http").IncomingHttpHeaders} headers
 * @returns {Answer}
 */
function get(blob, method, headers) {
  if (blob.content === null) return failure(404, "BlobNotFound", "The specified blob does not exist");
  const { content } = blob;
  const answer = {
    ...described(blob),
    "accept-ranges": "bytes",
    "content-type": blob.contentType,
    "x-ms-blob-type": "BlockBlob",
    ...(blob.fileName === null ? {} : { "content-disposition": `attachment; filename="${blob.fileName}"` }),
  };
  const asked = String(headers["x-ms-range"] ?? headers.range ?? "");
  const range = /^bytes=(\d+)-(\d*)$/.exec(asked);
  if (range === null) {
    return {
      status: 200,
      headers: { ...answer, "content-length": content.length },
      ...(method === "GET" ? { body: content } : {}),
    };
  }
  const start = Number(range[1]);
  const end = range[2] === "" ? content.length - 1 : Math.min(Number(range[2]), content.length - 1);
  if (start > end) return failure(416, "InvalidRange", "The range lies outside of the blob");
  return {
    status: 206,
    headers: {
      ...answer,
      "content-length": end - start + 1,
      "content-range": `bytes ${start}-${end}/${content.length}`,
    },
    ...(method === "GET" ? { body: content.subarray(start, end + 1) } : {}),
  };
}

/** @param {Blob} blob */
function described(blob) {
  return {
    etag: `"${createHash("sha256")
      .update(blob.content ?? "")
      .digest("hex")
      .slice(0, 16)}"`,
    "last-modified": new Date().toUTCString(),
    "x-ms-request-id": randomBytes(8).toString("hex"),
    "x-ms-version": "2025-01-05",
  };
}

/**
 * @param {number} status
 * @param {string} code
 * @param {string} message
 * @returns {Answer}
 */
function failure(status, code, message) {
  return {
    status,
    headers: { "content-type": "application/xml", "x-ms-error-code": code },
    body: `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  };
}
