/** A baseline of other dependencies settles no time, and measured code sees no token. */
// @ts-check
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { tokensIn, verdictsOf } from "../gate-run.mjs";
import { LOCK_REQUEST, spy } from "../shop-changes.mjs";

/** @param {import("../world.mjs").World} world @returns {Promise<{ log: string }>} */
export async function updatesDependencies({ check, pushAndRun, temporary }) {
  const seen = join(temporary, "seen-environment.jsonl");
  const other = await pushAndRun({
    number: LOCK_REQUEST,
    branch: "update-dependencies",
    edits: {
      "requirements.txt": (text) => `${text}# reviewed again\n`,
      "benchmarks/conftest.py": spy(seen),
    },
    message: "Update dependencies",
  });

  check("the job passes", other.succeeded);
  check(
    "time rests on paired evidence only",
    verdictsOf(other).length === 3 &&
      other.report.benchmarks.every((/** @type {any} */ row) => row.evidence === "paired"),
    other.report?.benchmarks.map((/** @type {any} */ row) => [row.id, row.evidence]),
  );
  const { baseline } = other.report?.evidence ?? {};
  check(
    "the report says that the baseline is of another fingerprint",
    baseline?.use?.why?.differences?.some((/** @type {any} */ one) => one.kind === "lock-files") === true,
    baseline,
  );
  const environments = await readFile(seen, "utf8").catch(() => "");
  const secrets = Object.entries(tokensIn(environments));
  check("the measured code ran and wrote down its environment", environments !== "");
  check("no token reaches the measured code", environments !== "" && secrets.length === 0, secrets);
  return other;
}
