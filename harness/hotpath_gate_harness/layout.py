"""What each block has by chance, and both of its processes alike: the heap at start, and how soon garbage is collected.

With address randomisation off, the same code always meets the same heap, and a harmless edit that shifts it
can look like a change of several percent in every block. So each block starts from a heap of its own, and
both of its processes from the same one.

In the same way, a benchmark that makes little garbage would always, or never, be interrupted by the collector in
its few timed calls. So the collector is left anywhere between two collections before each of them.

Everything here depends on the seed alone, or on the seed and a benchmark's id.
"""

import gc
import sys
from time import thread_time_ns
from zlib import crc32

_kept = []

# Whoever sets larger thresholds does not want it to run in a batch.
MOST_OBJECTS = 10_000
MOST_COLLECTIONS = 50

KINDS = (
    lambda size: bytes(size),
    lambda size: "x" * size,
    lambda size: [None] * (size // 8),
    lambda size: dict.fromkeys(range(size // 32)),
)


def _chance(seed):
    """`below(bound)`: one whole number from 0 on after the other."""
    # A linear congruential generator (Knuth's MMIX constants); the random module takes longer to import than
    # all of this takes to run.
    state = (seed * 2 + 1) & 0xFFFFFFFFFFFFFFFF

    def below(bound):
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        return (state >> 33) % bound

    for _ in range(4):
        below(1)
    return below


def draws(seed):
    """What is allocated, in order: kind (index into KINDS), size in bytes, and whether it stays."""
    below = _chance(seed)
    for _ in range(500 + below(2000)):
        kind = below(len(KINDS))
        # Log-uniform from 16 bytes to 8 KiB: small sizes have allocator classes of their own, large ones share.
        octave = 16 << below(9)
        yield kind, octave + below(octave), below(5) < 3


def perturb(seed):
    """Allocates all, then frees a part, which leaves holes; the rest stays for the life of the process."""
    plan = list(draws(seed))
    objects = [KINDS[kind](size) for kind, size, _ in plan]
    for index, (_, _, stays) in enumerate(plan):
        if not stays:
            objects[index] = None
    _kept.append(objects)


# PyPy has no thresholds; without generations, a collection of the youngest would be one of all.
get_threshold = getattr(gc, "get_threshold", None)
HAS_GENERATIONS = "free-threading build" not in sys.version


_apart = False
_taken_back = False


def set_imports_apart(collect=gc.collect, freeze=getattr(gc, "freeze", None), clock=thread_time_ns):
    """From now on, no collection looks at what is there; it is garbage only when the process is.

    Returns the nanoseconds that a collection of all that takes, which programs pay for now and then; None where nothing is
    set apart.

    A collection of all takes as long as the heap is large, and most of that was imported: before each benchmark, and
    where the collector happens to begin one in a batch, as a pause that no other batch has.
    """
    # Without generations, each collection walks the whole heap all the same, and there would be more of them, because
    # they are begun by how much of it is not set apart.
    global _apart
    if freeze is None or not HAS_GENERATIONS:
        return None
    began = clock()
    collect()
    taken = clock() - began
    freeze()
    _apart = True
    return taken


def take_imports_back(unfreeze=getattr(gc, "unfreeze", None)):
    """Until the next benchmark, a full collection looks at what was imported, as it does in the program."""
    global _apart, _taken_back
    if _apart:
        _apart, _taken_back = False, True
        unfreeze()


def collect_garbage(seed, id, collect=gc.collect, isenabled=gc.isenabled, get_threshold=get_threshold):
    """Collects all, and leaves the collector anywhere between two collections. What it returns is to be kept meanwhile."""
    global _taken_back
    if _taken_back:
        _taken_back = False
        set_imports_apart()
    collect()
    if not isenabled() or get_threshold is None:
        return []
    below = _chance(seed ^ crc32(id.encode()))
    objects, collections, middle_collections = get_threshold()
    if HAS_GENERATIONS:
        for _ in range(below(min(MOST_COLLECTIONS, middle_collections) or 1)):
            collect(1)
        for _ in range(below(min(MOST_COLLECTIONS, collections) or 1)):
            collect(0)
    return [[] for _ in range(below(min(MOST_OBJECTS, objects) or 1))]
