"""Which functions a benchmark spends its time in. Loaded only when that is asked for."""

import sys

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
    benchmark.profiled(loops, profiler)
    return _choose(_functions(profiler.getstats(), root))


class _Switched(Profiler):
    """On within `with`, also several times."""

    def __enter__(self):
        self._before = sys.getprofile()
        self.enable()

    def __exit__(self, *_):
        self.disable()
        if self._before is not None:
            sys.setprofile(self._before)


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
