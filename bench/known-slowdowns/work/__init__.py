"""Ten kinds of work, each done as often as `repeats` says: the true slowdown is a ratio of two counts."""

import hashlib
import json
import re

from work.repeats import REPEATS

RECORD = {"id": 7, "name": "Ada", "tags": ["a", "b", "c"], "nested": {"x": [1, 2, 3]}}
TEXT = json.dumps(RECORD)
PATTERN = re.compile(r"(\w+)=(\d+);")
LINE = "alpha=12;beta=345;gamma=6789;"
NUMBERS = [(n * 7919) % 101 for n in range(60)]
BYTES = bytes(range(256)) * 8


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def moved(self, dx, dy):
        return Point(self.x + dx, self.y + dy)


def arithmetic():
    total = 0
    for n in range(30):
        total += n * n % 7
    return total


def attributes():
    point = Point(0, 0)
    for _ in range(6):
        point = point.moved(1, 2)
    return point.x


def counting():
    counts = {}
    for number in NUMBERS:
        counts[number] = counts.get(number, 0) + 1
    return counts


def strings():
    return "-".join(part.upper() for part in LINE.split(";"))


def comprehension():
    return [n + 1 for n in NUMBERS if n % 2]


def sorting():
    return sorted(NUMBERS, reverse=True)


def json_decode():
    return json.loads(TEXT)


def json_encode():
    return json.dumps(RECORD)


def regex():
    return PATTERN.findall(LINE)


def digest():
    return hashlib.sha256(BYTES).hexdigest()


WORK = (
    arithmetic, attributes, counting, strings, comprehension,
    sorting, json_decode, json_encode, regex, digest,
)  # fmt: skip


def repeat(work, name):
    for _ in range(REPEATS.get(name, 100)):
        work()
