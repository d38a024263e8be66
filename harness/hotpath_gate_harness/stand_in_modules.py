"""What suites import from pytest-benchmark and pytest-codspeed, where those are not installed.

Mostly the class of the fixture, for annotations; or the package itself, to skip the benchmarks where it is missing.
"""

import sys
from importlib.machinery import ModuleSpec
from timeit import default_timer

from hotpath_gate_harness.benchmark_fixture import BenchmarkFixture, FixtureAlreadyUsed
from hotpath_gate_harness.benchmark_stats import Metadata, Stats

# The versions whose surface is stood in for: `importorskip` may ask for one.
_MODULES = {
    "pytest_benchmark": {"__version__": "5.3.1"},
    "pytest_benchmark.fixture": {"BenchmarkFixture": BenchmarkFixture, "FixtureAlreadyUsed": FixtureAlreadyUsed},
    "pytest_benchmark.plugin": {"BenchmarkFixture": BenchmarkFixture},
    "pytest_benchmark.stats": {"Metadata": Metadata, "Stats": Stats},
    "pytest_benchmark.timers": {"default_timer": default_timer},
    "pytest_codspeed": {"__version__": "5.0.4", "BenchmarkFixture": BenchmarkFixture},
    "pytest_codspeed.plugin": {"BenchmarkFixture": BenchmarkFixture},
}


class _Finder:
    """Both finder and loader; asked last, hence only for what is not installed."""

    def find_spec(self, name, path=None, target=None):
        package = name.partition(".")[0]
        if name not in _MODULES or (name != package and not self._made(package)):
            return None
        return ModuleSpec(name, self, origin="hotpath-gate", is_package=name == package)

    def _made(self, package):
        """An installed package has what it has: a module that is missing there is missing."""
        return getattr(getattr(sys.modules.get(package), "__spec__", None), "loader", None) is self

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        vars(module).update(_MODULES[module.__name__])


def offer():
    sys.meta_path.append(_Finder())
