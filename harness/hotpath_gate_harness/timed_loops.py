"""The timed loops, and how many of them fit into a time.

Clocks are default arguments, which no code outside can replace: libraries that freeze time put their own in
the place of those that they find in any module.
"""

from itertools import repeat
from time import perf_counter_ns, process_time_ns

from hotpath_gate_harness.kernel import accounts
from hotpath_gate_harness.layout import take_imports_back
from hotpath_gate_harness.probes import collector, others, switched_between, switches
from hotpath_gate_harness.taken import Taken

# What the controller says where there is none.
NO_BOUND = (1 << 53) - 1


def timed(
    loop,
    function,
    args,
    kwargs,
    loops,
    longest_ns,
    switches=switches,
    accounts=accounts,
    collector=collector,
    others=others,
):
    """(what it took, last result) of a loop; of fewer loops where so many would take longer than `longest_ns`."""
    collector.watch()
    try:
        # Reading the accounts may wait for the kernel, and is no waiting of the benchmark's.
        before, switched = accounts(), switches()
        loops, wall, cpu, result = _run_within(longest_ns, loop, function, args, kwargs, loops)
        preempted, waited = switched_between(switched, switches())
        after = accounts(clocks_first=True)
    finally:
        collected = collector.stop()
    by_others, put_off = others.timed(before, after)
    if 2 * collector.full >= loops:
        # What every other call pays for is to be as large as in the program.
        take_imports_back()
    others.drain(wall, after)
    taken = Taken(
        loops=loops,
        wall_ns=wall,
        cpu_ns=cpu,
        preemptions=preempted,
        waits=waited,
        run_delay_ns=after.run_delay_since(before),
        collector_ns=collected,
        others_ns=by_others,
        put_off_ns=put_off,
        children_ns=after.children_since(before),
        ended_ns=after.ended_since(before),
    )
    return taken, result


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
    return min(loops - done, 8 * done, fitting(longest_ns - taken_ns, loops, done, taken_ns))


def fitting(longest_ns, loops, calls, taken_ns):
    """So many of `loops` as fit, where `calls` have taken so long; at least one."""
    return max(1, min(loops, longest_ns * calls // max(1, taken_ns)))


def loops_within(longest_ns, loops, untimed, run, clock=perf_counter_ns):
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
            return fitting(longest_ns, loops, chunk, taken)
        chunk = min(untimed - done, chunk * 8)


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


def loop_for(args, kwargs):
    """The tightest loop for these arguments, as a copy of its own.

    The interpreter specialises bytecode by what it has seen at that place; in a shared loop, one benchmark's
    specialisation would be the next one's slow start.
    """
    loop = _any_arguments if kwargs else _positional if args else _no_arguments
    return type(loop)(loop.__code__.replace(), loop.__globals__, loop.__name__, loop.__defaults__)


async def awaited(function, args, kwargs, loops, wall=perf_counter_ns, cpu=process_time_ns, repeat=repeat):
    others = repeat(None, loops - 1)
    cpu_start = cpu()
    wall_start = wall()
    for _ in others:
        await function(*args, **kwargs)
    result = await function(*args, **kwargs)
    wall_end = wall()
    cpu_end = cpu()
    return wall_end - wall_start, cpu_end - cpu_start, result
