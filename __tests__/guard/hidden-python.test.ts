import { expect, test } from "@jest/globals";
import { mayRunProject } from "../../src/guard/hidden-python.ts";
import { projectCode } from "../../src/guard/project-code.ts";

const FILES = ["src/shop/__init__.py", "scripts/run.py", "bench.py", "apps/calendar/__init__.py"];
const place = {
  root: "/base",
  files: new Set(FILES),
  project: projectCode(FILES, ["src", ""]),
};

test.each([
  ["a module of the project", "python -I -m shop.cli"],
  ["a package of a project below", "python3 -I -m calendar"],
  ["a module beside its packages", "python -Im bench"],
  ["a script of the checkout", "python -E -W ignore scripts/run.py --fast"],
  ["a script of the checkout by its full path", "/usr/bin/python3 -I /base/scripts/run.py"],
  ["a relative script that nobody knows", "python -I ../made.py"],
  ["code that imports the project", "python -I -c from shop import work; work()"],
  ["code that imports it among others", "python -Ic import sys, shop"],
  ["code that names it to an importer", "python -I -c __import__('shop.cli')"],
  ["a program that is called like the project", "python -I /usr/bin/shop --fast"],
  ["another tool's run of a script of the checkout", "python -I -m cProfile scripts/run.py"],
  ["another tool's run of code that imports the project", "python -I -m timeit -s import shop shop.work()"],
  ["a program that is told a script of the checkout", "python -E /usr/bin/pytest bench.py"],
  ["what is typed into it", "python -I -"],
  ["whatever it reads", "python -I"],
])("a Python that nobody can see into may run the project by %s", (_title, line) => {
  expect(mayRunProject(line, place)).toBe(true);
});

test.each([
  [
    "uv's question for its version",
    "/usr/bin/python3 -I -B -c import sys; sys.path = ['/x/.tmp', *sys.path]; from python.get_interpreter_info import main; main()",
  ],
  ["poetry's question", "python -I -W ignore -c import sys; print(sys.version_info)"],
  ["pip, of the checkout", "python -I -m pip install ./bench.py"],
  ["pip's own runner", "python /venv/lib/python3.13/site-packages/pip/__pip-runner__.py install setuptools"],
  ["making an environment", "python -Im ensurepip --upgrade"],
  ["a tool that runs a script of the checkout", "python -E /opt/bin/poetry run python bench.py"],
  ["a tool of the checkout's environment", "python -I .venv/bin/uv sync"],
  ["a system's program", "/usr/bin/python3 -Es /usr/bin/lsb_release -a"],
  ["a module of others", "python -I -m json.tool"],
])("a Python that nobody can see into runs nothing of the project by %s", (_title, line) => {
  expect(mayRunProject(line, place)).toBe(false);
});
