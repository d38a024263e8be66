"""`benchmark.stats`, as pytest-benchmark has it, for tests that look at what was measured in their process."""


class Stats:
    """One value a batch, in seconds a call."""

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
