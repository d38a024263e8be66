"""What a batch took."""

from collections import namedtuple

Taken = namedtuple(
    "Taken",
    (
        "loops",
        "wall_ns",
        "cpu_ns",
        "preemptions",
        "waits",
        "run_delay_ns",
        "collector_ns",
        "others_ns",
        "put_off_ns",
        "children_ns",
        "ended_ns",
        "values",
    ),
    defaults=(None,) * 9,
)
Taken.__doc__ = """As the message `measured` has it (see protocol.py). What is unknown is None."""


def undelayed(taken):
    """The nanoseconds that a benchmark is told that a batch took: without those in which the other side ran."""
    if taken.run_delay_ns is None:
        return taken.wall_ns
    return max(taken.wall_ns - taken.run_delay_ns, min(taken.cpu_ns + taken.children_ns, taken.wall_ns))


def sum_of(parts):
    """Several, one after the other, as one. What is unknown of one is unknown of all."""
    return Taken(*(None if None in values else sum(values) for values in zip(*parts)))
