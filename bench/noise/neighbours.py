"""Neighbours on the same machine: other processes that want the same CPUs or the same memory.

    python neighbours.py KIND

Runs until it is killed. Kinds: `one` and `two` toggle between busy and idle, each bound to a CPU of its own;
`memory` streams through more memory than any cache holds; `regime` is busy on every CPU for 90 s, then idle
for 90 s, and so on.
"""

import os
import random
import sys
import time

MEAN_SECONDS = 0.5
REGIME_SECONDS = 90
STREAM_BYTES = 256 * 1024 * 1024


def busy(until):
    total = 0
    while time.perf_counter() < until:
        end_with_the_laboratory()
        for n in range(2000):
            total += n * n
    return total


PARENTS = {os.getppid()}


def end_with_the_laboratory():
    """A laboratory that is killed can't end its neighbours, and everything after it would be measured beside them."""
    if os.getppid() not in PARENTS:
        os._exit(0)


def toggle(cpu, seed):
    pin(cpu)
    chance = random.Random(seed)
    while True:
        busy(time.perf_counter() + chance.expovariate(1 / MEAN_SECONDS))
        time.sleep(chance.expovariate(1 / MEAN_SECONDS))


def stream(cpu):
    pin(cpu)
    source, target = bytearray(STREAM_BYTES), bytearray(STREAM_BYTES)
    while True:
        end_with_the_laboratory()
        target[:] = source


def regime(cpu):
    pin(cpu)
    while True:
        busy(time.perf_counter() + REGIME_SECONDS)
        time.sleep(REGIME_SECONDS)


def pin(cpu):
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {cpu})


def main(kind):
    cpus = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))
    jobs = {
        "one": [(toggle, (cpus[0], 1))],
        "two": [(toggle, (cpu, number)) for number, cpu in enumerate(cpus[:2], 1)],
        "memory": [(stream, (cpus[-1],))],
        "regime": [(regime, (cpu,)) for cpu in cpus],
    }[kind]
    PARENTS.add(os.getpid())
    for function, args in jobs[1:]:
        if os.fork() == 0:
            function(*args)
    function, args = jobs[0]
    function(*args)


if __name__ == "__main__":
    main(sys.argv[1])
