/**
 * `npm run e2e`: the bundled action in a real workflow, on a real runner (act, Node 24), with real git, real
 * Python and real client libraries, against a GitHub on loopback. Prints what holds; exits 1 when something does
 * not. `--keep` leaves the temporary folder behind.
 */
// @ts-check
import { mkdtemp, readdir, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepsBaselineInArtifacts } from "./chapters/artifact-baseline.mjs";
import { changesOnlyReadme } from "./chapters/documents-only.mjs";
import { creeps } from "./chapters/drift.mjs";
import { comesFromFork } from "./chapters/fork.mjs";
import { acceptsByLabel } from "./chapters/label.mjs";
import { updatesDependencies } from "./chapters/other-dependencies.mjs";
import { recordsBaseline } from "./chapters/record-baseline.mjs";
import { slowsHotPath, slowsItMore } from "./chapters/slow-pull-request.mjs";
import { mayNotComment } from "./chapters/token-without-comments.mjs";
import { createChecks } from "./checks.mjs";
import { createWorld } from "./world.mjs";

/** In this order: a later chapter goes on with what the earlier ones have recorded and commented. */
const CHAPTERS = /** @type {const} */ ([
  ["a push to main records a baseline", recordsBaseline],
  ["a pull request slows a hot path", slowsHotPath],
  ["a second push to it makes it slower still", slowsItMore],
  ["a label accepts the slowdown, and is removed", acceptsByLabel],
  ["a pull request that changes only the README", changesOnlyReadme],
  ["a baseline that was recorded with other dependencies", updatesDependencies],
  ["a token that may not comment", mayNotComment],
  ["a pull request from a fork, and the workflow that comments on it", comesFromFork],
  ["main records into an artifact, and a pull request reads it there", keepsBaselineInArtifacts],
  ["five merges make ranking about 3 % slower each", creeps],
]);

const { check, chapter, counts } = createChecks();
const temporary = await realpath(await mkdtemp(join(tmpdir(), "hotpath-gate-e2e-")));
/** What has to be stopped or removed at the end, newest last. @type {(() => Promise<unknown>)[]} */
const cleanups = [];
if (!process.argv.includes("--keep")) {
  cleanups.push(() => rm(temporary, { recursive: true, force: true, maxRetries: 5 }));
}

async function cleanUp() {
  for (const undo of cleanups.splice(0).reverse()) await undo();
}

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.once(signal, () => {
    cleanUp().finally(() => process.exit(130));
  });
}

try {
  await tell();
} catch (error) {
  check("the story can be told to its end", false, error instanceof Error ? error.stack : String(error));
} finally {
  await cleanUp();
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;

async function tell() {
  const world = await createWorld(temporary, check, cleanups);
  for (const [title, tellChapter] of CHAPTERS) await chapter(title, () => tellChapter(world));
  const { violations } = world.github;
  check("GitHub describes every request that was made", violations.length === 0, violations);
  const leftovers = await processesMentioning(temporary);
  check("nothing that was started is still running", leftovers.length === 0, leftovers);
}

/**
 * Command lines of other processes that mention a folder in them or in their environment; none where the
 * platform does not show them as files.
 *
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
async function processesMentioning(folder) {
  const ids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = ids.map(async (id) => {
    if (Number(id) === process.pid) return [];
    const [command, environment] = await Promise.all(
      ["cmdline", "environ"].map((file) => readFile(`/proc/${id}/${file}`, "utf8").catch(() => "")),
    );
    return `${command}${environment}`.includes(folder) ? [(command ?? "").replaceAll("\0", " ")] : [];
  });
  return (await Promise.all(found)).flat();
}
