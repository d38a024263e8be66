"""Editable installs put folders of head's checkout on every process's path. Each side is redirected to its own.

They do so by a line of a `.pth`, or by an import hook of setuptools, whose tables are dictionaries of its module.
"""

import os
import sys


class Redirect:
    """Redirects paths into head's checkout to the same paths of this side's.

    `roots` are those of head's checkout, of base's and of this side's, or empty. A path that base lacks is left as it is on
    both sides: a virtual environment within the checkout, for one. `hidden` are the real paths of folders that this side must
    not see.
    """

    def __init__(self, roots, hidden):
        self._from, self._base, self._to = [os.path.realpath(root) for root in roots] if len(roots) == 3 else [None] * 3
        self._hidden = hidden
        self._below = tuple(os.path.join(folder, "") for folder in hidden)
        # Folders of this side that something was redirected to. Child processes are told of them, too.
        self.folders = []

    def entries(self, paths):
        """The entries of a search path, as they are for this side."""
        found = []
        for entry in paths:
            own = self._own(entry)
            if own is not None:
                self.folders.append(own)
                found.append(own)
            elif os.path.realpath(entry) not in self._hidden:
                found.append(entry)
        return found

    def import_hooks(self):
        """Redirects the import hooks of setuptools."""
        for finder in list(sys.meta_path):
            name = getattr(finder, "__module__", None) or ""
            module = sys.modules.get(name)
            mapping = getattr(module, "MAPPING", None)
            if name.startswith("__editable__") and isinstance(mapping, dict) and mapping:
                self._import_hook(finder, module, mapping)

    def _import_hook(self, finder, module, mapping):
        for package, place in list(mapping.items()):
            self._package(mapping, package, str(place))
        if not mapping:
            sys.meta_path.remove(finder)
            # Namespace packages are found by a second hook, which this entry of the path calls.
            placeholder = getattr(module, "PATH_PLACEHOLDER", None)
            sys.path[:] = [entry for entry in sys.path if entry != placeholder]
            return
        spaces = getattr(module, "NAMESPACES", None)
        for space, places in list(spaces.items()) if isinstance(spaces, dict) else ():
            spaces[space] = [place for place in map(self._place, map(str, places)) if place is not None]

    def _package(self, mapping, package, place):
        redirected = self._place(place)
        if redirected is None:
            del mapping[package]
            return
        mapping[package] = redirected
        is_of_its_name = os.path.basename(redirected).partition(".")[0] == package.rpartition(".")[2]
        if self._own(place) is not None and is_of_its_name:
            self.folders.append(os.path.dirname(redirected))

    def _place(self, place):
        """Where a package or module is for this side; None if it is hidden from it."""
        own = self._own(place)
        if own is not None:
            return own
        return None if self._below and os.path.join(os.path.realpath(place), "").startswith(self._below) else place

    def _own(self, place):
        """The same place of this side, if base has it; otherwise None."""
        if self._from is None:
            return None
        real = os.path.realpath(place)
        if not (real + os.sep).startswith(self._from + os.sep):
            return None
        inside = real[len(self._from) :]
        # A module may be named without its suffix.
        on_base = self._base + inside
        return self._to + inside if os.path.exists(on_base) or os.path.exists(f"{on_base}.py") else None
