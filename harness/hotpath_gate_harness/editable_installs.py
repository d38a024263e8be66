"""Editable installs, which put folders of one checkout on everybody's path: each side is led to the same place in its own.

They do so by a line of a `.pth`, or by an import hook (setuptools), whose figures are dictionaries of its module.
"""

import os
import sys


class Leads:
    """Where what leads into one checkout leads to on this side.

    `roots` are those of the checkout that is installed, of base's and of this side's own, or none. What base lacks is led
    nowhere, on neither side: a virtual environment within the checkout stays what it is. `hidden` are the real paths of
    folders that this side must not see.
    """

    def __init__(self, roots, hidden):
        self._from, self._base, self._to = [os.path.realpath(root) for root in roots] if len(roots) == 3 else [None] * 3
        self._hidden = hidden
        self._below = tuple(os.path.join(folder, "") for folder in hidden)
        # Folders of this side that something was led to: children are told of them as well.
        self.folders = []

    def entries(self, paths):
        """Entries of a search path as they are for this side."""
        for entry in paths:
            own = self._own(entry)
            if own is not None:
                self.folders.append(own)
                yield own
            elif os.path.realpath(entry) not in self._hidden:
                yield entry

    def import_hooks(self):
        """Leads the hooks of setuptools; one that has nothing left to lead to is taken out."""
        for finder in list(sys.meta_path):
            name = getattr(finder, "__module__", None) or ""
            module = sys.modules.get(name)
            mapping = getattr(module, "MAPPING", None)
            if not name.startswith("__editable__") or not isinstance(mapping, dict) or not mapping:
                continue
            for package, place in list(mapping.items()):
                self._lead(mapping, package, str(place))
            if not mapping:
                sys.meta_path.remove(finder)
                # Namespace packages are found by a second hook, which this entry of the path calls.
                placeholder = getattr(module, "PATH_PLACEHOLDER", None)
                sys.path[:] = [entry for entry in sys.path if entry != placeholder]
                continue
            spaces = getattr(module, "NAMESPACES", None)
            for space, places in list(spaces.items()) if isinstance(spaces, dict) else ():
                spaces[space] = [place for place in map(self._place, map(str, places)) if place is not None]

    def _lead(self, mapping, package, place):
        led = self._place(place)
        if led is None:
            del mapping[package]
            return
        mapping[package] = led
        if self._own(place) is not None and os.path.basename(led).partition(".")[0] == package.rpartition(".")[2]:
            self.folders.append(os.path.dirname(led))

    def _place(self, place):
        """Where a package or module is for this side; None where it is hidden from it."""
        own = self._own(place)
        if own is not None:
            return own
        return None if self._below and os.path.join(os.path.realpath(place), "").startswith(self._below) else place

    def _own(self, place):
        """The same place of this side, if base has it; None for any other."""
        if self._from is None:
            return None
        real = os.path.realpath(place)
        if not (real + os.sep).startswith(self._from + os.sep):
            return None
        inside = real[len(self._from) :]
        # A module may be named without its suffix.
        on_base = self._base + inside
        return self._to + inside if os.path.exists(on_base) or os.path.exists(f"{on_base}.py") else None
