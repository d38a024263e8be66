"""The timed loops.

Clocks are default arguments, which no code outside can replace: libraries that freeze time put their own in
the place of those that they find in any module.
"""

import gc
import os
from functools import partial
from itertools import repeat
from time import perf_counter_ns, process_time_ns, sleep, thread_time_ns

from hotpath_gate_harness.kernel import accounts
from hotpath_gate_harness.layout import take_imports_back

try:
    from resource import RUSAGE_SELF, getrusage
except ImportError:

    def _switches():
        """Unknown here."""

else:

    def _switches(getrusage=getrusage, myself=RUSAGE_SELF):
        """Context switches of this process so far: involuntary ones, and those because it waited for something."""
        used = getrusage(myself)
        return used.ru_nivcsw, used.ru_nvcsw


# Where the kernel tells the run delay, the clock on the wall would count again what that counts.
_collector_clock = perf_counter_ns if accounts().run_delay_since(accounts()) is None else thread_time_ns


class _Collector:
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


_collector = _Collector(getattr(gc, "callbacks", None))

# What other threads were given to do is waited for at the end of a batch, as long as they work: in steps that are long
# against switching threads and short against a batch, and no longer than a few batches, because some never rest.
_STEP_SECONDS = 0.0003
_LONGEST_DRAIN_NS = 50_000_000
_DRAIN_BATCHES = 5
_BUSY_PART = 0.3


class _Others:
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
        until = clock() + min(_LONGEST_DRAIN_NS, _DRAIN_BATCHES * wall_ns)
        while True:
            since, before = clock(), accounts()
            sleep(_STEP_SECONDS)
            now = clock()
            if now >= until or accounts().put_off_since(before) < _BUSY_PART * (now - since):
                return


others = _Others()


def _timed(
    loop,
    function,
    args,
    kwargs,
    loops,
    longest_ns,
    switches=_switches,
    accounts=accounts,
    collector=_collector,
    others=others,
):
    """(loops, wall ns, CPU ns, preemptions, waits, run delay ns, collector ns, others ns, put off ns, children ns,
    ended ns, last result) of a loop, of fewer loops where so many would take longer than `longest_ns`.
    """
    collector.watch()
    try:
        # Reading the accounts may wait for the kernel, and is no waiting of the benchmark's.
        before, switched = accounts(), switches()
        loops, wall, cpu, result = _run_within(longest_ns, loop, function, args, kwargs, loops)
        preempted, waited = _switched_between(switched, switches())
        after = accounts(clocks_first=True)
    finally:
        collected = collector.stop()
    by_others, put_off = others.timed(before, after)
    if 2 * collector.full >= loops:
        # What every other call pays for is to be as large as in the program.
        take_imports_back()
    others.drain(wall, after)
    delay = after.run_delay_since(before)
    by_children, by_ended = after.children_since(before), after.ended_since(before)
    return loops, wall, cpu, preempted, waited, delay, collected, by_others, put_off, by_children, by_ended, result


def _run_within(longest_ns, loop, function, args, kwargs, loops):
    """(loops, wall ns, CPU ns, last result) of as many loops as fit; at least one, and all where there is no bound."""
    if longest_ns >= NO_BOUND:
        return (loops, *loop(function, args, kwargs, loops))
    done, chunk, wall, cpu = 0, 1, 0, 0
    while True:
        more_wall, more_cpu, result = loop(function, args, kwargs, chunk)
        done += chunk
        wall += more_wall
        cpu += more_cpu
        chunk = next_chunk(longest_ns, loops, done, wall)
        if not chunk:
            return done, wall, cpu, result
        # As a caller does who drops it.
        del result


def next_chunk(longest_ns, loops, done, taken_ns):
    """How many of `loops` come next, where those that are done took so long; none, where it is too long already.

    They grow by steps, because calls that are first may be faster than those to come.
    """
    if taken_ns >= longest_ns:
        return 0
    return min(loops - done, 8 * done, _fitting(longest_ns - taken_ns, loops, done, taken_ns))


# Of what `batch` returns.
_DELAY, PUT_OFF, _CHILDREN, _ENDED = 5, 8, 9, 10

# Part of a batch's time from which on what has ended in it may have waited for a CPU. Looking at it goes on for as long, so
# that enough of what takes a millisecond is seen.
_ENDED_PART = 0.05
_LONGEST_LOOKING_NS = 200_000_000

# What the controller says where there is none.
NO_BOUND = (1 << 53) - 1


def _fitting(longest_ns, loops, calls, taken_ns):
    """So many of `loops` as fit, where `calls` have taken so long; at least one."""
    return max(1, min(loops, longest_ns * calls // max(1, taken_ns)))


def _loops_within(longest_ns, loops, untimed, run, clock=perf_counter_ns):
    """Runs `untimed` calls, and says how many of `loops` fit into the time.

    How many were planned hangs on how long they took before. A call that takes a thousand times as long by now would
    run for minutes, and is seen to do so long before. Nothing is cut where calls take about as long as they did.
    """
    done, chunk, spent = 0, 1, 0
    while True:
        began = clock()
        run(chunk)
        taken = clock() - began
        done += chunk
        spent += taken
        if done >= untimed or spent > longest_ns:
            return _fitting(longest_ns, loops, chunk, taken)
        chunk = min(untimed - done, chunk * 8)


def _undelayed(taken):
    """The nanoseconds that a benchmark is told that a loop took: without those in which the other side ran."""
    wall, cpu, delay, by_children = taken[0], taken[1], taken[4], taken[8]
    return wall if delay is None else max(wall - delay, min(cpu + by_children, wall))


def _fell_between(before, after):
    return None if before is None or after is None else max(0, after - before)


def _switched_between(before, after):
    """(preemptions, waits) between two counts of switches."""
    return tuple(map(_fell_between, before or (None, None), after or (None, None)))


# Each loop makes its last call apart, still timed, so that its result can be had: keeping every result would
# hold two of them in memory at a time, which a caller who drops them does not.


def _no_arguments(function, args, kwargs, loops, wall=perf_counter_ns, cpu=process_time_ns, repeat=repeat):
    others = repeat(None, loops - 1)
    cpu_start = cpu()
    wall_start = wall()
    for _ in others:
        function()
    result = function()
    wall_end = wall()
    cpu_end = cpu()
    return wall_end - wall_start, cpu_end - cpu_start, result


def _positional(function, args, kwargs, loops, wall=perf_counter_ns, cpu=process_time_ns, repeat=repeat):
    others = repeat(None, loops - 1)
    cpu_start = cpu()
    wall_start = wall()
    for _ in others:
        function(*args)
    result = function(*args)
    wall_end = wall()
    cpu_end = cpu()
    return wall_end - wall_start, cpu_end - cpu_start, result


def _any_arguments(function, args, kwargs, loops, wall=perf_counter_ns, cpu=process_time_ns, repeat=repeat):
    others = repeat(None, loops - 1)
    cpu_start = cpu()
    wall_start = wall()
    for _ in others:
        function(*args, **kwargs)
    result = function(*args, **kwargs)
    wall_end = wall()
    cpu_end = cpu()
    return wall_end - wall_start, cpu_end - cpu_start, result


def _loop_for(args, kwargs):
    """The tightest loop for these arguments, as a copy of its own.

    The interpreter specialises bytecode by what it has seen at that place; in a shared loop, one benchmark's
    specialisation would be the next one's slow start.
    """
    loop = _any_arguments if kwargs else _positional if args else _no_arguments
    return type(loop)(loop.__code__.replace(), loop.__globals__, loop.__name__, loop.__defaults__)


_COROUTINE, _ASYNC_GENERATOR = 0x80, 0x200


def require_plain(function):
    """Raises TypeError for an async function: a call of it makes a coroutine, and runs nothing."""
    inner = function
    while isinstance(inner, partial):
        inner = inner.func
    code = getattr(getattr(inner, "__func__", inner), "__code__", None)
    if getattr(code, "co_flags", 0) & (_COROUTINE | _ASYNC_GENERATOR):
        name = getattr(inner, "__name__", "it")
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
        self._loop = _loop_for(args, self._kwargs)
        self.result = None
        self.seconds = []

    def _require_work(self, function):
        require_plain(function)

    def batch(self, loops, untimed, longest_ns):
        """(loops, wall ns, CPU ns, preemptions, waits, run delay ns, collector ns, others ns, put off ns, children ns,
        ended ns), after `untimed` calls; of fewer loops where so many would take longer than `longest_ns`.
        """
        self.result = None
        if untimed:
            loops = _loops_within(longest_ns, loops, untimed, self._run_untimed)
            longest_ns = NO_BOUND
        loops, *taken, self.result = _timed(
            self._loop, self._function, self._args, self._kwargs, loops, longest_ns
        )
        self.seconds.append(_undelayed(taken) / 1e9 / loops)
        return [loops, *taken]

    def explained(self, told):
        """What `batch` returned, of which it is to be found out how many CPUs it has use for. Where threads and processes have
        ended in it that may have waited for a CPU, or for each other, as many calls are looked at as they run.
        """
        loops, wall, cpu, delay, children, ended = (told[at] for at in (0, 1, 2, _DELAY, _CHILDREN, _ENDED))
        if not ended or ended < _ENDED_PART * wall:
            return told
        average = self._runnable_at_a_time(loops)
        if average is None:
            return told
        explained = list(told)
        explained[_DELAY] = max(0, delay or 0, round(average * wall) - cpu - children)
        explained[_ENDED] = 0
        return explained

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
                    _timed(looked_at, self._function, self._args, self._kwargs, loops, NO_BOUND)
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


async def _awaited(function, args, kwargs, loops, wall=perf_counter_ns, cpu=process_time_ns, repeat=repeat):
    others = repeat(None, loops - 1)
    cpu_start = cpu()
    wall_start = wall()
    for _ in others:
        await function(*args, **kwargs)
    result = await function(*args, **kwargs)
    wall_end = wall()
    cpu_end = cpu()
    return wall_end - wall_start, cpu_end - cpu_start, result


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
        taken[PUT_OFF] += self._put_off
        return taken

    async def _drained(self, *call, own=thread_time_ns):
        before = self._all_tasks()
        taken = await _awaited(*call)
        made = self._all_tasks() - before - self._background
        if made:
            began = own()
            _, unfinished = await self._wait(made, timeout=min(_LONGEST_DRAIN_NS, _DRAIN_BATCHES * taken[0]) / 1e9)
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

    def batch(self, loops, untimed, longest_ns, switches=_switches, cpu=process_time_ns):
        """As of Calls; waits, run delay and collector are unknown, because nobody knows which part was timed."""
        if untimed:
            # Once: what it does beside what it times may take far longer.
            taken = round(self._seconds_of(untimed) * 1e9)
            loops = _fitting(longest_ns, loops, untimed, taken)
        switched, used = switches(), cpu()
        seconds = self._seconds_of(loops)
        used = cpu() - used
        self._keep(seconds, loops)
        wall = round(seconds * 1e9)
        preempted, _ = _switched_between(switched, switches())
        return loops, wall, min(used, wall), preempted, None, None, None, None, None, None, None

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
        self.seconds.append(_undelayed(taken) / 1e9 / (loops * self.calls))
        return [loops, *taken]

    def run_within(self, loops, context):
        """`loops` rounds, whose timed parts are each inside `with`."""
        if loops > self.limit["loops"]:
            raise ValueError(f"{loops} rounds were asked for, and its author allows {self.limit['loops']}")
        self._warm_up()
        wall = 0
        for _ in range(loops):
            wall += self._round(context)[0]
        self.seconds.append(wall / 1e9 / (loops * self.calls))

    def once(self):
        """For who needs a result although the controller asked for no batch: one round, without warm-up."""
        self.seconds.append(self._round()[0] / 1e9 / self.calls)

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
        return [None if None in values else sum(values) for values in zip(*rounds)]

    def _round(self, context=None):
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
                taken = loop(self._target, args, kwargs, self.calls)
            self.result = taken[-1]
        if self._teardown is not None:
            self._teardown(*args, **kwargs)
        return taken

    def _timed(self, args, kwargs, calls):
        _, *taken, self.result = _timed(self._loop(args, kwargs), self._target, args, kwargs, calls, NO_BOUND)
        return taken

    def _loop(self, args, kwargs):
        self.result = None
        shape = (bool(args), bool(kwargs))
        if shape not in self._loops:
            self._loops[shape] = _loop_for(args, kwargs)
        return self._loops[shape]
