"""The suite `command`: whole processes, started anew for each call.

A target is a line of JSON: `{"id", "command", "prepare", "quantities"}`, of which `prepare` (or None) is run before each
call, and not timed. What the command prints goes nowhere; when it fails, the end of what it said on stderr is told.
"""

import json
import os
import shlex
import sys
from functools import partial
from time import perf_counter_ns

from hotpath_gate_harness import protocol
from hotpath_gate_harness.kernel import run_delay_of_ended
from hotpath_gate_harness.taken import Taken
from hotpath_gate_harness.timed_loops import next_chunk
from hotpath_gate_harness.values import SIZE_OF_RSS

# What only a shell understands.
_OF_A_SHELL = frozenset("|&;<>()$`*?[]{}~#\n")
_TOLD_BYTES = 2000
# For more runs than those of the batch, so that enough of what takes a millisecond is seen.
_LONGEST_LOOKING_NS = 200_000_000


def run(walk):
    benchmarks = {}
    for target in walk.targets:
        described = json.loads(target)
        benchmarks[described["id"]] = described
    if walk.only is None:
        _find_interpreter_first()
        problems = [(id, why, True) for id, why in ((id, _why_absent(one)) for id, one in benchmarks.items()) if why]
        return walk.collected([(id, None) for id in benchmarks], problems)
    walk.collected([(id, None) for id in walk.only], [])
    _find_interpreter_first()
    for id in walk.only:
        if id in benchmarks:
            walk.through(id, partial(_spawned, benchmarks[id], walk.witness), _nothing)
        else:
            walk.channel.send(protocol.failed(id, "collect", "Missing", f"`{id}` is none of the commands", ""))
    return None


def _spawned(described, witness):
    spawned = Spawned(described["command"], described["prepare"], described["quantities"])
    if witness is not None:
        witness.starts(spawned.program)
    return spawned


def _nothing():
    """There is nothing to tear down."""


def _why_absent(described):
    """What a command names that is not there, as far as that is plain; None where nothing is. A shell's line is not."""
    from shutil import which

    try:
        program, *arguments = _arguments(described["command"])
    except ValueError:
        return None
    # What is run before it may make it.
    if program == "/bin/sh" or described["prepare"] is not None:
        return None
    if which(program) is None:
        return f"there is no program `{program}`"
    script = next((argument for argument in arguments if not argument.startswith("-")), None)
    is_script = program == sys.executable and script == next(iter(arguments), None) and script.endswith(".py")
    return f"there is no file `{script}`" if is_script and not os.path.exists(script) else None


def _find_interpreter_first():
    """So that `python` in a command is this side's interpreter, and what is installed beside it is found."""
    folder = os.path.dirname(sys.executable or "")
    if folder:
        os.environ["PATH"] = os.pathsep.join([folder, os.environ.get("PATH", os.defpath)])


class Spawned:
    """A benchmark that is a process. A loop is one run of it."""

    calls = 1
    limit = None
    sets_up = False
    # Whether it is to be found out how many CPUs it has use for. The times of such a batch do not count.
    seeks_cpus = False

    def __init__(self, command, prepare=None, quantities=None):
        """`command` and `prepare`: command lines; `command` may be a list of arguments."""
        self.quantities = quantities
        self.seconds = []
        self._command = command if isinstance(command, str) else shlex.join(command)
        self._arguments = _arguments(command) if isinstance(command, str) else list(command)
        self._prepare = prepare

    @property
    def program(self):
        return self._arguments[0]

    def batch(self, loops, untimed, longest_ns):
        for _ in range(untimed):
            self._once()
        watch = None
        if self.seeks_cpus:
            from hotpath_gate_harness.runnable import RunnableWatch

            watch = RunnableWatch()
        try:
            runs, wall = [], 0
            while not runs or next_chunk(longest_ns, loops, len(runs), wall):
                runs.append(self._once(watch))
                wall += runs[-1][0]
            loops = len(runs)
            wanted = self._wanted_ns(watch, loops)
        finally:
            if watch is not None:
                watch.stop()
        cpu = sum(used.ru_utime + used.ru_stime for _, used, _ in runs)
        told = {
            "time": None,
            "cpu-time": cpu / loops,
            "peak-memory": max(used.ru_maxrss for _, used, _ in runs) * SIZE_OF_RSS,
        }
        self.seconds.append(wall / 1e9 / loops)
        values = None if self.quantities is None else [told[quantity["metric"]] for quantity in self.quantities]
        cpu_ns = round(cpu * 1e9)
        delays = [delay for _, _, delay in runs]
        delay = None if None in delays else sum(delays)
        # Whatever it was, it has ended. Where nobody has looked at it meanwhile, nothing of it is explained.
        ended = cpu_ns
        if wanted is not None:
            delay, ended = max(0, wanted - cpu_ns), 0
        return Taken(loops, wall, cpu_ns, run_delay_ns=delay, ended_ns=ended, values=values)

    def _wanted_ns(self, watch, loops):
        """For how long it ran or could have run, in so many runs; None where nobody looks, or too little is seen."""
        if watch is None:
            return None
        runs, until = loops, perf_counter_ns() + _LONGEST_LOOKING_NS
        while watch.wanted_ns is None and perf_counter_ns() < until:
            self._once(watch)
            runs += 1
        return None if watch.wanted_ns is None else round(watch.wanted_ns * loops / runs)

    def run_within(self, loops, context):
        raise NotImplementedError("what a process of its own does is not seen from here")

    def _once(self, watch=None):
        """(wall ns, what it used of the machine, run delay ns)."""
        if self._prepare is not None:
            try:
                _run(self._prepare, _arguments(self._prepare))
            except RuntimeError as error:
                raise RuntimeError(f"it can't be prepared: {error}") from None
        return _run(self._command, self._arguments, watch)


def _arguments(command):
    if _OF_A_SHELL.isdisjoint(command) and "=" not in command.split(" ", 1)[0]:
        arguments = shlex.split(command)
        if arguments and arguments[0] in ("python", "python3"):
            arguments[0] = sys.executable
        if arguments:
            return arguments
    return ["/bin/sh", "-c", command]


def _run(command, arguments, watch=None, wall=perf_counter_ns):
    from subprocess import DEVNULL, Popen
    from tempfile import TemporaryFile

    with TemporaryFile() as said:
        started = wall()
        try:
            process = Popen(arguments, stdin=DEVNULL, stdout=DEVNULL, stderr=said)
        except OSError as error:
            raise RuntimeError(f"`{command}` can't be started: {error.strerror or error}") from None
        if watch is not None:
            watch.began(process.pid)
        try:
            _await_end(process.pid)
        finally:
            if watch is not None:
                watch.ended()
        taken = wall() - started
        delay = run_delay_of_ended(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        # Nobody else may wait for it.
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise RuntimeError(f"`{command}` ended with {_end(process.returncode)}{_last_words(said)}")
    return taken, used, delay


def _await_end(process):
    """Leaves what the kernel knows of it there to be read, where it can."""
    if hasattr(os, "waitid"):
        os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)


def _end(status):
    return f"status {status}" if status > 0 else f"signal {-status}"


def _last_words(said):
    size = said.seek(0, os.SEEK_END)
    said.seek(max(0, size - _TOLD_BYTES))
    lines = [line for line in said.read().decode("utf-8", "replace").splitlines() if line.strip()]
    return f": {lines[-1].strip()}" if lines else ""
