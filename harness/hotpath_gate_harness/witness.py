"""Whose code child processes run: each Python among them notes the files that it loads, where nothing is timed.

A child is reached by a folder at the front of `PYTHONPATH`, whose `sitecustomize` takes its notes and then runs the one
that it stands before. A child that is started without this environment, or that ignores it, takes none. So children are
watched from outside as well, where the kernel tells of them: a Python that took no notes is told as one.
"""

import os
import re
import sys

from hotpath_gate_harness.kernel import threads_of

_HOOK_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "witness_hook")
_NOTES_VARIABLE = "HOTPATH_GATE_WITNESS_NOTES"
_NOTES_LIMIT = 16 * 1024 * 1024
_PYTHON = re.compile(r"(python|pypy)[0-9.]*[a-z]*(\.exe)?$")
# A look takes a tenth of a millisecond. Starting Python takes ten of them; what runs for long is looked at less often.
_FIRST_PAUSE_SECONDS = 0.0005
_LONGEST_PAUSE_SECONDS = 0.005
_PAUSES_GROW_BY = 1.01
_MOST_PROCESSES = 10_000


class Witness:
    """Of all children from now on. `names` are those of the project's packages."""

    def __init__(self, names):
        from tempfile import mkdtemp

        self._names = names
        self._folder = mkdtemp(prefix="witness-")
        os.environ[_NOTES_VARIABLE] = self._folder
        inherited = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = _HOOK_FOLDER if not inherited else os.pathsep.join([_HOOK_FOLDER, inherited])
        self._programs = []
        self._processes = _Processes()

    def starts(self, program):
        """Where a command's program is found is known from what it is called, however short it runs."""
        from shutil import which

        found = which(program)
        if found is not None:
            self._programs.append(os.path.realpath(found))

    def modules(self):
        """What children have loaded: `{"name", "file"}`, real paths; the script that one was started with is `__main__`, and a program
        that was seen to run is `__program__`.
        """
        found = {("__program__", program): None for program in [*self._programs, *self._processes.programs()]}
        room = _NOTES_LIMIT
        for entry in sorted(os.listdir(self._folder)):
            try:
                with open(os.path.join(self._folder, entry), "rb") as notes:
                    text = notes.read(room)
            except OSError:
                continue
            room -= len(text)
            for line in text.decode("utf-8", "replace").splitlines():
                name, separator, file = line.partition("\t")
                if separator and file:
                    found[name, os.path.realpath(file)] = None
        return [{"name": name[:1000], "file": file[:5000]} for name, file in found]

    def installed(self, project_folders):
        """Where else than in the project's folders its packages could be imported from: `{"name", "file"}`."""
        from importlib.machinery import PathFinder

        own = {os.path.realpath(folder) for folder in project_folders}
        path = [entry for entry in sys.path if os.path.realpath(entry) not in own]
        found = []
        for name in self._names:
            try:
                spec = PathFinder.find_spec(name, path)
            except Exception:
                continue
            if spec is not None and spec.origin is not None and os.path.isfile(spec.origin):
                found.append({"name": name[:1000], "file": os.path.realpath(spec.origin)[:5000]})
        return found

    def unseen(self):
        """Python processes that took no notes: `{"name", "file"}`, its command line and the interpreter as it was called."""
        return [
            {"name": command[:1000], "file": interpreter[:5000]}
            for process, command, interpreter in self._processes.pythons()
            if not os.path.exists(os.path.join(self._folder, str(process)))
        ]

    def end(self):
        """Watching; what was seen until now is still told."""
        self._processes.end()

    def forget(self):
        from shutil import rmtree

        rmtree(self._folder, ignore_errors=True)


class _Processes:
    """What this process's children, and theirs, run, as a thread sees it that looks again and again."""

    def __init__(self):
        from threading import Event, Thread

        # By process: (the program's file, its arguments, its environment), of what it was last seen to run.
        self._seen = {}
        self._ended = Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def programs(self):
        return [program for program, _, _ in list(self._seen.values())]

    def pythons(self):
        """(process, command line, interpreter as it was called) of each Python."""
        found = []
        for process, (program, arguments, environment) in list(self._seen.items()):
            if _PYTHON.match(os.path.basename(program)):
                # By the path that it is called by, it knows in which virtual environment it is.
                called = _called(arguments[0], environment)
                is_it = called is not None and os.path.realpath(called) == program
                found.append((process, " ".join(arguments), called if is_it else program))
        return found

    def end(self):
        self._ended.set()
        self._thread.join()

    def _watch(self):
        pause = _FIRST_PAUSE_SECONDS
        while not self._ended.wait(pause):
            self._look(os.getpid(), None)
            pause = min(_LONGEST_PAUSE_SECONDS, pause * _PAUSES_GROW_BY)

    def _look(self, process, parent):
        """At a process and those that it has started. `parent`: what the one runs that has started it."""
        runs = self._told(process)
        # Until it runs a program of its own, a child is a fork of its parent, and has taken its parent's notes.
        if runs is not None and parent is not None and runs != parent and len(self._seen) < _MOST_PROCESSES:
            self._seen[process] = runs
        try:
            threads = threads_of(process)
        except OSError:
            return
        for thread in threads:
            for child in _read(f"/proc/{process}/task/{thread}/children").split():
                self._look(int(child), runs or parent)

    def _told(self, process):
        """(program, arguments, environment) of a process; None where it has ended, or is nobody's to know."""
        try:
            program = os.readlink(f"/proc/{process}/exe")
        except OSError:
            return None
        environment = _read(f"/proc/{process}/environ")
        arguments = _read(f"/proc/{process}/cmdline").decode("utf-8", "replace").rstrip("\0").split("\0")
        # Read last: of a process that is about to end, the kernel still names the program, and no longer how it was called.
        known = self._seen.get(process)
        return known if arguments == [""] and known is not None else (program, arguments, environment)


def _called(name, environment):
    """Absolute path of a program as a shell finds it by a name; None where it does not."""
    from shutil import which

    if os.path.isabs(name):
        return name
    path = [entry[5:] for entry in environment.split(b"\0") if entry.startswith(b"PATH=")]
    return which(name, path=os.fsdecode(path[0])) if path else None


def _read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
