"""How many CPUs a command has use for: how many of its threads and processes run, or could run, at a time.

What a process that has ended waited for a CPU, the kernel tells nobody, and a command has ended whenever it is asked about.
So a thread looks while it runs, again and again. That takes time from it on a machine with few CPUs, and is done only where
nothing is timed that counts.
"""

from threading import Event, Thread
from time import perf_counter_ns

from hotpath_gate_harness.kernel import MOST_TASKS, descendants, threads_of

_PAUSE_SECONDS = 0.0003
# Some show two at a time where one has just started the other and is about to wait for it.
_ENOUGH_LOOKS = 20


class RunnableWatch:
    """Of one command after the other, from `began` to `ended`; to be stopped in the end."""

    def __init__(self):
        self.looks = 0
        self._runnable = 0
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
        if self.looks < _ENOUGH_LOOKS:
            return None
        return round(self._watched_ns * self._runnable / self.looks)

    def _watch(self):
        while not self._stopped.wait(_PAUSE_SECONDS):
            process = self._process
            if process is None:
                continue
            found = _runnable(process)
            # What ended meanwhile was not seen as a whole.
            if found is not None and process == self._process:
                self.looks += 1
                self._runnable += found


def _runnable(process):
    """Threads of a process and of those that it has started that run or wait for a CPU; None where it has ended."""
    if _state(process, process) in (None, "X", "Z"):
        return None
    found = 0
    for each in [process, *descendants(process)]:
        try:
            found += [_state(each, thread) for thread in threads_of(each)[:MOST_TASKS]].count("R")
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
