import { expect, test } from "@jest/globals";
import { isPartOf } from "../../src/findings/problem.ts";

test.each<[string, string, boolean]>([
  ["b/test_a.py::test_x", ".", true],
  ["b/test_a.py::test_x", "b/test_a.py", true],
  ["b/test_a.py::test_x", "b", true],
  ["b/test_a.py::test_x", "b/test_a", false],
  ["b/test_a.py::test_x", "b/test_b.py", false],
  ["hot.Suite.time_x(1)", "hot", true],
  ["hotter.Suite.time_x(1)", "hot", false],
  ["app:work", "app:work", true],
])("whether %s is part of %s: %s", (id, where, expected) => {
  expect(isPartOf(id, where)).toBe(expected);
});
