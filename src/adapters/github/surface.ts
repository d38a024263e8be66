/** The job's page: annotations, summary and outputs. */
import * as core from "@actions/core";
import type { Surface } from "../../ports/publishing.ts";

/**
 * Limit of the platform, in bytes: a summary that is longer is dropped as a whole. The report decides how much it
 * shows.
 */
export const PLATFORM_BYTES_LIMIT = 1024 * 1024;
const MESSAGE_CHARACTERS_LIMIT = 4096;

export function githubSurface(): Surface {
  return {
    annotate({ level, title, message, location }) {
      const write = { error: core.error, warning: core.warning, notice: core.notice }[level];
      const place = location === null ? {} : { file: location.file, startLine: location.line };
      write(message.slice(0, MESSAGE_CHARACTERS_LIMIT), { title, ...place });
    },

    async summary(markdown) {
      await core.summary.addRaw(withinPlatform(markdown), true).write();
    },

    output: (name, value) => core.setOutput(name, value),
  };
}

/** A text cut to the platform's limit, between characters. Reports keep to a lower limit of their own, and say so. */
export function withinPlatform(markdown: string): string {
  // The line end that is written after it counts too.
  const kept = Buffer.from(markdown).subarray(0, PLATFORM_BYTES_LIMIT - 1);
  // With `stream`, a character whose rest is missing is left out.
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(kept, { stream: true });
}
