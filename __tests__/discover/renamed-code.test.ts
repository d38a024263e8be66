import { expect, test } from "@jest/globals";
import { renamedCode } from "../../src/discover/renamed-code.ts";

const SCORING = `"""Scores."""
from old.weights import WEIGHTS


def score(items):
    total = 0
    for item in items:
        total += WEIGHTS[item]
    return total
`;
const LICENCE = Array.from({ length: 30 }, (_, line) => `# licence, line ${line}`).join("\n");
const PARSER = "def parse(text):\n    return text.split()\n";

const renamed = (head: Readonly<Record<string, string>>, base: Readonly<Record<string, string>>) =>
  renamedCode(new Map(Object.entries(head)), new Map(Object.entries(base))).map(
    (file) => `${file.base} ${file.head}`,
  );

test.each<[string, string, string, readonly string[]]>([
  ["a file that moved as it was is base's", SCORING, SCORING, ["old.py new.py"]],
  [
    "a file whose imports follow the renaming is base's",
    SCORING.replace("old.", "new."),
    SCORING,
    ["old.py new.py"],
  ],
  ["a file of which a line changed is base's", SCORING.replace("= 0", "= 1"), SCORING, ["old.py new.py"]],
  ["another file is not base's", PARSER, SCORING, []],
  ["another file with the same licence is not base's", LICENCE + PARSER, LICENCE + SCORING, []],
  ["empty files are like nothing", "", "", []],
  ["files that only import are like nothing", "import os\n", "import os\n", []],
  ["a file that has grown far beyond base's is new", SCORING + PARSER.repeat(9), SCORING, []],
])("%s", (_title, head, base, expected) => {
  expect(renamed({ "new.py": head }, { "old.py": base })).toEqual(expected);
});

test("of several files that are like it, the one most like it is taken", () => {
  const base = { "a.py": SCORING.replace("= 0", "= 1"), "b.py": SCORING, "c.py": PARSER };
  expect(renamed({ "new.py": SCORING }, base)).toEqual(["b.py new.py"]);
});
