"""Recorded conversations, which the controller's own tests read too.

`python -m pytest tests/test_conversations.py --record` writes `fixtures/protocol/` anew, from real runs.
What differs from run to run is replaced in them by stable values.
"""

import json
import pathlib
import re

import pytest
from controller import CANARY_ID
from hotpath_gate_harness import protocol
from hotpath_gate_harness.taken import Taken

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "protocol"

PROJECT = {
    "app/__init__.py": "",
    "app/scoring.py": """
        def weight(number):
            return number * 3 % 7

        def score():
            return sum([weight(number) for number in (1, 2, 3, 4)])

        def divide():
            return 1 / 0

        async def later():
            pass
    """,
    "benchmarks/bench_scoring.py": """
        from app.scoring import score

        def bench_score():
            score()

        def bench_twice():
            score()
            score()
    """,
    "benchmarks/test_scoring.py": """
        import sys

        import pytest
        from app.scoring import divide, score

        def test_score(benchmark):
            assert benchmark(score) == 16

        @pytest.mark.parametrize("size", [1, 2])
        def test_sized(benchmark, size):
            benchmark(list, range(size))

        @pytest.mark.benchmark
        def test_whole():
            score()

        def test_rounds(benchmark):
            benchmark.pedantic(score, rounds=6, warmup_rounds=2, iterations=5)

        def test_set_up(benchmark):
            benchmark.pedantic(sorted, setup=lambda: (([3, 1, 2],), {}), rounds=4)

        def test_divide(benchmark):
            benchmark(divide)

        def test_wrong_result(benchmark):
            assert benchmark(score) == 13

        def test_leaves(benchmark):
            benchmark(sys.exit, "enough")

        @pytest.fixture
        def disk():
            raise OSError("no space left")

        def test_no_disk(disk, benchmark):
            benchmark(score)

        def test_no_database(benchmark):
            pytest.skip("no database here")

        def test_forgotten(benchmark):
            pass

        @pytest.mark.xfail(reason="divides by zero")
        def test_expected(benchmark):
            benchmark(divide)

        def test_not_comparable(benchmark):
            benchmark(score)
            pytest.skip("nothing to compare with")
    """,
    "benchmarks/test_not_importable.py": "import not_installed_anywhere\n",
    "elsewhere/conftest.py": "raise RuntimeError('this conftest is broken')\n",
    "elsewhere/test_nothing.py": "",
}

FILE = "benchmarks/test_scoring.py"


def batch(loops, untimed=0):
    return {"type": "batch", "loops": loops, "untimed": untimed}


def in_file(*names):
    return [f"{FILE}::{name}" for name in names]


BATCHES = [batch(1), batch(3, 2), batch(3, 2)]

# name: suite, targets, only, and what is asked of each benchmark that is ready.
CONVERSATIONS = {
    "collect": (
        "functions",
        ["app.scoring:score", "benchmarks", "app.scoring:scor", "app.scoring:later", "gone/*.py"],
        None,
        None,
    ),
    "collect-pytest": ("pytest", ["benchmarks", "gone"], None, None),
    "measure-functions": (
        "functions",
        ["app.scoring:score", "benchmarks"],
        [CANARY_ID, "benchmarks/bench_scoring.py::bench_twice", "app.scoring:score"],
        BATCHES,
    ),
    "measure-pytest": (
        "pytest",
        ["benchmarks"],
        [CANARY_ID, *in_file("test_whole", "test_sized[2]", "test_score", "test_sized[1]")],
        BATCHES,
    ),
    "pedantic": ("pytest", [FILE], in_file("test_set_up", "test_rounds"), [batch(1), batch(1), batch(2)]),
    "failing-benchmark": (
        "functions",
        ["app.scoring:divide", "app.scoring:gone", "app.scoring:score"],
        ["app.scoring:divide", "app.scoring:gone", "app.scoring:score"],
        BATCHES,
    ),
    "failing-tests": (
        "pytest",
        ["benchmarks"],
        in_file(
            "test_divide",
            "test_wrong_result",
            "test_leaves",
            "test_no_disk",
            "test_no_database",
            "test_gone",
            "test_forgotten",
            "test_expected",
            "test_not_comparable",
            "test_score",
        )
        + ["benchmarks/test_not_importable.py::test_x"],
        [batch(1)],
    ),
    "profile": ("functions", ["app.scoring:score"], ["app.scoring:score"], [{"type": "profile", "loops": 2}]),
    "broken": ("pytest", ["elsewhere"], None, None),
}


def stable(value, root):
    """What was said, with stable values in the place of those that differ from run to run, or between interpreters."""
    if isinstance(value, dict):
        value = {key: stable(each, root) for key, each in value.items()}
        kind = value.get("type")
        if kind == "hello":
            value["token"] = "one-time-token"
            value["pid"] = 4242
            value["cpus"] = [0, 1]
            value["python"] = {
                "implementation": "CPython",
                "version": "3.13.0",
                "build": [],
                "executable": "/usr/bin/python3",
                "prefixes": ["/usr", "/usr/lib/python3.13"],
            }
        elif kind == "collected" and value["fullCollectionNs"] is not None:
            value["fullCollectionNs"] = 5_000_000
        elif kind == "measured":
            value.update(wallNs=10_400_000, cpuNs=10_300_000, preemptions=0, waits=0, runDelayNs=0, collectorNs=0)
            value.update(othersNs=0, putOffNs=0, childrenNs=0, endedNs=0)
        elif kind == "finished":
            value["build"] = []
            value["modules"] = [each for each in value["modules"] if each["file"].startswith("/checkout/")]
        elif kind == "profiled":
            # Comprehensions are functions of their own in older interpreters.
            functions = sorted(
                (each for each in value["functions"] if "listcomp" not in each["name"]), key=lambda each: each["name"]
            )
            value["functions"] = [{**each, "ownNs": 1_000 * (9 - index)} for index, each in enumerate(functions)]
        return value
    if isinstance(value, list):
        return [stable(each, root) for each in value]
    if isinstance(value, str):
        # The markers below a line of code differ between interpreters.
        return re.sub(r"\n[ ~^]+(?=\n)", "", value.replace(str(root), "/checkout"))
    return value


def talk(harness, root, conversation):
    suite, targets, only, asked = CONVERSATIONS[conversation]
    harness.begin(root, suite=suite, targets=targets, only=only, heap_seed=20_240)
    harness.walk(lambda _: asked)
    return [{"from": line["from"], "message": stable(line["message"], root)} for line in harness.conversation]


def recorded(conversation):
    return [json.loads(line) for line in (FOLDER / f"{conversation}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def root(project, request, start):
    root = project(PROJECT)
    if request.config.getoption("--record"):
        lines = talk(start(root), root, request.getfixturevalue("conversation"))
        FOLDER.mkdir(parents=True, exist_ok=True)
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (FOLDER / f"{request.getfixturevalue('conversation')}.jsonl").write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_a_harness_answers_as_it_is_recorded(root, start, conversation):
    harness = start(root)
    lines = recorded(conversation)
    assert lines[0]["message"] == stable(harness.hello, root)
    for line in lines[1:]:
        message = line["message"]
        if line["from"] == "controller":
            if message["type"] == "begin":
                assert message["root"] == "/checkout"
                message = {**message, "root": str(root)}
            harness.send(**message)
        else:
            assert stable(harness.receive(), root) == message
    assert harness.receive() is None


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_every_recorded_message_is_one_that_the_protocol_builds(conversation):
    builders = {
        name: getattr(protocol, name)
        for name in ("broken", "failed", "finished", "measured", "profiled", "ready", "skipped")
    }
    for line in recorded(conversation):
        message = line["message"]
        fields = {key: value for key, value in message.items() if key != "type"}
        if line["from"] == "controller":
            assert protocol.read_command(json.dumps(message), [message["type"]]) == message
        elif message["type"] == "hello":
            assert fields.pop("protocol") == protocol.PROTOCOL_VERSION
            assert protocol.hello(**fields) == message
        elif message["type"] == "collected":
            benchmarks = [(each["id"], each["location"]) for each in message["benchmarks"]]
            problems = [(each["where"], each["message"], each.get("isAbsent", False)) for each in message["problems"]]
            assert protocol.collected(benchmarks, problems, message["fullCollectionNs"]) == message
        else:
            snake = {re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", key): each for key, each in fields.items()}
            if message["type"] == "measured":
                snake = {"machine": snake.pop("machine", None), "taken": Taken(**snake)}
            assert builders[message["type"]](**snake) == message


def test_all_recordings_and_all_kinds_of_messages_are_covered():
    assert {file.stem for file in FOLDER.glob("*.jsonl")} == set(CONVERSATIONS)
    said = {(line["from"], line["message"]["type"]) for name in CONVERSATIONS for line in recorded(name)}
    kinds = ("hello", "collected", "broken", "ready", "skipped", "failed", "measured", "profiled", "finished")
    assert said == {
        *(("harness", kind) for kind in kinds),
        *(("controller", kind) for kind in ("begin", "batch", "profile", "next")),
    }
