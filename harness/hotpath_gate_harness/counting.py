"""Where callgrind begins and ends to count: what the controller has started this process under, and reads.

It is told to begin a new part of its counts whenever the interpreter enters the C function behind `@=`
(`PyNumber_InPlaceMatrixMultiply`), which hardly anything else calls. No native code of ours is needed for that.
"""

from gc import collect


class Window:
    """A part of the counts is what runs inside `with`; so is what runs outside, which nobody reads."""

    def __init__(self):
        self.opened = 0
        self._mark = _Mark()

    def __enter__(self):
        self.opened += 1
        mark = self._mark
        mark @= None

    def __exit__(self, *_):
        mark = self._mark
        mark @= None


class _Mark:
    __slots__ = ()

    def __imatmul__(self, _):
        return self


def count(benchmark, loops):
    """How many parts of the counts `loops` loops of the benchmark took; while callgrind counts nothing, it is practice."""
    window = Window()
    # Where the collector would come in depends on all that was allocated before.
    collect()
    benchmark.run_within(loops, window)
    return window.opened
