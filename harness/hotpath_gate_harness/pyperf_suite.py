"""The suite `pyperf`: scripts that make a `pyperf.Runner`, with one of ours in its place.

As in pyperf's own workers, a script is run anew for each benchmark, and only that one is measured: what the script
has set up around it is still there. An id is the script's path and the benchmark's name: `bench/run.py::loads`.
"""

import os
import sys

from hotpath_gate_harness import protocol
from hotpath_gate_harness.command_suite import Spawned
from hotpath_gate_harness.failure import describe, one_line, place, why_not_imported
from hotpath_gate_harness.kinds import Awaits, Calls, SelfTimed
from hotpath_gate_harness.targets import Missing, near, problem, target_paths


def run(walk):
    try:
        import pyperf
    except ImportError as error:
        return walk.broken(why_not_imported("pyperf", error))
    desk = _Desk(walk)
    pyperf.Runner = _runner_class(pyperf.Runner, desk)
    if walk.only is None:
        found, problems = _discover(walk, desk)
        return walk.collected(found, problems)
    walk.collected([(name, _location(name)) for name in walk.only], [])
    for name in walk.only:
        _measure(walk, desk, name)
    return None


class _Desk:
    """What the script that runs now is run for: to list its benchmarks (`wanted` is None), or to measure one of them."""

    def __init__(self, walk):
        self._walk = walk
        self._script = None
        self.wanted = None
        self.names = []
        self.is_met = False
        self.failure = None

    def open(self, script, wanted):
        self._script, self.wanted = script, wanted
        self.names = []
        self.is_met = False
        self.failure = None

    def meet(self, name, make):
        """
        Of the runner: the script has come to a benchmark, and `make` gives what is measured of it. A name that was there
        before raises what pyperf raises: only the first would be measured.
        """
        id = f"{self._script}::{name}"
        if id in self.names:
            raise ValueError(f"duplicated benchmark name: {name!r}")
        self.names.append(id)
        if id != self.wanted or self.is_met:
            return
        self.is_met = True
        self.failure = self._walk.converse(id, make())


def _runner_class(real, desk):
    class Runner(real):
        """Of what scripts may ask a runner for, all but measuring is pyperf's own."""

        _created = set()

        def __init__(self, *args, **kwargs):
            # pyperf allows one a process, where here it is one for each time that a script is run.
            Runner._created.clear()
            super().__init__(*args, **kwargs)

        def bench_func(self, name, func, *args, inner_loops=None, metadata=None):
            self._ready()
            desk.meet(name, lambda: _of_calls(Calls(func, args), inner_loops))

        def bench_async_func(self, name, func, *args, inner_loops=None, metadata=None, loop_factory=None):
            self._ready()
            desk.meet(name, lambda: _of_calls(_awaits(func, args, loop_factory), inner_loops))

        def bench_time_func(self, name, time_func, *args, inner_loops=None, metadata=None):
            self._ready()
            desk.meet(name, lambda: SelfTimed(lambda loops: time_func(loops, *args), inner_loops or 1))

        def timeit(
            self,
            name,
            stmt=None,
            setup="pass",
            teardown="pass",
            inner_loops=None,
            duplicate=None,
            metadata=None,
            globals=None,
        ):
            self._ready()
            statement = name if stmt is None else stmt
            desk.meet(
                name, lambda: SelfTimed(_timer(statement, setup, teardown, duplicate, globals), inner_loops or 1)
            )

        def bench_command(self, name, command):
            self._ready()
            desk.meet(name, lambda: Spawned(command))

        def _ready(self):
            if self.args is None:
                self.parse_args()

    return Runner


def _of_calls(benchmark, inner_loops):
    """A call does the same so many times, as the author says."""
    benchmark.calls = inner_loops or 1
    return benchmark


def _awaits(function, args, loop_factory):
    import asyncio

    event_loop = (loop_factory or asyncio.new_event_loop)()
    asyncio.set_event_loop(event_loop)
    return Awaits(function, args, {}, event_loop)


def _timer(statement, setup, teardown, duplicate, variables):
    """Seconds of so many loops of a statement, or of a statement `duplicate` times in a loop."""
    from timeit import Timer

    def text_of(code):
        return code if isinstance(code, str) else "\n".join(code)

    count = duplicate or 1
    namespace = dict(variables) if variables is not None else {}
    timer = Timer("\n".join([text_of(statement)] * count), text_of(setup), globals=namespace)

    def seconds_of(loops):
        taken = timer.timeit(loops)
        exec(text_of(teardown), namespace)
        return taken / count

    return seconds_of


def _discover(walk, desk):
    found = []
    problems = []
    for target in walk.targets:
        # An id names one benchmark of a script.
        where, _, wanted = target.partition("::")
        try:
            paths = target_paths(walk.root, where, lambda name: name.endswith(".py"))
        except Missing as missing:
            problems.append(problem(target, missing))
            continue
        for path in paths:
            script = os.path.relpath(path, walk.root).replace(os.sep, "/")
            if os.path.isdir(os.path.join(walk.root, where)) and not _makes_a_runner(path):
                continue
            desk.open(script, None)
            error = _run_script(walk, script)
            names = [name for name in desk.names if not wanted or name == target]
            found.extend((name, _location(name)) for name in names)
            if error is not None:
                told = f"{type(error).__name__}: {one_line(error)}{place(error)}"
                problems.append((script, f"the script failed: {told}"))
            elif not desk.names:
                problems.append((script, "benchmarks nothing with a pyperf.Runner"))
            elif not names:
                alike = near(wanted, [name.partition("::")[2] for name in desk.names])
                problems.append((target, f"`{script}` has no benchmark `{wanted}`{alike}", True))
    return found, problems


def _makes_a_runner(path):
    with open(path, "rb") as file:
        text = file.read()
    return b"pyperf" in text and b"Runner(" in text


def _location(name):
    return {"file": name.partition("::")[0], "line": 1}


def _measure(walk, desk, name):
    script = name.partition("::")[0]
    if not os.path.isfile(os.path.join(walk.root, script)):
        message = f"`{name}` is gone: there is no `{script}`"
        walk.channel.send(protocol.failed(name, "collect", "Missing", message, ""))
        return
    desk.open(script, name)
    error = _run_script(walk, script)
    if desk.failure is not None:
        return
    if error is not None:
        walk.channel.send(protocol.failed(name, "setup", *describe(error)))
    elif not desk.is_met:
        message = f"`{script}` came to its end without it"
        walk.channel.send(protocol.failed(name, "collect", "Missing", message, ""))


def _run_script(walk, script):
    """The exception that it ended with; None when it came to its end."""
    from runpy import run_path

    path = os.path.join(walk.root, script)
    arguments, folders = sys.argv, list(sys.path)
    # A worker is what pyperf's own parser makes of it: it starts no others, and prints nothing.
    sys.argv = [path, "--worker", "--loops=1", "--values=1", "--warmups=0"]
    sys.path.insert(0, os.path.dirname(path))
    try:
        run_path(path, run_name="__main__")
    except SystemExit as ended:
        return None if ended.code in (None, 0) else ended
    except BaseException as error:
        return error
    finally:
        sys.argv = arguments
        sys.path[:] = folders
    return None
