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
from hotpath_gate_harness.measuring import next_chunk
from hotpath_gate_harness.values import SIZE_OF_RSS

# What only a shell understands.
_OF_A_SHELL = frozenset("|&;<>()$`*?[]{}~#\n")
_TOLD_BYTES = 2000


def run(walk):
    benchmarks = {}
    for target in walk.targets:
        described = json.loads(target)
        benchmarks[described["id"]] = described
    if walk.only is None:
        return walk.collected([(id, None) for id in benchmarks], [])
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
        runs, wall = [], 0
        while not runs or next_chunk(longest_ns, loops, len(runs), wall):
            runs.append(self._once())
            wall += runs[-1][0]
        loops = len(runs)
        cpu = sum(used.ru_utime + used.ru_stime for _, used in runs)
        told = {
            "time": None,
            "cpu-time": cpu / loops,
            "peak-memory": max(used.ru_maxrss for _, used in runs) * SIZE_OF_RSS,
        }
        self.seconds.append(wall / 1e9 / loops)
        values = None if self.quantities is None else [told[quantity["metric"]] for quantity in self.quantities]
        # Whatever it was, it has ended.
        ended = round(cpu * 1e9)
        return loops, wall, ended, None, None, None, None, None, None, None, ended, values

    def run_within(self, loops, context):
        raise NotImplementedError("what a process of its own does is not seen from here")

    def _once(self):
        """(wall ns, what it used of the machine)."""
        if self._prepare is not None:
            try:
                _run(self._prepare, _arguments(self._prepare))
            except RuntimeError as error:
                raise RuntimeError(f"it can't be prepared: {error}") from None
        return _run(self._command, self._arguments)


def _arguments(command):
    if _OF_A_SHELL.isdisjoint(command) and "=" not in command.split(" ", 1)[0]:
        arguments = shlex.split(command)
        if arguments and arguments[0] in ("python", "python3"):
            arguments[0] = sys.executable
        if arguments:
            return arguments
    return ["/bin/sh", "-c", command]


def _run(command, arguments, wall=perf_counter_ns):
    from subprocess import DEVNULL, Popen
    from tempfile import TemporaryFile

    with TemporaryFile() as said:
        started = wall()
        try:
            process = Popen(arguments, stdin=DEVNULL, stdout=DEVNULL, stderr=said)
        except OSError as error:
            raise RuntimeError(f"`{command}` can't be started: {error.strerror or error}") from None
        _, status, used = os.wait4(process.pid, 0)
        taken = wall() - started
        # Nobody else may wait for it.
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise RuntimeError(f"`{command}` ended with {_end(process.returncode)}{_last_words(said)}")
    return taken, used


def _end(status):
    return f"status {status}" if status > 0 else f"signal {-status}"


def _last_words(said):
    size = said.seek(0, os.SEEK_END)
    said.seek(max(0, size - _TOLD_BYTES))
    lines = [line for line in said.read().decode("utf-8", "replace").splitlines() if line.strip()]
    return f": {lines[-1].strip()}" if lines else ""
