import { describe, expect, test } from "@jest/globals";
import { GateError } from "../../src/errors.ts";
import { projectCode } from "../../src/measure/project-code.ts";
import { assertSidesDiffer, type GuardedSide } from "../../src/measure/self-comparison-guard.ts";

const side = (
  name: "base" | "head",
  files: Record<string, string>,
  given: Partial<GuardedSide> = {},
): GuardedSide => ({
  name,
  root: `/${name}`,
  ownEnvironment: null,
  prefixes: ["/usr", "/head/.venv"],
  installed: [],
  isSource: (path) => !path.endsWith(".so"),
  modules: Object.entries(files).map(([module, file]) => ({ name: module, file })),
  ...given,
});
const guard =
  (base: GuardedSide, head: GuardedSide, complete = true, ofCommands = false) =>
  () =>
    assertSidesDiffer({
      complete,
      base,
      head,
      sharedFiles: (path) => path.startsWith("benchmarks/"),
      project: projectCode(["src/shop/__init__.py"], ["src", ""]),
      ofCommands,
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

describe("is refused, never passed:", () => {
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

describe("commands, which need not run Python", () => {
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
