"""Editable installs put folders of head's checkout on every process's path. Each side is redirected to its own.

They do so by a line of a `.pth`, or by an import hook of setuptools, whose tables are dictionaries of its module. Child
processes start with the environment's own path, so they are told of the folders that a side was redirected to. What they
could not be told of is not redirected: they would run head's code.
"""

import os
import sys


class Redirect:
    """Redirects paths into head's checkout to the same paths of this side's.

    `roots` are those of head's checkout, of base's and of this side's, or empty. What base lacks is hidden from it. What the
    interpreter's own prefix holds, such as a virtual environment within the checkout, is left as it is. `hidden` are the real
    paths of other folders that this side must not see.
    """

    def __init__(self, roots, hidden):
        self._from, self._base, self._to = [os.path.realpath(root) for root in roots] if len(roots) == 3 else [None] * 3
        self._hidden = hidden
        self._below = tuple(os.path.join(folder, "") for folder in hidden)
        self._prefixes = tuple(os.path.join(os.path.realpath(each), "") for each in {sys.prefix, sys.exec_prefix})
        # Folders of this side that something was redirected to. Child processes are told of them.
        self.folders = []

    def of_environment(self, entries):
        """Entries of a search path that the environment gives, as they are for this side."""
        found = []
        for entry in entries:
            place = self._redirected(entry, [])
            if place is None:
                continue
            if place == entry and self._own(entry) is None and os.path.realpath(entry) in self._hidden:
                continue
            found.append(place)
        return found

    def of_user(self, entries):
        """The same for those that somebody gave by hand, whose paths into head's checkout were looked at before."""
        return [entry for entry in entries if os.path.realpath(entry) not in self._hidden]

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
            redirected = self._package(str(place), package.split("."))
            if redirected is None:
                del mapping[package]
            else:
                mapping[package] = redirected
        if not mapping:
            sys.meta_path.remove(finder)
            # Namespace packages are found by a second hook, which this entry of the path calls.
            placeholder = getattr(module, "PATH_PLACEHOLDER", None)
            sys.path[:] = [entry for entry in sys.path if entry != placeholder]
            return
        spaces = getattr(module, "NAMESPACES", None)
        for space, places in list(spaces.items()) if isinstance(spaces, dict) else ():
            found = [self._package(str(place), space.split(".")) for place in places]
            spaces[space] = [place for place in found if place is not None]

    def _package(self, place, parts):
        """Where a package or module is for this side; None if it is hidden from it."""
        redirected = self._redirected(place, parts)
        if redirected == place and self._own(place) is None and self._below:
            if os.path.join(os.path.realpath(place), "").startswith(self._below) and not self._is_of_prefix(place):
                return None
        return redirected

    def _redirected(self, place, parts):
        """The place itself if it is nobody's; this side's own; None if that is none. `parts`: of the module's name in it."""
        inside = self._inside(place)
        if inside is None or self._is_of_prefix(place):
            return place
        own = self._own(place)
        folder = None if own is None else _folder_of(own, parts)
        if folder is None or _shadows(folder):
            return place if self._to == self._from else None
        self.folders.append(folder)
        return place if self._to == self._from else own

    def _own(self, place):
        """The same place of this side, if base has it; otherwise None."""
        inside = self._inside(place)
        if inside is None:
            return None
        # A module may be named without its suffix.
        on_base = self._base + inside
        return self._to + inside if os.path.exists(on_base) or os.path.exists(f"{on_base}.py") else None

    def _inside(self, place):
        """The path in head's checkout, from its root; None for one outside. A link in the checkout is each side's own."""
        if self._from is None:
            return None
        inside = None
        rest = ""
        above = os.path.abspath(place)
        while True:
            real = os.path.realpath(above)
            if real == self._from or real.startswith(self._from + os.sep):
                inside = real[len(self._from) :] + rest
            parent, name = os.path.split(above)
            if parent == above:
                return inside
            above, rest = parent, f"{os.sep}{name}{rest}"

    def _is_of_prefix(self, place):
        return os.path.join(os.path.realpath(place), "").startswith(self._prefixes)


def _folder_of(place, parts):
    """The folder from which a module of that name is imported; None if its place has another name."""
    path = place[: -len(".py")] if parts and place.endswith(".py") else place
    tail = "".join(f"{os.sep}{part}" for part in parts)
    return path[: len(path) - len(tail)] if path.endswith(tail) else None


def _shadows(folder):
    """Whether a module in a folder has the name of one of the standard library, which child processes would find later."""
    names = getattr(sys, "stdlib_module_names", frozenset())
    try:
        with os.scandir(folder) as entries:
            return any(entry.name.partition(".")[0] in names and _is_module(entry) for entry in entries)
    except OSError:
        return True


def _is_module(entry):
    if entry.is_dir():
        return os.path.isfile(os.path.join(entry.path, "__init__.py"))
    return entry.name.endswith((".py", ".so", ".pyd"))
