"""How functions of the suite `functions` are measured: called, awaited, after a set-up, with parameters."""

import pytest
from controller import no_batch, of, outline


def ids(collected):
    return [benchmark["id"] for benchmark in collected["benchmarks"]]


def problems(collected):
    return {problem["where"]: problem["message"] for problem in collected["problems"]}


def walked(harness, root, only, at=None):
    harness.begin(root, targets=["bench_a.py"], only=list(only))
    return harness.walk(at), harness.end()[1].split()


FILES = {
    "bench_a.py": """
        import asyncio

        loops = set()

        async def bench_async():
            loops.add(id(asyncio.get_running_loop()))
            await asyncio.sleep(0)
            print("awaited", len(loops))

        def bench_with_set_up():
            print("up")
            yield lambda: print("timed")
            print("down")

        async def answer():
            print("answered")

        def bench_async_with_set_up():
            yield answer

        def bench_sizes(size):
            print("size", size)
        bench_sizes.params = [10, "ten", "a,b", ("x",)]

        def bench_pairs(size, order):
            yield lambda: print(size, order)
        bench_pairs.params = {"size": [1, 2], "order": ["up", "down"]}
    """,
}


def test_each_parameter_is_a_benchmark_with_its_value_or_its_place_in_the_id(project, start):
    root = project(FILES)
    collected = start(root).begin(root, targets=["bench_a.py"])
    assert collected["problems"] == []
    assert [name.partition("::")[2] for name in ids(collected)] == [
        "bench_async",
        "bench_with_set_up",
        "bench_async_with_set_up",
        "bench_sizes[10]",
        "bench_sizes[ten]",
        "bench_sizes[2]",
        "bench_sizes[3]",
        "bench_pairs[size=1-order=up]",
        "bench_pairs[size=1-order=down]",
        "bench_pairs[size=2-order=up]",
        "bench_pairs[size=2-order=down]",
    ]
    assert {each["location"]["line"] for each in collected["benchmarks"][-4:]} == {26}


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("bench_async", "awaited 1 awaited 1"),
        ("bench_with_set_up", "up timed timed down"),
        ("bench_async_with_set_up", "answered answered"),
        ("bench_sizes[10]", "size 10 size 10"),
        ("bench_sizes[2]", "size a,b size a,b"),
        ("bench_pairs[size=2-order=down]", "2 down 2 down"),
    ],
)
def test_a_batch_times_what_is_to_be_timed_and_nothing_else(project, start, name, printed):
    root = project(FILES)
    messages, output = walked(start(root), root, [f"bench_a.py::{name}"])
    assert [message["type"] for message in messages] == ["ready", "measured", "finished"]
    assert output == printed.split()


def test_one_event_loop_serves_all_that_is_awaited(project, start):
    root = project(FILES)
    only = ["bench_a.py::bench_async_with_set_up", "bench_a.py::bench_async"]
    assert walked(start(root), root, only)[1][-2:] == ["awaited", "1"]


def test_a_target_may_name_a_function_or_one_of_its_cases(project, start):
    root = project({"app.py": "def run(size): pass\nrun.params = [10, 20]\n"})
    harness = start(root)
    assert ids(harness.begin(root, targets=["app:run"])) == ["app:run[10]", "app:run[20]"]
    assert ids(start(root).begin(root, targets=["app:run[20]"])) == ["app:run[20]"]
    told = problems(start(root).begin(root, targets=["app:run[30]"]))
    assert told["app:run[30]"].startswith("`app:run` has no such parameters (did you mean ")


def test_a_method_is_that_of_an_instance(project, start):
    root = project(
        {
            "app.py": """
                class Table:
                    def __init__(self):
                        self.rows = ["row"]

                    def lookup(self):
                        print(self.rows[0])

                class Needy:
                    def __init__(self, rows):
                        pass

                    def lookup(self):
                        pass
            """,
        }
    )
    harness = start(root)
    harness.begin(root, targets=["app:Table.lookup"], only=["app:Table.lookup"])
    harness.walk()
    assert harness.end()[1].split() == ["row", "row"]
    told = problems(start(root).begin(root, targets=["app:Needy.lookup"]))
    assert told["app:Needy.lookup"].startswith("making a `Needy` to call its `lookup` failed: TypeError:")


@pytest.mark.parametrize(
    ("text", "phase", "message"),
    [
        ("def bench_x():\n    raise ValueError('no data')\n    yield int\n", "setup", "no data"),
        ("def bench_x():\n    if False: yield int\n", "setup", "it yields nothing"),
        ("def bench_x():\n    yield 3\n", "setup", "it yields a int"),
        ("def bench_x():\n    yield int\n    yield int\n", "setup", "it yields a second time"),
        ("def bench_x():\n    yield int\n    raise ValueError('no end')\n", "setup", "no end"),
        ("async def bench_x():\n    raise ValueError('no luck')\n", "call", "no luck"),
    ],
)
def test_a_case_that_fails_says_when_and_why(project, start, text, phase, message):
    root = project({"bench_a.py": text})
    messages, _ = walked(start(root), root, ["bench_a.py::bench_x"])
    failed = of(messages, "failed")
    assert [each["phase"] for each in failed] == [phase]
    assert failed[0]["message"].startswith(message)


def test_what_was_set_up_is_torn_down_also_where_nothing_was_measured(project, start):
    root = project(FILES)
    messages, output = walked(start(root), root, ["bench_a.py::bench_with_set_up"], at=no_batch)
    assert outline(messages) == ["ready bench_a.py::bench_with_set_up", "finished"]
    assert output == ["up", "down"]


@pytest.mark.parametrize(
    ("params", "message"),
    [("3", "is a int: give it a list, or a dict of lists"), ("{'size': 3}", "has to hold a list of values for each parameter")],
)
def test_params_that_are_no_lists_are_told(project, start, params, message):
    root = project({"bench_a.py": f"def bench_x(size): pass\nbench_x.params = {params}\n"})
    told = problems(start(root).begin(root, targets=["bench_a.py"]))
    assert message in told["bench_a.py::bench_x"]


WORKING = """
def bench_items():
    pass
bench_items.items = 500

def bench_bytes(size):
    pass
bench_bytes.params = [10, 20]
bench_bytes.bytes = lambda size: size * 1000

def bench_silent():
    pass

def bench_nothing():
    pass
bench_nothing.items = 0

def bench_broken():
    pass
bench_broken.bytes = lambda: 1 / 0
"""


def test_what_a_call_works_through_is_told_on_collection(project, start):
    root = project({"bench_w.py": WORKING})
    collected = start(root).begin(root, targets=["bench_w.py"])
    assert {each["id"]: each.get("work") for each in collected["benchmarks"]} == {
        "bench_w.py::bench_items": {"amount": 500, "unit": "items"},
        "bench_w.py::bench_bytes[10]": {"amount": 10_000, "unit": "bytes"},
        "bench_w.py::bench_bytes[20]": {"amount": 20_000, "unit": "bytes"},
        "bench_w.py::bench_silent": None,
    }


def test_an_amount_that_can_t_be_meant_is_a_problem_of_its_benchmark(project, start):
    root = project({"bench_w.py": WORKING})
    collected = start(root).begin(root, targets=["bench_w.py"])
    assert {problem["where"]: problem["message"] for problem in collected["problems"]} == {
        "bench_w.py::bench_nothing": "`items` of `bench_nothing` is 0: give it a number above zero",
        "bench_w.py::bench_broken": "`bytes` of `bench_broken` failed: ZeroDivisionError: division by zero",
    }


@pytest.mark.parametrize(
    ("params", "ids"),
    [
        ("[1, '1', True]", ["[0]", "[1]", "[2]"]),
        ("[object(), 0]", ["[0]", "[1]"]),
        ("{'n': [1, '1'], 'up': [True]}", ["[n=0-up=True]", "[n=1-up=True]"]),
        ("[1, True, 'x']", ["[1]", "[True]", "[x]"]),
    ],
)
def test_no_parameter_is_lost_for_being_written_like_another(project, start, params, ids):
    root = project({"bench_p.py": f"def bench_it(**kwargs): pass\nbench_it.params = {params}\n"})
    collected = start(root).begin(root, targets=["bench_p.py"])
    assert [each["id"] for each in collected["benchmarks"]] == [f"bench_p.py::bench_it{id}" for id in ids]


def test_no_parameters_at_all_are_a_problem(project, start):
    root = project({"bench_p.py": "def bench_it(n): pass\nbench_it.params = []\n"})
    collected = start(root).begin(root, targets=["bench_p.py"])
    assert collected["problems"][0]["message"] == "`params` of `bench_p.py::bench_it` is empty: give it a value, or remove it"
