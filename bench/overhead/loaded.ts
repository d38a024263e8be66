/** Which files of the bundle a start loads, and whether the clients of services are among them. */
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Only the clients of these services have their names in them. */
const SERVICE_CLIENTS = {
  cache: ["github.actions.results.api.v1.CacheService", "_apis/artifactcache"],
  artifact: ["github.actions.results.api.v1.ArtifactService"],
} as const;

export interface Loaded {
  /** Files of `dist/` that were loaded by then, largest first. */
  readonly loaded: readonly { readonly file: string; readonly bytes: number }[];
  readonly loadedBytes: number;
  /** Files that hold a client of the service, and those of them that were loaded by then. */
  readonly clients: Readonly<Record<keyof typeof SERVICE_CLIENTS, { holding: string[]; loaded: string[] }>>;
}

/**
 * @param dist folder of the bundle
 * @param coverage empty folder
 * @param start starts it once, with these variables as well
 */
export async function loadedOf(
  dist: string,
  coverage: string,
  start: (variables: Readonly<Record<string, string>>) => void,
): Promise<Loaded> {
  start({ NODE_V8_COVERAGE: coverage });
  const loaded = await evaluated(dist, coverage);
  const clients = async (marks: readonly string[]) => {
    const holding = await filesWith(dist, marks);
    return { holding, loaded: holding.filter((file) => loaded.some((one) => one.file === file)) };
  };
  return {
    loaded,
    loadedBytes: loaded.reduce((total, { bytes }) => total + bytes, 0),
    clients: {
      cache: await clients(SERVICE_CLIENTS.cache),
      artifact: await clients(SERVICE_CLIENTS.artifact),
    },
  };
}

/** V8's own coverage names every script that was evaluated. */
async function evaluated(dist: string, coverage: string) {
  const urls = new Set<string>();
  for (const name of await readdir(coverage)) {
    const { result } = JSON.parse(await readFile(join(coverage, name), "utf8"));
    for (const { url } of result as { url: string }[]) if (url.startsWith("file:")) urls.add(url);
  }
  const paths = [...urls].map((url) => fileURLToPath(url)).filter((path) => path.startsWith(dist));
  const files = await Promise.all(
    paths.map(async (path) => ({
      file: relative(dirname(dist), path),
      bytes: (await readFile(path)).length,
    })),
  );
  return files.sort((one, other) => other.bytes - one.bytes);
}

async function filesWith(dist: string, marks: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir(dist, { recursive: true })) {
    if (!name.endsWith(".js")) continue;
    const text = await readFile(join(dist, name), "utf8");
    if (marks.some((mark) => text.includes(mark))) found.push(join(basename(dist), name));
  }
  return found.sort();
}
