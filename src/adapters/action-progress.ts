/** Progress in the log of a job. */
import * as core from "@actions/core";
import type { Progress } from "../ports.ts";
import { describeBlocks } from "./progress-text.ts";

export function actionProgress(): Progress {
  const info = (message: string) => core.info(withoutCommands(message));
  return {
    group: (title, body) => core.group(title, body),
    info,
    warning: (message) => core.warning(message),
    blocks: (state) => info(describeBlocks(state)),
  };
}

/**
 * The runner obeys lines of the log that begin with `::`, and `##[` anywhere: a benchmark's name must not set
 * outputs or hide the log. Everything but plain lines is escaped by the client library already.
 */
export function withoutCommands(text: string): string {
  return text.replace(/(^|[\r\n\u0085\u2028\u2029])(\s*):(?=:)/g, "$1$2: ").replace(/##(?=\[)/g, "## ");
}
