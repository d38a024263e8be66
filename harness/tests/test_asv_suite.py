"""The suite `asv`: airspeed velocity's benchmarks in lock step."""

import pytest
from controller import no_batch, of, outline


def ids(collected):
    return [benchmark["id"] for benchmark in collected["benchmarks"]]


def problems(collected):
    return {problem["where"]: problem["message"] for problem in collected["problems"]}


def says(told):
    """What a benchmark does to leave a trace: a line in a file beside the benchmarks."""
    return f"open(LOG, 'a').write({told!r} + '\\n')"


HEAD = "import os\nLOG = os.path.join(os.path.dirname(__file__), 'log')\n"

SORTING = (
    HEAD
    + """
def time_plain():
    pass

def track_size():
    return 3

def helper():
    pass

class Sort:
    params = ([10, 1000], ["up", "down"])
    param_names = ["size", "order"]

    def setup(self, size, order):
        if order == "down" and size == 10:
            raise NotImplementedError("too small")
        self.values = list(range(size))

    def time_list(self, size, order):
        sorted(self.values)

    def peakmem_list(self, size, order):
        sorted(self.values)
"""
)


def walked(harness, root, only, targets=("benchmarks",), at=None):
    harness.begin(root, suite="asv", targets=targets, only=list(only))
    return harness.walk(at)


def logged(root):
    file = root / "benchmarks/log"
    return file.read_text().split() if file.exists() else []


def test_benchmarks_are_found_by_asvs_names_with_their_parameters(project, start):
    root = project({"benchmarks/__init__.py": "", "benchmarks/deep/__init__.py": "", "benchmarks/deep/sorting.py": SORTING})
    collected = start(root).begin(root, suite="asv", targets=["benchmarks"])
    assert collected["problems"] == []
    assert ids(collected) == [
        "deep.sorting.time_plain",
        "deep.sorting.track_size",
        "deep.sorting.Sort.peakmem_list(10, 'up')",
        "deep.sorting.Sort.peakmem_list(10, 'down')",
        "deep.sorting.Sort.peakmem_list(1000, 'up')",
        "deep.sorting.Sort.peakmem_list(1000, 'down')",
        "deep.sorting.Sort.time_list(10, 'up')",
        "deep.sorting.Sort.time_list(10, 'down')",
        "deep.sorting.Sort.time_list(1000, 'up')",
        "deep.sorting.Sort.time_list(1000, 'down')",
    ]
    assert collected["benchmarks"][0]["location"] == {"file": "benchmarks/deep/sorting.py", "line": 4}


def test_benchmarks_are_walked_in_the_order_that_was_asked_for(project, start):
    root = project({"benchmarks/__init__.py": "", "benchmarks/sorting.py": SORTING})
    only = ["sorting.time_plain", "sorting.Sort.time_list(1000, 'down')", "sorting.gone"]
    assert outline(walked(start(root), root, only)) == [
        "ready sorting.time_plain",
        "ready sorting.Sort.time_list(1000, 'down')",
        "failed sorting.gone collect",
        "finished",
    ]


def test_a_set_up_that_is_not_implemented_skips_and_says_why(project, start):
    root = project({"benchmarks/__init__.py": "", "benchmarks/sorting.py": SORTING})
    messages = walked(start(root), root, ["sorting.Sort.time_list(10, 'down')"])
    assert of(messages, "skipped")[0]["reason"] == "its set-up raised NotImplementedError: too small"


def test_parameters_that_are_to_be_skipped_are_skipped(project, start):
    root = project(
        {
            "benchmarks/__init__.py": "",
            "benchmarks/b.py": """
                def time_one(n):
                    pass
                time_one.params = [1, 2]
                time_one.skip_params = [(2,)]
            """,
        }
    )
    assert outline(walked(start(root), root, ["b.time_one(1)", "b.time_one(2)"])) == [
        "ready b.time_one(1)",
        "skipped b.time_one(2)",
        "finished",
    ]


def test_what_setup_cache_makes_is_made_once_and_comes_first(project, start):
    root = project(
        {
            "benchmarks/__init__.py": "",
            "benchmarks/b.py": HEAD
            + f"""
class Suite:
    params = [1, 2]

    def setup_cache(self):
        {says("made")}
        return [1, 2, 3]

    def time_cached(self, cache, n):
        assert cache == [1, 2, 3] and n in (1, 2)
""",
        }
    )
    only = ["b.Suite.time_cached(1)", "b.Suite.time_cached(2)"]
    messages = walked(start(root), root, only)
    assert [message["type"] for message in messages] == ["ready", "measured", "ready", "measured", "finished"]
    assert logged(root) == ["made"]


TRACED = (
    HEAD
    + f"""
class Traced:
    def setup(self):
        {says("up")}

    def teardown(self):
        {says("down")}

    def time_it(self):
        {says("call")}

class TracedByTwo(Traced):
    number = 2
"""
)


def two_batches(_id):
    return [{"type": "batch", "loops": 1, "untimed": 0}, {"type": "batch", "loops": 2, "untimed": 0}]


@pytest.mark.parametrize(
    ("name", "calls", "expected"),
    [
        ("b.Traced.time_it", 1, "up call down up call call down"),
        ("b.TracedByTwo.time_it", 2, "up call call down up call call down up call call down"),
    ],
)
def test_every_sample_is_set_up_anew_and_number_says_how_many_calls_it_has(project, start, name, calls, expected):
    root = project({"benchmarks/__init__.py": "", "benchmarks/b.py": TRACED})
    messages = walked(start(root), root, [name], at=two_batches)
    assert of(messages, "ready")[0]["calls"] == calls
    assert logged(root) == expected.split()


def test_a_benchmark_that_is_counted_is_set_up_anew(project, start):
    root = project({"benchmarks/__init__.py": "", "benchmarks/b.py": TRACED})
    counts = [{"type": "count", "loops": loops} for loops in (1, 2)]
    walked(start(root), root, ["b.Traced.time_it"], at=lambda _id: counts)
    assert logged(root) == "up call down up call call down".split()


def test_a_raw_statement_is_timed_in_a_fresh_interpreter(project, start):
    root = project(
        {
            "benchmarks/__init__.py": "",
            "benchmarks/b.py": '''
                def timeraw_import():
                    return """
                        assert "difflib" not in set_up_modules
                        import difflib
                    """, "import sys; set_up_modules = set(sys.modules)"

                def timeraw_broken():
                    return "import no_such_module"
            ''',
        }
    )
    messages = walked(start(root), root, ["b.timeraw_import", "b.timeraw_broken"])
    assert of(messages, "measured")[0]["wallNs"] > 100_000
    failed = of(messages, "failed")[0]
    assert (failed["id"], failed["phase"]) == ("b.timeraw_broken", "call")
    assert "No module named 'no_such_module'" in failed["message"]
    counts = [{"type": "count", "loops": 1}]
    messages = walked(start(root), root, ["b.timeraw_import"], at=lambda _id: counts)
    assert "an interpreter of its own" in of(messages, "failed")[0]["message"]


@pytest.mark.parametrize(
    ("text", "phase", "message"),
    [
        ("def setup(): raise ValueError('no data')\ndef time_it(): pass\n", "setup", "no data"),
        ("def time_it(): raise ValueError('no luck')\n", "call", "no luck"),
        ("def teardown(): raise ValueError('no end')\ndef time_it(): pass\n", "setup", "no end"),
    ],
)
def test_a_benchmark_that_fails_says_when_and_why(project, start, text, phase, message):
    root = project({"benchmarks/__init__.py": "", "benchmarks/b.py": text})
    messages = walked(start(root), root, ["b.time_it"])
    assert [(each["phase"], each["message"]) for each in of(messages, "failed")] == [(phase, message)]


def test_a_file_that_is_broken_hides_none_of_the_others(project, start):
    root = project(
        {
            "benchmarks/__init__.py": "",
            "benchmarks/a.py": "import no_such_module\n",
            "benchmarks/b.py": "def time_it(): pass\n",
            "benchmarks/c.py": "class Suite:\n    def __init__(self): raise OSError('disk')\n    def time_c(self): pass\n",
        }
    )
    collected = start(root).begin(root, suite="asv", targets=["benchmarks"])
    assert ids(collected) == ["b.time_it"]
    told = problems(collected)
    # The ids of what is in them begin so.
    assert told["a"] == "importing `benchmarks.a` failed: ModuleNotFoundError: No module named 'no_such_module'"
    assert told["c"] == "the benchmarks of `benchmarks.c` could not be made: OSError: disk"


def test_a_package_that_is_broken_is_a_problem_of_all_its_benchmarks(project, start):
    root = project({"benchmarks/__init__.py": "import no_such_module\n", "benchmarks/b.py": "def time_it(): pass\n"})
    collected = start(root).begin(root, suite="asv", targets=["benchmarks"])
    assert problems(collected) == {
        ".": "importing `benchmarks` failed: ModuleNotFoundError: No module named 'no_such_module'"
    }


def test_only_the_files_of_what_is_walked_are_imported(project, start):
    root = project(
        {
            "benchmarks/__init__.py": "",
            "benchmarks/a.py": HEAD + says("imported"),
            "benchmarks/b.py": "def time_it(): pass\n",
        }
    )
    walked(start(root), root, ["b.time_it"], at=no_batch)
    assert logged(root) == []


def test_a_benchmark_of_another_name_than_its_place_is_found_all_the_same(project, start):
    root = project(
        {
            "benchmarks/__init__.py": "",
            "benchmarks/b.py": "def time_it(): pass\ntime_it.benchmark_name = 'elsewhere.time_named'\n",
        }
    )
    assert outline(walked(start(root), root, ["elsewhere.time_named"])) == ["ready elsewhere.time_named", "finished"]


@pytest.mark.parametrize("target", ["benchmarks/deep/b.py", "benchmarks"])
def test_a_target_may_be_a_file_of_the_folder_and_its_benchmarks_keep_their_names(project, start, target):
    root = project(
        {
            "benchmarks/__init__.py": "",
            "benchmarks/deep/__init__.py": "",
            "benchmarks/deep/b.py": "def time_it(): pass\n",
            "benchmarks/a.py": "def time_a(): pass\n",
        }
    )
    harness = start(root)
    found = ids(harness.begin(root, suite="asv", targets=[target]))
    assert found == (["deep.b.time_it"] if target.endswith(".py") else ["a.time_a", "deep.b.time_it"])
    messages = walked(start(root), root, ["deep.b.time_it"], targets=[target])
    assert outline(messages) == ["ready deep.b.time_it", "finished"]


def test_a_target_that_is_no_folder_says_what_to_name(project, start):
    root = project({"benchmarks/__init__.py": "", "benchmarks/b.py": "def time_it(): pass\n"})
    collected = start(root).begin(root, suite="asv", targets=["benchmark"])
    assert problems(collected) == {
        "benchmark": "is no folder and no file (did you mean `benchmarks`?): "
        "name the benchmark_dir of asv.conf.json, or a file in it"
    }


VALUES = """
def track_rows():
    return 12
track_rows.unit = "rows"

def track_seconds():
    return 0.5
track_seconds.unit = "seconds"

def track_text():
    return "twelve"

def track_nothing():
    return float("nan")

def mem_list():
    return [0] * 1000

def peakmem_large():
    bytearray(80_000_000)

def peakmem_small():
    pass

def peakmem_broken():
    raise OSError("no room")
"""


def given(messages):
    """(metric, unit, value) by id."""
    quantities = {each["id"]: each["quantities"][0] for each in of(messages, "ready")}
    values = [each["values"][0] for each in of(messages, "measured")]
    return {id: (of["metric"], of["unit"], value) for (id, of), value in zip(quantities.items(), values)}


def values_of(start, project, *names):
    root = project({"benchmarks/__init__.py": "", "benchmarks/v.py": VALUES})
    return walked(start(root), root, [f"v.{name}" for name in names], at=once)


def once(_id):
    return [{"type": "batch", "loops": 1, "untimed": 0}]


def test_what_a_benchmark_tracks_is_a_value_in_its_own_unit_and_less_is_better(project, start):
    messages = values_of(start, project, "track_rows", "track_seconds")
    assert given(messages) == {"v.track_rows": ("value", "rows", 12), "v.track_seconds": ("value", "s", 0.5)}
    assert {each["better"] for ready in of(messages, "ready") for each in ready["quantities"]} == {"smaller"}


def test_the_size_of_an_object_is_a_value_in_bytes(project, start):
    pytest.importorskip("pympler")
    metric, unit, value = given(values_of(start, project, "mem_list"))["v.mem_list"]
    assert (metric, unit) == ("value", "B")
    assert value == pytest.approx(8_000, rel=0.1)


def test_peak_memory_is_of_one_benchmark_and_not_of_those_before_it(project, start):
    told = given(values_of(start, project, "peakmem_large", "peakmem_small"))
    assert {(metric, unit) for metric, unit, _ in told.values()} == {("peak-memory", "B")}
    large, small = (value for _, _, value in told.values())
    assert large - small == pytest.approx(80_000_000, rel=0.05)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("track_text", "it gave a str, which is no number"),
        ("track_nothing", "it gave nan, with which nothing can be compared"),
        ("peakmem_broken", "OSError: no room"),
    ],
)
def test_what_gives_no_number_fails(project, start, name, message):
    failed = of(values_of(start, project, name), "failed")
    assert [(each["phase"], each["message"]) for each in failed] == [("call", message)]


TWICE = """
class Sort:
    params = [1, 2]

    def time_list(self, size):
        pass

    def time_list(self, size):
        pass

    def time_other(self, size):
        pass

class Lost:
    def time_it(self):
        pass

class Lost:
    def time_it(self):
        pass
"""


def test_a_benchmark_that_is_defined_twice_is_doubted_once(start, tmp_path):
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks/__init__.py").write_text("")
    (tmp_path / "benchmarks/sorting.py").write_text(TWICE)
    harness = start(tmp_path)
    harness.begin(tmp_path, suite="asv", targets=["benchmarks"], only=None)
    doubts = harness.walk()[-1]["doubts"]
    assert sorted((each["id"], each["doubt"]) for each in doubts) == [
        ("sorting.Lost.time_it", "defined-twice"),
        ("sorting.Sort.time_list(1)", "defined-twice"),
    ]
