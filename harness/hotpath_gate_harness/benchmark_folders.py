"""Folders of benchmark files, each with modules of its own: two of them may each have a `helper.py`."""

import os
import sys


class BenchmarkFolders:
    """What a file imports is looked for in its own folder first, then where the project says, then in the other folders.

    Modules that come from a folder of benchmarks are those of the folder that imported them: they leave `sys.modules` with
    it and come back with it, so that none is taken for one of the same name elsewhere.
    """

    def __init__(self):
        self._folders = []
        self._current = None
        self._kept = {}

    def enter(self, folder):
        """From now on, `folder` is the one that imports; None for what is in no benchmark file."""
        if folder == self._current:
            return
        self._leave()
        if folder is not None and folder not in self._folders and folder not in sys.path:
            self._folders.append(folder)
        given = [entry for entry in sys.path if entry not in self._folders]
        first = [one for one in self._folders if one == folder]
        last = [one for one in self._folders if one != folder]
        sys.path[:] = [*first, *given, *last]
        sys.modules.update(self._kept.pop(folder, {}))
        self._current = folder

    def modules(self):
        """Those that are not in `sys.modules` now: names and modules."""
        return [entry for kept in self._kept.values() for entry in kept.items()]

    def _leave(self):
        names = {name for name, module in list(sys.modules.items()) if self._is_home_of(name, module)}
        kept = {name: sys.modules[name] for name in list(sys.modules) if str(name).partition(".")[0] in names}
        for name in kept:
            del sys.modules[name]
        self._kept[self._current] = kept

    def _is_home_of(self, name, module):
        if not isinstance(name, str) or "." in name:
            return False
        try:
            # A module that loads itself on first use must not be loaded by being looked at.
            attributes = object.__getattribute__(module, "__dict__")
            paths = [attributes.get("__file__"), *(attributes.get("__path__") or [])]
        except Exception:
            return False
        places = [path for path in paths if isinstance(path, str)]
        # Of a package, the folder itself lies in the one that is looked for.
        return any(os.path.dirname(place) in self._folders for place in places)
