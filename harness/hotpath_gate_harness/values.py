"""Benchmarks that give a value instead of taking time: a size, a rate, a count, the memory that a call needs."""

import os
import sys
from time import perf_counter_ns, process_time_ns

from hotpath_gate_harness.failure import one_line
from hotpath_gate_harness.taken import Taken


class Value:
    """`give()` is asked once a batch. `quantity`: `{"metric", "unit", "better"}`."""

    calls = 1
    limit = None
    sets_up = False

    def __init__(self, give, quantity):
        self.quantities = [quantity]
        self._give = give

    def batch(self, loops, untimed, longest_ns, wall=perf_counter_ns, cpu=process_time_ns):
        if loops != 1:
            raise ValueError(f"{loops} loops were asked for, and a value is given once")
        used, started = cpu(), wall()
        value = _number(self._give())
        return Taken(1, max(1, wall() - started), max(0, cpu() - used), values=[value])

    def run_within(self, loops, context):
        with context:
            for _ in range(loops):
                self._give()


def _number(value):
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise TypeError(f"it gave a {type(value).__name__}, which is no number") from None
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError(f"it gave {number}, with which nothing can be compared")
    return number


def peak_memory(function):
    """Bytes: the largest resident size of a copy of this process that calls it, so that no other call's is seen."""
    if not hasattr(os, "fork"):
        raise NotImplementedError("peak memory can't be measured on this platform: a process can't be copied")
    reading, writing = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    child = _fork()
    if child == 0:
        _call_and_leave(function, writing)
    os.close(writing)
    _, status, used = os.wait4(child, 0)
    trouble = _said(reading)
    if trouble:
        raise RuntimeError(trouble)
    if status != 0:
        raise RuntimeError(f"the copy of the process that ran it ended with status {os.waitstatus_to_exitcode(status)}")
    return used.ru_maxrss * SIZE_OF_RSS


def _said(reading):
    """What is there to be read: processes that the call has left behind may hold the other end open."""
    os.set_blocking(reading, False)
    try:
        return os.read(reading, 8000).decode("utf-8", "replace")
    except BlockingIOError:
        return ""
    finally:
        os.close(reading)


# Kilobytes, but for macOS.
SIZE_OF_RSS = 1 if sys.platform == "darwin" else 1024


def _fork():
    from warnings import catch_warnings, simplefilter

    with catch_warnings():
        # Whether the benchmark's threads matter to it is its author's to know.
        simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _call_and_leave(function, writing):
    status = 1
    try:
        function()
        status = 0
    except BaseException as error:
        status = 0
        told = f"{type(error).__name__}: {one_line(error)}"
        os.write(writing, told.encode("utf-8", "replace")[:4000])
    finally:
        os._exit(status)
