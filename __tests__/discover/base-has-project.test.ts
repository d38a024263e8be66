import { expect, test } from "@jest/globals";
import { hasProject, maybeRenamed, type ProjectFacts } from "../../src/discover/base-has-project.ts";

const FILES = ["README.md", "app/__init__.py", "app/new.py", "benchmarks/bench_app.py"];
const modules = (...paths: string[]) => paths.map((path) => ({ name: path, file: path }));
const MOVED = {
  modules: [
    { name: "shop.cart", file: "/head/src/shop/cart.py" },
    { name: "bench_shop", file: "/head/benchmarks/bench_shop.py" },
  ],
  onHead: ["src/shop/cart.py", "benchmarks/bench_shop.py"],
};
const facts = (given: Partial<ProjectFacts>): ProjectFacts => ({
  root: "/head",
  modules: modules("/head/app/__init__.py", "/head/benchmarks/bench_app.py", "/usr/lib/python3/json.py"),
  onHead: FILES,
  onBase: FILES,
  isShared: (path) => path.startsWith("benchmarks/"),
  ...given,
});

test.each<[string, Partial<ProjectFacts>, boolean]>([
  ["a file that the benchmarks load is on base", {}, true],
  [
    "one of two files that they load is on base",
    { modules: modules("/head/app/new.py", "/head/app/__init__.py"), onBase: ["app/__init__.py"] },
    true,
  ],
  ["base has nothing but a text", { onBase: ["README.md"] }, false],
  ["base has only benchmarks, which head replaces", { onBase: ["benchmarks/bench_app.py"] }, false],
  [
    "base has other code alone",
    { modules: modules("/head/app/new.py"), onBase: ["README.md", "app/__init__.py"] },
    false,
  ],
  ["head loaded nothing of its own, and base has some of its Python", { modules: [] }, true],
  ["head loaded nothing of its own, and base has none of its Python", { modules: [], onBase: [] }, false],
  ["head has no Python, of which nobody can say what it runs", { onHead: ["bench.sh"], onBase: [] }, true],
  ["a package that they load lies elsewhere on base", { ...MOVED, onBase: ["shop/basket.py"] }, true],
  ["a package that they load was a single file on base", { ...MOVED, onBase: ["lib/shop.py"] }, true],
  [
    "a package of that name is in another place of base, where head has it still",
    { ...MOVED, onHead: [...MOVED.onHead, "old/shop/cart.py"], onBase: ["old/shop/cart.py"] },
    false,
  ],
  ["only a benchmark has moved", { ...MOVED, onBase: ["benchmarks/old/bench_shop.py"] }, false],
  ["only a text has the name of the package", { ...MOVED, onBase: ["docs/shop/index.md"] }, false],
  [
    "head loaded what git ignores, and base has some of its Python",
    { modules: modules("/head/app/_version.py") },
    true,
  ],
])("whether base has the project is decided where %s", (_title, given, expected) => {
  expect(hasProject(facts(given))).toBe(expected);
});

test("what may be renamed is the code that head runs and base lacks, and what base has that is gone on head", () => {
  const given = {
    modules: modules("/head/new/scoring.py", "/head/benchmarks/bench_app.py"),
    onHead: ["new/scoring.py", "new/unused.py", "setup.py", "benchmarks/bench_app.py"],
    onBase: ["old/scoring.py", "old/notes.md", "setup.py", "benchmarks/bench_old.py"],
  };
  expect(maybeRenamed(facts(given))).toEqual({ onHead: ["new/scoring.py"], onBase: ["old/scoring.py"] });
});
