"""The `benchmark` fixture, held to what pytest-benchmark and pytest-codspeed say of theirs."""

from random import Random

import pytest
from controller import no_batch, of, outline
from hotpath_gate_harness.benchmark_stats import Stats


@pytest.fixture
def walk(project, start):
    """Walks tests of one file; answers the messages and what the tests printed."""

    def run(source, names, at=None):
        root = project({"test_a.py": source})
        harness = start(root, {"PYTEST_ADDOPTS": "-s"})
        harness.begin(root, suite="pytest", targets=["."], only=[f"test_a.py::{name}" for name in names])
        messages = harness.walk(at)
        return messages, [line.lstrip(".") for line in harness.end()[1].splitlines()]

    return run


def batches(*pairs):
    return lambda _: [{"type": "batch", "loops": loops, "untimed": untimed} for loops, untimed in pairs]


def test_calling_the_fixture_returns_what_the_function_returned_last(walk):
    source = """
        from itertools import count

        def test_a(benchmark):
            print("result", benchmark(next, count(1)))
    """
    _, output = walk(source, ["test_a"], batches((3, 1), (5, 2)))
    assert "result 11" in output


def test_arguments_of_all_kinds_arrive(walk):
    source = """
        def told(*args, **kwargs): return args, kwargs

        def test_none(benchmark): assert benchmark(told) == ((), {})
        def test_positional(benchmark): assert benchmark(told, 1, 2) == ((1, 2), {})
        def test_named(benchmark): assert benchmark(told, a=1) == ((), {"a": 1})
        def test_both(benchmark): assert benchmark(told, 1, a=2) == ((1,), {"a": 2})
    """
    names = ["test_none", "test_positional", "test_named", "test_both"]
    messages, _ = walk(source, names)
    assert outline(messages) == [*(f"ready test_a.py::{name}" for name in names), "finished"]


def test_without_a_batch_the_function_is_called_once(walk):
    source = """
        calls = []

        def test_call(benchmark):
            assert calls == []
            assert benchmark(lambda: calls.append(1) or "result") == "result"
            assert len(calls) == 1

        def test_pedantic(benchmark):
            calls.clear()
            result = benchmark.pedantic(
                calls.append, setup=lambda: ((2,), {}), teardown=calls.append, rounds=9, warmup_rounds=5
            )
            assert result is None
            assert calls == [2, 2]
    """
    messages, _ = walk(source, ["test_call", "test_pedantic"], no_batch)
    assert outline(messages) == ["ready test_a.py::test_call", "ready test_a.py::test_pedantic", "finished"]


def test_results_are_not_kept_while_others_are_made(walk):
    source = """
        alive = most = 0

        class Result:
            def __init__(self):
                global alive, most
                alive += 1
                most = max(alive, most)

            def __del__(self):
                global alive
                alive -= 1

        def test_a(benchmark):
            benchmark(Result)
            print("most", most)
    """
    _, output = walk(source, ["test_a"], batches((10, 3), (10, 3)))
    assert "most 1" in output


ATTRIBUTES = """
    import pytest

    @pytest.mark.benchmark(group="parsing")
    @pytest.mark.parametrize("size", [3], ids=["small"])
    def test_a(benchmark, size):
        assert benchmark.name == "test_a[small]"
        assert benchmark.fullname == "test_a.py::test_a[small]"
        assert benchmark.group == "parsing"
        assert benchmark.param == "small"
        assert benchmark.params == {"size": 3}
        assert benchmark.extra_info == {}
        assert benchmark.enabled is True
        assert benchmark.disabled is False
        assert benchmark.has_error is False
        assert benchmark.skipped is False
        assert benchmark.cprofile is benchmark.cprofile_stats is benchmark.cprofile_dump is None
        benchmark.extra_info["size"] = size
        benchmark.group = "other"
        assert benchmark.stats is None
        benchmark(sorted, range(size))
        assert benchmark.stats["rounds"] == benchmark.stats.stats.rounds == len(benchmark.stats["data"]) == ROUNDS
        assert 0 <= benchmark.stats["min"] <= benchmark.stats["median"] <= benchmark.stats.stats.max
        assert 0 < benchmark.stats.stats.mean < 0.1
        assert benchmark.stats.get("iterations") == 1
        assert benchmark.stats.get("nothing", 7) == 7
        assert benchmark.stats["name"] == benchmark.stats.name == benchmark.name
        assert benchmark.stats.group == "other"
        assert benchmark.stats.extra_info == {"size": 3}
        assert benchmark.stats.options["min_rounds"] == 5
        assert benchmark.stats.has_error is False
        assert benchmark.stats and benchmark.stats.stats
        assert benchmark.stats["ops"] > 0
        assert benchmark.stats["outliers"].count(";") == 1
        told = benchmark.stats.as_dict()
        assert (told["param"], told["params"], told["fullname"]) == ("small", {"size": 3}, benchmark.fullname)
        assert told["stats"] == {**benchmark.stats.stats.as_dict(), "data": benchmark.stats["data"], "iterations": 1}
        assert "data" not in benchmark.stats.as_dict(include_data=False, flat=True)
"""


@pytest.mark.parametrize(("asked", "rounds"), [([(2, 0), (2, 0), (2, 0)], 3), ([], 1)], ids=["batches", "none"])
def test_the_fixture_has_the_attributes_that_tests_look_at(walk, asked, rounds):
    messages, _ = walk(ATTRIBUTES.replace("ROUNDS", str(rounds)), ["test_a[small]"], batches(*asked))
    assert outline(messages) == ["ready test_a.py::test_a[small]", "finished"]


def test_stats_are_what_pytest_benchmark_makes_of_the_same_values():
    theirs = pytest.importorskip("pytest_benchmark.stats").Stats
    random = Random(7)
    # Before 5.3, it gave the first value outside of the fence.
    fields = [field for field in Stats.fields if field != "hd15iqr"]
    assert set(Stats.fields) == set(theirs.fields)
    for rounds in [*range(1, 14), 50, 51]:
        ours, expected = Stats(), theirs()
        for _ in range(rounds):
            value = random.choice([random.random(), 100 * random.random()])
            ours.update(value)
            expected.update(value)
        assert [getattr(ours, field) for field in fields] == [
            wanted if isinstance(wanted, str) else pytest.approx(wanted)
            for wanted in (getattr(expected, field) for field in fields)
        ], rounds
        fence = ours.q3 + 1.5 * ours.iqr
        assert ours.hd15iqr == max(value for value in ours.data if value <= fence)
        assert ours.sorted_data == sorted(ours.data)


def test_a_second_use_raises(walk):
    source = """
        import pytest

        def test_a(benchmark):
            benchmark(int)
            for again in (benchmark, benchmark.pedantic):
                with pytest.raises(Exception, match="once"):
                    again(int)
            assert benchmark.has_error
    """
    messages, _ = walk(source, ["test_a"])
    assert outline(messages) == ["ready test_a.py::test_a", "finished"]


PEDANTIC = """
    events = []

    def target(*args, **kwargs):
        events.append(("target", args, kwargs))
        return len(events)

    def make_ready():
        events.append("ready")

    def make_arguments():
        events.append("ready")
        return (1,), {"b": 2}

    def clear_up(*args, **kwargs):
        events.append(("cleared", args, kwargs))
"""


def test_pedantic_says_how_often_its_author_lets_it_run(walk):
    source = f"""{PEDANTIC}
    def test_default(benchmark): benchmark.pedantic(target)
    def test_all(benchmark): benchmark.pedantic(target, rounds=7, warmup_rounds=2, iterations=3)
    """
    messages, _ = walk(source, ["test_default", "test_all"], no_batch)
    default, all_given = of(messages, "ready")
    assert (default["calls"], default["limit"]) == (1, {"loops": 1, "warmups": 0})
    assert (all_given["calls"], all_given["limit"]) == (3, {"loops": 7, "warmups": 2})


def test_a_loop_of_pedantic_is_a_round_of_iterations_after_the_warm_up_rounds(walk):
    source = f"""{PEDANTIC}
    def test_a(benchmark):
        result = benchmark.pedantic(target, args=(1,), kwargs={{"b": 2}}, rounds=7, warmup_rounds=2, iterations=3)
        assert result == len(events)
        assert set(map(repr, events)) == {{repr(("target", (1,), {{"b": 2}}))}}
        print("calls", len(events))
    """
    messages, output = walk(source, ["test_a"], batches((2, 50), (4, 50)))
    assert outline(messages) == ["ready test_a.py::test_a", "finished"]
    assert f"calls {(2 + 2 + 4) * 3}" in output


def test_set_up_and_teardown_surround_each_round_with_the_arguments(walk):
    source = f"""{PEDANTIC}
    def test_a(benchmark):
        benchmark.pedantic(target, setup=make_arguments, teardown=clear_up, rounds=2)
        arguments = (1,), {{"b": 2}}
        assert events == ["ready", ("target", *arguments), ("cleared", *arguments)] * 2

    def test_b(benchmark):
        events.clear()
        benchmark.pedantic(target, args=[5], setup=make_ready, rounds=2, warmup_rounds=1)
        assert events == ["ready", ("target", (5,), {{}})] * 3

    def test_c(benchmark):
        events.clear()
        benchmark.pedantic(target, teardown=clear_up, rounds=2, iterations=2)
        assert events == [("target", (), {{}}), ("target", (), {{}}), ("cleared", (), {{}})] * 2
    """
    names = ["test_a", "test_b", "test_c"]
    messages, _ = walk(source, names, batches((2, 0)))
    assert outline(messages) == [*(f"ready test_a.py::{name}" for name in names), "finished"]


def test_a_set_up_that_takes_the_arguments_is_given_them_as_with_pytest_codspeed(walk):
    source = f"""{PEDANTIC}
    def test_given(benchmark):
        benchmark.pedantic(target, args=(1,), kwargs={{"b": 2}}, setup=lambda a, *, b: events.append((a, b)))
        assert events == [(1, 2), ("target", (1,), {{"b": 2}})]

    def test_none_needed(benchmark):
        events.clear()
        benchmark.pedantic(target, args=(1,), setup=lambda *args: events.append(args))
        assert events == [(), ("target", (1,), {{}})]

    def test_none_there(benchmark):
        benchmark.pedantic(target, setup=lambda a: None)
    """
    messages, _ = walk(source, ["test_given", "test_none_needed", "test_none_there"], batches((1, 0)))
    (failed,) = of(messages, "failed")
    assert (failed["id"], failed["error"]) == ("test_a.py::test_none_there", "TypeError")


def test_set_up_and_teardown_are_not_timed(walk):
    source = """
        import time

        def pause(*_): time.sleep(0.2)

        def test_a(benchmark):
            benchmark.pedantic(time.sleep, args=(0.01,), setup=pause, teardown=pause, rounds=3, warmup_rounds=1)
    """
    messages, _ = walk(source, ["test_a"], batches((3, 0)))
    (measured,) = of(messages, "measured")
    assert 0.03e9 <= measured["wallNs"] < 0.25e9
    assert measured["preemptions"] is None or measured["preemptions"] >= 0


def test_set_up_and_teardown_are_no_part_of_what_the_garbage_collector_takes(walk):
    source = """
        import gc
        rubbish = [[n] for n in range(50_000)]

        def collect(*_): gc.collect()
        def nothing(*_): pass

        def test_a(benchmark):
            benchmark.pedantic(nothing, setup=collect, teardown=collect, rounds=3)

        def test_b(benchmark):
            benchmark.pedantic(collect, setup=nothing, rounds=3)
    """
    messages, _ = walk(source, ["test_a", "test_b"], batches((3, 0)))
    around, inside = of(messages, "measured")
    assert around["collectorNs"] == 0
    assert inside["collectorNs"] > 0.5 * inside["cpuNs"]


def test_set_up_and_teardown_are_not_profiled(walk):
    source = """
        def make(): return ([3, 1, 2],), {}
        def work(items): return sorted(items)
        def clean(items): items.clear()

        def test_a(benchmark):
            benchmark.pedantic(work, setup=make, teardown=clean, rounds=4, warmup_rounds=1)
    """
    messages, _ = walk(source, ["test_a"], lambda _: [{"type": "profile", "loops": 3}])
    (profiled,) = of(messages, "profiled")
    assert {each["name"]: each["calls"] for each in profiled["functions"]} == {
        "work": 3,
        "<built-in method builtins.sorted>": 3,
    }


TOO_MANY = {
    "test_in_several_batches": [("batch", 3), ("batch", 2)],
    "test_in_one_batch": [("batch", 5)],
    "test_in_a_profile": [("profile", 5)],
    "test_just_not": [("batch", 3), ("profile", 4), ("batch", 1)],
}


def test_more_rounds_than_its_author_allows_are_failed(walk):
    source = "\n".join(f"def {name}(benchmark): benchmark.pedantic(int, rounds=4)" for name in TOO_MANY)

    def asked(id):
        return [{"type": kind, "loops": loops, "untimed": 0} for kind, loops in TOO_MANY[id.split("::")[1]]]

    messages, _ = walk(source, list(TOO_MANY), asked)
    failed = of(messages, "failed")
    assert [message["id"].split("::")[1] for message in failed] == list(TOO_MANY)[:3]
    assert all("its author allows" in message["message"] for message in failed)
    assert len(of(messages, "measured")) == 3


BAD_VALUES = [
    "rounds=0",
    "rounds=1.5",
    "iterations=0",
    "iterations='2'",
    "warmup_rounds=-1",
    "setup=list, iterations=2",
]


def test_values_that_make_no_sense_raise_value_error_before_anything_is_ready(walk):
    tests = [f"def test_{i}(benchmark): benchmark.pedantic(int, {bad})" for i, bad in enumerate(BAD_VALUES)]
    messages, _ = walk("\n".join(tests), [f"test_{i}" for i in range(len(tests))])
    assert outline(messages) == [*(f"failed test_a.py::test_{i} call" for i in range(len(tests))), "finished"]
    assert {message["error"] for message in of(messages, "failed")} == {"ValueError"}


def test_a_set_up_that_returns_arguments_excludes_others(walk):
    source = "def test_a(benchmark): benchmark.pedantic(int, args=(1,), setup=lambda: ((2,), {}))"
    messages, _ = walk(source, ["test_a"], batches((1, 0)))
    assert [message["error"] for message in of(messages, "failed")] == ["TypeError"]


def test_a_failure_in_any_part_of_a_round_is_failed(walk):
    source = """
        import pytest

        def bad(*_): raise OSError("no disk")

        @pytest.mark.parametrize("part", ["target", "setup", "teardown"])
        def test_a(benchmark, part):
            benchmark.pedantic(**{"target": int, "setup": list, "teardown": int, part: bad})
    """
    names = [f"test_a[{part}]" for part in ("target", "setup", "teardown")]
    messages, _ = walk(source, names, batches((1, 0)))
    expected = [
        f"{kind} test_a.py::{name}{end}" for name in names for kind, end in (("ready", ""), ("failed", " call"))
    ]
    assert outline(messages) == [*expected, "finished"]


def test_a_use_inside_of_what_is_measured_is_failed(walk):
    source = """
        import pytest

        @pytest.mark.benchmark
        def test_a(request):
            request.getfixturevalue("benchmark")(int)
    """
    messages, _ = walk(source, ["test_a"])
    assert outline(messages) == ["ready test_a.py::test_a", "failed test_a.py::test_a call", "finished"]


def test_a_projects_own_fixture_may_wrap_the_fixture(walk):
    source = """
        import pytest

        @pytest.fixture
        def benchmark(benchmark):
            benchmark.extra_info["wrapped"] = True
            return benchmark

        def test_a(benchmark):
            assert benchmark.extra_info == {"wrapped": True}
            assert benchmark(int) == 0
    """
    messages, _ = walk(source, ["test_a"])
    assert outline(messages) == ["ready test_a.py::test_a", "finished"]


def test_what_is_woven_is_measured_where_the_test_calls_it_and_is_itself_again_afterwards(walk):
    source = """
        import os.path

        def add(a, b): return a + b
        def through(): return add(1, 2)

        def test_weave(benchmark):
            benchmark.weave(f"{__name__}.add")
            assert through() == 3

        def test_patch(benchmark):
            benchmark.patch("os.path.basename")
            assert os.path.basename("a/b") == "b"

        def test_afterwards(benchmark):
            assert through() == 3
            assert benchmark(os.path.basename, "c/d") == "d"
    """
    names = ["test_weave", "test_patch", "test_afterwards"]
    messages, _ = walk(source, names)
    assert outline(messages) == [*(f"ready test_a.py::{name}" for name in names), "finished"]
    assert len(of(messages, "measured")) == 3
