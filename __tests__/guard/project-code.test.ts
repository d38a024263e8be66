import { describe, expect, test } from "@jest/globals";
import { copyOfProject, projectCode } from "../../src/guard/project-code.ts";

test("the project's names are those of its topmost packages, in their namespaces, and of modules in its code folders", () => {
  const files = [
    "src/shop/__init__.py",
    "src/shop/parse/__init__.py",
    "src/acme/billing/__init__.py",
    "src/single.py",
    "lib/python/other/__init__.py",
    "services/api/pyproject.toml",
    "services/api/api/__init__.py",
    "vendor/requests/__init__.py",
    "env/lib/python3.11/site-packages/pip/__init__.py",
    "tests/__init__.py",
    "setup.py",
    "conftest.py",
    "scripts/tool.py",
  ];
  const { names } = projectCode(files, ["src", ""]);
  expect([...names].sort()).toEqual([
    ...[
      "acme.billing",
      "api",
      "lib.python.other",
      "other",
      "python.other",
      "services.api.api",
      "shop",
      "single",
    ],
    ...["src.acme.billing", "src.shop"],
  ]);
});

const SITE = "/usr/lib/python3.13/site-packages";
const loaded = (modules: Readonly<Record<string, string>>) =>
  Object.entries(modules).map(([name, file]) => ({ name, file }));

describe("a package that is called like another one is no copy of it:", () => {
  test.each<[string, string[], Record<string, string>]>([
    [
      "a module of the standard library, and a package in a namespace",
      ["src/acme/json/__init__.py", "src/acme/json/decoder.py"],
      {
        json: "/usr/lib/python3.13/json/__init__.py",
        "json.decoder": "/usr/lib/python3.13/json/decoder.py",
      },
    ],
    [
      "a module of the standard library, and an app",
      ["apps/calendar/__init__.py"],
      { calendar: "/usr/lib64/python3.13/calendar.py" },
    ],
    [
      "an installed package, and a package in a namespace",
      ["apps/requests/__init__.py", "apps/requests/models.py"],
      {
        requests: `${SITE}/requests/__init__.py`,
        "requests.models": `${SITE}/requests/models.py`,
        "requests.adapters": `${SITE}/requests/adapters.py`,
      },
    ],
    [
      "another part of a namespace",
      ["api/src/opentelemetry/trace/__init__.py"],
      { "opentelemetry.sdk": `${SITE}/opentelemetry/sdk/__init__.py` },
    ],
  ])("%s", (_title, files, modules) => {
    expect(copyOfProject(loaded(modules), projectCode(files, ["src", ""]))).toBeNull();
  });
});

test("projects that are there to be shown are not what is installed under their names", () => {
  const files = [
    ...["samples/ply/pyproject.toml", "samples/ply/ply/__init__.py", "fixtures/numpy/setup.py"],
    ...["fixtures/numpy/src/numpy/__init__.py", "src/demo/__init__.py"],
  ];
  expect([...projectCode(files, ["src", ""]).names].sort()).toEqual([
    ...["demo", "fixtures.numpy.src.numpy", "samples.ply.ply", "src.demo"],
  ]);
  expect([...projectCode(files, ["samples/ply", ""], "samples/ply").names].sort()).toEqual([
    ...["ply", "samples.ply.ply"],
  ]);
});

describe("a copy of the project is found:", () => {
  test.each<[string, string[], Record<string, string>, string]>([
    ["of a package", ["src/shop/__init__.py"], { "shop.parse": `${SITE}/shop/parse.py` }, "shop.parse"],
    [
      "of a package in a namespace",
      ["api/src/opentelemetry/trace/__init__.py"],
      { "opentelemetry.trace": `${SITE}/opentelemetry/trace/__init__.py` },
      "opentelemetry.trace",
    ],
    ["of a package in lib", ["lib/shop/__init__.py"], { shop: `${SITE}/shop/__init__.py` }, "shop"],
    [
      "of a package in a folder that nobody names",
      ["packages/shop/__init__.py", "packages/shop/sub/parse.py"],
      { shop: `${SITE}/shop/__init__.py`, "shop.sub.parse": `${SITE}/shop/sub/parse.py` },
      "shop",
    ],
    [
      "of one of two packages of the same name",
      ["apps/shop/__init__.py", "libs/shop/__init__.py", "libs/shop/parse.py", "tools/shop/__init__.py"],
      { shop: `${SITE}/shop/__init__.py`, "shop.parse": `${SITE}/shop/parse.py` },
      "shop",
    ],
    ["outside of any environment", ["src/shop/__init__.py"], { shop: "/other/shop/__init__.py" }, "shop"],
  ])("%s", (_title, files, modules, name) => {
    expect(copyOfProject(loaded(modules), projectCode(files, ["src", ""]))?.name).toBe(name);
  });
});

describe("beside the project that is measured, a repository has others:", () => {
  const files = [
    "packages/api/src/api/__init__.py",
    "packages/core/pyproject.toml",
    "packages/core/src/core/__init__.py",
    "packages/redis/pyproject.toml",
    "packages/redis/redis/__init__.py",
  ];
  const project = projectCode(files, ["packages/api/src", "packages/api", ""], "packages/api");

  test("a copy of another one is found by its files", () => {
    expect(copyOfProject(loaded({ core: `${SITE}/core/__init__.py` }), project)?.name).toBe("core");
  });

  test("a package that is called like another one and has other files is no copy", () => {
    const redis = { redis: `${SITE}/redis/__init__.py`, "redis.client": `${SITE}/redis/client.py` };
    expect(copyOfProject(loaded(redis), project)).toBeNull();
  });
});
