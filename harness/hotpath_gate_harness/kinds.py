"""The kinds of benchmarks: called, awaited, timing themselves, or run in rounds that their author counts.

Clocks are default arguments, as in timed_loops.py.
"""

import os
from functools import partial
from time import perf_counter_ns, process_time_ns, thread_time_ns

from hotpath_gate_harness.probes import DRAIN_BATCHES, LONGEST_DRAIN_NS, switched_between, switches
from hotpath_gate_harness.taken import Taken, sum_of, undelayed
from hotpath_gate_harness.timed_loops import NO_BOUND, awaited, fitting, loop_for, loops_within, timed

# Part of a batch's time from which on what has ended in it may have waited for a CPU. Looking at it goes on for as long, so
# that enough of what takes a millisecond is seen.
_ENDED_PART = 0.05
_LONGEST_LOOKING_NS = 200_000_000

_COROUTINE, _ASYNC_GENERATOR = 0x80, 0x200


def require_plain(function):
    """Raises TypeError for an async function: a call of it makes a coroutine, and runs nothing."""
    inner = function
    while isinstance(inner, partial):
        inner = inner.func
    code = getattr(getattr(inner, "__func__", inner), "__code__", None)
    flags = getattr(code, "co_flags", 0)
    name = getattr(inner, "__name__", "it")
    if flags & _ASYNC_GENERATOR:
        raise TypeError(
            f"`{name}` is an async generator, of which a call runs nothing: give a function that consumes it in an event loop"
        )
    if flags & _COROUTINE:
        raise TypeError(
            f"`{name}` is an async function, of which a call makes a coroutine and runs nothing: "
            f"give a function that runs it, such as `lambda: loop.run_until_complete({name}())`"
        )


class Calls:
    """A benchmark that is a call, as often as the controller likes. A loop is one call.

    `result` is the last call's; `seconds` holds the seconds a call of each batch.
    """

    calls = 1
    limit = None
    sets_up = False
    quantities = None

    def __init__(self, function, args=(), kwargs=None):
        self._require_work(function)
        self.reads = function, args, kwargs or {}
        self._function = function
        self._args = args
        self._kwargs = kwargs or {}
        self._loop = loop_for(args, self._kwargs)
        self.result = None
        self.seconds = []

    def _require_work(self, function):
        require_plain(function)

    def batch(self, loops, untimed, longest_ns):
        """What it took (see taken.py), after `untimed` calls; of fewer loops where so many would take longer than `longest_ns`."""
        self.result = None
        if untimed:
            loops = loops_within(longest_ns, loops, untimed, self._run_untimed)
            longest_ns = NO_BOUND
        taken, self.result = timed(self._loop, self._function, self._args, self._kwargs, loops, longest_ns)
        self.seconds.append(undelayed(taken) / 1e9 / taken.loops)
        return taken

    def explained(self, taken):
        """What `batch` returned, of which it is to be found out how many CPUs it has use for. Where threads and processes have
        ended in it that may have waited for a CPU, or for each other, as many calls are looked at as they run.
        """
        if not taken.ended_ns or taken.ended_ns < _ENDED_PART * taken.wall_ns:
            return taken
        average = self._runnable_at_a_time(taken.loops)
        if average is None:
            return taken
        seen = round(average * taken.wall_ns) - taken.cpu_ns - taken.children_ns
        return taken._replace(run_delay_ns=max(0, taken.run_delay_ns or 0, seen), ended_ns=0)

    def _runnable_at_a_time(self, loops, clock=perf_counter_ns, me=os.getpid):
        """How many threads and processes run, or could run, while it is called; None where too little was seen."""
        # To fork beside a thread is warned of, and some suites make errors of warnings.
        from warnings import catch_warnings, simplefilter

        from hotpath_gate_harness.runnable import RunnableWatch

        def looked_at(*call):
            watch.began(me())
            try:
                return self._loop(*call)
            finally:
                watch.ended()

        watch = RunnableWatch()
        try:
            with catch_warnings():
                simplefilter("ignore", DeprecationWarning)
                until = clock() + _LONGEST_LOOKING_NS
                while watch.average is None:
                    timed(looked_at, self._function, self._args, self._kwargs, loops, NO_BOUND)
                    if clock() >= until:
                        break
        except Exception:
            # It does not run beside a thread.
            return None
        finally:
            watch.stop()
        return watch.average

    def _run_untimed(self, loops):
        self._loop(self._function, self._args, self._kwargs, loops)

    def run_within(self, loops, context):
        """`loops` calls, inside `with`. Their time is kept for who reads `seconds`, and told nobody."""
        self.result = None
        with context:
            taken = self._loop(self._function, self._args, self._kwargs, loops)
        wall, _, self.result = taken
        self.seconds.append(wall / 1e9 / loops)

    def once(self):
        """For who needs a result although the controller asked for no batch."""
        self.batch(1, 0, NO_BOUND)


class Awaits(Calls):
    """Calls of an async function, awaited one after the other in a single task of the event loop.

    Tasks that a call has made and not awaited are let run at the end of each batch, and what they take is told as put off.
    """

    def _require_work(self, function):
        """Its coroutines are awaited."""

    def __init__(self, function, args, kwargs, event_loop):
        super().__init__(function, args, kwargs)
        from asyncio import all_tasks, wait

        self._all_tasks = all_tasks
        self._wait = wait
        self._background = set()
        self._put_off = 0
        self._loop = lambda *call: event_loop.run_until_complete(self._drained(*call))

    def batch(self, loops, untimed, longest_ns):
        self._put_off = 0
        taken = super().batch(loops, untimed, longest_ns)
        return taken._replace(put_off_ns=taken.put_off_ns + self._put_off)

    async def _drained(self, *call, own=thread_time_ns):
        before = self._all_tasks()
        taken = await awaited(*call)
        made = self._all_tasks() - before - self._background
        if made:
            began = own()
            _, unfinished = await self._wait(made, timeout=min(LONGEST_DRAIN_NS, DRAIN_BATCHES * taken[0]) / 1e9)
            self._put_off += own() - began
            # What serves in the background has no end to wait for.
            self._background |= unfinished
        return taken


class SelfTimed:
    """A benchmark that takes its own time: `seconds_of(loops)` gives the seconds that so many loops of `calls` calls took."""

    limit = None
    sets_up = False
    quantities = None

    def __init__(self, seconds_of, calls=1):
        self.calls = calls
        self.result = None
        self.seconds = []
        self._seconds_of = seconds_of

    def batch(self, loops, untimed, longest_ns, switches=switches, cpu=process_time_ns):
        """As of Calls; waits, run delay and collector are unknown, because nobody knows which part was timed."""
        if untimed:
            # Once: what it does beside what it times may take far longer.
            taken = round(self._seconds_of(untimed) * 1e9)
            loops = fitting(longest_ns, loops, untimed, taken)
        switched, used = switches(), cpu()
        seconds = self._seconds_of(loops)
        used = cpu() - used
        self._keep(seconds, loops)
        wall = round(seconds * 1e9)
        preempted, _ = switched_between(switched, switches())
        return Taken(loops, wall, min(used, wall), preempted)

    def run_within(self, loops, context):
        with context:
            seconds = self._seconds_of(loops)
        self._keep(seconds, loops)

    def once(self):
        """For who needs a result although the controller asked for no batch."""
        self.batch(1, 0, NO_BOUND)

    def _keep(self, seconds, loops):
        if not seconds > 0:
            raise ValueError(f"it says that {loops} loops took {seconds!r} seconds")
        self.seconds.append(seconds / loops / self.calls)


class Rounds:
    """A benchmark whose author says how often it may run (`pedantic`). A loop is one round of `calls` calls."""

    sets_up = False
    quantities = None

    def __init__(self, target, args, kwargs, setup, teardown, rounds, warmup_rounds, iterations):
        self.calls = iterations
        self.limit = {"loops": rounds, "warmups": warmup_rounds}
        require_plain(target)
        # What a set-up makes is made anew for each round.
        self.reads = (target, args, kwargs) if setup is None else (target, (), {})
        self._target = target
        self._args = args
        self._kwargs = kwargs
        self._setup = setup
        self._teardown = teardown
        self._loops = {}
        self._left = rounds
        self._warm = False
        self.result = None
        self.seconds = []

    def batch(self, loops, untimed, longest_ns):
        """As of Calls, of the timed parts of all `loops` rounds; `untimed` is not for these."""
        if loops > self._left:
            raise ValueError(f"{loops} rounds were asked for, and {self._left} are left of those its author allows")
        self._left -= loops
        taken = self._run(loops)
        self.seconds.append(undelayed(taken) / 1e9 / (loops * self.calls))
        # A loop is a round.
        return taken._replace(loops=loops)

    def run_within(self, loops, context):
        """`loops` rounds, whose timed parts are each inside `with`."""
        if loops > self.limit["loops"]:
            raise ValueError(f"{loops} rounds were asked for, and its author allows {self.limit['loops']}")
        self._warm_up()
        wall = 0
        for _ in range(loops):
            wall += self._round(context)
        self.seconds.append(wall / 1e9 / (loops * self.calls))

    def once(self):
        """For who needs a result although the controller asked for no batch: one round, without warm-up."""
        self.seconds.append(self._round().wall_ns / 1e9 / self.calls)

    def _warm_up(self):
        if not self._warm:
            self._warm = True
            for _ in range(self.limit["warmups"]):
                self._round()

    def _run(self, loops):
        self._warm_up()
        if self._setup is None and self._teardown is None:
            return self._timed(self._args, self._kwargs, loops * self.calls)
        rounds = [self._round() for _ in range(loops)]
        return sum_of(rounds)

    def _round(self, context=None):
        """What it took; inside `with`, the nanoseconds of that alone."""
        args, kwargs = self._args, self._kwargs
        if self._setup is not None:
            made = self._setup()
            if made:
                if args or kwargs:
                    raise TypeError("`setup` returns the arguments, so `args` and `kwargs` may not be given as well")
                args, kwargs = made
        if context is None:
            taken = self._timed(args, kwargs, self.calls)
        else:
            loop = self._loop(args, kwargs)
            # Not what else watches the clock: to read it takes now more instructions and now fewer.
            with context:
                taken, _, self.result = loop(self._target, args, kwargs, self.calls)
        if self._teardown is not None:
            self._teardown(*args, **kwargs)
        return taken

    def _timed(self, args, kwargs, calls):
        taken, self.result = timed(self._loop(args, kwargs), self._target, args, kwargs, calls, NO_BOUND)
        return taken

    def _loop(self, args, kwargs):
        self.result = None
        shape = (bool(args), bool(kwargs))
        if shape not in self._loops:
            self._loops[shape] = loop_for(args, kwargs)
        return self._loops[shape]
