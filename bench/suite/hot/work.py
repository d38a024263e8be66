"""Kinds of work, by what they lean on. Each takes a size and returns a callable without arguments."""

import copy
import hashlib
import importlib.util
import json
import random
import re
import struct
import zlib
from array import array
from itertools import cycle

# Pure Python


def arithmetic(size):
    def work():
        total = 0
        for n in range(size):
            total += n * n % 7
        return total

    return work


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def moved(self, dx, dy):
        return Point(self.x + dx, self.y + dy)


def attributes(size):
    def work():
        point = Point(0, 0)
        for _ in range(size):
            point = point.moved(1, 2)
        return point.x

    return work


def recursion(size):
    def fibonacci(n):
        return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

    return lambda: fibonacci(size)


def generators(size):
    def odd(numbers):
        for number in numbers:
            if number % 2:
                yield number

    return lambda: sum(odd(range(size)))


def closures(size):
    steps = [lambda x, k=k: x + k for k in range(8)]

    def work():
        value = 0
        for n in range(size):
            value = steps[n & 7](value)
        return value

    return work


def counting(size):
    numbers = [(n * 7919) % 101 for n in range(size)]

    def work():
        counts = {}
        for number in numbers:
            counts[number] = counts.get(number, 0) + 1
        return counts

    return work


def comprehension(size):
    numbers = list(range(size))
    return lambda: [n + 1 for n in numbers if n % 3]


def formatting(size):
    rows = [(n, f"name-{n}", n / 7) for n in range(size)]
    return lambda: [f"{number:>6} {name}: {share:.3f}" for number, name, share in rows]


def exceptions(size):
    keys = [n if n % 4 else -n - 1 for n in range(size)]
    known = dict.fromkeys(range(size), 1)

    def work():
        found = 0
        for key in keys:
            try:
                found += known[key]
            except KeyError:
                pass
        return found

    return work


# Work that is done in C

RECORD = {"id": 7, "name": "Ada", "tags": ["a", "b", "c"], "nested": {"x": [1, 2, 3], "y": None}}


def json_decode(size):
    text = json.dumps([RECORD] * size)
    return lambda: json.loads(text)


def json_encode(size):
    records = [RECORD] * size
    return lambda: json.dumps(records)


def regex(size):
    pattern = re.compile(r"(\w+)=(\d+);")
    line = "alpha=12;beta=345;gamma=6789;" * size
    return lambda: pattern.findall(line)


def digest(size):
    data = bytes(range(256)) * size
    return lambda: hashlib.sha256(data).hexdigest()


def compress(size):
    data = " ".join(str(n * n) for n in range(size)).encode()
    return lambda: zlib.compress(data, 1)


def sorting(size):
    numbers = [(n * 7919) % 10007 for n in range(size)]
    return lambda: sorted(numbers)


def splitting(size):
    text = ",".join(str(n) for n in range(size))
    return lambda: "-".join(text.split(","))


def unpacking(size):
    data = struct.pack("<IHd", 1, 2, 3.0) * size
    layout = struct.Struct("<IHd")
    return lambda: sum(record[0] for record in layout.iter_unpack(data))


# Work that allocates


def tuples(size):
    return lambda: [(n, str(n)) for n in range(size)]


def nested_dicts(size):
    return lambda: {n: {"id": n, "next": n + 1} for n in range(size)}


def deep_copy(size):
    tree = {"rows": [{"id": n, "name": "x"} for n in range(size)]}
    return lambda: copy.deepcopy(tree)


class Node:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right


def trees(size):
    def grow(depth):
        return Node(None, None) if depth == 0 else Node(grow(depth - 1), grow(depth - 1))

    return lambda: grow(size)


# Work that waits for memory


def strided_sum(size):
    numbers = array("q", range(size))
    return lambda: sum(numbers[::64])


def scattered_reads(size):
    # Other keys at every call: those of the last one are still in a cache.
    chance = random.Random(7)
    table = {n: n for n in range(size)}
    keys = cycle([[chance.randrange(size) for _ in range(size // 40)] for _ in range(64)])
    return lambda: sum(map(table.__getitem__, next(keys)))


def copying(size):
    data = bytearray(size)
    return lambda: bytes(data)


# Work that imports


def fresh_import(names):
    """Unmarshals and runs modules anew, as a process does that has just started."""
    specs = [importlib.util.find_spec(name) for name in names]

    def work():
        for spec in specs:
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)

    return work
