/**
 * Which distribution a loaded file belongs to, by what installers write next to it. `RECORD` lists the files of a
 * distribution, and `direct_url.json` says where it was installed from if that was not an index
 * (https://packaging.python.org/en/latest/specifications/recording-installed-packages/).
 */
import { readdir, realpath } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import type { Installed } from "../../ports/environments.ts";
import { textOf } from "../files/bounded-files.ts";

/**
 * Limit for a file that an installer wrote, in bytes. The largest distributions list some twenty thousand files in two
 * million bytes.
 */
const LIST_BYTES = 64 * 1024 * 1024;
/** Most distributions that are looked at in one folder. */
const MOST_DISTRIBUTIONS = 5_000;

const directUrl = z.object({
  url: z.string(),
  dir_info: z.object({ editable: z.boolean().optional() }).optional(),
  vcs_info: z.unknown().optional(),
});

/** The distribution of each file, by file. Never throws; what can't be read is left out. */
export async function distributionsOf(
  modules: readonly { readonly name: string; readonly file: string }[],
): Promise<ReadonlyMap<string, Installed>> {
  const byFolder = new Map<string, Set<string>>();
  for (const module of modules) {
    const folder = importFolder(module);
    byFolder.set(folder, (byFolder.get(folder) ?? new Set()).add(module.file));
  }
  const found = new Map<string, Installed>();
  for (const [folder, files] of byFolder) await lookIn(folder, files, found);
  return found;
}

/** Folder that the file is imported from, where its installer leaves its notes. */
function importFolder({ name, file }: { readonly name: string; readonly file: string }): string {
  const [installed] = /^.*[/\\](site|dist)-packages(?=[/\\])/.exec(file) ?? [];
  if (installed !== undefined) {
    // Setuptools' own installer made a folder for each distribution, with its notes in it.
    const [egg] = /^[/\\][^/\\]+\.egg(?=[/\\])/.exec(file.slice(installed.length)) ?? [""];
    return installed + egg;
  }
  let folder = dirname(file);
  const levels = name.split(".").length - (basename(file).startsWith("__init__.") ? 0 : 1);
  for (let level = 0; level < levels; level++) folder = dirname(folder);
  return folder;
}

async function lookIn(
  folder: string,
  files: ReadonlySet<string>,
  found: Map<string, Installed>,
): Promise<void> {
  const egg = /^([^-]+).*\.egg$/.exec(basename(folder))?.[1];
  if (egg !== undefined) {
    for (const file of files) found.set(file, { distribution: egg, ...UNKNOWN, files: null });
    return;
  }
  const entries = await readdir(folder).catch(() => []);
  const notes = entries.filter((entry) => /\.(dist|egg)-info$/.test(entry)).slice(0, MOST_DISTRIBUTIONS);
  for (const entry of notes) {
    const listed = await filesInRecord(folder, entry);
    const own = listed.map(({ file }) => file).filter((file) => files.has(file));
    if (own.length === 0) continue;
    const distribution = /^[^-]+/.exec(entry.replace(/\.(dist|egg)-info$/, ""))?.[0] ?? entry;
    const installed = {
      distribution,
      ...(await originOf(join(folder, entry))),
      files: listed.flatMap(({ file, hash }) => {
        const path = relative(folder, file).split(sep).join("/");
        return path.startsWith("../") ? [] : [{ path, hash }];
      }),
    };
    for (const file of own) found.set(file, installed);
  }
}

async function filesInRecord(
  folder: string,
  entry: string,
): Promise<{ file: string; hash: string | null }[]> {
  const isEgg = entry.endsWith(".egg-info");
  const list = await textOf(join(folder, entry, isEgg ? "installed-files.txt" : "RECORD"), LIST_BYTES);
  const lines = (list ?? "").split(/\r?\n/).filter((line) => line !== "");
  return isEgg
    ? lines.map((line) => ({ file: resolve(folder, entry, line), hash: null }))
    : lines.map((line) => ({
        file: resolve(folder, firstField(line)),
        hash: /,sha256=([\w-]+)=*,[1-9]\d*$/.exec(line)?.[1] ?? null,
      }));
}

/** The first field of a line of comma-separated values. A name with a comma or a quote in it is quoted. */
function firstField(line: string): string {
  const quoted = /^"((?:[^"]|"")*)"/.exec(line)?.[1];
  return quoted === undefined ? (line.split(",", 1)[0] ?? "") : quoted.replaceAll('""', '"');
}

const UNKNOWN = { source: null, isEditable: false, isFromFile: false };

async function originOf(notes: string): Promise<Pick<Installed, "source" | "isEditable" | "isFromFile">> {
  try {
    const text = await textOf(join(notes, "direct_url.json"), LIST_BYTES);
    if (text === null) return UNKNOWN;
    const { url, dir_info, vcs_info } = directUrl.parse(JSON.parse(text));
    const isFolder = dir_info !== undefined || vcs_info !== undefined;
    const path = url.replace(/^git\+/, "");
    if (!path.startsWith("file:")) return UNKNOWN;
    if (!isFolder) return { ...UNKNOWN, isFromFile: true };
    const source = fileURLToPath(path);
    return {
      source: await realpath(source).catch(() => source),
      isEditable: dir_info?.editable === true,
      isFromFile: false,
    };
  } catch {
    return UNKNOWN;
  }
}
