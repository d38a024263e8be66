"""The suite `pyperf`: scripts as they are, each benchmark in lock step."""

import textwrap

import pytest
from controller import no_batch, of, outline


def ids(collected):
    return [benchmark["id"] for benchmark in collected["benchmarks"]]


def problems(collected):
    return {problem["where"]: problem["message"] for problem in collected["problems"]}


def walked(harness, root, only, at=None):
    harness.begin(root, suite="pyperf", targets=["bench"], only=list(only))
    return harness.walk(at)


SCRIPT = """
import asyncio
import os
import sys
import time

import pyperf

LOG = os.path.join(os.path.dirname(__file__), "log")

def log(text):
    with open(LOG, "a") as file:
        file.write(text + "\\n")

def loads(text):
    log("loads")

async def sleepless():
    log("awaited")

def own_clock(loops, text):
    log(f"clock {loops} {text}")
    return loops * 0.001

if __name__ == "__main__":
    runner = pyperf.Runner(processes=3)
    runner.metadata["description"] = "a suite"
    log("begin")
    runner.bench_func("loads", loads, "text")
    runner.bench_async_func("sleepless", sleepless)
    runner.bench_time_func("own clock", own_clock, "text", inner_loops=5)
    runner.timeit("statement", stmt="log('statement')", setup="log('setup')", globals=globals())
    runner.bench_command("command", [sys.executable, "-c", "pass"])
    log("end")
"""
NAMES = ["loads", "sleepless", "own clock", "statement", "command"]
IDS = [f"bench/run_it.py::{name}" for name in NAMES]


def logged(root):
    return (root / "bench/log").read_text().splitlines()


def test_every_benchmark_of_a_script_is_found_and_none_is_run(project, start):
    root = project({"bench/run_it.py": SCRIPT, "bench/helper.py": "raise OSError\n"})
    collected = start(root).begin(root, suite="pyperf", targets=["bench"])
    assert collected["problems"] == []
    assert ids(collected) == IDS
    assert logged(root) == ["begin", "end"]


def test_benchmarks_are_walked_in_the_order_that_was_asked_for(project, start):
    root = project({"bench/run_it.py": SCRIPT})
    only = [*reversed(IDS), "bench/run_it.py::gone", "bench/gone.py::x"]
    assert outline(walked(start(root), root, only)) == [
        *(f"ready {name}" for name in reversed(IDS)),
        "failed bench/run_it.py::gone collect",
        "failed bench/gone.py::x collect",
        "finished",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("loads", ["loads", "loads"]),
        ("sleepless", ["awaited", "awaited"]),
        ("own clock", ["clock 2 text"]),
        ("statement", ["setup", "statement", "statement"]),
    ],
)
def test_a_batch_is_so_many_loops_of_what_was_given_inside_of_the_whole_script(project, start, name, expected):
    root = project({"bench/run_it.py": SCRIPT})
    messages = walked(start(root), root, [f"bench/run_it.py::{name}"])
    assert logged(root) == ["begin", *expected, "end"]
    measured = of(messages, "measured")[0]
    assert measured["wallNs"] > 0
    assert of(messages, "ready")[0]["calls"] == (5 if name == "own clock" else 1)
    if name == "own clock":
        assert measured["wallNs"] == 2_000_000


def test_a_script_sees_its_own_folder_and_pyperfs_options(project, start):
    root = project(
        {
            "bench/helper.py": "VALUE = 3\n",
            "bench/run_it.py": """
                import pyperf
                from helper import VALUE

                def add_arguments(cmd, args):
                    cmd.append(args.flavour)

                runner = pyperf.Runner(add_cmdline_args=add_arguments)
                runner.argparser.add_argument("--flavour", default="sour")
                args = runner.parse_args()
                assert args.worker
                runner.bench_func(f"{args.flavour} {VALUE}", int)
            """,
        }
    )
    collected = start(root).begin(root, suite="pyperf", targets=["bench/run_it.py"])
    assert collected["problems"] == []
    assert ids(collected) == ["bench/run_it.py::sour 3"]


def test_a_benchmark_that_fails_says_when_and_why(project, start):
    root = project(
        {
            "bench/run_it.py": """
                import pyperf

                def broken():
                    raise ValueError("no luck")

                runner = pyperf.Runner()
                runner.bench_func("broken", broken)
                raise OSError("no data")
            """,
        }
    )
    messages = walked(start(root), root, ["bench/run_it.py::broken", "bench/run_it.py::later"])
    assert [(each["id"], each["phase"], each["message"]) for each in of(messages, "failed")] == [
        ("bench/run_it.py::broken", "call", "no luck"),
        ("bench/run_it.py::later", "setup", "no data"),
    ]


def test_a_script_that_breaks_is_a_problem_with_its_place(project, start):
    root = project({"bench/run_it.py": "import pyperf\npyperf.Runner()\nraise ValueError('no')\n"})
    told = problems(start(root).begin(root, suite="pyperf", targets=["bench"]))
    assert told["bench/run_it.py"].startswith("the script failed: ValueError: no (")
    assert told["bench/run_it.py"].endswith("run_it.py:3)")


def test_a_command_that_fails_is_told(project, start):
    root = project(
        {
            "bench/run_it.py": """
                import sys
                import pyperf
                pyperf.Runner().bench_command("exits", [sys.executable, "-c", "raise SystemExit(3)"])
            """,
        }
    )
    failed = of(walked(start(root), root, ["bench/run_it.py::exits"]), "failed")[0]
    assert failed["phase"] == "call"
    assert failed["message"].endswith("ended with status 3")


def test_a_benchmark_without_a_batch_is_left_unmeasured(project, start):
    root = project({"bench/run_it.py": SCRIPT})
    assert outline(walked(start(root), root, IDS[:1], at=no_batch)) == [f"ready {IDS[0]}", "finished"]
    assert logged(root) == ["begin", "end"]


def test_one_benchmark_of_a_script_can_be_named(project, start):
    root = project({"bench/run_it.py": SCRIPT})
    collected = start(root).begin(root, suite="pyperf", targets=[IDS[1]])
    assert ids(collected) == [IDS[1]]


def test_a_benchmark_that_the_script_does_not_have_is_reported_with_what_is_like_it(project, start):
    root = project({"bench/run_it.py": SCRIPT})
    told = problems(start(root).begin(root, suite="pyperf", targets=[f"{IDS[0]}x"]))
    name = IDS[0].partition("::")[2]
    assert told[f"{IDS[0]}x"] == f"`bench/run_it.py` has no benchmark `{name}x` (did you mean `{name}`?)"


def test_a_name_that_a_script_gives_twice_fails_it_as_pyperf_does(start, tmp_path):
    script = """
        import pyperf

        runner = pyperf.Runner()
        runner.bench_func("twice", sum, [1])
        runner.bench_func("twice", sum, [1, 2])
    """
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench/run_it.py").write_text(textwrap.dedent(script))
    collected = start(tmp_path).begin(tmp_path, suite="pyperf", targets=["bench"])
    assert "duplicated benchmark name: 'twice'" in problems(collected)["bench/run_it.py"]
