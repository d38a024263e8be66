import { describe, expect, test } from "@jest/globals";
import { dependenciesIn, dependencyFiles, setupFor } from "../../src/plan/dependency-files.ts";

describe("of the files that say what a project depends on,", () => {
  test.each([
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "requirements.txt",
    "requirements-dev.txt",
    "dev-requirements.txt",
    "requirements.in",
    "constraints.txt",
    "requirements/base.txt",
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "Pipfile",
    "Pipfile.lock",
    "pylock.toml",
    "pylock.dev.toml",
    "environment.yml",
    "pixi.lock",
  ])("%s is one", (path) => {
    expect(dependencyFiles([path, "README.md"], "")).toEqual([path]);
  });

  test.each(["app/requirements.txt", "docs/uv.lock", "notes.txt", "app/setup.py", "package.json"])(
    "%s is not one",
    (path) => {
      expect(dependencyFiles([path], "")).toEqual([]);
    },
  );

  test("those of the project's folder and of the root count", () => {
    const files = [
      "uv.lock",
      "libs/a/pyproject.toml",
      "libs/a/requirements/dev.txt",
      "libs/b/pyproject.toml",
    ];
    expect(dependencyFiles(files, "libs/a")).toEqual([
      "uv.lock",
      "libs/a/pyproject.toml",
      "libs/a/requirements/dev.txt",
    ]);
  });
});

describe("what a file says is the same", () => {
  const project = (version: string, dependencies: string, more = "") =>
    `[project]\nname = "a"\nversion = "${version}"\ndependencies = [${dependencies}]\n${more}`;
  test.each<[string, string, string | null, string | null, boolean]>([
    [
      "where it is new and has settings of tools alone",
      "pyproject.toml",
      null,
      '[tool.hotpath-gate]\nbudget = "15%"\n',
      true,
    ],
    ["where it is gone and had a name alone", "pyproject.toml", '[project]\nname = "a"\n', null, true],
    ["where it is new and lists nothing", "pyproject.toml", null, project("1", ""), true],
    ["not where it is new and lists something", "pyproject.toml", null, project("1", '"x"'), false],
    [
      "not where it is new and says what builds the project",
      "pyproject.toml",
      null,
      '[build-system]\nrequires = ["x"]\n',
      false,
    ],
    ["where it is new and has comments alone", "requirements.txt", null, "# none\n", true],
    ["where it is new and has metadata alone", "setup.cfg", null, "[metadata]\nname = a\n", true],
    ["not where a lock file is new", "uv.lock", null, "a", false],
    [
      "with its tables in another order",
      "pyproject.toml",
      '[tool.poetry.dependencies]\nx = "^1"\ny = { version = "1", optional = true }\n',
      '[tool.poetry.dependencies]\ny = { optional = true, version = "1" }\nx = "^1"\n',
      true,
    ],
    [
      "with other commands of Hatch",
      "pyproject.toml",
      '[tool.hatch.envs.test]\ndependencies = ["x"]\n[tool.hatch.envs.test.scripts]\na = "x"\n',
      '[tool.hatch.envs.test]\ndependencies = ["x"]\n[tool.hatch.envs.test.scripts]\na = "y"\n',
      true,
    ],
    [
      "with another environment of Hatch that has commands alone",
      "pyproject.toml",
      null,
      '[tool.hatch.envs.test.scripts]\na = "x"\n',
      true,
    ],
    [
      "not with another dependency of Hatch",
      "pyproject.toml",
      '[tool.hatch.envs.test]\ndependencies = ["x"]\n',
      '[tool.hatch.envs.test]\ndependencies = ["y"]\n',
      false,
    ],
    [
      "not with another Python",
      "pyproject.toml",
      '[project]\nrequires-python = ">=3.9"\n',
      '[project]\nrequires-python = ">=3.10"\n',
      false,
    ],
    [
      "not with another file that setuptools reads",
      "pyproject.toml",
      '[tool.setuptools.dynamic]\ndependencies = { file = "a.txt" }\n',
      '[tool.setuptools.dynamic]\ndependencies = { file = "b.txt" }\n',
      false,
    ],
    ["with another version of the project", "pyproject.toml", project("1", '"x"'), project("2", '"x"'), true],
    [
      "with settings of other tools",
      "pyproject.toml",
      project("1", ""),
      project("1", "", "[tool.ruff]\nx = 1\n"),
      true,
    ],
    ["in another order", "pyproject.toml", project("1", '"x", "y"'), project("1", '"y", "x"'), true],
    ["not with another dependency", "pyproject.toml", project("1", '"x==1"'), project("1", '"x==2"'), false],
    [
      "not with another one of a group",
      "pyproject.toml",
      project("1", "", '[dependency-groups]\ndev = ["x"]\n'),
      project("1", "", '[dependency-groups]\ndev = ["y"]\n'),
      false,
    ],
    [
      "not with another one of Poetry",
      "pyproject.toml",
      '[tool.poetry.dependencies]\nx = "^1"\n',
      '[tool.poetry.dependencies]\nx = "^2"\n',
      false,
    ],
    ["as long as a text that nobody can read is", "pyproject.toml", "[a", "[b", false],
    ["with other comments and lines", "requirements.txt", "x==1 # why\n\ny", "y\nx==1\n", true],
    ["not with another version of a requirement", "requirements.txt", "x==1", "x==2", false],
    [
      "with another address",
      "requirements.txt",
      "x @ git+https://e.org/x#egg=a",
      "x @ git+https://e.org/x#egg=b",
      false,
    ],
    ["not in a lock file that differs", "uv.lock", "a", "b", false],
    [
      "with another version in setup.py",
      "setup.py",
      "version = '1'\nrequires = ['x']",
      "version = '2'\nrequires = ['x']",
      true,
    ],
    ["not with another requirement in setup.py", "setup.py", "requires = ['x']", "requires = ['y']", false],
    [
      "with other metadata in setup.cfg",
      "setup.cfg",
      "[metadata]\nversion = 1\n[options]\nx = y\n",
      "[metadata]\nversion = 2\n[options]\nx = y\n",
      true,
    ],
    [
      "not with other options in setup.cfg",
      "setup.cfg",
      "[options]\ninstall_requires = x\n",
      "[options]\ninstall_requires = y\n",
      false,
    ],
  ])("%s: %s", (_title, path, before, after, isSame) => {
    expect(dependenciesIn(path, before) === dependenciesIn(path, after)).toBe(isSame);
  });
});

test.each<[string, string[], string[], string, string]>([
  ["uv's lock file", ["uv.lock", "pyproject.toml"], ["uv.lock"], "", "uv sync --frozen"],
  [
    "pyproject.toml beside a lock file",
    ["pyproject.toml", "poetry.lock"],
    ["pyproject.toml"],
    "",
    "poetry install",
  ],
  ["Pipfile beside its lock file", ["Pipfile", "Pipfile.lock"], ["Pipfile"], "", "pipenv sync --dev"],
  ["pyproject.toml alone", ["pyproject.toml", "requirements.txt"], ["pyproject.toml"], "", "pip install ."],
  [
    "requirements",
    ["requirements-dev.txt"],
    ["requirements-dev.txt"],
    "",
    "pip install -r requirements-dev.txt",
  ],
  [
    "requirements in a folder",
    ["requirements/dev.txt"],
    ["requirements/dev.txt"],
    "",
    "pip install -r requirements/dev.txt",
  ],
  [
    "requirements above the project",
    ["requirements.txt"],
    ["requirements.txt"],
    "libs/a",
    "pip install -r ../../requirements.txt",
  ],
  ["conda's environment", ["environment.yml"], ["environment.yml"], "", "pip install ."],
])("setup installs what the side itself asks for by %s", (_title, files, changed, folder, setup) => {
  expect(setupFor(files, changed, folder)).toBe(setup);
});
