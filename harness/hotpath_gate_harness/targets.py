"""The targets of a configuration as paths, for both suites."""

import os


class Missing(Exception):
    """What was named can't be had. The text says what is missing and what to do; the cause is what was raised."""


class Absent(Missing):
    """Nothing goes by the name that the configuration has, or what does holds no benchmark. The controller says what to
    do: base may know it."""


def problem(where, missing):
    """One of the problems of `protocol.collected`."""
    return where, str(missing), isinstance(missing, Absent)


_NOT_SEARCHED = ("__pycache__", "node_modules")


def is_dotted(name):
    return all(part.isidentifier() for part in name.split("."))


def near(name, names):
    """` (did you mean ...?)` when there are names like it; empty otherwise."""
    from difflib import get_close_matches

    alike = get_close_matches(name, sorted({str(each) for each in names}), 3)
    return f" (did you mean {' or '.join(f'`{each}`' for each in alike)}?)" if alike else ""


def expanded(root, target):
    """Absolute paths that a path or glob relative to the root stands for, sorted. Raises Missing."""
    path = os.path.normpath(os.path.join(root, target))
    if os.path.exists(path):
        return [path]
    if any(character in target for character in "*?["):
        from glob import glob

        matches = sorted(glob(path, recursive=True))
        if matches:
            return matches
        raise Absent("no file matches the pattern, which is relative to the working directory")
    siblings = os.listdir(os.path.dirname(path)) if os.path.isdir(os.path.dirname(path)) else []
    hint = " (for a function, write `module:function`)" if is_dotted(target) and not target.endswith(".py") else ""
    raise Absent(f"there is no such file or folder{hint}{near(os.path.basename(path), siblings)}")


def target_paths(root, target, is_wanted):
    """Python files that a target stands for; of a folder, those whose name is wanted. Raises Missing."""
    files = []
    for path in expanded(root, target):
        if os.path.isdir(path):
            files.extend(_files_below(path, is_wanted))
        elif path.endswith(".py"):
            files.append(path)
    if not files:
        raise Absent("holds no file named bench_*.py: name one so, or name the file itself")
    return list(dict.fromkeys(files))


def _files_below(folder, is_wanted):
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _NOT_SEARCHED
            and not name.startswith(".")
            and not os.path.exists(os.path.join(where, name, "pyvenv.cfg"))
        )
        for name in sorted(files):
            if is_wanted(name):
                yield os.path.join(where, name)
