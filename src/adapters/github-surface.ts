/** The job's page: annotations, summary and outputs. */
import * as core from "@actions/core";
import type { Surface } from "../ports.ts";

/** More than this is dropped by the platform, summary and all. */
export const SUMMARY_BYTES_LIMIT = 1024 * 1024;
const MESSAGE_CHARACTERS_LIMIT = 4096;

const CUT_NOTE =
  "\n\n> [!NOTE]\n> The rest does not fit into a job summary. The reports (`json-report`, `html-report`) hold everything.\n";

export function githubSurface(): Surface {
  return {
    annotate({ level, title, message, location }) {
      const write = { error: core.error, warning: core.warning, notice: core.notice }[level];
      const place = location === null ? {} : { file: location.file, startLine: location.line };
      write(message.slice(0, MESSAGE_CHARACTERS_LIMIT), { title, ...place });
    },

    async summary(markdown) {
      await core.summary.addRaw(cutToFit(markdown, SUMMARY_BYTES_LIMIT), true).write();
    },

    output: (name, value) => core.setOutput(name, value),
  };
}

/** Whole lines only, so that no table row, tag or character is cut in half. */
export function cutToFit(markdown: string, limitBytes: number): string {
  // The line end that is written after it counts too.
  const room = limitBytes - 1;
  const bytes = Buffer.from(markdown);
  if (bytes.length <= room) return markdown;
  const kept = bytes.subarray(0, room - Buffer.byteLength(CUT_NOTE) - DETAILS_BYTES);
  const text = kept.subarray(0, kept.lastIndexOf(0x0a) + 1).toString("utf8");
  return `${text}${"\n</details>".repeat(openDetails(text))}${CUT_NOTE}`;
}

/** Room to close what the cut leaves open. */
const DETAILS_BYTES = 10 * "\n</details>".length;

function openDetails(markdown: string): number {
  const count = (tag: RegExp) => markdown.match(tag)?.length ?? 0;
  return Math.min(10, Math.max(0, count(/^<details/gm) - count(/^<\/details>/gm)));
}
