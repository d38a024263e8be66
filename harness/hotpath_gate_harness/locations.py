"""Where a benchmark is defined."""

from functools import partial
from types import MethodType

from hotpath_gate_harness.surroundings import relative_to

_LINES_OF_DECORATORS = 200


def is_of(value, *types):
    """As `isinstance`, by what it is and not by what it says: a lazy object is loaded by being asked for its class."""
    return issubclass(type(value), types)


def bare(function):
    """The function of a bound method or a partial."""
    while is_of(function, partial, MethodType):
        function = function.func if is_of(function, partial) else function.__func__
    return function


def innermost(function):
    """The function that decorators are around."""
    function = bare(function)
    for _ in range(100):
        inner = getattr(function, "__wrapped__", None)
        if not callable(inner):
            break
        function = bare(inner)
    return function


class Locations:
    """`root` is a real path. Files are read once."""

    def __init__(self, root):
        self._root = root
        self._lines = {}

    def of(self, function):
        """`{"file", "line"}` of the def, or None for what has none below the root."""
        code = getattr(innermost(function), "__code__", None)
        if code is None or code.co_filename.startswith("<"):
            return None
        file = relative_to(self._root, code.co_filename)
        return None if file is None else {"file": file, "line": self._line_of_def(code)}

    def _line_of_def(self, code):
        """The code of a decorated function begins at its first decorator."""
        if code.co_filename not in self._lines:
            try:
                with open(code.co_filename, "rb") as file:
                    self._lines[code.co_filename] = file.read().splitlines()
            except OSError:
                self._lines[code.co_filename] = []
        first = code.co_firstlineno
        lines = self._lines[code.co_filename][first - 1 : first + _LINES_OF_DECORATORS]
        if lines and lines[0].lstrip().startswith(b"@"):
            for offset, line in enumerate(lines):
                if line.lstrip().startswith((b"def ", b"async def ")):
                    return first + offset
        return first
