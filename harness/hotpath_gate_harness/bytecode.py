"""Finds what Python has compiled that is not what the source says. Run by its path, in a process that runs nothing else:

    python -I -S bytecode.py ROOT LIST

LIST holds a JSON list of sources, relative to ROOT. Prints a JSON list of the compiled files, relative to ROOT, that this
interpreter would run in place of their source, and that its compiler would not have made of it. Python believes a
compiled file by the time and the size of its source, which whoever can write the one can read from the other. Sources that
do not compile here, such as those in an encoding that a package registers, are left out.
"""

import json
import marshal
import os
import re
import stat
import sys
import warnings
from importlib.util import MAGIC_NUMBER, source_hash

_HEADER_BYTES = 16
_IS_HASHED, _IS_CHECKED = 1, 2
_32_BITS = 0xFFFFFFFF


def foreign(root, sources):
    """Compiled files of `sources`, all relative to the root, that say something else."""
    found = []
    caches = {}
    for source in sources:
        folder, _, name = source.rpartition("/")
        if not name.endswith(".py"):
            continue
        cache = f"{folder}/__pycache__" if folder else "__pycache__"
        if cache not in caches:
            caches[cache] = _compiled_in(os.path.join(root, cache))
        for entry, optimize in caches[cache].get(name[:-3], ()):
            if _is_foreign(os.path.join(root, source), os.path.join(root, cache, entry), optimize):
                found.append(f"{cache}/{entry}")
    return found


def _compiled_in(folder):
    """(name, optimization) of what this interpreter may have compiled, by the name of the module."""
    named = re.compile(rf"(.+)\.{re.escape(sys.implementation.cache_tag)}(?:\.opt-(\d))?\.pyc")
    found = {}
    for entry in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
        match = named.fullmatch(entry)
        if match:
            found.setdefault(match.group(1), []).append((entry, min(2, int(match.group(2) or 0))))
    return found


def _is_foreign(source, compiled, optimize):
    text, of_source = _read(source)
    data, _ = _read(compiled)
    if text is None or data is None or not _is_believed(data, text, of_source):
        return False
    try:
        expected = compile(text, source, "exec", dont_inherit=True, optimize=optimize)
    except Exception:
        # An installed package may have registered the encoding that the source names, or may load such sources in a
        # way of its own; neither is there in this process, so what it would make of them can't be told.
        return False
    try:
        return _meaning(marshal.loads(data[_HEADER_BYTES:])) != _meaning(expected)
    except Exception:
        # Nobody compiled this.
        return True


def _read(path):
    """(bytes, status) of a regular file; of anything else, that nothing can be imported from, None twice."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return None, None
        with open(path, "rb") as file:
            return file.read(), os.fstat(file.fileno())
    except FileNotFoundError:
        return None, None


def _is_believed(data, text, of_source):
    """Whether Python would take the compiled file for the source's; as importlib decides it."""
    if len(data) < _HEADER_BYTES or data[:4] != MAGIC_NUMBER:
        return False
    flags, first, second = (int.from_bytes(data[at : at + 4], "little") for at in (4, 8, 12))
    if flags & ~(_IS_HASHED | _IS_CHECKED):
        return False
    if flags & _IS_HASHED:
        return not flags & _IS_CHECKED or data[8:16] == source_hash(text)
    return first == int(of_source.st_mtime) & _32_BITS and second == of_source.st_size & _32_BITS


def _meaning(code):
    """What a code object does, without where it says that it is from: lines and columns may be left out."""
    return (
        *(getattr(code, name) for name in ("co_name", "co_flags", "co_code", "co_stacksize", "co_names")),
        *(getattr(code, name) for name in ("co_argcount", "co_posonlyargcount", "co_kwonlyargcount")),
        *(getattr(code, name) for name in ("co_varnames", "co_freevars", "co_cellvars")),
        getattr(code, "co_exceptiontable", b""),
        tuple(map(_constant, code.co_consts)),
    )


def _constant(value):
    """To be compared: nan is not equal to itself, True is 1 and -0.0 is 0.0, and sets have an order of their own."""
    if hasattr(value, "co_code"):
        return _meaning(value)
    if isinstance(value, tuple):
        return "tuple", tuple(map(_constant, value))
    if isinstance(value, frozenset):
        return "frozenset", frozenset(map(_constant, value))
    # As text, an integer may have too many digits.
    return type(value).__name__, value if isinstance(value, int) else repr(value)


def main():
    root, listing = sys.argv[1:]
    warnings.simplefilter("ignore")
    with open(listing, encoding="utf-8") as file:
        sources = json.load(file)
    print(json.dumps(foreign(root, sources)))


if __name__ == "__main__":
    main()
