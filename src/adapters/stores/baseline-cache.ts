/** A baseline in the cache of the platform: shared by all jobs of a repository, for as long as it is used. */
import { lstat, rm } from "node:fs/promises";
import { join } from "node:path";
import { decodeBaseline, encodeBaseline } from "../../baseline/document.ts";
import { baselineKey, baselinePrefixes } from "../../baseline/key.ts";
import type { BaselineLoad } from "../../model.ts";
import type { BaselineScope, BaselineStore } from "../../ports/stores.ts";
import { writeWhole } from "../files/atomic-files.ts";
import { readBounded } from "../files/bounded-files.ts";
import { messageOf } from "../message-of.ts";
import { within } from "../within.ts";

/**
 * Folder of a cache entry. The client takes the spelling of the paths as part of an entry's identity, and keeps them
 * relative to the workspace. So only a constant, relative path is found again by a job whose folders are elsewhere. It
 * is not in `.hotpath-gate`, which the repository may have as a link to anywhere.
 */
const FOLDER = ".hotpath-gate-cache";
const PATHS = [`${FOLDER}/baseline.json.gz`];

const SOURCE = "cache";
const FILE_BYTES_LIMIT = 256 * 1024 * 1024;
const PROBE_SECONDS = 10;
/** Deadline for loading or saving. The client would try for many minutes if a service answers and then says nothing. */
const TRANSFER_SECONDS = 60;
/** Takes any answer: what it means is for the client to decide. */
const ANY_ANSWER = () => true;

/**
 * The baseline in the cache.
 *
 * @param run.runId of the workflow run
 * @param run.runAttempt counted from 1 when a run is started again
 * @param run.probeSeconds after which a service that says nothing is given up
 * @param run.transferSeconds after which loading or saving is given up
 */
export function baselineCache(run: {
  readonly scope: BaselineScope;
  readonly runId: string;
  readonly runAttempt: string;
  readonly probeSeconds?: number;
  readonly transferSeconds?: number;
}): BaselineStore {
  const { scope, probeSeconds = PROBE_SECONDS, transferSeconds = TRANSFER_SECONDS } = run;
  // The path as the client resolves it. A JavaScript action starts in the workspace, so both are the same folder there.
  const workspace = process.env.GITHUB_WORKSPACE ?? process.cwd();
  const file = join(workspace, ...(PATHS[0] ?? "").split("/"));

  return {
    async load() {
      const [first, ...others] = baselinePrefixes(scope, scope.branches, scope.fingerprint);
      if (first === undefined) return { kind: "missing", source: SOURCE };
      try {
        const late = unreadable(`the cache service did not deliver it within ${transferSeconds} s`);
        return await inCleanFolder(workspace, () =>
          within(transferSeconds, late, async (isLate) => {
            try {
              return await restore(first, others, file, probeSeconds);
            } finally {
              // Remove what the client wrote after all.
              if (isLate.aborted) await rm(join(workspace, FOLDER), { recursive: true, force: true });
            }
          }),
        );
      } catch (error) {
        return unreadable(messageOf(error));
      }
    },

    async save(baseline) {
      const key = baselineKey(scope, baseline, run.runId, run.runAttempt);
      const target = `${SOURCE} (${key})`;
      const notSaved = (why: string) => ({ kind: "not-saved", target, why }) as const;
      try {
        const cache = await import("@actions/cache");
        if (!cache.isFeatureAvailable()) return notSaved(NO_SERVICE);
        const mode = deniedMode("write");
        if (mode !== null) return notSaved(mode);
        const saved = await inCleanFolder(workspace, async () => {
          await writeWhole(file, encodeBaseline(baseline));
          return within<number | "late">(transferSeconds, "late", () => cache.saveCache(PATHS, key));
        });
        if (saved === "late") {
          return notSaved(`the cache service did not accept it within ${transferSeconds} s`);
        }
        // The client says why in the log alone: an outage, a read-only token and a taken name are all -1.
        if (saved === -1) return notSaved("the cache service did not accept it; the log above says why");
        return { kind: "saved", target, problems: [] };
      } catch (error) {
        return notSaved(messageOf(error));
      }
    },
  };
}

const NO_SERVICE = "this job has no cache service";

async function restore(
  first: string,
  others: string[],
  file: string,
  probeSeconds: number,
): Promise<BaselineLoad> {
  const cache = await import("@actions/cache");
  if (!cache.isFeatureAvailable()) return unreadable(NO_SERVICE);
  const mode = deniedMode("read");
  if (mode !== null) return unreadable(mode);
  // The client takes a quarter of an hour to see that nobody answers.
  const silence = await troubleOfService(probeSeconds, ANY_ANSWER);
  if (silence !== null) return unreadable(silence);
  const key = await cache.restoreCache(PATHS, first, others);
  if (key === undefined) {
    // The client answers an outage as it answers a miss, and explains itself in the log alone. So the service
    // is asked once more, directly: if that fails, nothing is known; if not, whether there is an entry after
    // all, which then could not be downloaded. A service that fails and recovers in between looks like a miss.
    const trouble = await troubleOfService(probeSeconds, ({ ok }) => ok);
    if (trouble !== null) return unreadable(trouble);
    const present = await cache.restoreCache(PATHS, first, others, { lookupOnly: true });
    if (present === undefined) return { kind: "missing", source: SOURCE };
    return unreadable(`the entry ${present} could not be downloaded; the log above says why`);
  }
  const source = `${SOURCE} (${key})`;
  const found = await lstat(file).catch(() => null);
  const damaged = (why: string) => ({ kind: "unreadable", source, why, isDamaged: true }) as const;
  if (!found?.isFile()) return damaged("the entry does not hold a baseline");
  const stored = await readBounded(file, FILE_BYTES_LIMIT);
  if (stored.kind !== "read") {
    return damaged(stored.kind === "missing" ? "the entry is gone" : `the entry ${stored.why}`);
  }
  const reading = decodeBaseline(stored.bytes);
  return reading.kind === "read"
    ? { kind: "found", baseline: reading.baseline, source }
    : { kind: "unreadable", source, why: `it ${reading.why}`, isDamaged: reading.isDamaged };
}

/**
 * Runs with a clean folder in the checkout, which is the user's: nothing stays in it, and nothing that is in it is
 * written through.
 */
async function inCleanFolder<T>(workspace: string, body: () => Promise<T>): Promise<T> {
  const folder = join(workspace, FOLDER);
  await rm(folder, { recursive: true, force: true });
  try {
    return await body();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Why the job may not read or write; null if it may. Workflows can take either away, and the client then does nothing,
 * successfully.
 */
function deniedMode(wanted: "read" | "write"): string | null {
  const mode = (process.env.ACTIONS_CACHE_MODE ?? "").trim().toLowerCase();
  const allowed: Readonly<Record<string, readonly string[]>> = {
    none: [],
    read: ["read"],
    write: ["read", "write"],
    "write-only": ["write"],
  };
  const may = allowed[mode];
  return may === undefined || may.includes(wanted) ? null : `the job's cache mode is \`${mode}\``;
}

/**
 * Why the service can't be used; null if it answers. It is asked for a name that nobody has, which costs it nothing.
 * Behind a proxy nobody is asked, because this request could not use the proxy as the client does.
 */
async function troubleOfService(
  seconds: number,
  isFine: (response: Response) => boolean,
): Promise<string | null> {
  const proxies = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];
  if (proxies.some((name) => (process.env[name] ?? "") !== "")) return null;
  try {
    const response = await askForNothing(AbortSignal.timeout(seconds * 1000));
    await response.body?.cancel();
    return isFine(response)
      ? null
      : `the cache service answers ${response.status} ${response.statusText}`.trim();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
    return `the cache service can't be reached (${messageOf(error)}${cause})`;
  }
}

/** The client's own look-up, in the version of the service that the client would use. */
function askForNothing(signal: AbortSignal): Promise<Response> {
  const { ACTIONS_RESULTS_URL = "", ACTIONS_CACHE_URL, ACTIONS_RUNTIME_TOKEN = "" } = process.env;
  const nobody = "hotpath-gate-probe";
  const authorization = `Bearer ${ACTIONS_RUNTIME_TOKEN}`;
  if (process.env.ACTIONS_CACHE_SERVICE_V2 && !isEnterpriseServer()) {
    const method = "/twirp/github.actions.results.api.v1.CacheService/GetCacheEntryDownloadURL";
    return fetch(new URL(method, ACTIONS_RESULTS_URL), {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ key: nobody, version: nobody }),
      signal,
    });
  }
  const url = `${ACTIONS_CACHE_URL || ACTIONS_RESULTS_URL}_apis/artifactcache/cache?keys=${nobody}&version=${nobody}`;
  const accept = "application/json;api-version=6.0-preview.1";
  return fetch(url, { headers: { authorization, accept }, signal });
}

function isEnterpriseServer(): boolean {
  const { hostname } = new URL(process.env.GITHUB_SERVER_URL || "https://github.com");
  return !/(^github\.com|\.ghe\.com|\.localhost)$/i.test(hostname);
}

function unreadable(why: string): BaselineLoad {
  return { kind: "unreadable", source: SOURCE, why, isDamaged: false };
}
