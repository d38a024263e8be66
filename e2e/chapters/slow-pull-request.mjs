/** A pull request that slows a hot path, twice: its check fails, and one comment says why. */
// @ts-check
import { rowOf, tableLines, verdictsOf } from "../gate-run.mjs";
import { SLOW_REQUEST, SLOWED, slowDown, slowDownMore } from "../shop-changes.mjs";

/** @param {import("../world.mjs").World} world @returns {Promise<{ log: string }>} */
export async function slowsHotPath({ check, github, ourComments, pushAndRun, urlOf }) {
  for (let number = 1; number <= 120; number += 1) {
    github.addComment(SLOW_REQUEST, `Comment ${number}`, { login: "sam" });
  }
  const slow = await pushAndRun({
    number: SLOW_REQUEST,
    branch: "clean-orders",
    edits: { "shop/parse.py": slowDown },
    message: "Clean orders",
  });

  check("the job fails", !slow.succeeded);
  check("the verdict is failed", slow.outputs.verdict === "failed", slow.outputs);
  check("one regression is counted", slow.outputs.regressions === "1", slow.outputs);
  check("the stored baseline was found in the cache", Boolean(slow.outputs["baseline-source"]), slow.outputs);
  const verdicts = verdictsOf(slow);
  check(
    "the slowed benchmark regressed, the others did not",
    verdicts.length === 3 &&
      verdicts.every(([id, verdict]) => verdict === (id === SLOWED ? "regressed" : "within-budget")),
    verdicts,
  );
  const row = rowOf(slow, SLOWED);
  check("the red verdict rests on paired evidence", row?.evidence === "paired", row?.evidence);
  check("the change is about a third", row?.change > 0.2 && row?.change < 0.55, row?.change);

  const [comment, ...more] = ourComments(SLOW_REQUEST);
  check("one comment is published", comment !== undefined && more.length === 0);
  const table = tableLines(comment?.body);
  check(
    "its delta table names the slowed benchmark as regressed, and no other",
    table.some((line) => line.includes(SLOWED) && line.includes("regressed")) &&
      table.filter((line) => line.includes("regressed")).length === 1,
    comment?.body,
  );
  check("the step's output has the comment's address", slow.outputs["comment-url"] === urlOf(comment), {
    output: slow.outputs["comment-url"],
  });
  check(
    "the job summary has all rows",
    verdicts.length > 0 && verdicts.every(([id]) => slow.summary.includes(id)),
    slow.summary,
  );
  check(
    "an annotation points into the repository, at a file with the slowed code or its benchmark",
    slow.annotations.some(
      ({ level, properties }) =>
        level === "error" &&
        ["benchmarks/test_parse.py", "shop/parse.py"].includes(properties.file ?? "") &&
        Number(properties.line) > 0,
    ),
    slow.annotations,
  );
  check("the comment says which function is new", comment?.body.includes("clean") ?? false, comment?.body);
  return slow;
}

/** @param {import("../world.mjs").World} world @returns {Promise<{ log: string }>} */
export async function slowsItMore({ check, github, ourComments, pushAndRun }) {
  const [before] = ourComments(SLOW_REQUEST);
  const firstText = before?.body ?? "";
  const marker = firstText.split("\n")[0] ?? "";
  check("the comment starts with a hidden marker", /^<!-- .+ -->$/.test(marker), marker);
  const quoted = github.addComment(SLOW_REQUEST, `${marker}\nLook what it wrote`, { login: "eve" });
  // Earlier in the conversation than ours, where a search by marker alone finds it first.
  github.state.comments.unshift(...github.state.comments.splice(github.state.comments.indexOf(quoted), 1));
  const talk = github.state.comments.length;
  const slower = await pushAndRun({
    number: SLOW_REQUEST,
    branch: "clean-orders",
    edits: { "shop/parse.py": slowDownMore },
    message: "Clean quantities too",
  });

  const [after, ...more] = ourComments(SLOW_REQUEST);
  check("the job fails", !slower.succeeded);
  check(
    "there is still one comment, and it is the same",
    more.length === 0 && after !== undefined && after.id === before?.id,
  );
  check("its text is new", after?.body !== firstText && (after?.body.includes(SLOWED) ?? false));
  check("no other comment was added", github.state.comments.length === talk);
  check("the quoted marker is left alone", quoted.body.endsWith("Look what it wrote"), quoted.body);
  return slower;
}
