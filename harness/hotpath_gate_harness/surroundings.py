"""What the process was started with, what it is, and which folders its modules come from."""

import os
import sys

from hotpath_gate_harness.editable_installs import Redirect

HARNESS_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

START_FOLDER = os.getcwd()


def take_connection():
    """(port, token), taken out of the environment so that no child of a benchmark inherits them."""
    port = os.environ.pop("HOTPATH_GATE_PORT", "")
    token = os.environ.pop("HOTPATH_GATE_TOKEN", "")
    if not port.isdigit() or not token:
        raise SystemExit("hotpath_gate_harness is started by hotpath-gate, which says where to connect.")
    return int(port), token


def _folders(variable):
    value = os.environ.pop(variable, "")
    return [os.path.abspath(folder) for folder in value.split(os.pathsep) if folder]


def arrange_paths():
    """Puts the project's folders on `sys.path`, takes the harness's own off it, and tells children the same.

    Returns the project's folders.
    """
    first, last = _folders("HOTPATH_GATE_PATH_FIRST"), _folders("HOTPATH_GATE_PATH_LAST")
    # A folder outside the checkout may be configured for both sides: it is no less this side's own.
    sides = {os.path.realpath(folder) for folder in first + last}
    without = {os.path.realpath(folder) for folder in _folders("HOTPATH_GATE_PATH_WITHOUT")} - sides
    project = [*first, *last]
    redirect = Redirect(_folders("HOTPATH_GATE_PATH_REDIRECT"), without)
    redirect.import_hooks()
    harness = os.path.realpath(HARNESS_FOLDER)
    first += redirect.of_user(_folders("HOTPATH_GATE_USER_PYTHONPATH"))
    rest = [folder for folder in redirect.of_environment(sys.path) if os.path.realpath(folder) != harness]
    sys.path[:] = list(dict.fromkeys([*first, *rest, *last]))
    told = list(dict.fromkeys([*first, *redirect.folders]))
    if told:
        os.environ["PYTHONPATH"] = os.pathsep.join(told)
    else:
        os.environ.pop("PYTHONPATH", None)
    return project


def build():
    """What is special about the interpreter as it runs now; empty for an ordinary one.

    The GIL of a free-threaded build is on by `PYTHON_GIL=1`, or from when an extension module that needs it is
    imported: hence `finished` tells this again.
    """
    words = []
    if "free-threading build" in sys.version:
        words.append("free-threaded")
        if sys._is_gil_enabled():
            words.append("GIL on")
    # Which way the compiler of a build that has one is switched is said by `PYTHON_JIT`, or by how it was built.
    jit = getattr(sys, "_jit", None)
    if jit is not None and jit.is_enabled():
        words.append("jit")
    if hasattr(sys, "gettotalrefcount"):
        words.append("debug")
    return words


def _prefixes():
    folders = [sys.prefix, sys.base_prefix, sys.exec_prefix, os.path.dirname(os.__file__)]
    site = sys.modules.get("site")
    user_site = getattr(site, "USER_SITE", None)
    if getattr(site, "ENABLE_USER_SITE", False) and user_site in sys.path:
        folders.append(user_site)
    return list(dict.fromkeys(os.path.realpath(folder) for folder in folders))


def python():
    """The `python` of `hello`."""
    name = sys.implementation.name
    return {
        "implementation": {"cpython": "CPython", "pypy": "PyPy", "graalpy": "GraalPy"}.get(name, name),
        "version": sys.version.split()[0],
        "build": build(),
        "executable": sys.executable or "",
        "prefixes": _prefixes(),
    }


def cpus():
    """CPUs that the process may be pinned to, in order; None where it can't be pinned."""
    try:
        allowed = os.sched_getaffinity(0)
        os.sched_setaffinity(0, allowed)
    except (AttributeError, OSError):
        return None
    return sorted(allowed)


def loaded_modules(besides=()):
    """Every module from a file, except the harness's own: `{"name", "file"}`, real paths, by name.

    `besides`: names and modules that are not in `sys.modules`.
    """
    own = os.path.realpath(os.path.dirname(os.path.abspath(__file__))) + os.sep
    folders = {}
    found = []
    for name, module in sorted([*sys.modules.items(), *besides], key=lambda entry: str(entry[0])):
        try:
            # A module that loads itself on first use must not be loaded by being looked at.
            file = object.__getattribute__(module, "__dict__").get("__file__")
        except Exception:
            continue
        if not isinstance(file, str) or not isinstance(name, str):
            continue
        folder, base = os.path.split(os.path.join(START_FOLDER, file))
        if folder not in folders:
            folders[folder] = os.path.realpath(folder)
        real = os.path.join(folders[folder], base)
        if os.path.islink(real):
            real = os.path.realpath(real)
        if not real.startswith(own):
            found.append({"name": name[:1000], "file": real[:5000]})
    return found


def relative_to(root, file):
    """Path below `root` (a real path) with forward slashes; None for a file that is not below it."""
    real = os.path.realpath(os.path.join(START_FOLDER, file))
    if not real.startswith(root.rstrip(os.sep) + os.sep):
        return None
    return real[len(root.rstrip(os.sep)) + 1 :].replace(os.sep, "/")
