"""The `benchmark` fixture, as pytest-benchmark and pytest-codspeed define it."""

import sys
from functools import lru_cache, partial
from time import perf_counter

from hotpath_gate_harness.benchmark_stats import Metadata
from hotpath_gate_harness.kinds import Calls, Rounds

# What a marker may say of how pytest-benchmark samples, and what that does without it. The controller samples here,
# so that these are only shown to who asks for `stats.options`.
_SAMPLING = {
    "disable_gc": False,
    "timer": perf_counter,
    "min_rounds": 5,
    "max_time": 1.0,
    "min_time": 0.000005,
    "precision": None,
    "confidence": None,
    "warmup": False,
}


class FixtureAlreadyUsed(Exception):
    """A test measures one thing."""


class BenchmarkFixture:
    """`measure` talks with the controller about a Calls or Rounds, and raises what the benchmark raised."""

    disabled = False
    enabled = True
    has_error = False
    skipped = False
    cprofile = None
    cprofile_loops = 1
    cprofile_dump = None
    cprofile_stats = None

    def __init__(self, node, measure):
        options = {}
        for name in ("benchmark", "codspeed_benchmark"):
            marker = node.get_closest_marker(name)
            options.update(marker.kwargs if marker is not None else {})
        parameters = getattr(node, "callspec", None)
        self.name = node.name
        self.fullname = node.nodeid
        self.group = options.get("group")
        self.param = parameters.id if parameters is not None else None
        self.params = parameters.params if parameters is not None else None
        self.extra_info = {}
        self.stats = None
        self._options = {name: options.get(name, usual) for name, usual in _SAMPLING.items()}
        self._measure = measure
        self._mode = None
        self._woven = []

    @property
    def __class__(self):
        # Type checkers at run time ask whether it is an instance of the plugin's class in the annotation.
        named = (("pytest_benchmark.fixture", BenchmarkFixture), ("pytest_codspeed.plugin", BenchmarkFixture))
        return _class_of_all(*(getattr(sys.modules.get(module), "BenchmarkFixture", ours) for module, ours in named))

    def __repr__(self):
        # How pytest words a failed assert: `where 12 = benchmark(score)`.
        return "benchmark"

    def __call__(self, function_to_benchmark, *args, **kwargs):
        self._use("benchmark(...)")
        return self._result(Calls(function_to_benchmark, args, kwargs))

    def pedantic(
        self, target, args=(), kwargs=None, setup=None, teardown=None, rounds=1, warmup_rounds=0, iterations=1
    ):
        self._use("benchmark.pedantic(...)")
        for name, value, least in (
            ("iterations", iterations, 1),
            ("rounds", rounds, 1),
            ("warmup_rounds", warmup_rounds, 0),
        ):
            if not isinstance(value, int) or value < least:
                raise ValueError(f"`{name}` has to be an integer of at least {least}, not {value!r}")
        if setup is not None and iterations != 1:
            raise ValueError("with a `setup` function, `iterations` has to be 1")
        args, kwargs = tuple(args), dict(kwargs or {})
        if setup is not None and (args or kwargs) and _has_to_be_given(setup, args, kwargs):
            setup = partial(setup, *args, **kwargs)
        return self._result(Rounds(target, args, kwargs, setup, teardown, rounds, warmup_rounds, iterations))

    def weave(self, target, **kwargs):
        """From now on until the test ends, calls of `target` (an object, or its dotted name) are what is measured."""
        try:
            import aspectlib
        except ImportError:
            raise ImportError("`benchmark.weave` needs aspectlib: pip install aspectlib") from None

        def measured(function):
            return lambda *args, **kwargs: self(function, *args, **kwargs)

        self._woven.append(aspectlib.weave(target, measured, **kwargs))

    patch = weave

    def unweave(self):
        while self._woven:
            self._woven.pop().rollback()

    def _use(self, mode):
        if self._mode is not None:
            self.has_error = True
            raise FixtureAlreadyUsed(f"a test can use `benchmark` once; it was used as {self._mode} before")
        self._mode = mode

    def _result(self, benchmark):
        try:
            self._measure(benchmark)
            if not benchmark.seconds:
                benchmark.once()
        except BaseException:
            self.has_error = True
            raise
        self.stats = Metadata(self, benchmark.calls, self._options)
        for seconds in benchmark.seconds:
            self.stats.stats.update(seconds)
        return benchmark.result


@lru_cache(maxsize=None)
def _class_of_all(*classes):
    different = tuple(dict.fromkeys(classes))
    return different[0] if len(different) == 1 else type("BenchmarkFixture", different, {})


def _has_to_be_given(setup, args, kwargs):
    """Whether a `setup` takes the arguments, as with pytest-codspeed, and not none, as with pytest-benchmark."""
    from inspect import signature

    try:
        takes = signature(setup)
    except (TypeError, ValueError):
        return False
    return not _binds(takes) and _binds(takes, *args, **kwargs)


def _binds(takes, *args, **kwargs):
    try:
        takes.bind(*args, **kwargs)
    except TypeError:
        return False
    return True
