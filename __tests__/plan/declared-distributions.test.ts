import { expect, test } from "@jest/globals";
import { declaredDistributions } from "../../src/plan/declared-distributions.ts";

test.each<[string, string, string, string[]]>([
  ["pyproject.toml", "pyproject.toml", '[project]\nname = "Acme.Core_Tools"\n', ["acme-core-tools"]],
  ["Poetry's table", "libs/a/pyproject.toml", '[tool.poetry]\nname = "acme"\n', ["acme"]],
  ["Flit's table", "pyproject.toml", '[tool.flit.metadata]\nmodule = "acme"\n', ["acme"]],
  ["setup.cfg", "setup.cfg", "[tool]\nname = other\n[metadata]\nname = acme\n", ["acme"]],
  [
    "setup.py, with names of extensions",
    "setup.py",
    "setup(name='acme', ext_modules=[Extension(name=\"acme._fast\")])",
    ["acme"],
  ],
  [
    "setup.py, beside other calls with such an argument",
    "setup.py",
    [
      'def need(name="ply"): __import__(name)',
      'def setup(name="no"): pass',
      'x = dict(name="no")',
      "setuptools.setup(",
      '  packages=["a"],  # setup(name="no")',
      '  description="""name="no", (""",',
      '  cmdclass=dict(name="no"),',
      "  name = 'acme',",
      ")",
    ].join("\n"),
    ["acme"],
  ],
  ["setup.py, by a variable", "setup.py", 'NAME = "acme"\nsetup(version="1", name=NAME)', ["acme"]],
  ["setup.py, one that is computed", "setup.py", 'setup(name="acme-" + suffix)', []],
  ["setup.py that is not whole", "setup.py", 'setup(name="acme", (', ["acme"]],
  ["setup.py without a name", "setup.py", 'name = "ply"\nsetup()\nsetup(**dict(name="no"))', []],
  ["a file that names none", "pyproject.toml", "[tool.ruff]\n", []],
  ["a file that is not TOML", "pyproject.toml", "[project\n", []],
  ["a name that is no text", "pyproject.toml", "[project]\nname = 3\n", []],
])("distributions are declared by %s", (_title, path, text, names) => {
  expect(declaredDistributions(path, text)).toEqual(names);
});
