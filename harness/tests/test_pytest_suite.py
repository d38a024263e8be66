"""The suite `pytest`: what is a benchmark, in which order, and what becomes of those that can't be measured."""

import importlib.util
import os
import subprocess
import sys

import pytest
from controller import CANARY_ID, HARNESS_FOLDER, no_batch, of, outline


def ids(collected):
    return [benchmark["id"] for benchmark in collected["benchmarks"]]


def begin(harness, root, targets=(".",), only=None):
    return harness.begin(root, suite="pytest", targets=list(targets), only=only)


def collect(start, root, targets=(".",)):
    """Answers `collected`, after a look that `finished` follows."""
    harness = start(root)
    collected = begin(harness, root, targets)
    assert harness.receive()["type"] == "finished"
    return collected


SUITE = {
    "benchmarks/test_parse.py": """
        import pytest

        def test_plain(benchmark):
            assert benchmark(sum, [1, 2]) == 3

        @pytest.mark.parametrize("size", [1, 10], ids=["small", "big"])
        def test_sized(benchmark, size):
            benchmark(sum, range(size))

        def test_unrelated():
            assert True

        @pytest.mark.benchmark
        def test_whole(tmp_path):
            assert tmp_path

        @pytest.mark.codspeed_benchmark
        def test_whole_too():
            pass

        def test_under_its_other_name(codspeed_benchmark):
            codspeed_benchmark(sum, [1])

        class TestGroup:
            def test_method(self, benchmark):
                benchmark(max, 1, 2)

            class TestInner:
                @pytest.mark.benchmark(group="inner")
                def test_whole_method(self):
                    pass

        @pytest.fixture
        def measured(benchmark):
            return benchmark

        def test_through_a_fixture(measured):
            measured(len, "abc")
    """
}
FILE = "benchmarks/test_parse.py"
ALL = [
    f"{FILE}::{name}"
    for name in (
        "test_plain",
        "test_sized[small]",
        "test_sized[big]",
        "test_whole",
        "test_whole_too",
        "test_under_its_other_name",
        "TestGroup::test_method",
        "TestGroup::TestInner::test_whole_method",
        "test_through_a_fixture",
    )
]


def test_benchmarks_use_the_fixture_or_carry_a_marker(project, start):
    collected = collect(start, project(SUITE))
    assert (sorted(ids(collected)), collected["problems"]) == (sorted(ALL), [])
    lines = {each["id"].split("::")[-1]: each["location"]["line"] for each in collected["benchmarks"]}
    assert lines["test_plain"] == 4
    assert lines["test_sized[small]"] == lines["test_sized[big]"] == 8
    assert lines["test_whole_method"] == 31
    assert {each["location"]["file"] for each in collected["benchmarks"]} == {FILE}


def test_the_benchmarks_of_only_are_walked_in_exactly_its_order_after_the_canary(project, start):
    root = project(SUITE)
    harness = start(root)
    only = [ALL[index] for index in (7, 2, 0, 8, 3, 6, 5, 1, 4)]
    assert ids(begin(harness, root, only=[CANARY_ID, *only])) == only
    messages = harness.walk()
    assert outline(messages) == [*(f"ready {name}" for name in [CANARY_ID, *only]), "finished"]
    assert len(of(messages, "measured")) == len(only) + 1


def test_the_order_holds_against_fixture_scopes_and_other_plugins(project, start):
    root = project(
        {
            "conftest.py": """
                import pytest

                @pytest.hookimpl(trylast=True)
                def pytest_collection_modifyitems(items):
                    items.reverse()

                @pytest.hookimpl(hookwrapper=True)
                def pytest_collection_finish(session):
                    yield
                    session.items.sort(key=lambda item: item.nodeid)
            """,
            "test_a.py": """
                import pytest

                @pytest.fixture(scope="module", params=["x", "y"])
                def resource(request):
                    return request.param

                def test_one(benchmark, resource): benchmark(len, resource)
                def test_two(benchmark, resource): benchmark(len, resource)
            """,
            "test_b.py": "def test_three(benchmark): benchmark(int)",
        }
    )
    harness = start(root)
    only = ["test_a.py::test_two[y]", "test_b.py::test_three", "test_a.py::test_one[x]", "test_a.py::test_two[x]"]
    only += ["test_a.py::test_one[y]"]
    begin(harness, root, only=only)
    assert outline(harness.walk()) == [*(f"ready {name}" for name in only), "finished"]


def test_what_is_measured_is_called_as_often_as_the_controller_says(project, start):
    root = project(
        {
            "test_a.py": """
                import pytest
                calls = []

                def test_call(benchmark):
                    assert calls == []
                    benchmark(calls.append, 1)
                    print("call", len(calls))
                    calls.clear()

                @pytest.mark.benchmark
                def test_whole():
                    calls.append(1)
                    print("whole", len(calls))
            """
        }
    )
    harness = start(root, {"PYTEST_ADDOPTS": "-s"})
    begin(harness, root, only=["test_a.py::test_call", "test_a.py::test_whole"])
    harness.walk(lambda _: [{"type": "batch", "loops": loops, "untimed": 2} for loops in (3, 5)])
    output = harness.end()[1]
    assert "call 12\n" in output
    assert "whole 12\n" in output
    assert "whole 13\n" not in output


def test_only_needed_files_are_imported(project, start):
    root = project(
        {
            "conftest.py": "",
            "pkg/__init__.py": "",
            "pkg/test_needed.py": "def test_x(benchmark): benchmark(int)",
            "pkg/test_not.py": "raise RuntimeError('imported')",
            "other/test_not.py": "raise RuntimeError('imported')",
            "other/conftest.py": "raise RuntimeError('imported')",
            "test_not.py": "raise RuntimeError('imported')",
        }
    )
    harness = start(root)
    targets = [".", "test_not.py", "pkg/test_not.py"]
    collected = begin(harness, root, targets, only=["pkg/test_needed.py::test_x"])
    assert collected["problems"] == []
    assert outline(harness.walk()) == ["ready pkg/test_needed.py::test_x", "finished"]


def test_benchmarks_beside_the_projects_folder_are_named_and_walked_by_the_way_to_them(project, start):
    root = project(
        {
            "pkg/app.py": "",
            "perf/test_a.py": "class TestA:\n    def test_x(self, benchmark): benchmark(int)",
            "perf/bench_b.py": "def test_y(benchmark): benchmark(int)",
        }
    )
    expected = ["../perf/test_a.py::TestA::test_x", "../perf/bench_b.py::test_y"]
    assert sorted(ids(collect(start, root / "pkg", ["../perf"]))) == sorted(expected)
    harness = start(root / "pkg")
    assert begin(harness, root / "pkg", ["../perf"], only=expected)["problems"] == []
    assert outline(harness.walk()) == [*(f"ready {name}" for name in expected), "finished"]


def test_a_hundred_ids_of_one_function_are_walked(project, start):
    root = project(
        {
            "test_many.py": """
                import pytest

                @pytest.mark.parametrize("number", range(100))
                def test_many(benchmark, number): benchmark(int)
            """
        }
    )
    harness = start(root)
    only = [f"test_many.py::test_many[{number * 7 % 100}]" for number in range(100)]
    begin(harness, root, only=only)
    assert outline(harness.walk(no_batch)) == [*(f"ready {name}" for name in only), "finished"]


def test_targets_may_be_folders_files_globs_and_node_ids(project, start):
    files = {f"{name}/test_{name}.py": "def test_a(benchmark): pass\ndef test_ab(benchmark): pass" for name in "xyz"}
    root = project({**files, "x/test_class.py": "class TestC:\n    def test_m(self, benchmark): pass"})
    (root / "y" / "odd.py").write_text("def test_o(benchmark): pass")
    for targets, expected in (
        (["y"], ["y/test_y.py::test_a", "y/test_y.py::test_ab"]),
        (["z/test_z.py::test_a"], ["z/test_z.py::test_a"]),
        (
            ["x/test_class.py::TestC", "y/test_y.py::test_ab"],
            ["x/test_class.py::TestC::test_m", "y/test_y.py::test_ab"],
        ),
        (["?/test_[yz].py::test_a"], ["y/test_y.py::test_a", "z/test_z.py::test_a"]),
        (["y", "y/test_y.py::test_a", "y/odd.py"], ["y/odd.py::test_o", "y/test_y.py::test_a", "y/test_y.py::test_ab"]),
    ):
        collected = collect(start, root, targets)
        assert (sorted(ids(collected)), collected["problems"]) == (expected, [])


def test_ids_and_targets_are_relative_to_the_root_wherever_the_process_runs(project, start):
    root = project({"sub/benchmarks/test_a.py": "def test_x(benchmark): benchmark(int)", "pytest.ini": "[pytest]"})
    harness = start(root / "sub")
    name = "sub/benchmarks/test_a.py::test_x"
    assert ids(begin(harness, root, ["sub/benchmarks"], only=[name])) == [name]
    assert outline(harness.walk()) == [f"ready {name}", "finished"]


def test_files_that_can_not_be_collected_are_problems_and_the_rest_goes_on(project, start):
    root = project(
        {
            "test_import.py": "import not_installed_anywhere",
            "test_syntax.py": "def test_x(:",
            "test_raises.py": "raise ValueError('first\\nsecond')",
            "test_skipped.py": "import pytest\npytest.skip('not today', allow_module_level=True)",
            "test_fine.py": "def test_x(benchmark): benchmark(int)",
        }
    )
    targets = [".", "gone.py", "test_fine.py::test_gone"]
    collected = collect(start, root, targets)
    assert ids(collected) == ["test_fine.py::test_x"]
    problems = {problem["where"]: problem["message"] for problem in collected["problems"]}
    assert problems["test_import.py"] == "ModuleNotFoundError: No module named 'not_installed_anywhere'"
    assert problems["test_syntax.py"].startswith("SyntaxError: ")
    assert problems["test_raises.py"] == "ValueError: first"
    assert problems["gone.py"].startswith("there is no such file or folder")
    assert problems["test_fine.py::test_gone"] == "`test_fine.py` has no benchmark `test_gone` (did you mean `test_x`?)"
    absent = [problem["where"] for problem in collected["problems"] if problem.get("isAbsent")]
    assert absent == ["gone.py", "test_fine.py::test_gone"]
    assert len(problems) == 5
    assert collected["skips"] == [{"where": "test_skipped.py", "message": "not today"}]


def test_a_name_in_a_file_that_can_not_be_had_is_no_slip(project, start):
    root = project(
        {
            "test_import.py": "import not_installed_anywhere",
            "test_skipped.py": "import pytest\npytest.skip('not today', allow_module_level=True)",
            "test_fine.py": "def test_x(benchmark): benchmark(int)",
        }
    )
    collected = collect(start, root, ["test_fine.py", "test_import.py::test_x", "test_skipped.py::test_x"])
    assert [problem["where"] for problem in collected["problems"]] == ["test_import.py"]
    assert [skip["where"] for skip in collected["skips"]] == ["test_skipped.py"]


def test_a_benchmark_of_only_that_is_missing_is_answered_in_its_place(project, start):
    root = project(
        {
            "test_import.py": "import not_installed_anywhere\ndef test_x(benchmark): pass",
            "test_skipped.py": "import pytest\npytest.skip('not today', allow_module_level=True)",
            "test_fine.py": "def test_x(benchmark): benchmark(int)\ndef test_plain(): pass",
        }
    )
    only = [
        "test_gone.py::test_x",
        "test_import.py::test_x",
        "test_fine.py::test_x",
        "test_fine.py::test_gone",
        "test_skipped.py::test_x",
        "test_fine.py::test_plain",
    ]
    harness = start(root)
    begin(harness, root, only=only)
    messages = harness.walk()
    assert outline(messages) == [
        "failed test_gone.py::test_x collect",
        "failed test_import.py::test_x collect",
        "ready test_fine.py::test_x",
        "failed test_fine.py::test_gone collect",
        "skipped test_skipped.py::test_x",
        "failed test_fine.py::test_plain collect",
        "finished",
    ]
    gone, imports, not_there, plain = (message["message"] for message in of(messages, "failed"))
    assert gone == "`test_gone.py::test_x` is gone: there is no `test_gone.py`"
    assert imports.startswith("`test_import.py` could not be collected: ModuleNotFoundError: No module named")
    assert not_there.endswith("is not among the tests that pytest finds in `test_fine.py`")
    assert plain.endswith("does not use the `benchmark` fixture or marker")
    assert of(messages, "skipped")[0]["reason"] == "not today"


def test_pytest_is_not_asked_when_no_target_is_there(project, start):
    root = project({"test_a.py": "raise RuntimeError('imported')"})
    collected = collect(start, root, ["gone"])
    assert ids(collected) == []
    assert [problem["where"] for problem in collected["problems"]] == ["gone"]
    harness = start(root)
    begin(harness, root, ["gone"], only=["gone/test_a.py::test_x"])
    assert outline(harness.walk()) == ["failed gone/test_a.py::test_x collect", "finished"]


def test_without_targets_pytests_own_configuration_says_where_to_look(project, start):
    root = project(
        {
            "pytest.ini": "[pytest]\ntestpaths = here",
            "here/test_a.py": "def test_x(benchmark): pass",
            "there/test_b.py": "def test_x(benchmark): pass",
        }
    )
    assert ids(collect(start, root, [])) == ["here/test_a.py::test_x"]


OUTCOMES = """
    import pytest, sys

    def test_never(benchmark): pass

    def test_skips(benchmark): pytest.skip("no database")

    @pytest.mark.skip(reason="not now")
    def test_skipped(benchmark): benchmark(int)

    @pytest.mark.xfail(reason="known", run=False)
    def test_not_run(benchmark): benchmark(int)

    @pytest.mark.xfail(reason="known")
    def test_xfail(benchmark): assert False

    @pytest.mark.xfail(reason="slow path is broken", raises=ValueError)
    def test_xfail_inside(benchmark): benchmark(raising)

    @pytest.mark.xfail(reason="not that", raises=OSError)
    def test_xfail_otherwise(benchmark): benchmark(raising)

    @pytest.mark.xfail(reason="wrong result")
    def test_xfail_after(benchmark): assert benchmark(int) == 1

    @pytest.mark.xfail(reason="may pass")
    def test_xpass(benchmark): assert benchmark(int) == 0

    @pytest.mark.xfail(reason="has to fail", strict=True)
    def test_xpass_strict(benchmark): assert benchmark(int) == 0

    @pytest.mark.benchmark
    @pytest.mark.xfail(reason="whole")
    def test_xfail_whole(): raising()

    def test_xfails_by_itself(benchmark):
        benchmark(int)
        pytest.xfail("found out late")

    def test_skips_after(benchmark):
        benchmark(int)
        pytest.skip("nothing to compare with")

    @pytest.mark.skipif("True", reason="not on this platform")
    def test_skipif(benchmark): benchmark(int)

    def test_fails(benchmark): pytest.fail("not ready", pytrace=False)

    @pytest.fixture
    def bad(): raise OSError("no disk")

    @pytest.fixture
    def absent(): pytest.skip("no server")

    def test_setup(bad, benchmark): benchmark(int)

    def test_setup_skips(absent, benchmark): benchmark(int)

    @pytest.mark.xfail(reason="no disk yet")
    def test_setup_xfail(bad, benchmark): benchmark(int)

    def test_no_fixture(benchmark, nowhere): benchmark(int)

    def test_before(benchmark): assert 1 == 2

    def raising(): raise ValueError("inside")

    def test_inside(benchmark): benchmark(raising)

    def test_expected(benchmark):
        with pytest.raises(ValueError):
            benchmark(raising)

    @pytest.mark.benchmark
    def test_whole(): raising()

    def test_leaves(benchmark): benchmark(sys.exit, 4)

    def test_ends_pytest(benchmark): benchmark(pytest.exit, "that is all")

    def test_interrupts(benchmark):
        def interrupt(): raise KeyboardInterrupt
        benchmark(interrupt)

    def test_skips_inside(benchmark): benchmark(pytest.skip, "late")

    def test_after(benchmark):
        assert benchmark(int) == 1

    @pytest.fixture
    def untidy():
        yield
        raise OSError("still in use")

    def test_teardown(benchmark, untidy): benchmark(int)

    def test_both(benchmark, untidy): benchmark(raising)

    def test_twice(benchmark):
        benchmark(int)
        benchmark(int)

    def test_fine(benchmark): benchmark(int)
"""


def outcomes_of(name):
    """What is told of a test of OUTCOMES."""
    return {
        "test_never": ["skipped"],
        "test_skips": ["skipped"],
        "test_skipped": ["skipped"],
        "test_not_run": ["skipped"],
        "test_xfail": ["skipped"],
        "test_xfail_inside": ["ready", "skipped"],
        "test_xfail_after": ["ready", "skipped"],
        "test_xpass": ["ready"],
        "test_xfail_whole": ["ready", "skipped"],
        "test_xfails_by_itself": ["ready", "skipped"],
        "test_skips_after": ["ready", "skipped"],
        "test_skips_inside": ["ready", "skipped"],
        "test_skipif": ["skipped"],
        "test_fails": ["failed call"],
        "test_setup_skips": ["skipped"],
        "test_setup_xfail": ["skipped"],
        "test_setup": ["failed setup"],
        "test_no_fixture": ["failed setup"],
        "test_before": ["failed call"],
        "test_teardown": ["ready", "failed setup"],
        "test_fine": ["ready"],
    }.get(name, ["ready", "failed call"])


@pytest.fixture
def walked(project, start):
    """All messages of OUTCOMES, by test."""
    root = project({"test_a.py": OUTCOMES})
    names = [line.split("(")[0].split()[1] for line in OUTCOMES.splitlines() if line.startswith("    def test_")]
    harness = start(root)
    begin(harness, root, only=[f"test_a.py::{name}" for name in names])
    return names, harness.walk(), harness


def test_each_benchmark_reports_one_thing_and_a_failure_after_it_too(walked):
    names, messages, harness = walked
    expected = []
    for name in names:
        for outcome in outcomes_of(name):
            kind, _, phase = outcome.partition(" ")
            expected.append(f"{kind} test_a.py::{name} {phase}".rstrip())
    assert outline(messages) == [*expected, "finished"]
    said = {message["id"][len("test_a.py::") :]: message for message in messages if "id" in message}
    assert said["test_never"]["reason"] == "the test never called `benchmark`"
    assert said["test_skips"]["reason"] == "no database"
    assert said["test_skipped"]["reason"] == "not now"
    assert said["test_not_run"]["reason"] == "xfail: [NOTRUN] known"
    assert said["test_xfail"]["reason"] == "xfail: known"
    assert said["test_xfail_inside"]["reason"] == "xfail: slow path is broken"
    assert said["test_xfail_otherwise"]["error"] == "ValueError"
    assert said["test_xfail_after"]["reason"] == "xfail: wrong result"
    assert said["test_xpass_strict"]["message"] == "[XPASS(strict)] has to fail"
    assert said["test_xfail_whole"]["reason"] == "xfail: whole"
    assert said["test_xfails_by_itself"]["reason"] == "xfail: found out late"
    assert said["test_skips_after"]["reason"] == "nothing to compare with"
    assert said["test_skips_inside"]["reason"] == "late"
    assert said["test_skipif"]["reason"] == "not on this platform"
    assert said["test_fails"]["message"] == "not ready"
    assert said["test_setup_skips"]["reason"] == "no server"
    assert said["test_setup_xfail"]["reason"] == "xfail: no disk yet"
    assert (said["test_setup"]["error"], said["test_setup"]["message"]) == ("OSError", "no disk")
    assert said["test_no_fixture"]["message"] == "fixture 'nowhere' not found"
    assert (said["test_before"]["error"], said["test_before"]["message"]) == ("AssertionError", "assert 1 == 2")
    assert (said["test_inside"]["error"], said["test_inside"]["message"]) == ("ValueError", "inside")
    assert said["test_leaves"]["error"] == "SystemExit"
    assert said["test_ends_pytest"]["message"] == "that is all"
    assert said["test_after"]["error"] == "AssertionError"
    assert said["test_teardown"]["message"] == "still in use"
    assert said["test_twice"]["error"] == "FixtureAlreadyUsed"
    for name in ("test_setup", "test_inside", "test_whole", "test_after"):
        assert 'test_a.py", line' in said[name]["traceback"]
        assert "_pytest" not in said[name]["traceback"]
        assert HARNESS_FOLDER not in said[name]["traceback"]


def test_stopping_early_is_overruled(project, start):
    root = project(
        {
            "pytest.ini": "[pytest]\naddopts = -x --maxfail=1 --junitxml=report.xml",
            "test_a.py": "def test_a(benchmark): benchmark(1)\ndef test_b(benchmark): benchmark(int)",
        }
    )
    harness = start(root)
    begin(harness, root, only=["test_a.py::test_a", "test_a.py::test_b"])
    assert outline(harness.walk())[-2:] == ["ready test_a.py::test_b", "finished"]
    harness.end()
    assert not (root / "report.xml").exists()
    assert not (root / ".pytest_cache").exists()


def test_benchmarks_that_pytest_does_not_reach_failed(project, start):
    root = project(
        {
            "test_a.py": """
                import pytest
                def test_a(benchmark): pytest.exit("that is all")
                def test_b(benchmark): benchmark(int)
                def test_c(benchmark): benchmark(int)
            """
        }
    )
    harness = start(root)
    begin(harness, root, only=[f"test_a.py::test_{name}" for name in "abc"])
    messages = harness.walk()
    assert outline(messages) == [
        "failed test_a.py::test_a call",
        "failed test_a.py::test_b setup",
        "failed test_a.py::test_c setup",
        "finished",
    ]
    assert of(messages, "failed")[-1]["message"] == "pytest stopped before it came to this test: Exit: that is all"
    assert harness.end()[0] == 0


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"pytest.ini": "[pytest]\naddopts = --no-such-option"}, "unrecognized arguments: --no-such-option"),
        ({"conftest.py": "raise ValueError('in the conftest')"}, "ValueError: in the conftest"),
        ({"conftest.py": "import sys\nsys.exit(5)"}, "SystemExit: 5"),
        ({"pytest.ini": "[pytest]\nminversion = 99"}, "requires pytest-99"),
    ],
    ids=["unknown option", "conftest that raises", "conftest that exits", "too old"],
)
def test_what_keeps_pytest_from_starting_is_broken(project, start, files, told):
    root = project({"test_a.py": "def test_a(benchmark): pass", **files})
    harness = start(root)
    answer = begin(harness, root)
    assert answer["type"] == "broken"
    assert told in answer["message"]
    assert "\n" not in answer["message"]
    assert harness.receive() is None
    assert harness.end()[0] == 0


def test_a_suite_without_pytest_is_broken_and_the_message_says_how_to_install_it(project, start):
    # An interpreter that sees no installed packages.
    root = project({"test_a.py": ""})
    harness = start(root, arguments=("-S",))
    answer = begin(harness, root)
    assert answer["type"] == "broken"
    assert answer["message"].endswith(f"Run: {harness.hello['python']['executable']} -m pip install pytest")


def test_a_pytest_of_long_ago_is_broken(project, start):
    root = project({"test_a.py": "", "pytest.py": "__version__ = '6.2.5'"})
    answer = begin(start(root), root)
    assert answer["type"] == "broken"
    assert "pytest 6.2.5" in answer["message"]
    assert "pytest>=7" in answer["message"]


SWITCHED_OFF = {
    "pytest-benchmark and pytest-codspeed": "--benchmark-only --benchmark-min-rounds=3 --benchmark-sort name "
    "--benchmark-json out.json --benchmark-disable --benchmark-skip --benchmark-columns=min,max --benchmark-autosave "
    "--benchmark-compare --codspeed --codspeed-mode walltime --codspeed-max-time=1",
    "pytest-xdist and pytest-cov": "-n auto --dist=loadscope --maxprocesses 2 -n4 "
    "--cov --cov-report=xml --cov-report term --cov-fail-under=80 --no-cov-on-fail --cov-branch",
    "those that repeat, reorder and interrupt": "--randomly-seed=7 --randomly-dont-reorganize -p no:randomly "
    "--timeout=5 --timeout-method thread --reruns 3 --forked --ff --lf --cache-clear --sw -p no:junitxml "
    "--strict-markers --strict-config",
}


@pytest.mark.parametrize("addopts", SWITCHED_OFF.values(), ids=SWITCHED_OFF)
def test_options_of_plugins_that_are_switched_off_are_accepted(project, start, addopts):
    root = project(
        {
            "pytest.ini": f"[pytest]\naddopts = {addopts}\ntimeout = 5\ncache_dir = x\nfilterwarnings = error\n"
            "required_plugins = pytest-not-installed\n",
            "conftest.py": """
                def pytest_benchmark_update_json(config, benchmarks, output_json): pass
                def pytest_configure_node(node): pass
            """,
            "test_a.py": """
                import pytest

                @pytest.mark.timeout(1)
                @pytest.mark.flaky(reruns=2)
                @pytest.mark.xdist_group("a")
                @pytest.mark.benchmark(group="a", min_rounds=5)
                def test_a(benchmark, worker_id): benchmark(int)
            """,
        }
    )
    harness = start(root)
    collected = begin(harness, root, only=["test_a.py::test_a"])
    assert collected.get("problems") == [], collected
    messages = harness.walk()
    assert outline(messages) == ["ready test_a.py::test_a", "finished"]
    assert not (root / "out.json").exists()


def test_an_option_of_the_projects_own_with_a_plugins_name_stays_its_own(project, start):
    root = project(
        {
            "pytest.ini": "[pytest]\naddopts = --timeout=5 --dist 7 --benchmark-skip",
            "conftest.py": """
                import pytest

                def pytest_addoption(parser):
                    parser.addoption("--timeout", type=int)
                    group = parser.getgroup("own")
                    group.addoption("--dist", dest="distance", type=int)
                    group.addoption("--benchmark-skip", dest="skip_them", action="store_true")

                @pytest.fixture
                def given(request):
                    option = request.config.option
                    return option.timeout, option.distance, request.config.getoption("--benchmark-skip")
            """,
            "test_a.py": "def test_a(benchmark, given):\n    assert given == (5, 7, True)\n    benchmark(int)",
        }
    )
    harness = start(root)
    begin(harness, root, only=["test_a.py::test_a"])
    assert outline(harness.walk()) == ["ready test_a.py::test_a", "finished"]


def test_a_suite_that_deselects_its_benchmarks_is_told_so(project, start):
    root = project(
        {
            "pytest.ini": "[pytest]\naddopts = -m 'not benchmark'\nmarkers = benchmark: slow",
            "test_a.py": "import pytest\n@pytest.mark.benchmark\ndef test_a(): pass",
        }
    )
    (problem,) = collect(start, root)["problems"]
    assert problem["where"] == "test_a.py::test_a"
    assert "deselected" in problem["message"]


@pytest.mark.skipif(importlib.util.find_spec("pytest_benchmark") is None, reason="pytest-benchmark is not installed")
def test_with_pytest_benchmark_installed_the_fixture_is_ours(project, start):
    root = project(
        {
            "pytest.ini": "[pytest]\naddopts = --benchmark-only --benchmark-min-time=0.5 -p pytest_benchmark.plugin",
            "test_a.py": """
                from pytest_benchmark.fixture import BenchmarkFixture

                def test_a(benchmark: BenchmarkFixture):
                    assert type(benchmark).__module__ == "hotpath_gate_harness.benchmark_fixture"
                    benchmark(int)
            """,
        }
    )
    command = [sys.executable, "-m", "pytest", "-q", "--override-ini=addopts="]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    alone = subprocess.run(command, cwd=root, env=environment, capture_output=True).stdout.decode()
    assert "hotpath_gate_harness.benchmark_fixture" in alone
    harness = start(root)
    begin(harness, root, only=["test_a.py::test_a"])
    assert outline(harness.walk()) == ["ready test_a.py::test_a", "finished"]


def test_async_tests_that_no_plugin_runs_fail_and_say_why(project, start):
    root = project(
        {
            "test_a.py": """
                import asyncio, unittest
                import pytest

                @pytest.mark.benchmark
                class TestCase(unittest.TestCase):
                    async def test_whole(self): pass

                @pytest.mark.benchmark
                async def test_async(): pass

                def test_loop(benchmark):
                    async def nothing(): return 7
                    assert benchmark(lambda: asyncio.run(nothing())) == 7
            """
        }
    )
    harness = start(root)
    begin(harness, root, only=["test_a.py::TestCase::test_whole", "test_a.py::test_async", "test_a.py::test_loop"])
    messages = harness.walk()
    assert outline(messages) == [
        "failed test_a.py::TestCase::test_whole call",
        "failed test_a.py::test_async call",
        "ready test_a.py::test_loop",
        "finished",
    ]
    of_unittest, of_pytest = (message["message"] for message in of(messages, "failed"))
    assert "unittest" in of_unittest
    assert "pytest-asyncio" in of_pytest


@pytest.mark.skipif(not hasattr(pytest, "Subtests"), reason="subtests came with pytest 9")
def test_a_test_with_subtests_is_measured_once(project, start):
    root = project(
        {
            "test_a.py": """
                def test_a(benchmark, subtests):
                    with subtests.test("first"): pass
                    with subtests.test("second"): assert benchmark(int) == 0
            """
        }
    )
    harness = start(root)
    begin(harness, root, only=["test_a.py::test_a"])
    assert outline(harness.walk()) == ["ready test_a.py::test_a", "finished"]


def test_a_profile_names_the_projects_functions(project, start):
    root = project({"test_a.py": "def work(): return sum(range(9))\ndef test_a(benchmark): benchmark(work)"})
    harness = start(root)
    begin(harness, root, only=["test_a.py::test_a"])
    (profiled,) = of(harness.walk(lambda _: [{"type": "profile", "loops": 3}]), "profiled")
    assert {(each["name"], each["file"], each["calls"]) for each in profiled["functions"]} == {
        ("work", "test_a.py", 3),
        ("<built-in method builtins.sum>", "~", 3),
    }


@pytest.mark.parametrize("point", ["when ready", "in a batch"])
def test_pytest_does_not_go_on_when_the_connection_ends(project, start, point):
    root = project(
        {
            "test_a.py": """
                import time
                def test_a(benchmark): benchmark(time.sleep, 0.2)
                def test_b(benchmark): print("went on"); time.sleep(30)
            """
        }
    )
    harness = start(root, {"PYTEST_ADDOPTS": "-s"})
    begin(harness, root, only=["test_a.py::test_a", "test_a.py::test_b"])
    harness.receive()
    if point == "in a batch":
        harness.send("batch", loops=1, untimed=0)
    status, output, errors = harness.end()
    assert (status, errors) == (0, "")
    assert "went on" not in output


def test_the_harness_imports_no_pytest_for_functions(project, start):
    root = project({"app.py": "import sys\ndef run(): print('pytest' in sys.modules)"})
    harness = start(root)
    harness.begin(root, only=["app:run"])
    harness.walk(lambda _: [{"type": "batch", "loops": 1, "untimed": 0}])
    assert harness.end() == (0, "False\n", "")


@pytest.mark.parametrize(
    "says",
    [
        "'--codspeed' in sys.argv",
        "'--benchmark-only' in sys.argv",
        "'--codspeed' in config.invocation_params.args",
        "config.getoption('--codspeed')",
        "config.getoption('--benchmark-only')",
        "config.option.codspeed and config.option.benchmark_only",
    ],
)
def test_a_conftest_that_looks_for_the_options_of_the_usual_plugins_finds_them(project, start, says):
    root = project(
        {
            "conftest.py": f"""
                import sys
                import pytest

                def pytest_collection_modifyitems(config, items):
                    if not ({says}):
                        items[:] = []
            """,
            "test_a.py": "def test_a(benchmark): benchmark(int)",
        }
    )
    harness = start(root)
    assert ids(begin(harness, root)) == ["test_a.py::test_a"]


def test_benchmarks_of_pytest_are_found_in_files_that_are_called_bench(project, start):
    root = project(
        {
            "pyproject.toml": "[tool.pytest.ini_options]\npython_functions = ['test_*', 'bench_*']\n",
            "perf/bench_a.py": "def bench_a(benchmark): benchmark(int)",
            "perf/bench_b.py": "import pytest\n@pytest.mark.benchmark\ndef test_b(): pass",
            "perf/bench_other.py": "raise SystemExit('no benchmark of pytest')",
            "perf/test_c.py": "def test_c(benchmark): benchmark(int)",
        }
    )
    found = ["perf/bench_a.py::bench_a", "perf/bench_b.py::test_b", "perf/test_c.py::test_c"]
    assert sorted(ids(collect(start, root, ["perf"]))) == found
    harness = start(root)
    begin(harness, root, ["perf"], only=found)
    assert outline(harness.walk()) == [*(f"ready {name}" for name in found), "finished"]


def test_a_file_that_pytest_s_configuration_does_not_match_is_a_target_all_the_same(project, start):
    root = project({"testing/benchmark.py": "def test_a(benchmark): benchmark(int)"})
    assert ids(collect(start, root, ["testing/benchmark.py"])) == ["testing/benchmark.py::test_a"]
