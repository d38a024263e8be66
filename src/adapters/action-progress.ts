/** Progress in the log of a job. */
import * as core from "@actions/core";
import type { Progress } from "../ports.ts";
import { withoutCommands } from "../report/escape.ts";
import { describeBlocks } from "./progress-text.ts";

export function actionProgress(): Progress {
  // Everything but plain lines is escaped by the client library already.
  const info = (message: string) => core.info(withoutCommands(message));
  return {
    group: (title, body) => core.group(title, body),
    info,
    warning: (message) => core.warning(message),
    blocks: (state) => info(describeBlocks(state)),
  };
}
