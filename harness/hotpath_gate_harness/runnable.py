"""How many CPUs a process has use for: how many of its threads and child processes run, or could run, at a time.

What a process that has ended waited for a CPU, the kernel tells nobody, and a command has ended whenever it is asked about, as
has what a benchmark starts and waits for. So a thread looks while it runs, again and again. That takes time from it on a
machine with few CPUs, and is done only where nothing is timed that counts.
"""

from os import getpid
from threading import Event, Thread, get_native_id
from time import perf_counter_ns

from hotpath_gate_harness.kernel import MOST_TASKS, descendants, threads_of

_PAUSE_SECONDS = 0.0003
# Some show two at a time where one has just started the other and is about to wait for it.
_ENOUGH_LOOKS = 20
# No look stands for more, which came late because the machine had something else to do.
_LONGEST_WEIGHT_NS = 50_000_000


class RunnableWatch:
    """Of one process after the other, from `began` to `ended`; to be stopped in the end. The process may be this one."""

    def __init__(self):
        self.looks = 0
        self._runnable = 0
        self._weights = 0
        self._watched_ns = 0
        self._process = None
        self._since = 0
        self._stopped = Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def began(self, process, clock=perf_counter_ns):
        self._since = clock()
        self._process = process

    def ended(self, clock=perf_counter_ns):
        if self._process is not None:
            self._process = None
            self._watched_ns += clock() - self._since

    def stop(self):
        self._stopped.set()
        self._thread.join()

    @property
    def wanted_ns(self):
        """For which threads and processes ran or could have run, added up over all of them; None where too little was seen."""
        average = self.average
        return None if average is None else round(self._watched_ns * average)

    @property
    def average(self):
        """How many of them ran or could have run at a time; None where too little was seen."""
        return None if self.looks < _ENOUGH_LOOKS else self._runnable / self._weights

    def _watch(self, clock=perf_counter_ns):
        mine, me = getpid(), str(get_native_id())
        since = before = None
        while not self._stopped.wait(_PAUSE_SECONDS):
            process = self._process
            if process is None:
                continue
            if since != self._since:
                since = before = self._since
            found, now = _runnable(process, me), clock()
            # What ended meanwhile was not seen as a whole.
            if found is not None and process == self._process and since == self._since:
                # This process works itself, and is looked at more rarely while it does, because it has the interpreter
                # then: each look stands for the time since the one before.
                weight = min(now - before, _LONGEST_WEIGHT_NS) if process == mine else 1
                self.looks += 1
                self._runnable += found * weight
                self._weights += weight
                before = now


def _runnable(process, me):
    """Threads of a process and of those that it has started that run or wait for a CPU, but for the one that looks; None where
    it has ended.
    """
    if _state(process, process) in (None, "X", "Z"):
        return None
    found = 0
    for each in [process, *descendants(process)]:
        try:
            others = [thread for thread in threads_of(each)[:MOST_TASKS] if thread != me]
            found += [_state(each, thread) for thread in others].count("R")
        except OSError:
            # It has ended meanwhile.
            continue
    return found


def _state(process, thread):
    try:
        with open(f"/proc/{process}/task/{thread}/stat", "rb") as file:
            # Its name is in parentheses, and may hold some.
            return file.read(4096).rpartition(b")")[2].split()[0].decode("ascii")
    except (OSError, IndexError):
        return None
