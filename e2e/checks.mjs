/** Checks that are told one line each, and counted; a chapter with a failed one shows the end of its log. */
// @ts-check

const LOG_LINES_SHOWN = 80;
const DETAIL_CHARACTERS_SHOWN = 4_000;

/** @typedef {ReturnType<typeof createChecks>["check"]} Check */

export function createChecks() {
  const counts = { passed: 0, failed: 0 };

  /**
   * @param {string} what what holds
   * @param {boolean} holds
   * @param {unknown} [detail] shown when it does not hold
   */
  function check(what, holds, detail) {
    counts[holds ? "passed" : "failed"] += 1;
    console.log(`${holds ? "ok" : "FAIL"}  ${what}`);
    if (holds || detail === undefined) return;
    const text = typeof detail === "string" ? detail : JSON.stringify(detail, null, 2);
    console.log(indented(text.slice(0, DETAIL_CHARACTERS_SHOWN)));
  }

  /**
   * @param {string} title
   * @param {() => Promise<{ log: string }>} body returns the run that its checks are about
   */
  async function chapter(title, body) {
    console.log(`\n${title}`);
    const failedBefore = counts.failed;
    const start = performance.now();
    let log = "";
    try {
      ({ log } = await body());
    } catch (error) {
      check(
        "the chapter can be told to its end",
        false,
        error instanceof Error ? error.stack : String(error),
      );
    }
    if (counts.failed > failedBefore && log !== "") {
      console.log(
        `    the end of the runner's log:\n${indented(log.split("\n").slice(-LOG_LINES_SHOWN).join("\n"))}`,
      );
    }
    console.log(`    ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }

  return { check, chapter, counts };
}

/** @param {string} text */
function indented(text) {
  return text.replace(/^/gm, "      ");
}
