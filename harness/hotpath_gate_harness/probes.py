"""What is looked at around the timed calls: context switches, the garbage collector, other threads and child processes.

Clocks are default arguments, as in timed_loops.py.
"""

import gc
from time import perf_counter_ns, sleep, thread_time_ns

from hotpath_gate_harness.kernel import accounts

try:
    from resource import RUSAGE_SELF, getrusage
except ImportError:

    def switches():
        """Unknown here."""

else:

    def switches(getrusage=getrusage, myself=RUSAGE_SELF):
        """Context switches of this process so far: involuntary ones, and those because it waited for something."""
        used = getrusage(myself)
        return used.ru_nivcsw, used.ru_nvcsw


# Where the kernel tells the run delay, the clock on the wall would count again what that counts.
_collector_clock = perf_counter_ns if accounts().run_delay_since(accounts()) is None else thread_time_ns


class Collector:
    """Watches the garbage collector."""

    def __init__(self, callbacks):
        self._callbacks = callbacks
        self._since = None
        self._ns = 0
        self.full = 0

    def __call__(self, phase, info, clock=_collector_clock):
        if phase == "start":
            self.full += info.get("generation") == 2
            self._since = clock()
        elif self._since is not None:
            # One that began before the watch, in another thread, has no start.
            self._ns += clock() - self._since
            self._since = None

    def watch(self):
        self._since = None
        self._ns = 0
        self.full = 0
        if self._callbacks is not None:
            self._callbacks.append(self)

    def stop(self):
        """Nanoseconds that it took since `watch`; None when unknown."""
        try:
            self._callbacks.remove(self)
        except (AttributeError, ValueError):
            # There are none here, or the measured code took it out.
            return None
        return self._ns


collector = Collector(getattr(gc, "callbacks", None))

# What other threads were given to do is waited for at the end of a batch, as long as they work: in steps that are long
# against switching threads and short against a batch, and no longer than a few batches, because some never rest.
_STEP_SECONDS = 0.0003
LONGEST_DRAIN_NS = 50_000_000
DRAIN_BATCHES = 5
_BUSY_PART = 0.3


class Others:
    """The CPU time of other threads and of child processes: in a batch's timed calls, and since those of the batch before."""

    def __init__(self):
        self._ended = None

    def timed(self, before, after):
        """(nanoseconds in the timed calls, nanoseconds since the end of those before) of two `accounts`."""
        put_off = 0 if self._ended is None else before.put_off_since(self._ended)
        self._ended = after
        return after.others_since(before), put_off

    def forget(self):
        """What was put off until now belongs to another benchmark."""
        self._ended = None

    def drain(self, wall_ns, after, accounts=accounts, clock=perf_counter_ns, sleep=sleep):
        """Lets others finish what the timed calls have given them, before the other side is timed."""
        if not after.has_others:
            return
        until = clock() + min(LONGEST_DRAIN_NS, DRAIN_BATCHES * wall_ns)
        while True:
            since, before = clock(), accounts()
            sleep(_STEP_SECONDS)
            now = clock()
            if now >= until or accounts().put_off_since(before) < _BUSY_PART * (now - since):
                return


others = Others()


def _fell_between(before, after):
    return None if before is None or after is None else max(0, after - before)


def switched_between(before, after):
    """(preemptions, waits) between two counts of switches."""
    return tuple(map(_fell_between, before or (None, None), after or (None, None)))
