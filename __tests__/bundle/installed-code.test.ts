/** Code of the repository that was installed into the environment of both sides: the bundle, real git, real Python. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { checked, type TwoCommits } from "../support/check.ts";
import { temporaryFolder } from "../support/repositories.ts";

const SLOW = 120_000;
const app = (work: number) => `def f():\n    return sum(i for i in range(${work}))\n`;

describe("code of the repository that was installed under a name of its own", () => {
  const SHORTLY = ["--time-limit", "20s"];
  const bench = "import app\n\n\ndef bench_f():\n    app.f()\n";
  const commits = (place: string): TwoCommits => ({
    base: {
      "app/__init__.py": "from hot import f\n",
      "libs/hot/code/hot.py": app(2000),
      "benchmarks/bench_app.py": bench,
    },
    head: { "libs/hot/code/hot.py": app(4000) },
    // As `pip install ./libs/hot` leaves it.
    prepare: ({ root }) => {
      const notes = join(place, "site", "hot-1.0.dist-info");
      mkdirSync(notes, { recursive: true });
      cpSync(join(root, "libs/hot/code/hot.py"), join(place, "site", "hot.py"));
      writeFileSync(join(notes, "RECORD"), "hot.py,,\nhot-1.0.dist-info/RECORD,,\n");
      const url = pathToFileURL(join(root, "libs/hot")).href;
      writeFileSync(join(notes, "direct_url.json"), JSON.stringify({ url, dir_info: {} }));
    },
  });

  test(
    "is refused, because it is the same on both sides, with the line to write",
    async () => {
      using place = temporaryFolder();
      const outcome = await checked(commits(place.path), [], { PYTHONPATH: join(place.path, "site") });
      expect(outcome.stderr).toMatch(
        /base loaded `hot` .* distribution `hot`, which was built from `libs\/hot`/,
      );
      expect(outcome.stderr).toMatch(/`--setup 'pip install \.\/libs\/hot'`/);
      expect([outcome.status, outcome.result]).toEqual([2, null]);
    },
    SLOW,
  );

  test(
    "is measured where `python-path` leads to each side's own",
    async () => {
      using place = temporaryFolder();
      const outcome = await checked(
        commits(place.path),
        [...SHORTLY, "--python-path", ".", "--python-path", "libs/hot/code"],
        { PYTHONPATH: join(place.path, "site") },
      );
      expect(outcome.result?.benchmarks[0]?.change).toBeGreaterThan(0.5);
    },
    SLOW,
  );
});

test(
  "a copy of head's code that nothing but its content tells is refused, with the file that it is",
  async () => {
    using place = temporaryFolder();
    const commits: TwoCommits = {
      base: {
        "app.py": "from genlib.hot import f\n",
        "tools/gen/genlib/__init__.py": "",
        "tools/gen/genlib/hot.py": app(2000),
        "benchmarks/bench_app.py": "import app\n\n\ndef bench_f():\n    app.f()\n",
      },
      head: { "tools/gen/genlib/hot.py": app(4000) },
      prepare: ({ root }) =>
        cpSync(join(root, "tools/gen/genlib"), join(place.path, "genlib"), { recursive: true }),
    };
    const outcome = await checked(commits, [], { PYTHONPATH: place.path });
    expect(outcome.stderr).toMatch(
      /base loaded `genlib\.hot` \(.*\), which is head's version of `tools\/gen\/genlib\/hot\.py`/,
    );
    expect([outcome.status, outcome.result]).toEqual([2, null]);
  },
  SLOW,
);

test(
  "a distribution of another project's that is called like one of the repository is named in the result",
  async () => {
    using place = temporaryFolder();
    const notes = join(place.path, "acme-1.0.dist-info");
    mkdirSync(notes);
    writeFileSync(join(place.path, "acmelib.py"), app(100));
    writeFileSync(join(notes, "RECORD"), "acmelib.py,,\nacme-1.0.dist-info/RECORD,,\n");
    const commits: TwoCommits = {
      base: {
        "app.py": `import acmelib\n\n\n${app(2000)}`,
        "pyproject.toml": '[project]\nname = "acme"\n',
        "benchmarks/bench_app.py": "import app\n\n\ndef bench_f():\n    app.f()\n",
      },
      head: { "app.py": `import acmelib\n\n\n${app(4000)}` },
    };
    const outcome = await checked(commits, ["--time-limit", "20s"], { PYTHONPATH: place.path });
    expect(outcome.result?.warnings).toContainEqual({
      kind: "namesake",
      distribution: "acme",
      declaredIn: "pyproject.toml",
    });
    expect(outcome.result?.benchmarks[0]?.change).toBeGreaterThan(0.5);
  },
  SLOW,
);
