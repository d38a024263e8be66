/** What the people of the shop change in its code, and in which pull requests. */
// @ts-check

/** Numbers of pull requests. */
export const SLOW_REQUEST = 7;
export const README_REQUEST = 8;
export const LOCK_REQUEST = 9;
export const ARTIFACT_REQUEST = 10;
export const FORK_REQUEST = 11;

export const RANKING = "benchmarks/test_score.py::test_rank_products[three-words]";
export const SLOWED = "benchmarks/test_parse.py::test_parse_orders";

/** What the slow pull request does to shop/parse.py: about a third slower, then about half. */
const CLEANING = "\n\ndef clean(text):\n    return text.strip().strip('\"')\n";
/** @param {string} text */
export const slowDown = (text) =>
  text.replace("= text.partition", "= clean(text).partition").replace("return sku,", "return clean(sku),") +
  CLEANING;
/** @param {string} text */
export const slowDownMore = (text) => text.replace("int(quantity)", "int(clean(quantity))");

/**
 * What drift is told of in stored times has to be steadier from run to run than the drift is large, which work is not on
 * every machine (half as slow again was seen, from one recording to the next), and waiting is: ranking waits, as if it
 * asked another service.
 *
 * @param {string} text
 */
export const waitWhileRanking = (text) =>
  text
    .replace(/^(""".*"""\n)/, "$1\nimport time\n")
    .replace("    wanted = set(", `    time.sleep(${WAITED_SECONDS})\n    wanted = set(`);
const WAITED_SECONDS = 0.02;

/** Five edits of shop/score.py that make ranking about 3 % slower each. */
export const rankingMore = () =>
  [1, 2, 3, 4, 5].map((more) => (/** @type {string} */ text) => {
    const seconds = (WAITED_SECONDS * 1.03 ** more).toFixed(5);
    return text.replace(/time\.sleep\([\d.]+\)/, `time.sleep(${seconds})`);
  });

/** A pull request's own code that writes down what it can see: the environment of a measured process. */
export const spy = (/** @type {string} */ file) => `import json
import os

with open(${JSON.stringify(file)}, "a") as seen:
    seen.write(json.dumps(dict(os.environ)) + "\\n")
`;
