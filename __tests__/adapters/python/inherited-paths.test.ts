import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { pathsOfBase } from "../../../src/adapters/python/inherited-paths.ts";
import { newRepository, temporaryFolder } from "../../support/repositories.ts";

/** Head's checkout below a folder, with a link to it, and what base has of it. */
function checkouts(place: string): { head: string; base: string } {
  const head = join(place, "head");
  const repository = newRepository(head);
  repository.commit("all", {
    ".gitignore": ".venv/\ncache/\nmade/\n",
    "src/app.py": "",
    "new/app.py": "",
    "my data/x.txt": "",
  });
  for (const path of [".venv/bin/python", "cache/x", "made/x"]) repository.write(path, "");
  const base = join(place, "base");
  for (const path of ["src/app.py", "my data/x.txt", "made/x"]) {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), "");
  }
  symlinkSync(head, join(place, "link"));
  return { head, base };
}

type Roots = { readonly head: string; readonly base: string };

const seen = async (of: (roots: Roots) => string, name = "APP_ROOT") => {
  using place = temporaryFolder();
  const roots = checkouts(place.path);
  const { environment, changed } = await pathsOfBase(
    { [name]: of(roots), OTHER: "1" },
    roots.head,
    roots.base,
  );
  const shown = environment[name]?.replaceAll(roots.head, "HEAD").replaceAll(roots.base, "BASE");
  return { shown, changed, place: place.path };
};

test.each<[string, (roots: Roots) => string, string]>([
  ["the checkout", ({ head }) => head, "BASE"],
  ["a folder of it", ({ head }) => `${head}/src`, "BASE/src"],
  ["a folder with a slash at its end", ({ head }) => `${head}/src/`, "BASE/src/"],
  ["one in a list", ({ head }) => `/usr/bin:${head}/src:/opt`, "/usr/bin:BASE/src:/opt"],
  ["a name with spaces in it", ({ head }) => `${head}/my data:${head}/src`, "BASE/my data:BASE/src"],
  ["the values of options", ({ head }) => `-I${head}/src --data=${head}/src`, "-IBASE/src --data=BASE/src"],
  ["an address", ({ head }) => `file://${head}/src`, "file://BASE/src"],
  ["another name of the checkout", ({ head }) => `${head}/../link`, "BASE"],
  ["a file below another name", ({ head }) => `${head}/../link/src/app.py`, "BASE/src/app.py"],
  ["what head adds to the commit", ({ head }) => `${head}/new`, "BASE/new"],
  ["what git ignores and base has as well", ({ head }) => `${head}/made`, "BASE/made"],
])("a variable with %s leads base to its own", async (_title, of, expected) => {
  expect(await seen(of)).toMatchObject({ shown: expected, changed: ["APP_ROOT"] });
});

test.each<[string, (roots: Roots) => string]>([
  ["a virtual environment that git ignores", ({ head }) => `${head}/.venv/bin:/usr/bin`],
  ["a cache that git ignores", ({ head }) => `${head}/cache`],
  ["a file that is not there yet", ({ head }) => `${head}/report.json`],
  ["a neighbour of the same beginning", ({ head }) => `${head}-2/src`],
  ["no path", () => "src"],
])("a variable with %s stays as it is", async (_title, of) => {
  const { shown, changed, place } = await seen(of);
  expect(shown).toBe(of({ head: join(place, "head"), base: "" }).replaceAll(join(place, "head"), "HEAD"));
  expect(changed).toEqual([]);
});

test.each(["HOME", "TMPDIR", "XDG_CACHE_HOME"])(
  "%s stays where it is, which each side has of its own",
  async (name) => {
    expect(await seen(({ head }) => head, name)).toMatchObject({ shown: "HEAD", changed: [] });
  },
);
