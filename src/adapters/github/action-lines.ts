/** Lines in the log of a job. */
import * as core from "@actions/core";
import type { Lines } from "../../ports/progress.ts";
import { withoutCommands } from "../../report/escape.ts";

export function actionLines(): Lines {
  // Everything but plain lines is escaped by the client library already.
  const info = (message: string) => core.info(withoutCommands(message));
  return {
    group: (title, body) => core.group(title, body),
    waiting: (words, body) => core.group(words(null), body),
    info,
    warning: (message) => core.warning(message),
    blocks: (_, [words]) => info(words),
  };
}
