/** A name for a commit that is short, and by which git finds it again. */
import { GateError } from "../../errors.ts";
import { ask, gitIn } from "./git-command.ts";

/** How long it may take, in seconds: the whole hash will do as well. */
const SECONDS = 10;

/**
 * The beginning of a hash that nothing else in the repository has; the whole hash if the commit is not there.
 *
 * @param atLeast digits that are shown even if fewer are enough
 */
export async function commitName(folder: string, commit: string, atLeast: number): Promise<string> {
  const git = gitIn(folder, { deadlineSeconds: SECONDS });
  try {
    const short = await ask(git, "rev-parse", `--short=${atLeast}`, "--end-of-options", commit);
    if (short === null || !commit.startsWith(short)) return commit;
    // A branch may have the same name.
    const found = await ask(git, "rev-parse", "--verify", "--quiet", "--end-of-options", `${short}^{commit}`);
    return found === commit ? short : commit;
  } catch (error) {
    if (error instanceof GateError) return commit;
    throw error;
  }
}
