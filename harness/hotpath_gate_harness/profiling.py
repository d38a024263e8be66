"""Which functions a benchmark spends its time in. Loaded only when that is asked for."""

import sys
from _thread import _count as other_threads, allocate_lock as new_lock

try:
    # cProfile's engine without cProfile, which imports `profile`: a name that a project's file may have.
    from _lsprof import Profiler
except ImportError:
    from cProfile import Profile as Profiler

from hotpath_gate_harness.failure import HARNESS
from hotpath_gate_harness.surroundings import relative_to

MOST_BY_OWN_TIME = 200
MOST = 2_000

# Frames of the harness call built-in functions of their own, which the benchmark may call too. The timed loops
# also call the benchmark itself, which may be a built-in function: of theirs, only the clocks are ours.
_TIMED_LOOPS = ("_no_arguments", "_positional", "_any_arguments")
_OUR_CLOCKS = ("perf_counter_ns", "process_time_ns")


def profile(benchmark, loops, root):
    """`functions` of `profiled`: the 200 with the most own time, then those with the most calls, 2,000 in all.

    Files are relative to the root, a real path, where they are below it.
    """
    profiler = _Switched()
    benchmark.run_within(loops, profiler)
    return _choose(_functions(profiler.getstats(), root))


# A profiler sees every thread. Before 3.15 it expects the GIL to let them in one at a time: without one, threads that
# enter together corrupt what it counts in, and then run in circles for ever.
_NEEDS_LOCK = sys.version_info < (3, 15) and not getattr(sys, "_is_gil_enabled", lambda: True)()
_THREAD_STARTS = ("_thread.start_new_thread", "_thread.start_joinable_thread")


class _Switched(Profiler):
    """On within `with`, also several times."""

    _is_watching = False
    _is_on = False
    _entrance = None

    def __enter__(self):
        self._before = sys.getprofile()
        if _NEEDS_LOCK:
            self._watch()
        try:
            self.enable()
        except ValueError as error:
            # What the interpreter says differs between versions, down to the bare number of a slot.
            raise RuntimeError("another profiler is on in this process, and there can be only one") from error
        if _NEEDS_LOCK:
            self._guard()

    def _guard(self):
        # Not in `__enter__`, whose frame the profiler does not know: what it calls would count as the benchmark's.
        self._is_on = True
        if other_threads():
            self._entrance = _Entrance()

    def _watch(self):
        """Has the entrance made just before a thread starts: an event takes many times as long through it."""
        if not self._is_watching:
            self._is_watching = True
            sys.addaudithook(self._audit)

    def _audit(self, event, _):
        if event in _THREAD_STARTS and self._is_on and self._entrance is None:
            self._entrance = _Entrance()

    def __exit__(self, *_):
        self._is_on = False
        if self._entrance is None:
            self.disable()
        else:
            self._entrance.close(self.disable)
            self._entrance = None
        if self._before is not None:
            sys.setprofile(self._before)


class _Entrance:
    """Lets threads into the profiler that is on one at a time, until it is closed."""

    def __init__(self):
        self._lock = new_lock()
        self._is_open = True
        monitoring = sys.monitoring
        tool = monitoring.PROFILER_ID
        told_of = monitoring.get_events(tool)
        monitoring.set_events(tool, 0)
        # The largest event that has callbacks of its own.
        for event in range(monitoring.events.C_RAISE.bit_length()):
            callback = monitoring.register_callback(tool, 1 << event, None)
            if callback is not None:
                monitoring.register_callback(tool, 1 << event, self._guarded(callback))
        monitoring.set_events(tool, told_of)

    def _guarded(self, callback):
        lock = self._lock

        def one_at_a_time(*told):
            with lock:
                if self._is_open:
                    callback(*told)

        return one_at_a_time

    def close(self, disable):
        # First, because this thread would be told of what it does with the lock, and wait for itself.
        sys.monitoring.set_events(sys.monitoring.PROFILER_ID, 0)
        with self._lock:
            self._is_open = False
            disable()


def _functions(entries, root):
    functions = {}
    ours = []
    for entry in entries:
        name, file, line = _names(entry.code)
        if "_lsprof.Profiler" in name:
            continue
        if file.startswith(HARNESS):
            for inner in entry.calls or ():
                if _is_ours(entry.code, inner.code):
                    ours.append((_names(inner.code)[0], inner))
            continue
        where = relative_to(root, file) if not file.startswith(("~", "<")) else None
        place = (name[:1000], (where or file)[:5000], line)
        function = functions.setdefault(
            place, {"name": place[0], "file": place[1], "line": line, "calls": 0, "ownNs": 0}
        )
        function["calls"] += entry.callcount
        function["ownNs"] += max(0, round(entry.inlinetime * 1e9))
    for name, inner in ours:
        function = functions.get((name[:1000], "~", 0))
        if function is None:
            continue
        function["calls"] -= inner.callcount
        function["ownNs"] = max(0, function["ownNs"] - round(inner.inlinetime * 1e9))
    return [function for function in functions.values() if function["calls"] > 0]


def _is_ours(caller, callee):
    if not isinstance(callee, str):
        return False
    return caller.co_name not in _TIMED_LOOPS or any(clock in callee for clock in _OUR_CLOCKS)


def _names(code):
    if not isinstance(code, str):
        return getattr(code, "co_qualname", code.co_name), code.co_filename, code.co_firstlineno
    # An address would be another one on the other side.
    name, found, address = code.partition(" at 0x")
    return (f"{name}>" if found else name), "~", 0


def _choose(functions):
    by_own_time = sorted(functions, key=lambda function: (-function["ownNs"], function["name"]))
    rest = sorted(by_own_time[MOST_BY_OWN_TIME:], key=lambda function: (-function["calls"], function["name"]))
    return by_own_time[:MOST_BY_OWN_TIME] + rest[: MOST - MOST_BY_OWN_TIME]
