"""The messages themselves. Whole conversations are in test_conversations.py."""

import json

import pytest
from hotpath_gate_harness import protocol


def test_a_message_is_one_line_of_ascii():
    line = protocol.write_message(protocol.broken("é\u2028\n\ud800"))
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert json.loads(line.decode("ascii"))["message"] == "é\u2028\n\ud800"


def test_texts_are_cut_to_what_the_controller_reads_also_when_each_character_is_two_units_there():
    long = "\U0001f525" * 30_000
    messages = [
        protocol.broken(long),
        protocol.skipped("a", long),
        protocol.failed("a", "call", long, long, long),
        protocol.collected([], [(long, long)]),
    ]
    for message in messages:
        for text in strings_in(message):
            assert len(text.encode("utf-16-le")) // 2 <= 20_000


def test_a_benchmark_with_an_endless_id_is_a_problem():
    message = protocol.collected([("a", None), ("b" * 1_001, None)], [("c", "why")])
    assert [each["id"] for each in message["benchmarks"]] == ["a"]
    assert [each["where"][:3] for each in message["problems"]] == ["bbb", "c"]


def test_problems_and_modules_are_at_most_what_the_controller_reads():
    assert len(protocol.collected([], [("a", "b")] * 20_000)["problems"]) == 10_000
    assert len(protocol.finished([{"name": "a", "file": "b"}] * 200_000, [], [])["modules"]) == 100_000


def test_a_message_that_is_too_long_is_replaced_by_broken():
    message = protocol.collected([("a" * 900 + str(number), None) for number in range(40_000)], [])
    line = protocol.write_message(message)
    assert json.loads(line)["type"] == "broken"
    assert len(line) < 1_000


GOOD = {
    "begin": {"suite": "pytest", "targets": ["a"], "root": "/r", "only": None, "cpu": None, "heapSeed": 5},
    "batch": {"loops": 1, "untimed": 0, "longestNs": 1, "onAllCpus": False},
    "profile": {"loops": 3},
    "next": {},
}


@pytest.mark.parametrize("kind", GOOD)
def test_a_command_is_read_as_it_is(kind):
    command = {"type": kind, **GOOD[kind]}
    assert protocol.read_command(json.dumps(command), [kind]) == command


BAD = [
    ("begin", "suite", 1),
    ("begin", "targets", "a"),
    ("begin", "targets", [1]),
    ("begin", "root", None),
    ("begin", "only", [None]),
    ("begin", "cpu", -1),
    ("begin", "heapSeed", 1.5),
    ("batch", "loops", 0),
    ("batch", "loops", True),
    ("batch", "untimed", -1),
    ("batch", "longestNs", 0),
    ("batch", "onAllCpus", 1),
    ("profile", "loops", "1"),
]


@pytest.mark.parametrize(("kind", "field", "value"), BAD)
def test_a_command_with_a_wrong_field_is_refused_with_its_name(kind, field, value):
    with pytest.raises(ValueError, match=f"`{field}` of `{kind}`"):
        protocol.read_command(json.dumps({"type": kind, **GOOD[kind], field: value}), [kind])


def test_a_command_out_of_turn_is_refused():
    with pytest.raises(ValueError, match="expected batch or next"):
        protocol.read_command('{"type":"begin"}', ["batch", "next"])


def strings_in(value):
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in strings_in(each)]
    if isinstance(value, list):
        return [text for each in value for text in strings_in(each)]
    return []
