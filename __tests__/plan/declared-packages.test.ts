import { expect, test } from "@jest/globals";
import { declaredPackages } from "../../src/plan/declared-packages.ts";

test.each([
  [
    "setuptools",
    '[tool.setuptools]\npackages = ["perf", "perf.deep"]\npy-modules = ["one"]',
    ["perf", "perf", "one"],
  ],
  ["hatch", '[tool.hatch.build.targets.wheel]\npackages = ["src/perf", "./more"]', ["perf", "more"]],
  ["poetry", '[tool.poetry]\npackages = [{ include = "perf", from = "src" }]', ["perf"]],
  ["flit", '[tool.flit.module]\nname = "perf"', ["perf"]],
  ["uv", '[tool.uv.build-backend]\nmodule-name = "perf"', ["perf"]],
])("%s says which packages a project consists of", (_tool, text, packages) => {
  expect(declaredPackages(text)).toEqual(packages);
});

test.each([
  [
    "what is packed with the sources alone",
    '[tool.poetry]\npackages = [{ include = "tests", format = "sdist" }]',
  ],
  ["what is left out", '[tool.setuptools.packages.find]\nexclude = ["bench*"]'],
  ["what can't be read", "[tool"],
  ["what has another shape", "[tool]\nsetuptools = 3\npoetry = { packages = [1] }"],
])("%s is no package of the project", (_title, text) => {
  expect(declaredPackages(text)).toEqual([]);
});
