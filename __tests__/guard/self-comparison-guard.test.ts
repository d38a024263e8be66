import { describe, expect, test } from "@jest/globals";
import { GateError } from "../../src/errors.ts";
import type { UnprovenCommand } from "../../src/findings/discovery.ts";
import { projectCode } from "../../src/guard/project-code.ts";
import {
  assertSidesDiffer,
  type GuardedSide,
  type GuardFacts,
  scriptsOfEnvironments,
  whyUnproven,
} from "../../src/guard/self-comparison-guard.ts";
import type { Installed } from "../../src/ports/environments.ts";

const side = (
  name: "base" | "head",
  files: Record<string, string>,
  given: Partial<GuardedSide> = {},
): GuardedSide => ({
  name,
  root: `/${name}`,
  ownEnvironment: null,
  ownFolder: null,
  prefixes: ["/usr", "/head/.venv"],
  installed: [],
  copies: [],
  unproven: [],
  isSource: (path) => !path.endsWith(".so"),
  modules: Object.entries(files).map(([module, file]) => ({ name: module, file })),
  ...given,
});
const guard =
  (
    base: GuardedSide,
    head: GuardedSide,
    complete = true,
    ofCommands = false,
    given: Partial<GuardFacts> = {},
  ) =>
  () =>
    assertSidesDiffer({
      complete,
      base,
      head,
      isShared: (path) => path.startsWith("benchmarks/"),
      project: projectCode(["src/shop/__init__.py", "packages/core/pyproject.toml"], ["src", ""]),
      made: new Set(["shop"]),
      distributions: new Map(),
      entryScripts: new Set(),
      folder: "",
      ofCommands,
      ...given,
    });

const good = {
  base: { shop: "/base/shop/__init__.py", test_a: "/base/benchmarks/test_a.py", json: "/usr/lib/json.py" },
  head: { shop: "/head/shop/__init__.py", test_a: "/head/benchmarks/test_a.py", json: "/usr/lib/json.py" },
};

test("each side with its own code passes", () => {
  expect(guard(side("base", good.base), side("head", good.head))).not.toThrow();
});

test("libraries inside head's tree belong to nobody", () => {
  const library = { numpy: "/head/.venv/lib/numpy/__init__.py" };
  expect(
    guard(side("base", { ...good.base, ...library }), side("head", { ...good.head, ...library })),
  ).not.toThrow();
});

test("before measuring, code that is only imported later is waited for", () => {
  const nothingYet = { test_a: "/base/benchmarks/test_a.py" };
  expect(guard(side("base", nothingYet), side("head", good.head), false)).not.toThrow();
});

test("a checkout below the interpreter's own folder is still the side's tree", () => {
  const below = { prefixes: ["/usr"] };
  expect(
    guard(
      side("base", { shop: "/usr/src/base/shop.py" }, { ...below, root: "/usr/src/base" }),
      side("head", { shop: "/usr/src/head/shop.py" }, { ...below, root: "/usr/src/head" }),
    ),
  ).not.toThrow();
});

test("a virtual environment of its own is a side's own tree", () => {
  const installed = (name: string) => ({ shop: `/venv-${name}/lib/shop/__init__.py` });
  expect(
    guard(
      side("base", installed("base"), { ownEnvironment: "/venv-base", prefixes: ["/usr", "/venv-base"] }),
      side("head", installed("head"), { ownEnvironment: "/venv-head", prefixes: ["/usr", "/venv-head"] }),
    ),
  ).not.toThrow();
});

describe("what makes no comparison is refused, never passed:", () => {
  test.each([
    [
      "base that loaded head's code (an editable install)",
      side("base", { ...good.base, shop: "/head/shop/__init__.py" }),
      side("head", good.head),
      /base loaded `shop` from head's tree/,
    ],
    [
      "both with an installed copy",
      side("base", { ...good.base, shop: "/usr/lib/site-packages/shop/__init__.py" }),
      side("head", { ...good.head, shop: "/usr/lib/site-packages/shop/__init__.py" }),
      /base loaded `shop` from neither tree/,
    ],
    [
      "base with nothing of its own but the benchmarks",
      side("base", { test_a: "/base/benchmarks/test_a.py" }),
      side("head", good.head),
      /base loaded no code from its own tree/,
    ],
    [
      "head that loaded base's code",
      side("base", good.base),
      side("head", { ...good.head, "shop.x": "/base/shop/x.py" }),
      /head loaded `shop.x` from base's tree/,
    ],
  ])("%s", (_title, base, head, message) => {
    expect(guard(base, head)).toThrow(GateError);
    expect(guard(base, head)).toThrow(message);
  });

  test.each([
    ["a conftest", { conftest: "/base/conftest.py" }],
    ["a test package", { tests: "/base/tests/__init__.py" }],
  ])("base with nothing of its own but %s", (_title, files) => {
    expect(guard(side("base", files), side("head", good.head))).toThrow(
      /base loaded no code from its own tree/,
    );
  });

  test("head with a part that was built into its tree alone", () => {
    const head = side("head", { ...good.head, "shop._fast": "/head/shop/_fast.so" });
    expect(guard(side("base", good.base), head)).toThrow(/head runs `shop._fast` from a file that was built/);
  });

  test("a folder whose name merely starts alike is not inside", () => {
    expect(
      guard(side("base", { ...good.base, other: "/base-2/other.py" }), side("head", good.head)),
    ).not.toThrow();
  });
});

describe("what an installed distribution says of itself:", () => {
  const SITE = "/usr/lib/python3.13/site-packages";
  const both = (
    modules: Record<string, string>,
    installed: Partial<Installed>,
    given: { readonly facts?: Partial<GuardFacts>; readonly side?: Partial<GuardedSide> } = {},
  ) => {
    const file = Object.values(modules)[0] ?? "";
    const distributions = new Map([
      [
        file,
        {
          ...{ distribution: "acme", source: null, isEditable: false, isFromFile: false, files: [] },
          ...installed,
        },
      ],
    ]);
    const of = (name: "base" | "head") => side(name, { ...good[name], ...modules }, given.side);
    return guard(of("base"), of("head"), true, false, { distributions, ...given.facts });
  };

  test.each<[string, Record<string, string>, Partial<Installed>, RegExp]>([
    [
      "a package that was installed from a sibling folder of head's checkout",
      { acme_core: `${SITE}/acme_core/__init__.py` },
      { distribution: "acme-core", source: "/head/packages/core" },
      /base loaded `acme_core` from neither tree .*distribution `acme-core`, which was built from `packages\/core` of this repository$/,
    ],
    [
      "a module that was installed from base's checkout",
      { hotmod: `${SITE}/hotmod.py` },
      { source: "/base/packages/core" },
      /built from `packages\/core` of this repository/,
    ],
    [
      "a compiled module that was installed from the root",
      { _shop: `${SITE}/_shop.cpython-313-x86_64-linux-gnu.so` },
      { source: "/head" },
      /`_shop` .* built from the root of this repository/,
    ],
    [
      "a compiled module that an editable install has copied",
      { _shop: `${SITE}/_shop.abi3.so` },
      { source: "/head", isEditable: true },
      /`_shop` /,
    ],
    [
      "a compiled module whose distribution is called like the project, from a wheel or an index",
      { _shop: `${SITE}/_shop.abi3.so` },
      { distribution: "Shop" },
      /`_shop` .* the name of a project in this repository/,
    ],
  ])("%s is refused", (_title, modules, installed, message) => {
    expect(both(modules, installed)).toThrow(message);
  });

  test.each<[string, Record<string, string>, Partial<Installed>]>([
    ["from an index", { numpy: `${SITE}/numpy/__init__.py` }, { distribution: "numpy" }],
    ["from another folder", { xdep: `${SITE}/xdep.py` }, { distribution: "xdep", source: "/elsewhere/xdep" }],
    ["from another repository in the checkout", { dep: `${SITE}/dep.py` }, { source: "/head/deps/dep" }],
    [
      "as a finder of the side's own code",
      { __editable___shop_finder: `${SITE}/__editable___shop_finder.py` },
      { distribution: "shop", source: "/head", isEditable: true },
    ],
  ])("what was installed %s passes", (_title, modules, installed) => {
    expect(both(modules, installed)).not.toThrow();
  });

  test.each([
    ["head's checkout", "/head", /which `setup` installed from head's tree: `acme` from \/head$/],
    ["a project in it", "/head/packages/core", /from head's tree/],
  ])("what base has installed into its own environment from %s is refused", (_title, source, message) => {
    const module = { _shop: "/venv/lib/python3.13/site-packages/_shop.abi3.so" };
    expect(both(module, { source }, { side: { ownEnvironment: "/venv" } })).toThrow(message);
  });

  test("what each side has installed from its own checkout, or from a folder of neither, passes", () => {
    for (const source of ["/base", "/head/.deps/other", "/opt/other"]) {
      const base = side("base", { ...good.base, x: "/venv/x.py" }, { ownEnvironment: "/venv" });
      const installed = {
        ...{ distribution: "x", source, isEditable: false, isFromFile: false, files: [] },
      };
      const distributions = new Map([["/venv/x.py", installed]]);
      expect(guard(base, side("head", good.head), true, false, { distributions })).not.toThrow();
    }
  });

  test("the refusal names the line to write, from the folder where it runs", () => {
    const installed = both(
      { acme_core: `${SITE}/acme_core/__init__.py` },
      { source: "/head/packages/core" },
      { facts: { folder: "packages/api" } },
    );
    expect(installed).toThrow(
      expect.objectContaining({
        advice: expect.stringContaining("`setup: pip install ../../packages/core`"),
      }),
    );
  });
});

describe("a copy of the other side's code", () => {
  const copies = (file: string) => [{ module: { name: "shop.hot", file }, path: "src/shop/hot.py" }];

  test("is refused wherever base found it, by the file that it is the same as", () => {
    const base = side("base", good.base, { copies: copies("/opt/shop/hot.py") });
    expect(guard(base, side("head", good.head))).toThrow(
      "base loaded `shop.hot` (/opt/shop/hot.py), which is head's version of `src/shop/hot.py`, and not base's",
    );
  });

  test("in a side's own environment is laid to what `setup` installs", () => {
    const own = { ownEnvironment: "/venv", copies: copies("/venv/lib/shop/hot.py") };
    expect(guard(side("base", good.base, own), side("head", good.head))).toThrow(
      expect.objectContaining({
        advice: expect.stringContaining("Install nothing there that was built before"),
      }),
    );
  });
});

describe("commands, which need not run Python,", () => {
  const none = (
    name: "base" | "head",
    installed: Readonly<Record<string, string>> = {},
    ownEnvironment = false,
  ) =>
    side(
      name,
      {},
      {
        ownEnvironment: ownEnvironment ? `/venv-${name}` : null,
        installed: Object.entries(installed).map(([module, file]) => ({ name: module, file })),
      },
    );

  test("pass where no package of the project can be had from elsewhere", () => {
    expect(guard(none("base"), none("head"), true, true)).not.toThrow();
  });

  test("pass where each side has its own environment", () => {
    const installed = { shop: "/usr/lib/python3.13/site-packages/shop/__init__.py" };
    expect(guard(none("base", installed, true), none("head", installed, true), true, true)).not.toThrow();
  });

  test("pass where they load their side's own code", () => {
    expect(guard(side("base", good.base), side("head", good.head), true, true)).not.toThrow();
  });

  test("are refused where they might run a copy that both sides share, with what to write", () => {
    const installed = { shop: "/usr/lib/python3.13/site-packages/shop/__init__.py" };
    const refused = guard(none("base", installed), none("head", installed), true, true);
    expect(refused).toThrow(/commands of base run base's code.*`shop` can be imported from \/usr\/lib/);
  });

  test("are refused where a child process ran the other side's code, or an installed copy", () => {
    const script = { __main__: "/base/run.py" };
    for (const shop of ["/head/src/shop/__init__.py", "/usr/lib/python3.13/site-packages/shop/__init__.py"]) {
      expect(guard(side("base", { ...script, shop }), side("head", good.head), true, true)).toThrow(
        /Base and head would run the same code/,
      );
    }
  });
});

describe("one command", () => {
  const SHELL = { name: "__program__", file: "/usr/bin/dash" };
  const OWN_PROGRAM = { name: "__program__", file: "/base/build/tool" };
  const OWN_MODULE = { name: "shop", file: "/base/src/shop/__init__.py" };
  const SHARED = { name: "__program__", file: "/usr/bin/shopcli" };
  const isolated = (file: string) => ({ name: `${file} -I -c 1`, file });
  const HIDDEN = { name: "python3 -I -m shop", file: "/usr/bin/python3" };
  const NO_FILES = { command: "it", unseen: null };

  test.each<
    [
      string,
      Parameters<typeof whyUnproven>[1],
      { names?: boolean; ownEnvironment?: string },
      UnprovenCommand | null,
    ]
  >([
    ["that loads the side's code is proven", { modules: [SHELL, OWN_MODULE], unseen: [] }, {}, null],
    [
      "that loads the side's code is proven, whatever tool it starts besides",
      { modules: [OWN_MODULE], unseen: [isolated("/usr/bin/python3")] },
      {},
      null,
    ],
    [
      "that loads the side's code is not, where a Python that nobody can see into may run the project as well",
      { modules: [OWN_MODULE], unseen: [isolated("/usr/bin/python3"), HIDDEN] },
      {},
      { command: "it", unseen: HIDDEN },
    ],
    [
      "that runs the project hidden in the side's own environment is proven",
      { modules: [OWN_MODULE], unseen: [{ ...HIDDEN, file: "/venv/bin/python" }] },
      { ownEnvironment: "/venv" },
      null,
    ],
    ["that is a program of the tree is proven", { modules: [OWN_PROGRAM], unseen: [] }, {}, null],
    ["that names a script of the tree is proven", { modules: [SHELL], unseen: [] }, { names: true }, null],
    ["that loads and names nothing is not", { modules: [SHARED], unseen: [] }, {}, NO_FILES],
    [
      "that loads benchmarks alone is not",
      { modules: [{ name: "b", file: "/base/benchmarks/b.py" }], unseen: [] },
      {},
      NO_FILES,
    ],
    [
      "whose script starts a Python that nobody can see into is not",
      { modules: [OWN_PROGRAM], unseen: [isolated("/usr/bin/python3")] },
      { names: true },
      { command: "it", unseen: isolated("/usr/bin/python3") },
    ],
    [
      "with a Python of the side's own environment is proven, because nothing else is installed there",
      { modules: [SHELL], unseen: [isolated("/venv/bin/python")] },
      { ownEnvironment: "/venv" },
      null,
    ],
  ])("%s", (_title, ran, { names = false, ownEnvironment = null }, expected) => {
    const base = side("base", {}, { ownEnvironment });
    const says = { namesOwn: names, mayRunProject: (line: string) => line.includes("shop") };
    expect(whyUnproven("it", ran, says, base, (path) => path.startsWith("benchmarks/"))).toEqual(expected);
  });

  test("that is not proven is refused before anything is measured", () => {
    const unproven = [{ command: "true", unseen: null }];
    const base = side("base", good.base, { unproven });
    expect(guard(base, side("head", good.head), false, true)).toThrow(
      "Nothing shows that `true` runs base's code",
    );
  });

  test("that runs head's program on base is refused, but for what git ignores there", () => {
    const head = side("head", good.head, { isSource: (path) => path === "bin/tool" });
    const running = (file: string) =>
      side("base", good.base, { modules: [OWN_MODULE, { name: "__program__", file }] });
    expect(guard(running("/head/bin/tool"), head, true, true)).toThrow(
      /from head's tree \(\/head\/bin\/tool\)/,
    );
    expect(guard(running("/head/.env/bin/tool"), head, true, true)).not.toThrow();
  });
});

describe("what a side's processes have built in the side's own folder", () => {
  const of = (name: "base" | "head", built: string, more: Record<string, string> = good[name]) =>
    side(name, { ...more, "shop.fast": built }, { ownFolder: `/tmp/of-${name}` });
  const BUILT = "home/.pyxbld/lib.linux/shop/fast.so";

  test("is the side's own", () => {
    expect(guard(of("base", `/tmp/of-base/${BUILT}`), of("head", `/tmp/of-head/${BUILT}`))).not.toThrow();
  });

  test("does not prove that the side ran code of its tree", () => {
    const alone = of("base", `/tmp/of-base/${BUILT}`, {});
    expect(guard(alone, of("head", `/tmp/of-head/${BUILT}`))).toThrow(/no code from its own tree/);
  });

  test.each([
    ["the other side's folder", `/tmp/of-head/${BUILT}`, /from what head made/],
    ["a folder that both share", `/root/${BUILT}`, /from neither tree/],
    ["a cache, which may be a copy of the job's", "/tmp/of-base/home/.cache/x/shop/fast.so", /neither tree/],
  ])("is not in %s", (_title, file, message) => {
    expect(guard(of("base", file), side("head", good.head, { ownFolder: "/tmp/of-head" }))).toThrow(message);
  });
});

describe("a script that base was started with from head's tree", () => {
  const base = side("base", { ...good.base, __main__: "/head/env/bin/shop" });
  const head = side("head", good.head);

  test("is nobody's code where an environment has it for a program", () => {
    const entryScripts = new Set(["/head/env/bin/shop"]);
    expect(guard(base, head, true, true, { entryScripts })).not.toThrow();
  });

  test("is refused where no environment has it", () => {
    expect(guard(base, head, true, true)).toThrow(/`__main__` from head's tree/);
  });

  test.each([
    ["in an environment", "/head/env/bin/shop", "env"],
    ["in an environment on Windows", "/head/env/Scripts/shop.exe/__main__.py", "env"],
    ["in an environment of a project below", "/head/libs/a/.venv/bin/shop", "libs/a/.venv"],
    ["in the checkout's own `bin`", "/head/bin/shop", undefined],
    ["below an environment's library", "/head/env/lib/shop/__main__.py", undefined],
    ["elsewhere", "/usr/env/bin/shop", undefined],
  ])("may be an environment's by its path, or not: %s", (_title, file, environment) => {
    const found = scriptsOfEnvironments("/head", side("base", { __main__: file, shop: file }));
    expect(found).toEqual(environment === undefined ? [] : [{ file, environment }]);
  });
});
