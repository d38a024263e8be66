"""The suite `functions`: `module:function` targets, and `bench_*` functions and methods in files."""

import os
import sys
from importlib import import_module
from types import FunctionType

from hotpath_gate_harness import protocol
from hotpath_gate_harness.benchmark_folders import BenchmarkFolders
from hotpath_gate_harness.failure import describe, one_line, place
from hotpath_gate_harness.function_cases import cases_of, without_parameters
from hotpath_gate_harness.locations import Locations, is_of
from hotpath_gate_harness.targets import Absent, Missing, is_dotted, near, problem, target_paths


def run(walk):
    sources = _Sources(walk.root)
    try:
        _walk_through(walk, sources)
    finally:
        walk.set_aside = sources.folders.modules()


def _walk_through(walk, sources):
    if walk.only is None:
        benchmarks, problems = _discover(walk, sources)
        told = []
        for name, case in benchmarks.items():
            try:
                told.append((name, sources.locations.of(case.function), case.work()))
            except Missing as missing:
                problems.append((name, str(missing)))
        walk.collected(told, problems)
        return
    # Each side imports in the same order, whatever the order of the walk.
    for source in sorted({_source_of(name) for name in walk.only}):
        try:
            sources.load(*source)
        except Missing:
            pass
    found = {}
    problems = {}
    for name in walk.only:
        try:
            found[name] = sources.case(name)
        except Missing as missing:
            problems[name] = missing
    walk.collected(
        [(name, sources.locations.of(case.function)) for name, case in found.items()],
        [(name, str(problem)) for name, problem in problems.items()],
    )
    for name in walk.only:
        if name in found:
            walk.through(name, _beginning(sources, name, found[name]), found[name].end, sources.file_of(name))
        else:
            walk.channel.send(_failure(name, problems[name]))


def _beginning(sources, name, case):
    def begin():
        # What a call imports is its own folder's as well.
        sources.load(*_source_of(name))
        return case.begin()

    return begin


def _failure(name, problem):
    cause = problem.__cause__
    error, _, traceback = describe(cause) if cause is not None else ("Missing", "", "")
    return protocol.failed(name, "collect", error, str(problem), traceback)


def _discover(walk, sources):
    """Functions by id, in the order of the targets, and problems (where, message)."""
    from hotpath_gate_harness.text_doubts import text_doubts

    found = {}
    problems = []
    for target in walk.targets:
        try:
            if _is_function_target(target) or "::" in target:
                for name, case in sources.cases(target).items():
                    found.setdefault(name, case)
                continue
            paths = target_paths(sources.root, target, _is_benchmark_file)
        except Missing as missing:
            problems.append(problem(target, missing))
            continue
        without = 0
        for path in paths:
            where = os.path.relpath(path, sources.root).replace(os.sep, "/")
            try:
                module = sources.load("file", where)
            except Missing as missing:
                problems.append((where, str(missing)))
                continue
            names = {f"{where}::{name}": function for name, function in _benchmarks_in(module)}
            without += not names
            for name, doubt in text_doubts(path, module, names.items()):
                walk.doubt(name, [doubt])
            for name in names:
                try:
                    cases = sources.cases(name)
                except Missing as missing:
                    problems.append((name, str(missing)))
                    continue
                for id, case in cases.items():
                    found.setdefault(id, case)
        if without == len(paths):
            why = "holds no function or method named bench_*: name one so, or name a `module:function`"
            problems.append(problem(target, Absent(why)))
    return found, problems


def _is_benchmark_file(name):
    return name.startswith("bench_") and name.endswith(".py")


def _is_function_target(target):
    module, _, attribute = without_parameters(target).partition(":")
    return is_dotted(module) and is_dotted(attribute)


def _source_of(name):
    """What an id is in: kind (`file` or `module`) and name."""
    return ("file", name.partition("::")[0]) if "::" in name else ("module", name.partition(":")[0])


def _benchmarks_in(module):
    """Functions of the module, and methods of the classes that it defines, by name: `bench_plain`, `Parsing.bench_small`."""
    for name, value in vars(module).items():
        if is_of(value, type):
            yield from _methods_of(name, value, module)
        elif _is_benchmark(name, value):
            yield name, value


def _methods_of(name, owner, module):
    is_own = owner.__module__ == module.__name__ and name == owner.__name__
    # What is abstract is for the classes below it.
    if not is_own or name.startswith("_") or getattr(owner, "__abstractmethods__", None):
        return
    methods = {each: found for part in reversed(owner.__mro__) for each, found in vars(part).items()}
    for each, found in methods.items():
        if _is_benchmark(each, found):
            yield f"{name}.{each}", getattr(found, "__func__", found)


def _is_benchmark(name, value):
    if not name.startswith("bench_") or is_of(value, type):
        return False
    return callable(value) or is_of(value, classmethod, staticmethod)


class _Sources:
    """Modules and files, each imported once."""

    def __init__(self, root):
        self.root = root
        self._loaded = {}
        self.folders = BenchmarkFolders()
        self.locations = Locations(root)

    def load(self, kind, name):
        """The module of a file (path relative to the root) or of a dotted name, whose folder is entered. Raises Missing."""
        self.folders.enter(self._place_of(name)[0] if kind == "file" else None)
        if (kind, name) not in self._loaded:
            try:
                self._loaded[kind, name] = self._import_file(name) if kind == "file" else _import_module(name)
            except Missing as missing:
                self._loaded[kind, name] = missing
        loaded = self._loaded[kind, name]
        if isinstance(loaded, Missing):
            raise loaded
        return loaded

    def file_of(self, name):
        """The file that an id names, or that of its module."""
        return getattr(self.load(*_source_of(name)), "__file__", None)

    def cases(self, name):
        """By id: what a target stands for, which is one case, or all of a function. Raises Missing."""
        whole = without_parameters(name)
        cases = cases_of(whole, self._function(whole))
        if name == whole:
            return cases
        if name not in cases:
            raise Absent(f"`{whole}` has no such parameters{near(name, cases)}")
        return {name: cases[name]}

    def case(self, name):
        """That of an id. Raises Missing."""
        cases = self.cases(name)
        if name not in cases:
            raise Missing(f"`{name}` has parameters by now: its benchmarks have other ids")
        return cases[name]

    def _function(self, name):
        """The callable of an id without parameters; of a method, that of an instance. Raises Missing."""
        if "::" not in name and not _is_function_target(name):
            raise Absent("it is neither `module:function` nor `path/bench_file.py::bench_function`")
        kind, walked = _source_of(name)
        path = name[len(walked) :].lstrip(":")
        found = self.load(kind, walked)
        for part in path.split("."):
            try:
                inner = getattr(found, part)
            except AttributeError:
                alike = near(part, [each for each in dir(found) if not each.startswith("__")])
                raise Absent(f"`{walked}` has no `{part}`{alike}") from None
            found = _bound(found, part, inner)
            walked = f"{walked}.{part}"
        return found

    def _place_of(self, path):
        """As in pytest, the folder above the outermost package, and the parts of the module's name in it."""
        folder, base = os.path.split(os.path.realpath(os.path.join(self.root, path)))
        parts = [base[: -len(".py")] if base.endswith(".py") else base]
        while os.path.isfile(os.path.join(folder, "__init__.py")) and os.path.basename(folder).isidentifier():
            folder, package = os.path.split(folder)
            parts.insert(0, package)
        return folder, parts

    def _import_file(self, path):
        full = os.path.realpath(os.path.join(self.root, path))
        if not os.path.isfile(full):
            siblings = os.listdir(os.path.dirname(full)) if os.path.isdir(os.path.dirname(full)) else []
            raise Absent(f"there is no file `{path}`{near(os.path.basename(full), siblings)}")
        _, parts = self._place_of(path)
        name = ".".join(parts)
        if all(part.isidentifier() for part in parts) and not _taken(name, full):
            module = _importing(path, lambda: import_module(name))
            if os.path.realpath(getattr(module, "__file__", None) or "") == full:
                return module
        return _importing(path, lambda: _import_under_path(path, full))


def _taken(name, full):
    module = sys.modules.get(name)
    return module is not None and os.path.realpath(getattr(module, "__file__", None) or "") != full


def _import_under_path(path, full):
    """For a file whose name another module has already."""
    from importlib.util import module_from_spec, spec_from_file_location

    name = "".join(character if character.isalnum() else "_" for character in path[: -len(".py")])
    while name in sys.modules:
        name += "_"
    spec = spec_from_file_location(name, full)
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    return module


def _import_module(name):
    try:
        return _importing(name, lambda: import_module(name))
    except Missing as missing:
        absent = getattr(missing.__cause__, "name", None)
        if not isinstance(missing.__cause__, ModuleNotFoundError) or not f"{name}.".startswith(f"{absent}."):
            raise
        parent, _, last = absent.rpartition(".")
        folders = getattr(sys.modules.get(parent), "__path__", []) if parent else sys.path
        names = {entry.partition(".")[0] for folder in folders for entry in _entries(folder)}
        raise Missing(
            f"there is no module `{absent}` for {sys.executable}{near(last, names)}: correct the name, "
            "install it, or name its folder in `python-path`"
        ) from missing.__cause__


def _entries(folder):
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _importing(what, load):
    try:
        return load()
    except BaseException as error:
        raise Missing(f"importing `{what}` failed: {type(error).__name__}: {one_line(error)}{place(error)}") from error


def _bound(owner, name, found):
    """A method that needs an instance gets one."""
    if not isinstance(owner, type):
        return found
    if not isinstance(next((vars(each)[name] for each in owner.__mro__ if name in vars(each)), None), FunctionType):
        return found
    try:
        return getattr(owner(), name)
    except BaseException as error:
        kind = type(error).__name__
        raise Missing(f"making a `{owner.__name__}` to call its `{name}` failed: {kind}: {one_line(error)}") from error
