"""Hot paths with the mistakes people make. A mistake is made in the course of the work as often as `times` says."""

import copy
import json
import re
from functools import lru_cache


@lru_cache(maxsize=None)
def _price(item):
    return sum(ord(letter) for letter in item) % 97


def lost_cache(size, times):
    items = [f"item-{n % 40}" for n in range(size)]
    anew = _price.__wrapped__

    def work():
        total = 0
        for index, item in enumerate(items):
            total += anew(item) if index < times else _price(item)
        return total

    return work


def accidental_copy(size, times):
    rows = [{"id": n, "name": "x", "tags": ["a", "b"]} for n in range(size)]

    def work():
        total = 0
        for index, row in enumerate(rows):
            if index < times:
                row = dict(row)
            total += row["id"] + len(row["tags"])
        return total

    return work


def quadratic_loop(size, times):
    # The mistake grows with the square of the items it is made for: `times` counts comparisons.
    items = [(n * 7919) % size for n in range(size)]
    times = int((2 * times) ** 0.5)

    def work():
        seen = set()
        early = []
        for index, item in enumerate(items):
            if index < times:
                if item not in early:
                    early.append(item)
            elif item not in seen:
                seen.add(item)
        return len(seen) + len(early)

    return work


def regex_compiled_anew(size, times):
    lines = [f"key{n}={n};" for n in range(size)]
    source = r"(\w+)=(\d+);"
    pattern = re.compile(source)

    def work():
        total = 0
        for index, line in enumerate(lines):
            if index < times:
                re.purge()
                found = re.compile(source).match(line)
            else:
                found = pattern.match(line)
            total += int(found.group(2))
        return total

    return work


def defensive_deep_copy(size, times):
    settings = {"retries": 3, "hosts": ["a", "b"], "limits": {"cpu": 1, "memory": 2}}

    def work():
        total = 0
        for index in range(size):
            mine = copy.deepcopy(settings) if index < times else settings
            total += mine["retries"] + mine["limits"]["cpu"]
        return total

    return work


def eager_log_message(size, times):
    rows = [(n, f"row {n}", n / 3) for n in range(size)]
    enabled = False

    def work():
        total = 0.0
        for index, row in enumerate(rows):
            if index < times:
                message = f"row {row[0]:05d} {row[1]!r} {row[2]:.2f}"
                if enabled:
                    print(message)
            total += row[2]
        return total

    return work


class _Order:
    def __init__(self, lines):
        self.lines = lines
        self.total = sum(lines)

    @property
    def recomputed(self):
        return sum(line for line in self.lines)


def property_recomputed(size, times):
    orders = [_Order(list(range(12))) for _ in range(size)]

    def work():
        total = 0
        for index, order in enumerate(orders):
            total += order.recomputed if index < times else order.total
        return total

    return work


def json_round_trip(size, times):
    rows = [{"id": n, "tags": ["a", "b"]} for n in range(size)]

    def work():
        total = 0
        for index, row in enumerate(rows):
            mine = json.loads(json.dumps(row)) if index < times else row
            total += mine["id"]
        return total

    return work


def sorted_for_minimum(size, times):
    groups = [[(n * k) % 31 for n in range(24)] for k in range(1, size + 1)]

    def work():
        total = 0
        for index, group in enumerate(groups):
            total += sorted(group, key=lambda number: number)[0] if index < times else min(group)
        return total

    return work


def string_built_by_adding(size, times):
    words = [f"word{n}" for n in range(30)]

    def work():
        total = 0
        for index in range(size):
            if index < times:
                text = ""
                for word in words:
                    text = f"{text}{word},"
            else:
                text = ",".join(words)
            total += len(text)
        return total

    return work
