import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { COMMENT_BYTES_LIMIT } from "../../src/report/comment.ts";
import { commentMarker } from "../../src/report/comment-marker.ts";
import { renderTrouble, renderTroubleComment } from "../../src/report/trouble.ts";
import { untrustedText } from "../support/untrusted-text.ts";

test("the summary says that nothing was measured, and why", () => {
  expect(renderTrouble("`setup` failed in head. Its last lines were:\nERROR: no such package")).toBe(
    "### ✗ hotpath-gate could not measure\n\n`setup` failed in head. Its last lines were:\\\nERROR: no such package\n",
  );
});

describe("the comment", () => {
  test("starts with the marker, and has no other", () => {
    const comment = renderTroubleComment(
      `${commentMarker("other")} @octocat <b>`,
      commentMarker("mine"),
      null,
    );
    expect(comment.startsWith(`${commentMarker("mine")}\n### ✗ hotpath-gate could not measure\n`)).toBe(true);
    expect(comment.split("<!--")).toHaveLength(2);
    expect(comment).not.toMatch(/@octocat|<b>/);
    expect(comment).toContain("The result of an earlier run on this pull request no longer applies.");
  });

  test("fits, whatever was printed", () => {
    for (const text of ["|", "\u{1f600}", "a\n", "@", "0123456"]) {
      const comment = renderTroubleComment(text.repeat(100_000), commentMarker("mine"), null);
      expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(COMMENT_BYTES_LIMIT);
    }
  });

  test("has only what is ours in front of a line", () => {
    fc.assert(
      fc.property(fc.array(untrustedText), (lines) => {
        const [, , , ...told] = renderTroubleComment(lines.join("\n"), commentMarker("mine"), null)
          .trimEnd()
          .split("\n");
        // A single backtick is that of code in a sentence, and more of them would fence a block.
        for (const line of told.slice(0, -1)) expect(line).not.toMatch(/^(?:[-+=#>~<|]|``|\d+[.)](?: |$)| )/);
      }),
    );
  });
});
