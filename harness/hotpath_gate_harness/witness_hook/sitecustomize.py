"""Runs first in every child process whose imports are to be known (see witness.py), and then leaves no trace but its hook.

Python looks for one module of this name. The environment's own, which Linux distributions and tools have, is run as if
this one were not there.
"""

import os
import sys

_NOTES_VARIABLE = "HOTPATH_GATE_WITNESS_NOTES"


def _open_notes(folder, line=b""):
    """Opened anew each time: programs close what they do not know, and a fork is another process."""
    try:
        notes = os.open(os.path.join(folder, str(os.getpid())), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError:
        return
    try:
        os.write(notes, line)
    finally:
        os.close(notes)


def _begin():
    folder = os.environ.get(_NOTES_VARIABLE)
    if not folder or not hasattr(sys, "addaudithook"):
        return
    _open_notes(folder)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: _open_notes(folder))
    seen = set()
    busy = []
    scripts = []

    def note(name, file):
        if (name, file) in seen or "\n" in file or "\t" in name:
            return
        seen.add((name, file))
        _open_notes(folder, ("%s\t%s\n" % (name, os.path.abspath(file))).encode("utf-8", "replace"))

    def name_of(file):
        best = ""
        for entry in sys.path:
            if isinstance(entry, str) and len(entry) > len(best) and file.startswith(os.path.join(entry, "")):
                best = entry
        path = os.path.relpath(file, best) if best else os.path.basename(file)
        parts = os.path.splitext(path)[0].split(os.sep)
        if parts[-1] == "__init__" and len(parts) > 1:
            parts.pop()
        return ".".join(parts)

    def hook(event, arguments):
        # What is noted here raises events of its own.
        if busy or event not in ("exec", "import", "cpython.run_file"):
            return
        busy.append(event)
        try:
            if event == "exec":
                code = arguments[0]
                file = getattr(code, "co_filename", "<")
                # A script is told twice, and belongs to no folder of modules.
                if getattr(code, "co_name", "") == "<module>" and not file.startswith("<") and file not in scripts:
                    note(name_of(os.path.abspath(file)), file)
            elif event == "import":
                # Of a compiled module alone, its file is told.
                if isinstance(arguments[1], str):
                    note(arguments[0], arguments[1])
            elif isinstance(arguments[0], str):
                scripts.append(arguments[0])
                note("__main__", arguments[0])
        except Exception:
            pass
        finally:
            busy.pop()

    sys.addaudithook(hook)


def _run_the_other():
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or os.curdir) != here]
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    spec = PathFinder.find_spec("sitecustomize")
    if spec is None or spec.loader is None:
        return
    module = module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


try:
    _begin()
finally:
    _run_the_other()
