/** What a job leaves beside head's code alone, as a user meets it: the bundle, real git, real Python. */
import { describe, expect, test } from "@jest/globals";
import { checked, type TwoCommits, verdictsOf, warningsOf } from "../support/check.ts";

const SLOW = 120_000;

describe("data that git ignores and code does without", () => {
  const reads = (work: number) =>
    `import os\n\nHAS = os.path.exists(os.path.join(os.path.dirname(__file__), "tables.json"))\n\n\ndef f():\n    return sum(i for i in range(${work} if HAS else ${3 * work}))\n`;
  const commits: TwoCommits = {
    base: {
      "app.py": reads(2000),
      "benchmarks/bench_app.py": "import app\n\n\ndef bench_f():\n    app.f()\n",
      ".gitignore": "tables.json\ncoverage.xml\n",
    },
    head: { "app.py": reads(3000) },
    after: { "coverage.xml": "" },
  };

  test(
    "is warned of where only head's checkout has it",
    async () => {
      const outcome = await checked({ ...commits, after: { ...commits.after, "tables.json": "{}" } });
      expect(warningsOf(outcome, "ignored-data")).toEqual([
        expect.stringMatching(/^Base lacks 1 file .*: tables\.json\..*`setup: /),
      ]);
    },
    SLOW,
  );

  test(
    "is not warned of where `setup` makes it on each side",
    async () => {
      const outcome = await checked(commits, ["--setup", "echo {} > tables.json"]);
      expect([outcome.status, verdictsOf(outcome)]).toEqual([
        1,
        { "benchmarks/bench_app.py::bench_f": "regressed" },
      ]);
      expect(warningsOf(outcome, "ignored-data")).toEqual([]);
    },
    SLOW,
  );
});
