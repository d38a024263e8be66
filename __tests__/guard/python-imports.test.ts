import { expect, test } from "@jest/globals";
import { importsOf } from "../../src/guard/python-imports.ts";

test.each([
  ["import shop.core", ["shop.core"]],
  ["import os, shop.core as core  # for x, y", ["os", "shop.core"]],
  ["    from shop import core, other", ["shop", "shop.core", "shop.other"]],
  [
    "from shop import (\n    core,  # with, this\n    other as one,\n)\n",
    ["shop", "shop.core", "shop.other"],
  ],
  ["from shop import(core)", ["shop", "shop.core"]],
  ["from shop.core import *", ["shop.core"]],
  ["important = 1\nfromage = 2\n# import shop", []],
])("`%s` imports by name", (text, names) => {
  expect([...importsOf(text, "app.py").names]).toEqual(names);
});

test.each([
  ["from . import core", ["shop/deep", "shop/deep/core"]],
  ["from .core import work", ["shop/deep/core", "shop/deep/core/work"]],
  ["from ..core import (\n  work\n)", ["shop/core", "shop/core/work"]],
  ["from ... import core", ["core"]],
])("`%s` imports from beside the file", (text, places) => {
  const found = [...importsOf(text, "shop/deep/app.py").places].filter((place) => place !== "");
  expect(found).toEqual(places);
});

test("parentheses that never close cost no more than the text", () => {
  const text = "from a import (\n".repeat(50_000);
  expect([...importsOf(text, "app.py").names]).toContain("a");
});
