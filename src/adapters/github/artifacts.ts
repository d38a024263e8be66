/** Artifacts of workflow runs that are one file each, uploaded as it is, without an archive around it. */
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { NotPermitted } from "../../ports/publishing.ts";
import { writeWhole } from "../files/atomic-files.ts";
import { readBounded } from "../files/bounded-files.ts";
import { messageOf } from "../message-of.ts";
import { type GitHubClient, statusOf } from "./client.ts";

/** What the service says about an artifact. */
export interface StoredFile {
  readonly id: number;
  readonly size: number;
  readonly digest: string | null;
  readonly runId: number;
}

export type Download =
  | { readonly kind: "downloaded"; readonly bytes: Uint8Array }
  /** `why` is a sentence's rest. `isForGood`: it is not worth another try. */
  | { readonly kind: "failed"; readonly why: string; readonly isForGood: boolean };

/**
 * Uploads a file of this run. Its name is the artifact's.
 *
 * @param folder of our own, in which the file is made
 * @throws the client's error
 */
export async function uploadFile(
  name: string,
  content: string | Uint8Array,
  folder: string,
  retentionDays?: number,
): Promise<void> {
  const { DefaultArtifactClient } = await import("@actions/artifact");
  const file = join(folder, name);
  await writeWhole(file, content);
  const artifacts = new DefaultArtifactClient();
  const send = () =>
    artifacts.uploadArtifact(name, [file], folder, {
      skipArchive: true,
      ...(retentionDays === undefined ? {} : { retentionDays }),
    });
  try {
    await send();
  } catch (error) {
    if (!isTaken(error)) throw error;
    // A job that is run again has the artifact of its first attempt in its way. One that was killed while it stored
    // left its half, which is neither listed nor deleted; the service may have forgotten it by now.
    const why = await artifacts.deleteArtifact(name).then(
      () => null,
      (reason: unknown) => messageOf(reason),
    );
    await send().catch((again: unknown) => {
      if (why === null || !isTaken(again)) throw again;
      throw new Error(
        `an earlier attempt of this run left an artifact of that name that can't be replaced (${why}); a new run will store it`,
        { cause: again },
      );
    });
  }
}

/** Whether the run already has an artifact of that name. The client tells it only by its message. */
function isTaken(error: unknown): boolean {
  return /\(409\)|already exists/i.test(messageOf(error));
}

/**
 * Downloads a file, of any run of the repository. Whoever uploaded it chose its size and content.
 *
 * @param folder of our own
 * @param bytesLimit largest file that is downloaded
 * @throws NotPermitted if the token may not read artifacts of that run
 */
export async function downloadFile(
  artifact: StoredFile,
  token: string,
  { owner, repo, attempt }: GitHubClient,
  folder: string,
  bytesLimit: number,
): Promise<Download> {
  const failed = (why: string, isForGood: boolean): Download => ({ kind: "failed", why, isForGood });
  if (artifact.size > bytesLimit) return failed("it is too large", true);
  try {
    const path = await mkdtemp(join(folder, "download-"));
    const { DefaultArtifactClient } = await import("@actions/artifact");
    const artifacts = new DefaultArtifactClient();
    const { digestMismatch } = await attempt(() =>
      artifacts.downloadArtifact(artifact.id, {
        path,
        // The file is downloaded as it is: an archive would be unpacked before anybody checked its size.
        skipDecompress: true,
        ...(artifact.digest === null ? {} : { expectedHash: artifact.digest }),
        findBy: {
          token,
          workflowRunId: artifact.runId,
          repositoryOwner: owner,
          repositoryName: repo,
        },
      }),
    );
    if (digestMismatch === true) return failed("the download is incomplete", false);
    return { kind: "downloaded", bytes: await onlyFileIn(path, bytesLimit) };
  } catch (error) {
    if (error instanceof NotPermitted) throw error;
    // Deleted or expired since it was listed, or the storage does not give it: an older one may do.
    const isGone = statusOf(error) === 404 || statusOf(error) === 410;
    return failed(isGone ? "it is gone" : messageOf(error), isGone);
  }
}

/**
 * The only file in a folder, whatever its name, which comes with the download. Its size, which the service gave, is
 * checked again.
 */
async function onlyFileIn(folder: string, bytesLimit: number): Promise<Uint8Array> {
  const [name, ...more] = await readdir(folder);
  if (name === undefined || more.length > 0) throw new Error("the download is not one file");
  const reading = await readBounded(join(folder, name), bytesLimit);
  if (reading.kind === "read") return reading.bytes;
  throw new Error(reading.kind === "missing" ? "it is gone" : `it ${reading.why}`);
}

/** Runs in a temporary folder of our own. A client that still writes there is not waited for. */
export async function inFolderOfOurOwn<T>(
  temporaryFolder: string,
  body: (folder: string) => Promise<T>,
): Promise<T> {
  await mkdir(temporaryFolder, { recursive: true });
  const folder = await mkdtemp(join(temporaryFolder, "hotpath-gate-artifact-"));
  try {
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
