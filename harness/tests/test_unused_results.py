"""Statements of a benchmark that look like work and are none."""

import textwrap
from types import ModuleType

import pytest
from controller import one_batch
from hotpath_gate_harness.unused_results import unused_results

APP = """
import json
from functools import partial

def work():
    return 1

def numbers():
    yield 1

async def later():
    return 1

def bench():
"""


def found(tmp_path, body, text=APP):
    path = tmp_path / "bench_app.py"
    path.write_text(text + textwrap.indent(textwrap.dedent(body), "    ") + "\n")
    module = ModuleType("bench_app")
    exec(path.read_text(), vars(module))
    return unused_results(str(path), module)


@pytest.mark.parametrize(
    "body, doubt",
    [
        ("work", "names-function"),
        ("json.dumps", "names-function"),
        ("len", "names-function"),
        ("for _ in range(3):\n    work", "names-function"),
        ("numbers()", "gives-generator"),
        ("map(work, (1, 2))", "gives-generator"),
        ("(work() for _ in range(3))", "gives-generator"),
        ("later()", "gives-coroutine"),
        ("def inner():\n    numbers()\ninner()", "gives-generator"),
    ],
)
def test_what_nobody_uses_is_doubted(tmp_path, body, doubt):
    assert found(tmp_path, body) == [("bench", doubt)]


@pytest.mark.parametrize(
    "body",
    [
        "work()",
        "list(numbers())",
        "return numbers",
        "return numbers()",
        "yield work",
        "work = print\nwork",
        "def later():\n    return 1\nlater()",
        "import json\njson.dumps",
        "json.__name__",
        "'text'",
        "...",
        "missing_name",
        "missing.attribute()",
    ],
)
def test_what_is_used_and_what_only_a_call_can_tell_is_not_doubted(tmp_path, body):
    assert found(tmp_path, body) == []


def test_an_awaited_coroutine_is_not_doubted(tmp_path):
    assert found(tmp_path, "await later()", APP.replace("def bench", "async def bench")) == []


def test_methods_are_named_with_their_class(tmp_path):
    path = tmp_path / "bench_app.py"
    path.write_text("def work():\n    pass\n\nclass Parsing:\n    def bench(self):\n        work\n")
    module = ModuleType("bench_app")
    exec(path.read_text(), vars(module))
    assert unused_results(str(path), module) == [("Parsing.bench", "names-function")]


def test_a_file_that_is_no_python_is_not_doubted(tmp_path):
    path = tmp_path / "bench_app.py"
    path.write_text("def (")
    assert unused_results(str(path), ModuleType("bench_app")) == []
    assert unused_results(str(tmp_path / "missing.py"), ModuleType("bench_app")) == []


@pytest.mark.parametrize(
    "suite, file, name, parameter",
    [("functions", "bench_app.py", "bench_it", ""), ("pytest", "test_app.py", "test_it", "benchmark")],
)
def test_an_unused_result_is_told_where_benchmarks_are_collected_and_not_where_they_are_measured(start, tmp_path, suite, file, name, parameter):
    call = "benchmark(sum, [1, 2])" if parameter else "sum([1, 2])"
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / file).write_text(f"def {name}({parameter}):\n    {call}\n    sum\n")
    doubts = []
    for only in (None, [f"benchmarks/{file}::{name}"]):
        harness = start(tmp_path)
        harness.begin(tmp_path, suite, ["benchmarks"], only)
        [*_, finished] = harness.walk(one_batch)
        doubts.append(finished["doubts"])
    assert doubts == [[{"id": f"benchmarks/{file}::{name}", "doubt": "names-function"}], []]
