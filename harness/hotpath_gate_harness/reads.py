"""What each benchmark reads, noted where nothing is timed: which file imports which, and what code opens, lists or seeks.

What a module opens or imports may be kept by it (a table that is loaded on first use), and serve a benchmark that comes later.
So nothing of that is told of the benchmark that was just running, but of the file whose code did it: a benchmark reads what
the files that it leads to read. That file is the innermost on the stack that is neither of the standard library nor of
those who run benchmarks. Code that a benchmark enters without having imported it (a hook, a registry) is told of the benchmark.

What no hook sees, the controller has to be careful about: C code that opens files by itself, and a look at whether a file exists.
"""

import builtins
import importlib
import os
import sys
import threading

OWN_FOLDER = os.path.dirname(os.path.abspath(__file__)) + os.sep
# Of everybody: nobody's file did it, or it can't be told whose.
EVERYBODY = None

_STANDARD_LIBRARY = os.path.dirname(os.path.abspath(os.__file__)) + os.sep
_INSTALLED = ("site-packages", "dist-packages")
# They collect for all, and read each benchmark's file for it.
_RUNNERS = ("_pytest", "pytest", "pluggy", "iniconfig", "asv", "asv_runner", "pyperf")
_MOST_NOTES = 200_000
_WRITES_ONLY = os.O_WRONLY

_STARTS_PROCESS = "starts-process"
_USES_NETWORK = "uses-network"
_TRACES = "traces"
_IMPORTS_BY_NAME = "imports-by-name"
_REFUSED = {
    "subprocess.Popen": _STARTS_PROCESS,
    "os.system": _STARTS_PROCESS,
    "os.posix_spawn": _STARTS_PROCESS,
    "os.spawn": _STARTS_PROCESS,
    "os.startfile": _STARTS_PROCESS,
    "os.exec": _STARTS_PROCESS,
    "os.fork": _STARTS_PROCESS,
    "os.forkpty": _STARTS_PROCESS,
    "pty.spawn": _STARTS_PROCESS,
    "socket.connect": _USES_NETWORK,
    "socket.sendto": _USES_NETWORK,
    "socket.sendmsg": _USES_NETWORK,
    "socket.getaddrinfo": _USES_NETWORK,
    "socket.gethostbyname": _USES_NETWORK,
    "socket.gethostbyaddr": _USES_NETWORK,
    "socket.getnameinfo": _USES_NETWORK,
    # Whoever else looks at what is entered may keep us from seeing it.
    "sys.settrace": _TRACES,
    "sys.setprofile": _TRACES,
}


class Reads:
    """Notes from now on, until `end`. A hook can't be taken away again: such a process measures nothing."""

    def __init__(self):
        self._notes = set()
        self._owners = {}
        self._is_on = True
        self._is_full = False
        self._id = None
        self._roots = {}
        self._entered = {}
        self._of_everybody = set()
        self._entries = _Entries(self)
        self._import = builtins.__import__
        self._import_module = importlib.import_module
        builtins.__import__ = self._importing
        importlib.import_module = self._importing_by_name
        sys.addaudithook(self._heard)

    def begin(self, id, root):
        """A benchmark is set up, called and torn down from now on. `root`: the file that it is written in; None if unknown."""
        self._id = id
        self._roots[id] = None if root is None else self._file(root)
        self._entered.setdefault(id, set())
        self._entries.begin(self._entered[id])

    def for_everybody(self):
        """From now until `only_for_it`, what is entered serves others as well: a fixture of a module or a session."""
        self._entries.begin(self._of_everybody)

    def only_for_it(self):
        if self._id is not None:
            self._entries.begin(self._entered[self._id])

    def leave(self):
        """The end of a benchmark."""
        self._id = None
        self._entries.end()

    def end(self):
        """Noting; what was noted until now is told by `told`."""
        self._is_on = False
        self._entries.end()
        self._entries.forget()
        builtins.__import__ = self._import
        importlib.import_module = self._import_module

    def told(self):
        """Files by number, and what refers to them: `None` stands for everybody.

        `imports`, `opened` and `listed`: pairs of a file and what it imports, opens or lists. `sought`: a file and the name of a
        module that it looked for and that has no file, or that it says it may import. `refused`: a file and why nothing can be
        proved of who reads it; `imports-by-name` where only modules that were not loaded could be concerned.
        `benchmarks`: id, own file and other files whose code it enters.
        """
        files = {}
        paths = []

        def number(path):
            if path is EVERYBODY:
                return None
            if path not in files:
                files[path] = len(paths)
                paths.append(path)
            return files[path]

        found = {"imports": [], "opened": [], "listed": [], "sought": [], "refused": []}
        for kind, owner, what in sorted(self._notes, key=str):
            if kind in ("opened", "loaded") and self._is_source(kind, owner, what):
                continue
            if kind == "sought" and self._has_file(what):
                continue
            told = what if kind in ("sought", "refused") else number(what)
            found["opened" if kind == "loaded" else kind].append([number(owner), told])
        looked_into = 0
        # What a file may import may import more.
        while looked_into < len(paths):
            path = paths[looked_into]
            for name in may_import(path, self._package_of(path)):
                loaded = None if name is None else _file_of(sys.modules.get(name))
                if loaded is not None and _is_of_others(loaded):
                    continue
                if loaded is not None:
                    found["imports"].append([looked_into, number(self._file(loaded))])
                else:
                    found["refused" if name is None else "sought"].append([looked_into, name or _IMPORTS_BY_NAME])
            looked_into += 1
        if self._is_full:
            found["refused"].append([None, "too-much"])
        return {
            **found,
            "entered": sorted(number(path) for path in self._files(self._of_everybody)),
            "benchmarks": [
                {
                    "id": id,
                    "file": number(self._roots[id]),
                    "entered": sorted(number(path) for path in self._files(entered)),
                }
                for id, entered in self._entered.items()
            ],
            "files": paths,
        }

    # What is heard

    def _heard(self, event, arguments):
        if not self._is_on:
            return
        try:
            if event == "open":
                self._opens(arguments)
            elif event in ("os.listdir", "os.scandir"):
                self._lists(arguments[0])
            elif event == "import":
                # What is loaded is told of by who imports it; what is not found was looked for.
                self._note("sought", self._owner(sys._getframe(1)), arguments[0])
            elif event in ("ctypes.dlopen", "sqlite3.connect"):
                self._named(arguments[0])
            elif event in _REFUSED and not self._entries.is_switching():
                self._note("refused", self._owner(sys._getframe(1)), _REFUSED[event])
        except Exception:
            # What is measured must not fail for what is noted of it.
            self._note("refused", EVERYBODY, "not-noted")

    def _opens(self, arguments):
        path, _, flags = arguments
        if isinstance(path, int) or path is None:
            return
        if isinstance(flags, int) and flags & os.O_ACCMODE == _WRITES_ONLY:
            return
        frame = sys._getframe(2)
        kind = "loaded" if frame.f_code.co_filename.startswith("<frozen importlib") else "opened"
        self._note_file(kind, self._owner(frame), path)

    def _lists(self, path):
        frame = sys._getframe(2)
        # The import system lists folders to find modules, of which what it finds is told.
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return
        owner = self._owner(frame)
        # Who runs the benchmarks looks for their files.
        if owner is not EVERYBODY and not isinstance(path, int):
            self._note_file("listed", owner, os.curdir if path is None else path)

    def _named(self, path):
        """A database or a library. Without a folder, a library is the system's."""
        if isinstance(path, (str, bytes)) and os.path.basename(path) != path:
            self._note_file("opened", self._owner(sys._getframe(2)), path)

    def _importing(self, name, globals=None, locals=None, fromlist=(), level=0):
        module = self._import(name, globals, locals, fromlist, level)
        if self._is_on:
            self._imported(sys._getframe(1), self._absolute(name, globals, level), fromlist)
        return module

    def _importing_by_name(self, name, package=None):
        frame = sys._getframe(1)
        try:
            module = self._import_module(name, package)
        except BaseException:
            self._note("sought", self._owner(frame), importlib.util.resolve_name(name, package) if package else name)
            raise
        if self._is_on:
            self._imported(frame, getattr(module, "__name__", name), ())
        return module

    @staticmethod
    def _absolute(name, globals, level):
        if level == 0:
            return name
        package = (globals or {}).get("__package__")
        if not package:
            package = ((globals or {}).get("__name__") or "").rpartition(".")[0]
        for _ in range(level - 1):
            package = package.rpartition(".")[0]
        return f"{package}.{name}" if name else package

    def _imported(self, frame, name, fromlist):
        owner = self._owner(frame)
        if owner is EVERYBODY:
            return
        parts = name.split(".")
        wanted = [".".join(parts[: count + 1]) for count in range(len(parts))]
        if fromlist:
            names = fromlist
            if "*" in fromlist:
                names = getattr(sys.modules.get(name), "__all__", None) or ()
            wanted.extend(f"{name}.{each}" for each in names if isinstance(each, str))
        for each in wanted:
            file = _file_of(sys.modules.get(each))
            # The standard library is the same on both sides.
            if file is not None and not _is_of_others(file):
                self._note("imports", owner, self._file(file))

    def _note_file(self, kind, owner, path):
        """By the path that code has for it, and by where that leads: a link on the way may lead elsewhere on the other side."""
        named = os.path.abspath(os.fsdecode(path))[:5000]
        self._note(kind, owner, self._file(path))
        self._note(kind, owner, named)

    def _note(self, kind, owner, what):
        if len(self._notes) < _MOST_NOTES:
            self._notes.add((kind, owner, what))
        else:
            self._is_full = True

    # Whose it is

    def _owner(self, frame):
        """The file of the innermost code that is neither the standard library's nor of those who run benchmarks."""
        while frame is not None:
            owner = self.owner_of(frame.f_code.co_filename)
            if owner is not EVERYBODY:
                return owner
            frame = frame.f_back
        return EVERYBODY

    def owner_of(self, name):
        try:
            return self._owners[name]
        except KeyError:
            owner = self._owners[name] = None if _is_of_others(name) else self._file(name)
            return owner

    @staticmethod
    def _file(path):
        return os.path.realpath(os.fsdecode(path))[:5000]

    def _files(self, names):
        return {owner for owner in map(self.owner_of, names) if owner is not EVERYBODY}

    # What was noted and is no read

    def _is_source(self, kind, owner, path):
        """Whether it was read to be imported, by the import system or by who runs the benchmarks: who imports it is told."""
        if kind == "opened" and owner is not EVERYBODY:
            return False
        if path.endswith(".pyc") and os.path.basename(os.path.dirname(path)) == "__pycache__":
            return True
        return path in self._loaded() and (owner is EVERYBODY or ("imports", owner, path) in self._notes)

    def _package_of(self, path):
        if getattr(self, "_packages", None) is None:
            self._packages = {}
            for name, module in list(sys.modules.items()):
                file = _file_of(module)
                if file is not None and isinstance(name, str):
                    is_package = os.path.basename(file).startswith("__init__.")
                    self._packages[self._file(file)] = name if is_package else name.rpartition(".")[0]
        return self._packages.get(path, "")

    def _has_file(self, name):
        return _file_of(sys.modules.get(name)) is not None

    def _loaded(self):
        if getattr(self, "_loaded_files", None) is None:
            found = set()
            for module in list(sys.modules.values()):
                file = _file_of(module)
                if file is not None:
                    found.add(self._file(file))
            found.update(root for root in self._roots.values() if root is not None)
            self._loaded_files = found
        return self._loaded_files


def _is_of_others(name):
    if name.startswith("<") or name.startswith(OWN_FOLDER):
        return True
    if any(f"{os.sep}{folder}{os.sep}" in name for folder in _INSTALLED):
        installed = name.replace("dist-packages", "site-packages").rpartition(f"site-packages{os.sep}")[2]
        return installed.partition(os.sep)[0].partition(".")[0] in _RUNNERS
    return os.path.abspath(name).startswith(_STANDARD_LIBRARY)


def _file_of(module):
    try:
        # A module that loads itself on first use must not be loaded by being looked at.
        file = object.__getattribute__(module, "__dict__").get("__file__")
    except Exception:
        return None
    return file if isinstance(file, str) else None


# Of what a module does with these, only a call that does it shows which modules it imports.
_BY_NAME = {
    "__import__",
    "exec",
    "eval",
    "import_module",
    "find_spec",
    "spec_from_file_location",
    "run_path",
    "run_module",
    "entry_points",
    "iter_modules",
    "walk_packages",
    "find_loader",
}
_LONGEST_SOURCE = 2_000_000


def may_import(path, package):
    """Names that a file of Python may import, in whatever branch; None among them where that depends on what it is given.

    Of installed files, which the project does not change, nothing is told.
    """
    if not path.endswith(".py") or any(f"{os.sep}{folder}{os.sep}" in path for folder in _INSTALLED):
        return []
    import ast

    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read(_LONGEST_SOURCE))
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return [None]
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                base = ".".join([*parts[: len(parts) - node.level + 1], *([base] if base else [])])
            names.update([base, *(f"{base}.{alias.name}" for alias in node.names)])
        elif isinstance(node, ast.Name) and node.id in _BY_NAME:
            names.add(None)
        elif isinstance(node, ast.Attribute) and node.attr in _BY_NAME:
            names.add(None)
    return sorted(names, key=str)


class _Entries:
    """Into which files' code a benchmark goes, on all threads."""

    def __init__(self, reads):
        self._reads = reads
        self._into = None
        self._switching = threading.local()
        self._monitoring = getattr(sys, "monitoring", None)
        self._tool = None
        if self._monitoring is not None:
            self._tool = self._free_tool()

    def is_switching(self):
        return getattr(self._switching, "now", False)

    def begin(self, into):
        self._into = into
        if self._tool is not None:
            events = self._monitoring.events
            self._monitoring.register_callback(self._tool, events.PY_START, self._started)
            self._monitoring.set_events(self._tool, events.PY_START)
            # What was entered for another benchmark is to be told of this one as well.
            self._monitoring.restart_events()
            return
        self._switch(self._called)

    def end(self):
        self._into = None
        if self._tool is not None:
            self._monitoring.set_events(self._tool, 0)
            return
        self._switch(None)

    def forget(self):
        if self._tool is not None:
            self._monitoring.free_tool_id(self._tool)
            self._tool = None

    def _free_tool(self):
        for tool in (4, 3, 5, 2):
            if self._monitoring.get_tool(tool) is None:
                self._monitoring.use_tool_id(tool, "hotpath-gate")
                return tool
        return None

    def _switch(self, function):
        self._switching.now = True
        try:
            threading.setprofile(function)
            sys.setprofile(function)
        finally:
            self._switching.now = False

    def _started(self, code, _offset):
        into = self._into
        if into is not None:
            into.add(code.co_filename)
        return self._monitoring.DISABLE

    def _called(self, frame, event, _argument):
        into = self._into
        if event == "call" and into is not None:
            into.add(frame.f_code.co_filename)
