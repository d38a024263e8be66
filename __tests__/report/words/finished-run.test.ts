import { expect, test } from "@jest/globals";
import type { WhyNotReported, WhyRefused } from "../../../src/model/finished-run.ts";
import { notReportedWords, refusedWords } from "../../../src/report/words/finished-run.ts";

const COMMIT = "0123456789abcdef".padEnd(40, "0");

test.each<[WhyNotReported, RegExp]>([
  [{ kind: "of-another-event", event: "push" }, /started by push, and not by a pull request/],
  [
    {
      kind: "of-another-workflow",
      workflow: ".github/workflows/evil.yml",
      wanted: ".github/workflows/b.yml",
    },
    /is of `\.github\/workflows\/evil\.yml`/,
  ],
  [{ kind: "did-not-end", conclusion: "cancelled" }, /because it was ended \(cancelled\)/],
  [{ kind: "ran-again", attempt: 3 }, /started again \(attempt 3\)/],
  [{ kind: "no-open-pull-request", commit: COMMIT }, /No open pull request is at `0123456789ab`/],
  [{ kind: "several-pull-requests", numbers: [7, 9] }, /several pull requests \(#7, #9\)/],
])("%j is told in a sentence", (why, words) => {
  expect(notReportedWords(why)).toMatch(words);
  expect(notReportedWords(why)).toMatch(/^[A-Z].*\.$/);
});

test.each<[WhyRefused, RegExp]>([
  [{ kind: "too-many", count: 21, most: 20 }, /more than 20 results, so none of them is reported/],
  [{ kind: "not-delivered", why: "it is too large" }, /artifact A could not be downloaded: it is too large/],
  [
    { kind: "no-result", why: "it is not JSON" },
    /artifact A is not a result of hotpath-gate: it is not JSON/,
  ],
  [
    { kind: "of-another-commit", commit: COMMIT },
    /a result of `0123456789ab`, which is not what the run was for/,
  ],
  [{ kind: "of-another-commit", commit: null }, /a result of no commit/],
  [
    { kind: "label-not-set", label: "accept-slowdown", isKnown: true },
    /the label `accept-slowdown` accepts a slowdown, and the pull request does not have it/,
  ],
  [
    { kind: "label-not-set", label: "accept-slowdown", isKnown: false },
    /whether the pull request has it could not be found out/,
  ],
  [
    { kind: "rows-disagree", ids: { first: ["a", "b"], more: 0 } },
    /do not follow from what was measured: `a`, `b`/,
  ],
  [{ kind: "verdict-disagrees", verdict: "passed" }, /says that the gate passed, which does not follow/],
])("%j is told in a sentence that names the artifact", (why, words) => {
  expect(refusedWords("A", why)).toMatch(words);
  expect(refusedWords("A", why)).toMatch(/^[A-Z].*\.$/);
});
