"""How a function of the suite `functions` is measured: called, awaited, or by what it gives once it has set up.

    def bench_plain(): ...                  # each call is timed
    async def bench_async(): ...            # each await is timed, in one event loop
    def bench_with_set_up():                # what comes before `yield` is not timed, nor what comes after
        table = load()
        yield lambda: table.find("x")
    bench_plain.params = [10, 1000]         # a benchmark for each; or {"size": [10, 1000], "order": ["up", "down"]}
    bench_plain.items = 500                 # what a call works through, or `bytes`; or a function of the parameters
"""

from itertools import product

from hotpath_gate_harness.failure import one_line
from hotpath_gate_harness.locations import bare
from hotpath_gate_harness.kinds import Awaits, Calls
from hotpath_gate_harness.targets import Missing

_GENERATOR, _COROUTINE, _ASYNC_GENERATOR = 0x20, 0x80, 0x200
_LONGEST_VALUE = 50
_NOTHING = object()
_event_loops = []


class Case:
    """A function with the arguments that its `params` give it."""

    def __init__(self, function, args=(), kwargs=None):
        self.function = function
        self._args = args
        self._kwargs = kwargs or {}
        self._generator = None

    def work(self):
        """What a call works through, as `{"amount", "unit"}`; None where its author does not say. Raises Missing."""
        for unit in ("items", "bytes"):
            declared = getattr(bare(self.function), unit, None)
            if declared is None:
                continue
            name = getattr(self.function, "__name__", "it")
            try:
                amount = declared(*self._args, **self._kwargs) if callable(declared) else declared
            except Exception as error:
                raise Missing(f"`{unit}` of `{name}` failed: {type(error).__name__}: {one_line(error)}") from error
            if not isinstance(amount, (int, float)) or isinstance(amount, bool) or not 0 < amount < float("inf"):
                raise Missing(f"`{unit}` of `{name}` is {amount!r}: give it a number above zero")
            return {"amount": amount, "unit": unit}
        return None

    def begin(self):
        """What is to be measured, after the set-up where there is one."""
        if not _flags(self.function) & _GENERATOR:
            return _measured(self.function, self._args, self._kwargs)
        self._generator = self.function(*self._args, **self._kwargs)
        given = next(self._generator, _NOTHING)
        if given is _NOTHING:
            raise TypeError("it yields nothing: `yield` the function that is to be timed")
        if not callable(given):
            raise TypeError(f"it yields a {type(given).__name__}: `yield` the function that is to be timed")
        return _measured(given, (), {})

    def end(self):
        """What comes after the `yield`."""
        if self._generator is not None and next(self._generator, _NOTHING) is not _NOTHING:
            raise TypeError("it yields a second time: only the first is timed")


def cases_of(name, function):
    """By id: the function, or one case for each of its parameters. Raises Missing for what can't be measured."""
    _require_timeable(function, name)
    params = getattr(bare(function), "params", None)
    if params is None:
        return {name: Case(function)}
    if isinstance(params, dict):
        if not all(isinstance(values, (list, tuple)) and values for values in params.values()):
            raise Missing(f"`params` of `{name}` has to hold a list of values for each parameter")
        texts = [[f"{key}={text}" for text in _told(values)] for key, values in params.items()]
        chosen = [dict(zip(params, values)) for values in product(*params.values())]
        told = ["-".join(each) for each in product(*texts)]
        return {f"{name}[{text}]": Case(function, (), kwargs) for text, kwargs in zip(told, chosen)}
    if not isinstance(params, (list, tuple)):
        raise Missing(f"`params` of `{name}` is a {type(params).__name__}: give it a list, or a dict of lists")
    if not params:
        raise Missing(f"`params` of `{name}` is empty: give it a value, or remove it")
    return {f"{name}[{text}]": Case(function, (value,)) for text, value in zip(_told(params), params)}


def without_parameters(name):
    """The id of the function that a case is one of."""
    return name[: name.index("[")] if name.endswith("]") and "[" in name else name


def _measured(function, args, kwargs):
    if not _flags(function) & _COROUTINE:
        return Calls(function, args, kwargs)
    if not _event_loops:
        from asyncio import new_event_loop, set_event_loop

        _event_loops.append(new_event_loop())
        set_event_loop(_event_loops[0])
    return Awaits(function, args, kwargs, _event_loops[0])


def _flags(function):
    return getattr(getattr(bare(function), "__code__", None), "co_flags", 0)


def _told(values):
    """As each is read in an id: itself where all are short, plain and told apart by that, or else their places."""
    texts = [str(value) if _is_plain(value) else None for value in values]
    told = [str(place) if text is None else text for place, text in enumerate(texts)]
    return told if len(set(told)) == len(told) else [str(place) for place in range(len(told))]


def _is_plain(value):
    if not isinstance(value, (str, int, float, bool, type(None))):
        return False
    text = str(value)
    return len(text) <= _LONGEST_VALUE and text.isprintable() and not set("[],") & set(text)


def _require_timeable(function, name):
    if not callable(function):
        raise Missing(f"`{name}` is not a function: name one that can be called without arguments")
    if _flags(function) & _ASYNC_GENERATOR:
        raise Missing(f"`{name}` is an async generator: name a coroutine function, or a plain one that yields one")
