"""The suite `asv`: airspeed velocity's benchmarks, as its own runner finds them, in lock step.

`time_` and `timeraw_` are timed; what `track_` and `mem_` give, and the memory that `peakmem_` takes, are values.

A target is the folder of benchmarks (`benchmark_dir` of asv.conf.json), or a file in it. An id is a benchmark's name,
with the parameters in parentheses as asv shows them: `sorting.Sort.time_list(1000, 'random')`.
"""

import os
import pkgutil
import sys
from functools import partial
from importlib import import_module
from itertools import product

from hotpath_gate_harness import protocol
from hotpath_gate_harness.failure import one_line, why_not_imported
from hotpath_gate_harness.locations import Locations
from hotpath_gate_harness.kinds import Calls, Rounds, SelfTimed
from hotpath_gate_harness.targets import near
from hotpath_gate_harness.values import Value, peak_memory
from hotpath_gate_harness.walk import Skipped

# Its author says how many calls a sample has, and every sample is set up anew: as many samples as anybody will want.
_MANY_ROUNDS = 1_000_000


def run(walk):
    try:
        from asv_runner import discovery
    except ImportError as error:
        return walk.broken(why_not_imported("asv_runner", error))
    suite = _Suite(walk, discovery)
    if walk.only is None:
        cases = suite.discover()
        found = [(case.id, suite.location(case)) for case in cases]
        suite.doubt_texts(cases)
        return walk.collected(found, suite.problems)
    found = suite.find(walk.only)
    walk.collected(
        [(name, suite.location(found[name])) for name in walk.only if name in found],
        [(name, "is not among the benchmarks that asv finds") for name in walk.only if name not in found],
    )
    caches = {}
    for name in walk.only:
        case = found.get(name)
        if case is None:
            message = f"`{name}` is not among the benchmarks that asv finds"
            walk.channel.send(protocol.failed(name, "collect", "Missing", message, ""))
        else:
            walk.through(name, partial(_begin, case, caches), case.benchmark.do_teardown)
    return None


class _Case:
    """A benchmark with one of its combinations of parameters."""

    def __init__(self, benchmark, index, parameters):
        self.benchmark = benchmark
        self._index = index
        self.id = benchmark.name if parameters is None else f"{benchmark.name}({', '.join(parameters)})"

    def choose(self):
        if self._index is not None:
            self.benchmark.set_param_idx(self._index)


class _Suite:
    def __init__(self, walk, discovery):
        self._walk = walk
        self._discovery = discovery
        self._locations = Locations(walk.root)
        self.problems = []

    def location(self, case):
        return self._locations.of(case.benchmark.func)

    def discover(self):
        """All there are, in asv's order; what can't be had is in `problems`."""
        cases = {}
        for folder, module in self._places():
            modules = self._modules(os.path.basename(folder)) if module is None else self._imported([module])
            for case in self._cases(folder, modules):
                cases.setdefault(case.id, case)
        return list(cases.values())

    def doubt_texts(self, cases):
        from hotpath_gate_harness.text_doubts import text_doubts

        by_path = {}
        # Once a benchmark, whatever its parameters.
        for case in {case.benchmark.name: case for case in reversed(cases)}.values():
            location = self.location(case)
            if location is not None:
                path = os.path.join(self._walk.root, location["file"])
                by_path.setdefault(path, []).append((case.id, case.benchmark.func))
        for path, functions in by_path.items():
            module = sys.modules.get(getattr(functions[0][1], "__module__", None))
            for id, doubt in text_doubts(path, module, functions):
                self._walk.doubt(id, [doubt])

    def find(self, names):
        """By id. Only the files that hold them by their name are imported; all, where that is not enough."""
        folders = list(dict.fromkeys(folder for folder, _ in self._places()))
        found = {}
        for folder in folders:
            modules = sorted({module for name in names for module in _modules_of(folder, name)})
            for case in self._cases(folder, self._imported(modules)):
                found.setdefault(case.id, case)
        if all(name in found for name in names):
            return found
        for folder in folders:
            for case in self._cases(folder, self._modules(os.path.basename(folder))):
                found.setdefault(case.id, case)
        return found

    def _places(self):
        """The folder of benchmarks that each target is in, and the module where it is a file; the folder can be imported."""
        places = []
        for target in self._walk.targets:
            path = os.path.normpath(os.path.join(self._walk.root, target))
            if os.path.isdir(path):
                places.append((path, None))
            elif path.endswith(".py") and os.path.isfile(path):
                places.append(_package_of(path))
            else:
                siblings = os.listdir(os.path.dirname(path)) if os.path.isdir(os.path.dirname(path)) else []
                hint = near(os.path.basename(path), siblings)
                message = f"is no folder and no file{hint}: name the benchmark_dir of asv.conf.json, or a file in it"
                self.problems.append((target, message, True))
        for folder, _ in places:
            if os.path.dirname(folder) not in sys.path:
                sys.path.insert(0, os.path.dirname(folder))
        return places

    def _modules(self, package):
        """The package of benchmarks and all below it."""
        for module in self._imported([package]):
            yield module
            for _, name, is_package in pkgutil.iter_modules(getattr(module, "__path__", None) or (), f"{package}."):
                if is_package:
                    yield from self._modules(name)
                else:
                    yield from self._imported([name])

    def _imported(self, names):
        for name in names:
            try:
                yield import_module(name)
            except BaseException as error:
                kind = type(error).__name__
                self.problems.append((_as_in_ids(name), f"importing `{name}` failed: {kind}: {one_line(error)}"))

    def _cases(self, folder, modules):
        for module in modules:
            # What asv looks through is ours to say: it would stop at the first file that can't be had.
            self._discovery.disc_modules = lambda *_, _module=module, **__: [_module]
            try:
                benchmarks = list(self._discovery.disc_benchmarks(folder))
            except BaseException as error:
                told = f"the benchmarks of `{module.__name__}` could not be made: {type(error).__name__}: {one_line(error)}"
                self.problems.append((_as_in_ids(module.__name__), told))
                continue
            for benchmark in benchmarks:
                yield from _cases_of(benchmark)


def _package_of(file):
    """The outermost package that a file is in, or its folder where that is none, and the file's module."""
    folder, name = os.path.split(file)
    parts = [name[: -len(".py")]]
    while os.path.isfile(os.path.join(os.path.dirname(folder), "__init__.py")):
        folder, package = os.path.split(folder)
        parts.insert(0, package)
    return folder, ".".join([os.path.basename(folder), *parts])


def _as_in_ids(module):
    """A module as the ids of its benchmarks begin, which leave out the package of all of them; `.` for that one."""
    return module.partition(".")[2] or "."


def _cases_of(benchmark):
    if not benchmark._params:
        yield _Case(benchmark, None, None)
        return
    for index, parameters in enumerate(product(*benchmark.params)):
        yield _Case(benchmark, index, parameters)


def _modules_of(folder, name):
    """The modules that a benchmark of this name is usually in: `module.function`, or `module.Class.method`."""
    parts = name.partition("(")[0].split(".")
    for parts_of_module in (parts[:-1], parts[:-2]):
        path = os.path.join(folder, *parts_of_module)
        if parts_of_module and os.path.isfile(f"{path}.py"):
            yield ".".join([os.path.basename(folder), *parts_of_module])
        elif os.path.isfile(os.path.join(path, "__init__.py")):
            yield ".".join([os.path.basename(folder), *parts_of_module])


def _begin(case, caches):
    benchmark = case.benchmark
    case.choose()
    _give_cache(benchmark, caches)
    reason = _set_up(benchmark)
    if reason is not None:
        raise Skipped(reason)
    parameters = benchmark._build_params()
    return _timed(benchmark, parameters) if benchmark.type == "time" else _valued(benchmark, parameters)


def _give_cache(benchmark, caches):
    """What `setup_cache` made: once a process for all benchmarks that share it."""
    key = benchmark.setup_cache_key
    if key is None:
        return
    if key not in caches:
        caches[key] = benchmark.do_setup_cache()
    benchmark.set_cache(caches[key])


def _set_up(benchmark):
    """Why the benchmark skips these parameters; None when it does not."""
    if tuple(benchmark._current_params) in benchmark._skip_tuples:
        return "its skip_params name these parameters"
    try:
        for set_up in benchmark._setups:
            set_up(*benchmark._build_params())
    except NotImplementedError as error:
        return f"its set-up raised NotImplementedError: {one_line(error)}"
    return None


def _timed(benchmark, parameters):
    from asv_runner.benchmarks.timeraw import TimerawBenchmark

    if isinstance(benchmark, TimerawBenchmark):
        return _RawTimed(_RawTimer(benchmark.func, parameters))
    number = int(_attribute(benchmark, "number", 0))
    renewed = _Renewed(benchmark) if benchmark._setups or benchmark._teardowns else None
    if number > 0:
        return Rounds(benchmark.func, parameters, {}, renewed, None, _MANY_ROUNDS, 0, number)
    return Calls(benchmark.func, parameters) if renewed is None else _Samples(benchmark.func, parameters, renewed)


_UNITS = {"bytes": "B", "seconds": "s", "unit": ""}


def _valued(benchmark, parameters):
    """What it gives back, of which asv always takes less as better."""
    unit = str(benchmark.unit)
    unit = _UNITS.get(unit, unit)[:100]
    if benchmark.type == "peakmemory":
        call = partial(benchmark.func, *parameters)
        return Value(partial(peak_memory, call), {"metric": "peak-memory", "unit": "B", "better": "smaller"})
    return Value(partial(benchmark.run, *parameters), {"metric": "value", "unit": unit, "better": "smaller"})


def _attribute(benchmark, name, otherwise):
    """As asv looks for it: at the function, its class, its module."""
    for source in benchmark._attr_sources:
        value = getattr(source, name, None)
        if value is not None:
            return value
    return otherwise


class _Renewed:
    """Tears down and sets up again before every sample but the first, as asv does. Called by Rounds as its set-up."""

    def __init__(self, benchmark):
        self._benchmark = benchmark
        self._is_first = True

    def __call__(self):
        if self._is_first:
            self._is_first = False
            return
        self._benchmark.do_teardown()
        if _set_up(self._benchmark) is not None:
            raise RuntimeError("its set-up raised NotImplementedError, and had not done so before")


class _Samples(Calls):
    """Calls with a set-up before each batch, which is a sample to asv."""

    sets_up = True

    def __init__(self, function, args, renewed):
        super().__init__(function, args)
        self._renewed = renewed

    def batch(self, loops, untimed, longest_ns):
        self._renewed()
        return super().batch(loops, untimed, longest_ns)

    def _runnable_at_a_time(self, loops):
        self._renewed()
        return super()._runnable_at_a_time(loops)

    def run_within(self, loops, context):
        self._renewed()
        super().run_within(loops, context)


class _RawTimed(SelfTimed):
    def run_within(self, loops, context):
        raise NotImplementedError("it runs in an interpreter of its own, whose instructions nobody counts")


class _RawTimer:
    """Seconds of a statement in a fresh interpreter: what `timeraw_` functions return, or that and its set-up."""

    def __init__(self, function, args):
        self._function = function
        self._args = args

    def __call__(self, loops):
        from subprocess import run as start
        from textwrap import dedent

        made = self._function(*self._args)
        statement, set_up = made if isinstance(made, tuple) else (made, "")
        program = (
            "import sys, timeit\n"
            f"sys.stdout.write(repr(timeit.timeit({dedent(statement)!r}, {dedent(set_up)!r}, number={loops})))"
        )
        ended = start([sys.executable, "-c", program], capture_output=True, text=True)
        if ended.returncode != 0:
            lines = [line for line in ended.stderr.splitlines() if line.strip()]
            raise RuntimeError(f"its interpreter ended with status {ended.returncode}: {lines[-1] if lines else ''}")
        return float(ended.stdout.rpartition("\n")[2])
