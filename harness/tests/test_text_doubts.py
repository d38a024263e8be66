"""What a benchmark's text shows: names that are defined twice, and results that are unused."""

import textwrap
from types import ModuleType

import pytest
from controller import one_batch
from hotpath_gate_harness.text_doubts import text_doubts

APP = """
import json
from functools import partial

def work():
    return 1

def numbers():
    yield 1

async def later():
    return 1

class Shop:
    name = "shop"

    def total(self):
        return 1

    @property
    def price(self):
        return 1

class Lazy:
    @property
    def __class__(self):
        raise RuntimeError("not configured yet")

    def __getattr__(self, name):
        raise RuntimeError("not configured yet")

LAZY = Lazy()

def bench():
"""


def found(tmp_path, body, text=APP):
    path = tmp_path / "bench_app.py"
    path.write_text(text + textwrap.indent(textwrap.dedent(body), "    ") + "\n")
    module = ModuleType("bench_app")
    exec(path.read_text(), vars(module))
    return text_doubts(str(path), module, [("bench", module.bench)])


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
        ("Shop().total", "names-function"),
        ("Shop.total", "names-function"),
        ("def inner():\n    work\nyield inner", "names-function"),
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
        "try:\n    pass\nexcept ValueError as work:\n    work",
        "work\nyield work",
        "if 1 > 2:\n    numbers()",
        "class Inner:\n    def __init__(self):\n        numbers()",
        "Shop().price",
        "Shop().name",
        "LAZY.configure()",
    ],
)
def test_what_is_used_and_what_only_a_call_can_tell_is_not_doubted(tmp_path, body):
    assert found(tmp_path, body) == []


def test_an_awaited_coroutine_is_not_doubted(tmp_path):
    assert found(tmp_path, "await later()", APP.replace("def bench", "async def bench")) == []


def test_what_a_test_gives_to_a_fixture_is_timed_and_the_test_itself_is_not(tmp_path):
    head = APP.replace("def bench():", "def bench(benchmark):")
    assert found(tmp_path, "work\nbenchmark(work)", head) == []
    assert found(tmp_path, "def inner():\n    work\nbenchmark(inner)", head) == [("bench", "names-function")]


def test_of_two_of_a_name_it_is_the_one_that_is_measured(tmp_path):
    path, module = loaded(tmp_path, "def f(): pass\ndef a():\n    f\ndef a():\n    f()\n")
    assert text_doubts(path, module, [("a", module.a)]) == [("a", "defined-twice")]


def loaded(tmp_path, text):
    path = tmp_path / "bench_app.py"
    path.write_text(textwrap.dedent(text))
    module = ModuleType("bench_app")
    exec(path.read_text(), vars(module))
    return str(path), module


def test_a_method_is_doubted_by_the_text_of_the_class_that_defines_it(tmp_path):
    path, module = loaded(
        tmp_path,
        """
        def work(): pass

        class Shared:
            def bench(self):
                work

        class Own(Shared):
            pass

        def bench(): pass
        """,
    )
    benchmarks = [("Own.bench", module.Own().bench), ("bench", module.bench)]
    assert text_doubts(path, module, benchmarks) == [("Own.bench", "names-function")]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("def a(): pass\ndef b(): pass\n", []),
        ("def a(): pass\ndef a(): pass\ndef a(): pass\n", ["a"]),
        ("class A:\n    def a(self): pass\n    def a(self): pass\ndef a(): pass\n", ["A.a"]),
        ("class A:\n    def a(self): pass\nclass A:\n    def a(self): pass\ndef a(): pass\n", ["A.a"]),
        ("async def a(): pass\ndef a(): pass\n", ["a"]),
        ("if 1:\n    def a(): pass\nelse:\n    def a(): pass\n", []),
        ("from typing import overload\n@overload\ndef a(): pass\n@overload\ndef a(): pass\n", []),
    ],
)
def test_names_that_are_defined_twice_in_a_file_are_doubted(tmp_path, text, expected):
    path, module = loaded(tmp_path, text)
    benchmarks = [("a", module.a)] if hasattr(module, "a") else []
    if hasattr(module, "A"):
        benchmarks.append(("A.a", module.A.a))
    assert text_doubts(path, module, benchmarks) == [(id, "defined-twice") for id in expected]


def test_text_that_can_not_be_read_is_not_doubted(tmp_path):
    path = tmp_path / "bench_app.py"
    path.write_text("def (")
    for file in (path, tmp_path / "missing.py"):
        assert text_doubts(str(file), None, [("a", lambda: None)]) == []


@pytest.mark.parametrize(
    "suite, file, name, parameter",
    [("functions", "bench_app.py", "bench_it", ""), ("pytest", "test_app.py", "test_it", "benchmark")],
)
def test_an_unused_result_is_reported_when_benchmarks_are_collected_and_not_when_they_are_measured(start, tmp_path, suite, file, name, parameter):
    body = "def inner():\n        sum([1])\n        sum\n    benchmark(inner)" if parameter else "sum([1])\n    sum"
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / file).write_text(f"def {name}({parameter}):\n    {body}\n")
    doubts = []
    for only in (None, [f"benchmarks/{file}::{name}"]):
        harness = start(tmp_path)
        harness.begin(tmp_path, suite, ["benchmarks"], only)
        [*_, finished] = harness.walk(one_batch)
        doubts.append(finished["doubts"])
    assert doubts == [[{"id": f"benchmarks/{file}::{name}", "doubt": "names-function"}], []]
