import { mkdirSync, symlinkSync } from "node:fs";
import { join, sep } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { pathsIntoCheckout } from "../../../src/adapters/git/paths-into-checkout.ts";
import { newRepository, temporaryFolder } from "../../support/repositories.ts";

/** A checkout below a folder `place`, which a link `link` leads to as well. */
function checkout(place: string, name = "project") {
  const root = join(place, name);
  const repository = newRepository(root);
  repository.commit("all", {
    ".gitignore": ".env-of-job/\nforced/\n",
    "bin/run.sh": "",
    "src/app.py": "",
  });
  repository.write("forced/run.sh", "");
  repository.git("add", "--force", "forced/run.sh");
  repository.write(".env-of-job/bin/python", "");
  repository.write("venv/pyvenv.cfg", "");
  repository.write("venv/bin/python", "");
  mkdirSync(`${root}-2`);
  symlinkSync(root, join(place, "link"));
  symlinkSync("bin", join(root, ".env-of-job", "lib64"));
  return root;
}

describe("a path into the checkout is found", () => {
  test.each([
    ["alone", (root: string) => `${root}/bin/run.sh`, "bin/run.sh"],
    ["as an argument", (root: string) => `python ${root}/bin/run.sh --fast`, "bin/run.sh"],
    ["after an option's letter", (root: string) => `cc -I${root}/src`, "src"],
    ["as an option's value", (root: string) => `run --config=${root}/src/app.py`, "src/app.py"],
    ["in quotes", (root: string) => `sh -c 'cd "${root}" && ls'`, ""],
    ["in a list of folders", (root: string) => `/usr/lib:${root}/src:/opt`, "src"],
    ["as an address", (root: string) => `pip install file://${root}`, ""],
    ["as an address with more in its scheme", (root: string) => `pip install app@git+file://${root}`, ""],
    ["after escaped quotes", (root: string) => `python -c "open(\\"${root}/src/app.py\\")"`, "src/app.py"],
    ["with a slash at its end", (root: string) => `pip install ${root}/`, ""],
    ["of a file that is not there yet", (root: string) => `run -o ${root}/new/out.json`, "new/out.json"],
    ["under another name of the folder", (root: string) => `${root}/../link/bin/run.sh`, "bin/run.sh"],
    [
      "where git ignores the folder and has the file",
      (root: string) => `${root}/forced/run.sh`,
      "forced/run.sh",
    ],
  ])("%s", async (_title, textOf, path) => {
    using place = temporaryFolder();
    const root = checkout(place.path);
    expect(await pathsIntoCheckout(root, textOf(root))).toEqual([join(root, path)]);
  });

  test("in a checkout with a space in its name", async () => {
    using place = temporaryFolder();
    const root = checkout(place.path, "my project");
    expect(await pathsIntoCheckout(root, `"${root}/bin/run.sh" x`)).toEqual([join(root, "bin/run.sh")]);
  });
});

test.each([
  ["a relative path", () => "bin/run.sh ./src ../project/src"],
  ["a folder whose name begins with the checkout's", (root: string) => `${root}-2/run.sh`],
  ["a path that ends with the checkout's", (root: string) => `/mnt${root}/run.sh`],
  ["the folder above", (root: string) => join(root, "..")],
  ["an ignored virtual environment", (root: string) => `${root}/.env-of-job/bin/python -m app`],
  ["a link in an ignored folder", (root: string) => `${root}/.env-of-job/lib64/app`],
  ["a virtual environment that git does not ignore", (root: string) => `${root}/venv/bin/python -m app`],
  ["an address on the web", () => "https://example.org/src"],
  ["an address whose host is named like its folders", (root: string) => `curl http:/${root}/src`],
  ["an expression of sed", () => "sed s/a/b/ /etc/hosts"],
  ["a root and two slashes", () => "ls / // /."],
  ["a home", (root: string) => `~${root}/bin/run.sh`],
  ["a folder behind a variable", (root: string) => `$HOME${root} \${HOME}${root} $(pwd)${root}`],
  ["nothing", () => ""],
])("%s does not lead into the checkout", async (_title, textOf) => {
  using place = temporaryFolder();
  const root = checkout(place.path);
  expect(await pathsIntoCheckout(root, textOf(root))).toEqual([]);
});

// On Windows, a backslash begins a path, from the root of the drive.
describe("a backslash does not lead into the checkout", () => {
  test.each([
    ["at the end of a line", "pip install \\\n  -e . pytest"],
    ["before quotes", 'python -c "import app; app.score(\\"abc \\" * 90000)"'],
    ["in a regular expression", "grep -E '\\d+\\.\\w|\\/src' log"],
    ["in an escape", "printf '\\u00e9\\n'"],
    ["before a variable", "echo \\$HOME \\\\"],
    ["before what would be a name in it", "run \\src\\app.py C:\\src C:/src"],
  ])("%s", async (_title, text) => {
    using place = temporaryFolder();
    const root = checkout(place.path);
    const before = process.cwd();
    try {
      process.chdir(root);
      expect(await pathsIntoCheckout(root, text)).toEqual([]);
    } finally {
      process.chdir(before);
    }
  });
});

(sep === "/" ? test : test.skip)("a path into the checkout is found before a continued line", async () => {
  using place = temporaryFolder();
  const root = checkout(place.path);
  expect(await pathsIntoCheckout(root, `pip install ${root}\\\n -q`)).toEqual([root]);
});
