"""What is told of an exception: its name, one line, and the part of its traceback that is the user's."""

import os
import sys

from hotpath_gate_harness.protocol import LINE_LIMIT, TRACEBACK_LIMIT, clip

HARNESS = os.path.dirname(os.path.abspath(__file__)) + os.sep
_MACHINERY = (
    HARNESS,
    f"{os.sep}_pytest{os.sep}",
    f"{os.sep}pluggy{os.sep}",
    "<frozen importlib",
    f"{os.sep}importlib{os.sep}__init__.py",
    "<frozen runpy>",
    f"{os.sep}runpy.py",
)


def is_machinery(filename):
    """Whether a frame is ours, pytest's, or of what imports modules and runs scripts."""
    return any(part in filename for part in _MACHINERY)


def one_line(error):
    """The first line that the exception's text has; its name when it has none."""
    try:
        text = str(error)
    except BaseException as trouble:
        text = f"(its text could not be had: {type(trouble).__name__})"
    for line in text.splitlines():
        if line.strip():
            return clip(line.strip(), LINE_LIMIT)
    return type(error).__name__


def place(error):
    """Where in the project it broke, as ` (file:line)`; empty when nowhere there."""
    found = ""
    trace = error.__traceback__
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if not is_machinery(filename):
            found = f" ({filename}:{trace.tb_lineno})"
        trace = trace.tb_next
    return found


def why_not_imported(package, error):
    """What to do about a package that a suite needs and that can't be had."""
    if getattr(error, "name", None) != package:
        return f"{package} can't be imported by {sys.executable}: {one_line(error)}. Repair that first."
    return f"{package} is not installed for {sys.executable}. Run: {sys.executable} -m pip install {package}"


def describe(error):
    """(name, one line, traceback of at most 8,000 characters)."""
    return type(error).__name__, one_line(error), _traceback(error)


def _traceback(error):
    try:
        from traceback import StackSummary, TracebackException

        told = TracebackException(type(error), error, error.__traceback__)
        waiting = [told]
        while waiting:
            part = waiting.pop()
            part.stack = StackSummary.from_list([frame for frame in part.stack if not is_machinery(frame.filename)])
            waiting.extend(getattr(part, "exceptions", None) or ())
            waiting.extend(cause for cause in (part.__cause__, part.__context__) if cause is not None)
        return _shorten("".join(told.format()))
    except BaseException as trouble:
        return f"{type(error).__name__}: {one_line(error)}\n(no traceback: {type(trouble).__name__})\n"


def _shorten(text):
    if len(text) <= TRACEBACK_LIMIT:
        return text
    # Both ends tell most: where it came from, and where it broke.
    beginning = text[: TRACEBACK_LIMIT // 4]
    end = text[len(beginning) + 7 - TRACEBACK_LIMIT :]
    return f"{beginning}\n[...]\n{end}"
