"""Whose code child processes run: each Python among them notes the files that it loads, where nothing is timed.

A child is reached by a folder at the front of `PYTHONPATH`, whose `sitecustomize` takes its notes and then runs the one
that it stands before. A child that is started without this environment, or as another interpreter, is not seen.
"""

import os
import sys

_HOOK_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "witness_hook")
_NOTES_VARIABLE = "HOTPATH_GATE_WITNESS_NOTES"
_NOTES_LIMIT = 16 * 1024 * 1024


class Witness:
    """Of all children from now on. `names` are those of the project's packages."""

    def __init__(self, names):
        from tempfile import mkdtemp

        self._names = names
        self._folder = mkdtemp(prefix="witness-")
        os.environ[_NOTES_VARIABLE] = self._folder
        inherited = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = _HOOK_FOLDER if not inherited else os.pathsep.join([_HOOK_FOLDER, inherited])

    def modules(self):
        """What children have loaded: `{"name", "file"}`, real paths; the script that one was started with is `__main__`."""
        found = {}
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

    def end(self):
        from shutil import rmtree

        rmtree(self._folder, ignore_errors=True)
