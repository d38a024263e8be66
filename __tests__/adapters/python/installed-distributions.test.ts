import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { distributionsOf } from "../../../src/adapters/python/installed-distributions.ts";

let folder: string;
let site: string;
let source: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "installed-")));
  site = join(folder, "lib", "python3.13", "site-packages");
  source = join(folder, "checkout", "packages", "core");
  await mkdir(source, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(site, path)), { recursive: true });
  await writeFile(join(site, path), text);
}

const ask = async (name: string, path: string) => {
  const file = join(site, path);
  return (await distributionsOf([{ name, file }])).get(file);
};

describe("a module belongs to the distribution whose record lists it:", () => {
  test.each<[string, string, string]>([
    ["a package", "acme.core", "acme/core/__init__.py"],
    ["a module in a namespace", "acme.hot", "acme/hot.py"],
    ["a compiled module", "_shop", "_shop.cpython-313-x86_64-linux-gnu.so"],
    ["a name with a comma in it", "odd", 'odd,"name".py'],
    ["a module that was loaded under another name", "x.y.z", "acme/hot.py"],
  ])("%s", async (_title, name, path) => {
    await write(
      "acme_core-1.0.dist-info/RECORD",
      [
        "acme/core/__init__.py,sha256=abc,10",
        "acme/hot.py,sha256=abc,10",
        "_shop.cpython-313-x86_64-linux-gnu.so,sha256=abc,10",
        '"odd,""name"".py",sha256=abc,10',
        "acme_core-1.0.dist-info/RECORD,,",
      ].join("\r\n"),
    );
    await write("other-1.0.dist-info/RECORD", "other.py,,\n");
    expect(await ask(name, path)).toMatchObject({
      ...{ distribution: "acme_core", source: null, isEditable: false, isFromFile: false },
    });
  });

  test("with all that was installed, and its hashes as far as they are written down", async () => {
    await write(
      "acme-1.0.dist-info/RECORD",
      "../beside.py,,\nacme/__init__.py,sha256=47DEQ,0\nacme/hot.py,sha256=a-_9,10\nold.py,,\n../../../bin/acme,sha256=x,5\n",
    );
    expect((await ask("acme", "acme/__init__.py"))?.files).toEqual([
      { path: "acme/__init__.py", hash: null },
      { path: "acme/hot.py", hash: "a-_9" },
      { path: "old.py", hash: null },
    ]);
  });

  test("outside of an environment, in the folder that it was imported from", async () => {
    site = join(folder, "target");
    await write("acme-1.0.dist-info/RECORD", "acme/sub/__init__.py,,\nacme/sub/a.py,,\n");
    expect((await ask("acme.sub", "acme/sub/__init__.py"))?.distribution).toBe("acme");
    expect((await ask("acme.sub.a", "acme/sub/a.py"))?.distribution).toBe("acme");
  });

  test("installed by setuptools' own installer, as an egg or with a list of its own", async () => {
    expect((await ask("shop", "shop-1.0-py3.13.egg/shop/__init__.py"))?.distribution).toBe("shop");
    await write("old-1.0-py3.13.egg-info/installed-files.txt", "../old.py\nPKG-INFO\n");
    expect((await ask("old", "old.py"))?.distribution).toBe("old");
  });

  test("nothing is said of a file that no record lists", async () => {
    await write("acme-1.0.dist-info/RECORD", "acme.py,,\n");
    expect(await ask("loose", "loose.py")).toBeUndefined();
  });
});

describe("where a distribution was installed from:", () => {
  const from = async (origin: string) => {
    await write("acme-1.0.dist-info/RECORD", "acme.py,,\n");
    await write("acme-1.0.dist-info/direct_url.json", origin);
    return ask("acme", "acme.py");
  };

  test("a folder, and whether it is editable", async () => {
    const url = pathToFileURL(source).href;
    expect(await from(JSON.stringify({ url, dir_info: {} }))).toMatchObject({ source, isEditable: false });
    expect(await from(JSON.stringify({ url, dir_info: { editable: true } }))).toMatchObject({
      ...{ source, isEditable: true },
    });
  });

  test("a clone, and a folder that a link leads to", async () => {
    const link = join(folder, "link");
    await symlink(source, link);
    const url = pathToFileURL(link).href;
    const vcs_info = { vcs: "git", commit_id: "abc" };
    expect(await from(JSON.stringify({ url, vcs_info }))).toMatchObject({ source });
  });

  test.each([
    ["an archive elsewhere", JSON.stringify({ url: "https://example.org/a.whl", archive_info: {} })],
    ["a repository elsewhere", JSON.stringify({ url: "https://example.org/a.git", vcs_info: {} })],
    ["no JSON", "{"],
    ["another shape", "[]"],
    ["a folder of another machine", JSON.stringify({ url: "file://host/a%00b", dir_info: {} })],
  ])("%s is no folder", async (_title, origin) => {
    expect(await from(origin)).toMatchObject({
      distribution: "acme",
      source: null,
      isEditable: false,
      isFromFile: false,
    });
  });

  test("an archive on this machine is a file", async () => {
    const origin = { url: "file:///checkout/dist/acme.whl", archive_info: {} };
    expect(await from(JSON.stringify(origin))).toMatchObject({ source: null, isFromFile: true });
  });
});
