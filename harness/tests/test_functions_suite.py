"""The suite `functions`: which benchmarks targets stand for, and what is said of those that can't be had."""

import pytest
from controller import CANARY_ID, no_batch, of, one_batch, outline


def ids(collected):
    return [benchmark["id"] for benchmark in collected["benchmarks"]]


def problems(collected):
    return {problem["where"]: problem["message"] for problem in collected["problems"]}


def test_a_target_is_a_function_of_a_module_or_an_attribute_path_in_it(project, start):
    root = project(
        {
            "app/__init__.py": "",
            "app/scoring.py": """
                import functools

                def score():
                    pass

                class Table:
                    @staticmethod
                    def lookup():
                        pass

                    @classmethod
                    def build(cls):
                        pass

                half = functools.partial(max, 1, 2)
            """,
        }
    )
    targets = [f"app.scoring:{name}" for name in ("score", "Table.lookup", "Table.build", "Table", "half")]
    harness = start(root)
    collected = harness.begin(root, targets=targets)
    assert collected["problems"] == []
    assert [(each["id"], each["location"]) for each in collected["benchmarks"]] == [
        ("app.scoring:score", {"file": "app/scoring.py", "line": 4}),
        ("app.scoring:Table.lookup", {"file": "app/scoring.py", "line": 9}),
        ("app.scoring:Table.build", {"file": "app/scoring.py", "line": 13}),
        ("app.scoring:Table", None),
        ("app.scoring:half", None),
    ]
    assert harness.receive()["type"] == "finished"


FILES = {
    "benchmarks/bench_b.py": "def bench_z(): pass\ndef bench_a(): pass\ndef helper(): pass\nclass bench_C: pass\n",
    "benchmarks/deep/bench_a.py": "def bench_deep(): pass\n",
    "benchmarks/deep/other.py": "def bench_other(): pass\n",
    "benchmarks/.venv/bench_no.py": "def bench_no(): pass\n",
    "benchmarks/env/pyvenv.cfg": "",
    "benchmarks/env/bench_no.py": "def bench_no(): pass\n",
    "bench_top.py": "bench_number = 3\ndef bench_top(): pass\n",
}


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        (
            ["benchmarks"],
            [
                "benchmarks/bench_b.py::bench_z",
                "benchmarks/bench_b.py::bench_a",
                "benchmarks/deep/bench_a.py::bench_deep",
            ],
        ),
        (["bench_top.py"], ["bench_top.py::bench_top"]),
        (["benchmarks/deep/other.py"], ["benchmarks/deep/other.py::bench_other"]),
        (["benchmarks/*.py"], ["benchmarks/bench_b.py::bench_z", "benchmarks/bench_b.py::bench_a"]),
        (
            ["**/other.py", "benchmarks/deep/"],
            ["benchmarks/deep/other.py::bench_other", "benchmarks/deep/bench_a.py::bench_deep"],
        ),
        (["benchmarks/bench_b.py::bench_a"], ["benchmarks/bench_b.py::bench_a"]),
        (["bench_top.py", "bench_top.py", "bench_top:bench_top"], ["bench_top.py::bench_top", "bench_top:bench_top"]),
    ],
    ids=["folder", "file", "file of another name", "glob", "recursive glob and folder", "one function", "twice"],
)
def test_files_hold_bench_functions_in_source_order(project, start, targets, expected):
    root = project(FILES)
    collected = start(root).begin(root, targets=targets)
    assert (ids(collected), collected["problems"]) == (expected, [])


CLASSES = """
    from abc import ABC, abstractmethod
    from somewhere import LAZY, Imported

    class Abstract(ABC):
        @abstractmethod
        def make(self): ...

        def bench_abstract(self):
            self.make()

    class _Shared:
        def bench_shared(self):
            assert self.table == [3]

    class Parsing(_Shared):
        bench_size = 3

        def __init__(self):
            self.table = [3]

        def bench_own(self):
            assert self.table == [3]

        @staticmethod
        def bench_static():
            pass

        def helper(self):
            raise AssertionError

        class bench_Inner:
            pass

    Alias = Parsing
"""


SOMEWHERE = """
    class Imported:
        def bench_no(self): pass

    class Lazy:
        @property
        def __class__(self):
            raise RuntimeError("not configured yet")

    LAZY = Lazy()
"""


def test_methods_of_classes_are_benchmarks_inherited_ones_too_each_on_a_new_instance(project, start):
    root = project({"bench_app.py": CLASSES, "somewhere.py": SOMEWHERE})
    expected = [f"bench_app.py::Parsing.bench_{name}" for name in ("shared", "own", "static")]
    assert ids(start(root).begin(root, targets=["bench_app.py"])) == expected
    harness = start(root)
    assert ids(harness.begin(root, targets=["bench_app.py"], only=expected)) == expected
    assert "failed" not in [message["type"] for message in harness.walk(one_batch)]


def test_a_class_that_can_not_be_made_is_a_problem_of_its_benchmarks_alone(project, start):
    text = "class Table:\n    def __init__(self, size): pass\n    def bench_it(self): pass\n\ndef bench_b(): pass\n"
    root = project({"bench_app.py": text})
    collected = start(root).begin(root, targets=["bench_app.py"])
    assert ids(collected) == ["bench_app.py::bench_b"]
    assert list(problems(collected)) == ["bench_app.py::Table.bench_it"]


def test_the_location_of_a_decorated_function_is_its_def(project, start):
    root = project(
        {
            "bench_a.py": """
                import functools

                def plain(function):
                    @functools.wraps(function)
                    def around():
                        return function()
                    return around

                @functools.lru_cache(
                    maxsize=None,
                )
                @plain
                def bench_decorated():
                    pass
            """
        }
    )
    collected = start(root).begin(root, targets=["bench_a.py"])
    assert collected["benchmarks"][0]["location"] == {"file": "bench_a.py", "line": 14}


def test_a_function_from_outside_the_root_has_no_location(project, start):
    root = project({"inside/bench_a.py": "from elsewhere import bench_far\n", "elsewhere.py": "def bench_far(): pass"})
    collected = start(root).begin(root / "inside", targets=["."])
    assert collected["benchmarks"] == [{"id": "bench_a.py::bench_far", "location": None}]


def test_a_file_is_imported_with_its_folder_on_the_path_or_as_part_of_its_package(project, start):
    root = project(
        {
            "alone/bench_a.py": "from neighbour import name\ndef bench_run(): print(__name__, name)",
            "alone/neighbour.py": "name = 'next door'",
            "pkg/__init__.py": "",
            "pkg/inner/__init__.py": "",
            "pkg/inner/bench_a.py": "from . import near\ndef bench_run(): print(__name__)",
            "pkg/inner/near.py": "",
            "other/bench_a.py": "def bench_run(): print(__name__)",
            # Of a name that a module has which comes from no folder of benchmarks.
            "other/json.py": "def bench_run(): print(__name__)",
        }
    )
    harness = start(root)
    only = [f"{file}.py::bench_run" for file in ("alone/bench_a", "pkg/inner/bench_a", "other/bench_a", "other/json")]
    assert harness.begin(root, only=only)["problems"] == []
    harness.walk(lambda _: [{"type": "batch", "loops": 1, "untimed": 0}])
    assert harness.end() == (0, "bench_a next door\npkg.inner.bench_a\nbench_a\nother_json\n", "")


def test_what_can_not_be_had_is_a_problem_that_says_what_to_do_and_the_rest_goes_on(project, start):
    root = project(
        {
            "app/__init__.py": "",
            "app/scoring.py": "def score(): pass\nasync def slow(): yield 1\nnumber = 3\n",
            "app/needy.py": "import not_installed_anywhere\ndef run(): pass",
            "app/raising.py": "def deep():\n    raise ValueError('first\\nsecond')\ndeep()",
            "app/leaving.py": "import sys\nsys.exit('bye')",
            "bench_none.py": "def other(): pass",
            "bench_bad.py": "def bench_x(:\n",
            "bench_mixed.py": "def bench_ok(): pass\nasync def bench_later(): yield 1\n",
            "empty/readme.txt": "",
        }
    )
    targets = {
        "app.scoring:scores": "`app.scoring` has no `scores` (did you mean `score`?)",
        "app.scoring:Table.lookup": "`app.scoring` has no `Table`",
        "app.scoring:slow": "`app.scoring:slow` is an async generator",
        "app.scoring:number": "`app.scoring:number` is not a function",
        "app.scorin:score": "there is no module `app.scorin`",
        "absent:run": "there is no module `absent`",
        "app.needy:run": "importing `app.needy` failed: ModuleNotFoundError: No module named 'not_installed_anywhere'",
        "app.raising:run": "importing `app.raising` failed: ValueError: first",
        "app.leaving:run": "importing `app.leaving` failed: SystemExit: bye",
        "app.scoring": "there is no such file or folder (for a function, write `module:function`)",
        "bench_nine.py": "there is no such file or folder (did you mean `bench_none.py`",
        "bench_nine.py::bench_x": "there is no file `bench_nine.py` (did you mean `bench_none.py`",
        "nothing/*.py": "no file matches the pattern",
        "bench_none.py": "holds no function or method named bench_*",
        "bench_bad.py": "importing `bench_bad.py` failed: SyntaxError",
        "empty": "holds no file named bench_*.py",
    }
    collected = start(root).begin(root, targets=[*targets, "bench_mixed.py", "app.scoring:score"])
    assert ids(collected) == ["bench_mixed.py::bench_ok", "app.scoring:score"]
    said = problems(collected)
    assert list(said) == [*targets, "bench_mixed.py::bench_later"]
    for where, beginning in targets.items():
        assert said[where].startswith(beginning)
        assert "\n" not in said[where]
    assert f"({root / 'app' / 'raising.py'}:2)" in said["app.raising:run"]
    assert "did you mean `scoring`?" in said["app.scorin:score"]
    absent = {problem["where"] for problem in collected["problems"] if problem.get("isAbsent")}
    assert {"empty", "bench_none.py", "nothing/*.py"} <= absent
    assert absent.isdisjoint({"bench_bad.py", "app.needy:run", "app.raising:run"})


def test_the_benchmarks_of_only_are_walked_in_its_order_after_the_canary(project, start):
    root = project(FILES)
    only = [CANARY_ID, "bench_top.py::bench_top", "benchmarks/bench_b.py::bench_a", "benchmarks/bench_b.py::bench_z"]
    harness = start(root)
    collected = harness.begin(root, targets=["."], only=only)
    assert ids(collected) == only[1:]
    assert outline(harness.walk()) == [*(f"ready {each}" for each in only), "finished"]


def test_only_what_is_needed_is_imported_in_an_order_that_does_not_follow_the_walk(project, start):
    root = project(
        {f"bench_{name}.py": f"print('{name}')\ndef bench_x(): pass" for name in "abc"}
        | {"needed.py": "print('needed')\ndef run(): pass", "other.py": "print('other')\ndef run(): pass"}
    )
    for only in (
        ["needed:run", "bench_c.py::bench_x", "bench_a.py::bench_x"],
        ["bench_a.py::bench_x", "needed:run", "bench_c.py::bench_x"],
    ):
        harness = start(root)
        harness.begin(root, targets=[".", "needed:run", "other:run"], only=only)
        harness.walk(no_batch)
        assert harness.end()[1] == "a\nc\nneeded\n"


def test_a_benchmark_of_only_that_is_missing_fails_on_collection_in_its_place(project, start):
    root = project(
        {"app.py": "def run(): pass", "broken.py": "raise KeyError('oh')", "bench_a.py": "def bench_x(): pass"}
    )
    only = ["app:gone", "bench_a.py::bench_x", "broken:run", "bench_a.py::bench_gone", "app:run", "what is this"]
    harness = start(root)
    collected = harness.begin(root, only=only)
    assert ids(collected) == ["bench_a.py::bench_x", "app:run"]
    messages = harness.walk()
    assert outline(messages) == [
        "failed app:gone collect",
        "ready bench_a.py::bench_x",
        "failed broken:run collect",
        "failed bench_a.py::bench_gone collect",
        "ready app:run",
        "failed what is this collect",
        "finished",
    ]
    gone, broken, *_ = of(messages, "failed")
    assert (gone["error"], gone["traceback"]) == ("Missing", "")
    assert broken["error"] == "KeyError"
    assert broken["message"].startswith("importing `broken` failed: KeyError: 'oh'")
    assert "broken.py" in broken["traceback"]
    assert "hotpath_gate_harness" not in broken["traceback"]


OF_TWO_FOLDERS = {
    "one/helper.py": "from parts import size\nWHERE = 'one'\n",
    "one/parts/__init__.py": "from parts.deep import size\n",
    "one/parts/deep.py": "size = 1\n",
    "one/bench_it.py": """
        import helper

        def bench_top():
            assert (helper.WHERE, helper.size) == ("one", 1)

        def bench_late():
            import helper as late
            from parts.deep import size
            assert (late.WHERE, size, __name__) == ("one", 1, "bench_it")
    """,
    "two/helper.py": "from parts import size\nWHERE = 'two'\n",
    "two/parts.py": "size = 2\n",
    "two/bench_it.py": """
        import helper

        def bench_top():
            assert (helper.WHERE, helper.size) == ("two", 2)

        def bench_late():
            import helper as late
            import parts
            assert (late.WHERE, parts.size, __name__) == ("two", 2, "bench_it")
    """,
}
IN_TWO_FOLDERS = [f"{folder}/bench_it.py::bench_{name}" for folder in ("one", "two") for name in ("top", "late")]


def test_each_folder_of_benchmarks_has_modules_of_its_own(project, start):
    root = project(OF_TWO_FOLDERS)
    harness = start(root)
    collected = harness.begin(root, targets=["one", "two"])
    assert (ids(collected), collected["problems"]) == (IN_TWO_FOLDERS, [])
    modules = [each["file"][len(str(root)) + 1 :] for each in harness.receive()["modules"]]
    assert sorted(file for file in modules if file in OF_TWO_FOLDERS) == sorted(OF_TWO_FOLDERS)


@pytest.mark.parametrize("order", [1, -1], ids=["in their order", "the other way round"])
def test_what_a_benchmark_imports_when_it_runs_is_its_own_folder_s(project, start, order):
    root = project(OF_TWO_FOLDERS)
    harness = start(root)
    walk = IN_TWO_FOLDERS[:: 2 * order] + IN_TWO_FOLDERS[1:: 2 * order]
    collected = harness.begin(root, targets=["one", "two"], only=walk)
    assert collected["problems"] == []
    messages = harness.walk(one_batch)
    assert [each["id"] for each in of(messages, "ready")] == walk
    assert len(of(messages, "measured")) == len(walk)


def test_a_helper_of_the_project_is_not_taken_for_that_of_another_folder(project, start):
    root = project(
        {
            "helper.py": "WHERE = 'project'\n",
            "one/helper.py": "WHERE = 'one'\n",
            "one/bench_one.py": "from helper import WHERE\nassert WHERE == 'one'\ndef bench_one(): pass\n",
            "two/bench_two.py": "from helper import WHERE\nassert WHERE == 'project'\ndef bench_two(): pass\n",
        }
    )
    collected = start(root).begin(root, targets=["one", "two", "helper:str"])
    assert (ids(collected)[:2], collected["problems"]) == (
        ["one/bench_one.py::bench_one", "two/bench_two.py::bench_two"],
        [{"where": "helper:str", "message": "`helper` has no `str`", "isAbsent": True}],
    )


def test_a_helper_in_another_folder_of_benchmarks_is_still_found(project, start):
    root = project(
        {
            "benchmarks/common.py": "SIZE = 3\n",
            "benchmarks/bench_one.py": "from common import SIZE\ndef bench_one(): pass\n",
            "benchmarks/deep/bench_two.py": "from common import SIZE\ndef bench_two(): pass\n",
        }
    )
    collected = start(root).begin(root, targets=["benchmarks"])
    assert len(ids(collected)) == 2
    assert collected["problems"] == []
