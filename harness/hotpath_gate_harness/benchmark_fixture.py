"""The `benchmark` fixture, as pytest-benchmark and pytest-codspeed define it."""

import sys
from functools import lru_cache, partial
from time import perf_counter

from hotpath_gate_harness.measuring import Calls, Rounds

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


class Stats:
    """What was measured in this process, for tests that look at it: one value a batch, in seconds a call."""

    fields = (
        "min",
        "max",
        "mean",
        "stddev",
        "rounds",
        "median",
        "iqr",
        "q1",
        "q3",
        "iqr_outliers",
        "stddev_outliers",
        "outliers",
        "ld15iqr",
        "hd15iqr",
        "ops",
        "total",
    )

    def __init__(self):
        self.data = []

    def __bool__(self):
        return bool(self.data)

    def as_dict(self):
        return {field: getattr(self, field) for field in self.fields}

    def update(self, duration):
        self.data.append(duration)

    @property
    def sorted_data(self):
        return sorted(self.data)

    @property
    def total(self):
        return sum(self.data)

    @property
    def min(self):
        return min(self.data)

    @property
    def max(self):
        return max(self.data)

    @property
    def mean(self):
        return self.total / self.rounds

    @property
    def stddev(self):
        if self.rounds < 2:
            return 0
        mean = self.mean
        return (sum((value - mean) ** 2 for value in self.data) / (self.rounds - 1)) ** 0.5

    @property
    def rounds(self):
        return len(self.data)

    @property
    def median(self):
        return _median(self.sorted_data)

    @property
    def q1(self):
        return _lower_quartile(self.sorted_data)

    @property
    def q3(self):
        return -_lower_quartile([-value for value in reversed(self.sorted_data)])

    @property
    def iqr(self):
        return self.q3 - self.q1

    @property
    def _fences(self):
        """Tukey's: an interquartile range and a half outside of the quartiles."""
        return self.q1 - 1.5 * self.iqr, self.q3 + 1.5 * self.iqr

    @property
    def ld15iqr(self):
        low = self._fences[0]
        return min(value for value in self.data if value >= low)

    @property
    def hd15iqr(self):
        high = self._fences[1]
        return max(value for value in self.data if value <= high)

    @property
    def iqr_outliers(self):
        return self._outside(*self._fences)

    @property
    def stddev_outliers(self):
        return self._outside(self.mean - self.stddev, self.mean + self.stddev)

    @property
    def outliers(self):
        return f"{self.stddev_outliers};{self.iqr_outliers}"

    @property
    def ops(self):
        return self.rounds / self.total if self.total else 0

    def _outside(self, low, high):
        return sum(value < low or value > high for value in self.data)


def _median(ordered):
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _lower_quartile(ordered):
    """As pytest-benchmark has it: the median of the lower half, and between two values where no half is even."""
    rounds = len(ordered)
    if rounds == 1:
        return ordered[0]
    if rounds % 2 == 0:
        return _median(ordered[: rounds // 2])
    quarter = rounds // 4
    if rounds % 4 == 1:
        return 0.25 * ordered[quarter - 1] + 0.75 * ordered[quarter]
    return 0.75 * ordered[quarter] + 0.25 * ordered[quarter + 1]


class Metadata:
    """`benchmark.stats`: whose values `stats` are."""

    def __init__(self, fixture, iterations, options):
        self.name = fixture.name
        self.fullname = fixture.fullname
        self.group = fixture.group
        self.param = fixture.param
        self.params = fixture.params
        self.extra_info = fixture.extra_info
        self.cprofile_stats = fixture.cprofile_stats
        self.iterations = iterations
        self.stats = Stats()
        self.options = options
        self.fixture = fixture

    def __bool__(self):
        return bool(self.stats)

    def __getitem__(self, key):
        try:
            return getattr(self.stats, key)
        except AttributeError:
            return getattr(self, key)

    def get(self, key, default=None):
        try:
            return self[key]
        except AttributeError:
            return default

    @property
    def has_error(self):
        return self.fixture.has_error

    def update(self, duration):
        self.stats.update(duration / self.iterations)

    def as_dict(self, include_data=True, flat=False, stats=True, cprofile=None):
        told = {name: getattr(self, name) for name in ("group", "name", "fullname", "params", "param", "extra_info")}
        told["options"] = {
            name: getattr(value, "__name__", repr(value)) if callable(value) else value
            for name, value in self.options.items()
        }
        if stats:
            values = {**self.stats.as_dict(), "iterations": self.iterations}
            if include_data:
                values["data"] = self.stats.data
            told.update(values if flat else {"stats": values})
        return told
