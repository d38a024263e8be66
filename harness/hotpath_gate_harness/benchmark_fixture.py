"""The `benchmark` fixture, as pytest-benchmark and pytest-codspeed define it."""

from hotpath_gate_harness.measuring import Calls, Rounds


class FixtureAlreadyUsed(Exception):
    """A test measures one thing."""


class BenchmarkFixture:
    """`measure` talks with the controller about a Calls or Rounds, and raises what the benchmark raised."""

    disabled = False
    enabled = True
    has_error = False

    def __init__(self, node, measure):
        marker = node.get_closest_marker("benchmark")
        parameters = getattr(node, "callspec", None)
        self.name = node.name
        self.fullname = node.nodeid
        self.group = marker.kwargs.get("group") if marker is not None else None
        self.param = parameters.id if parameters is not None else None
        self.params = parameters.params if parameters is not None else None
        self.extra_info = {}
        self.stats = None
        self._measure = measure
        self._mode = None
        self._woven = []

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
        return self._result(
            Rounds(target, tuple(args), dict(kwargs or {}), setup, teardown, rounds, warmup_rounds, iterations)
        )

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
        self.stats = Stats(benchmark.seconds, benchmark.calls)
        return benchmark.result


class Stats:
    """What was measured in this process, for tests that look at it: one value a batch, in seconds a call."""

    def __init__(self, seconds, iterations):
        self.data = list(seconds)
        self.iterations = iterations
        self.rounds = len(self.data)
        self.total = sum(self.data)
        self.min = min(self.data)
        self.max = max(self.data)
        self.mean = self.total / self.rounds
        self.ops = 1 / self.mean if self.mean else 0.0
        ordered = sorted(self.data)
        self.median = (ordered[(self.rounds - 1) // 2] + ordered[self.rounds // 2]) / 2
        spread = sum((value - self.mean) ** 2 for value in self.data)
        self.stddev = (spread / (self.rounds - 1)) ** 0.5 if self.rounds > 1 else 0.0

    @property
    def stats(self):
        return self

    def __getitem__(self, name):
        return getattr(self, name)

    def get(self, name, default=None):
        return getattr(self, name, default)
