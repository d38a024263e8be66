import { expect, test } from "@jest/globals";
import { besideBase } from "../../src/sides/open-base.ts";
import { aSide } from "../support/sides.ts";

const head = { ...aSide("head"), pythonPath: ["/head/src"] };

test("head beside a base that shares its environment gets as many settings, about base and its own checkout", () => {
  const redirect = { from: "/head", base: "/base", to: "/base" };
  const base = { ...aSide("base"), pythonPath: ["/base/src"], notFrom: ["/head/src"], redirect };
  expect(besideBase(head, base)).toEqual({
    ...head,
    notFrom: ["/base/src"],
    redirect: { from: "/head", base: "/base", to: "/head" },
  });
});

test("head beside a base with an environment of its own stays as it is", () => {
  expect(besideBase(head, aSide("base"))).toBe(head);
});
