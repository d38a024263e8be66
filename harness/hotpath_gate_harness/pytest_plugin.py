"""pytest, as one of our suites: collects benchmarks, orders them, and lets the controller into each.

What is told of an item is settled when its protocol ends, not when a report comes: plugins may report several
times for one item.
"""

import os
import re
import sys
from fnmatch import fnmatch
from functools import partial, wraps
from inspect import iscoroutinefunction

import pytest

from hotpath_gate_harness import protocol
from hotpath_gate_harness.benchmark_fixture import BenchmarkFixture
from hotpath_gate_harness.failure import describe, one_line
from hotpath_gate_harness.locations import Locations
from hotpath_gate_harness.kinds import Calls
from hotpath_gate_harness.pytest_options import MARKERS, SETTINGS, accept, make_unknown_hooks_optional, stand_in
from hotpath_gate_harness.targets import near

FIXTURES = {"benchmark", "codspeed_benchmark"}


class _NothingNeeded(pytest.File):
    """Stands for a file that none of the benchmarks to walk is in, so that it is not imported."""

    def collect(self):
        return []


class Plugin:
    """The plugin object. `targets` says which items are meant (see pytest_suite)."""

    def __init__(self, walk, targets):
        self._walk = walk
        self._targets = targets
        self._locations = Locations(walk.root)
        self._files = None
        if walk.only is not None:
            self._files = {os.path.join(walk.root, name.partition("::")[0]) for name in walk.only}
            self._files = {os.path.normpath(file) for file in self._files}
        self._items = {}
        self._others = {}
        self._collect_errors = {}
        self._skipped_files = {}
        self._problems = []
        self._waiting = list(walk.only or ())
        self._told = False
        self._answered = set()
        self._ended = set()
        self._failure = None
        self._raised = None
        self._asked_for = False
        self._skip_reason = None
        self._measuring = False
        self._stopped_by = None

    # Configuration

    def pytest_addoption(self, parser):
        for name in SETTINGS:
            parser.addini(name, "ignored", default=None)

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config):
        config.pluginmanager.register(_Fixtures(self))
        for marker in MARKERS:
            config.addinivalue_line("markers", marker)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_load_initial_conftests(self, early_config, parser, args):
        stand_in(early_config.pluginmanager)
        outcome = yield
        if outcome.excinfo is None:
            accept(early_config, parser, args)

    def pytest_plugin_registered(self, manager):
        make_unknown_hooks_optional(manager)

    # pytest prints these and returns a number, which would not help who reads our message.

    @pytest.hookimpl(hookwrapper=True)
    def pytest_cmdline_parse(self):
        outcome = yield
        self._note_stop(outcome.excinfo)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_cmdline_main(self):
        outcome = yield
        self._note_stop(outcome.excinfo)

    def _note_stop(self, excinfo):
        if excinfo is not None and self._stopped_by is None:
            self._stopped_by = excinfo[1]

    def pytest_internalerror(self, excinfo):
        self._stopped_by = excinfo.value

    def pytest_keyboard_interrupt(self, excinfo):
        self._stopped_by = excinfo.value

    # Collection

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path):
        if self._files is None or collection_path.name in ("__init__.py", "conftest.py"):
            return None
        path = str(collection_path)
        below = path + os.sep
        if path in self._files or any(file.startswith(below) for file in self._files):
            return None
        return True

    def pytest_collect_file(self, file_path, parent):
        # A file may be a target whatever its name, also when its folder is one; and files `bench_*.py` are often named to
        # pytest one by one.
        path = str(file_path)
        if file_path.suffix != ".py" or path in self._targets.arguments:
            return None
        if self._files is not None and path not in self._files:
            return None
        if path not in self._targets.covered and not _uses_fixture(file_path):
            return None
        for pattern in parent.config.getini("python_files"):
            if fnmatch(path, f"*/{pattern}") if "/" in pattern else fnmatch(file_path.name, pattern):
                return None
        return self._outside(file_path, parent) or pytest.Module.from_parent(parent, path=file_path)

    @pytest.hookimpl(tryfirst=True)
    def pytest_pycollect_makemodule(self, module_path, parent):
        if module_path.name == "__init__.py":
            return None
        # Files that are targets themselves are never ignored.
        if self._files is None or str(module_path) in self._files:
            return self._outside(module_path, parent)
        return _NothingNeeded.from_parent(parent, path=module_path)

    def _outside(self, path, parent):
        """The module of a file outside the project's folder, None of others: pytest's ids would not say where it is."""
        way = os.path.relpath(path, self._walk.root)
        if not way.startswith(os.pardir + os.sep):
            return None
        return pytest.Module.from_parent(parent, path=path, nodeid=way.replace(os.sep, "/"))

    def pytest_exception_interact(self, node, call):
        if isinstance(node, pytest.Collector):
            self._collect_errors[node.nodeid] = call.excinfo.value

    def pytest_collectreport(self, report):
        if report.skipped:
            self._skipped_files[report.nodeid] = _skip_reason(report)
        if report.failed:
            error = self._collect_errors.get(report.nodeid)
            if isinstance(error, pytest.Collector.CollectError) and error.__cause__ is not None:
                error = error.__cause__
            if error is None:
                error = pytest.Collector.CollectError(str(report.longrepr))
            self._collect_errors[report.nodeid] = error
            self._problems.append((report.nodeid or ".", f"{type(error).__name__}: {one_line(error)}"))

    def pytest_deselected(self, items):
        for item in items:
            if _kind(item) is not None:
                self._others[item.nodeid] = (
                    "is deselected by the options in pytest's configuration (-k, -m, --deselect)"
                )

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, items):
        yield
        # Outermost, hence after every other plugin's selection and order.
        found = {}
        for item in items:
            if _kind(item) is None:
                self._others[item.nodeid] = "does not use the `benchmark` fixture or marker"
            elif self._files is not None or self._targets.meant(str(item.path), item.nodeid):
                found.setdefault(item.nodeid, item)
        if self._files is not None:
            found = {name: found[name] for name in self._walk.only if name in found}
        self._items = found
        items[:] = found.values()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        problems = [*self._problems, *(self._problems_of_targets() if self._files is None else ())]
        if not self._items and self._files is None:
            problems.extend((name, why) for name, why in self._others.items() if why.startswith("is deselected"))
        self._told = True
        if self._files is None:
            self._doubt_texts()
        benchmarks = [(name, self._locations.of(getattr(item, "obj", None))) for name, item in self._items.items()]
        self._walk.collected(benchmarks, problems, self._skipped_files.items())
        if self._files is None:
            return True
        session.items[:] = self._items.values()
        return None

    def _problems_of_targets(self):
        yield from self._targets.problems
        for (path, node), target in self._targets.unmatched().items():
            file = os.path.relpath(path, self._walk.root).replace(os.sep, "/")
            name = f"{file}::{node}"
            # What is in a file that can't be had, or skips itself, nobody knows.
            if any(_is_part_of(name, nodeid) for nodeid in (*self._collect_errors, *self._skipped_files)):
                continue
            why = self._others.get(name)
            alike = near(node, [item.partition("::")[2] for item in self._items if item.startswith(f"{file}::")])
            is_deselected = why is not None and why.startswith("is deselected")
            yield target, why or f"`{file}` has no benchmark `{node}`{alike}", not is_deselected

    def _doubt_texts(self):
        from hotpath_gate_harness.text_doubts import text_doubts

        # Once a test, whatever its parameters.
        plain = {name.partition("[")[0]: item for name, item in self._items.items()}
        for path in {str(item.path) for item in plain.values()}:
            items = [(name, item) for name, item in plain.items() if str(item.path) == path]
            functions = [(name, getattr(item, "obj", None)) for name, item in items]
            for name, doubt in text_doubts(path, getattr(items[0][1], "module", None), functions):
                self._walk.doubt(name, [doubt])

    # The walk

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item):
        self._answer_missing(item.nodeid)
        self._failure = None
        self._raised = None
        self._asked_for = False
        self._skip_reason = None
        reads = self._walk.reads
        if reads is not None:
            reads.begin(item.nodeid, str(item.path))
        outcome = yield
        if reads is not None:
            reads.leave()
        if outcome.excinfo is not None and self._failure is None:
            # What ends pytest gets no report.
            self._failure = "call", outcome.excinfo[1], None
        self._settle(item)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef):
        # What is set up for several benchmarks is set up by the first of them.
        is_shared = self._walk.reads is not None and fixturedef.scope != "function"
        if is_shared:
            self._walk.reads.for_everybody()
        yield
        if is_shared:
            self._walk.reads.only_for_it()

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, call):
        outcome = yield
        report = outcome.get_result()
        if report.failed and self._failure is None:
            phase = "call" if report.when == "call" else "setup"
            self._failure = phase, call.excinfo.value if call.excinfo is not None else None, report.longrepr
        elif report.skipped and self._skip_reason is None:
            self._skip_reason = _skip_reason(report)

    def _answer_missing(self, until):
        """Answers for those of `only` that come before an item, and takes the item itself off the list."""
        while self._waiting:
            name = self._waiting.pop(0)
            if name == until:
                return
            self._walk.channel.send(self._missing(name))

    def _settle(self, item):
        name = item.nodeid
        if name not in self._ended:
            told = self._what_became_of(item)
            if told is not None:
                self._ended.add(name)
                self._walk.channel.send(told)
        self._answered.add(name)

    def _what_became_of(self, item):
        """`failed` or `skipped`: its arrival, the answer that it owes since it raised, or news after its `next`."""
        name = item.nodeid
        if self._failure is not None:
            # What the benchmark raised is nearer to the cause than what the test made of it.
            raised = self._raised if self._failure[0] == "call" else None
            return protocol.failed(name, *(raised or _described(*self._failure)))
        if self._skip_reason is not None:
            return protocol.skipped(name, self._skip_reason)
        if self._raised is not None:
            return protocol.failed(name, *self._raised)
        if name in self._answered:
            return None
        if _kind(item) == "whole":
            return protocol.skipped(name, "it can't be measured as a whole, because another plugin calls it")
        if not self._asked_for:
            return protocol.skipped(name, "a `benchmark` fixture of the project's own is in the place of ours")
        return protocol.skipped(name, "the test never called `benchmark`")

    def _missing(self, name):
        for nodeid, reason in self._skipped_files.items():
            if _is_part_of(name, nodeid):
                return protocol.skipped(name, reason)
        for nodeid, error in self._collect_errors.items():
            if _is_part_of(name, nodeid):
                kind, line, traceback = describe(error)
                message = f"`{nodeid or '.'}` could not be collected: {kind}: {line}"
                return protocol.failed(name, "collect", kind, message, traceback)
        if name in self._items:
            by = f": {type(self._stopped_by).__name__}: {one_line(self._stopped_by)}" if self._stopped_by else ""
            return protocol.failed(name, "setup", "NotReached", f"pytest stopped before it came to this test{by}", "")
        why = self._others.get(name)
        if why is None:
            file = name.partition("::")[0]
            there = os.path.isfile(os.path.join(self._walk.root, file))
            why = f"is not among the tests that pytest finds in `{file}`" if there else f"is gone: there is no `{file}`"
        return protocol.failed(name, "collect", "Missing", f"`{name}` {why}", "")

    def finish(self, error):
        """After pytest ended, with the exception that it let through, if any."""
        self._note_stop((None, error) if error is not None else None)
        if not self._told:
            self._walk.broken(_why_broken(self._stopped_by))
        self._answer_missing(None)

    # Measuring

    def fixture_of(self, item):
        self._asked_for = True
        return BenchmarkFixture(item, partial(self.measure, item))

    def measure(self, item, benchmark):
        """Lets the controller measure; raises what the benchmark raised."""
        name = item.nodeid
        if self._measuring:
            raise RuntimeError("`benchmark` is used inside of what is being measured")
        if name in self._answered:
            pytest.skip("this benchmark was measured before in this process")
        self._answered.add(name)
        self._measuring = True
        try:
            error = self._walk.converse_untold(name, benchmark)
        finally:
            self._measuring = False
        if error is None:
            return
        self._raised = ("call", *describe(error))
        if isinstance(error, (SystemExit, KeyboardInterrupt, pytest.exit.Exception)):
            # These would end pytest, and with it the benchmarks that are still to come.
            pytest.fail(f"the benchmark raised {type(error).__name__}: {one_line(error)}", pytrace=False)
        raise error

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem):
        if _kind(pyfuncitem) != "whole":
            return None
        function = pyfuncitem.obj
        if iscoroutinefunction(function):
            pytest.fail("an async test is measured only where a plugin runs it: install pytest-asyncio", False)
        arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
        self._measure_whole(pyfuncitem, function, arguments)
        return True

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_call(self, item):
        # unittest calls its methods by itself, between setUp and tearDown; pytest lets it call what is in `obj`.
        if _is_of_unittest(item) and _kind(item) == "whole" and callable(item.obj):
            item.obj = self._whole_method(item, item.obj)
        yield

    def _whole_method(self, item, method):
        @wraps(method)
        def measured():
            if iscoroutinefunction(method):
                pytest.fail("an async method of a unittest class can't be measured as a whole", False)
            self._measure_whole(item, method, {})

        return measured

    def _measure_whole(self, item, function, arguments):
        benchmark = Calls(function, (), arguments)
        self.measure(item, benchmark)
        if not benchmark.seconds:
            benchmark.once()


class _Fixtures:
    """A plugin of its own, which is registered late: of two plugins' fixtures, the later one counts."""

    def __init__(self, plugin):
        self._plugin = plugin

    @pytest.fixture
    def benchmark(self, request):
        fixture = self._plugin.fixture_of(request.node)
        yield fixture
        fixture.unweave()

    @pytest.fixture
    def codspeed_benchmark(self, benchmark):
        return benchmark

    @pytest.fixture
    def benchmark_weave(self, benchmark):
        return benchmark.weave


def _kind(item):
    """`fixture`, `whole` (a marker without the fixture), or None for what is no benchmark."""
    if FIXTURES.intersection(getattr(item, "fixturenames", ())):
        return "fixture"
    return "whole" if any(item.get_closest_marker(name) for name in FIXTURES) else None


# A test or benchmark that takes the fixture, or carries a marker of it; as the controller sees it, too.
_MARKER = re.compile(rb"^[ \t]*@pytest\.mark\.(codspeed_)?benchmark\b", re.MULTILINE)
_FUNCTION = re.compile(rb"^[ \t]*(async[ \t]+)?def[ \t]+(test|bench)\w*[ \t]*\(", re.MULTILINE)
_FIXTURE = re.compile(rb"\b(codspeed_)?benchmark\b")
_CLOSING = re.compile(rb"\)")


def _uses_fixture(path):
    if not fnmatch(path.name, "bench_*.py"):
        return False
    try:
        text = path.read_bytes()
    except OSError:
        return False
    if _MARKER.search(text):
        return True
    # Looked for once for all functions before them: parentheses that never close would cost the rest of the text each.
    closing = fixture = -1
    for function in _FUNCTION.finditer(text):
        start = function.end()
        if closing < start:
            closing = _place_of(_CLOSING, text, start)
        if fixture < start:
            fixture = _place_of(_FIXTURE, text, start)
        if fixture < closing:
            return True
    return False


def _place_of(what, text, start):
    """Of the first match from `start` on; the text's end where there is none."""
    found = what.search(text, start)
    return len(text) if found is None else found.start()


def _is_of_unittest(item):
    # Who has no such class has not imported unittest, which not every suite needs.
    unittest = sys.modules.get("unittest")
    return unittest is not None and issubclass(getattr(item, "cls", None) or object, unittest.TestCase)


def _skip_reason(report):
    if hasattr(report, "wasxfail"):
        # `pytest.xfail()` and `run=False` begin their reasons so, up to pytest 8.
        reason = report.wasxfail[len("reason: ") :] if report.wasxfail.startswith("reason: ") else report.wasxfail
        return f"xfail: {reason}" if reason else "xfail"
    longrepr = report.longrepr
    reason = str(longrepr[2]) if isinstance(longrepr, tuple) else str(longrepr)
    return reason[len("Skipped: ") :] if reason.startswith("Skipped: ") else reason


def _described(phase, error, longrepr):
    """`phase`, `error`, `message` and `traceback` of `failed`."""
    if error is None:
        return phase, "Failed", str(longrepr).strip().partition("\n")[0], ""
    name, line, traceback = describe(error)
    # A fixture that is not found says so only in what pytest makes of it.
    told = getattr(longrepr, "errorstring", None)
    return phase, name, told.strip().partition("\n")[0] if told else line, traceback


def _is_part_of(name, nodeid):
    """Whether a benchmark lies in a file, class or folder that collection stumbled over; all lies in the session."""
    return nodeid in ("", ".") or name == nodeid or name.startswith((f"{nodeid}::", f"{nodeid}/", f"{nodeid}["))


def _why_broken(error):
    cause = getattr(error, "cause", None) or error
    if isinstance(getattr(error, "excinfo", None), tuple):
        cause = error.excinfo[1]
    if cause is None:
        return "pytest ended before it collected anything. What it printed says why."
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    told = " ".join(lines)[:1000] if isinstance(error, pytest.UsageError) else one_line(cause)
    where = f" (in {error.path})" if hasattr(error, "path") else ""
    return f"pytest could not start: {type(cause).__name__}: {told}{where}"
