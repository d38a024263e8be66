"""Whether a benchmark measures what its author means: what it is given, and what becomes of it in its calls.

Nothing here is looked at while anything is timed: the inputs before the first call, and all of it after the last.
"""

from collections import deque
from types import CodeType, CoroutineType, FunctionType, GeneratorType

DOES_NOTHING = "does-nothing"
GIVES_FUNCTION = "gives-function"
GIVES_COROUTINE = "gives-coroutine"
GIVES_GENERATOR = "gives-generator"
USES_UP_INPUTS = "uses-up-inputs"
DEFINED_TWICE = "defined-twice"

_CONTAINERS = (list, dict, set, bytearray, deque)
_LAZY = (GeneratorType, map, filter)
# Flags of generators, coroutines and async generators.
_NOT_RUN_BY_A_CALL = 0x20 | 0x80 | 0x200
_LONGEST_NOTHING = 24
# What a function without any work of its own is made of, in all versions of the interpreter.
_INERT = frozenset(
    "CACHE EXTENDED_ARG NOP RESUME LOAD_CONST LOAD_SMALL_INT RETURN_CONST RETURN_VALUE COPY_FREE_VARS MAKE_CELL "
    "POP_TOP".split()
)


class Doubts:
    """Of one benchmark: made before its first call, and asked after its last."""

    def __init__(self, function, args=(), kwargs=None):
        self._function = function
        self._inputs = list(_inputs(function, args, kwargs or {}))
        self._full = [each for each in self._inputs if type(each) in _CONTAINERS and len(each) > 0]
        self._waiting = [each for each in self._inputs if isinstance(each, GeneratorType) and each.gi_frame is not None]

    @classmethod
    def of(cls, benchmark):
        """None where nobody knows what is called."""
        reads = getattr(benchmark, "reads", None)
        return None if reads is None else cls(*reads)

    def found(self, result):
        """`result` is the last call's."""
        found = []
        if isinstance(result, FunctionType) and result.__code__ in _own_constants(self._function):
            found.append(GIVES_FUNCTION)
        elif isinstance(result, _LAZY):
            found.append(GIVES_GENERATOR)
        elif isinstance(result, CoroutineType):
            found.append(GIVES_COROUTINE)
        elif does_nothing(self._function):
            found.append(DOES_NOTHING)
        if any(len(each) == 0 for each in self._full) or any(each.gi_frame is None for each in self._waiting):
            found.append(USES_UP_INPUTS)
        return found


def does_nothing(function):
    """Whether a Python function gives back a constant and does nothing else."""
    code = getattr(function, "__code__", None)
    if not isinstance(code, CodeType) or code.co_flags & _NOT_RUN_BY_A_CALL or len(code.co_code) > _LONGEST_NOTHING:
        return False
    from dis import get_instructions

    return all(instruction.opname in _INERT for instruction in get_instructions(code))


def _inputs(function, args, kwargs):
    """What a call reads: its arguments, what it closes over, and what its own names stand for."""
    yield from args
    yield from kwargs.values()
    function = getattr(function, "__func__", function)
    if not isinstance(function, FunctionType):
        return
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:
            # Nothing is in it yet.
            continue
    yield from function.__defaults__ or ()
    for name in function.__code__.co_names:
        if name in function.__globals__:
            yield function.__globals__[name]


def _own_constants(function):
    function = getattr(function, "__func__", function)
    code = getattr(function, "__code__", None)
    return code.co_consts if isinstance(code, CodeType) else ()


def defined_twice(path):
    """Names that a file defines twice in the same place, so that the first of them is lost: `name`, `Class.name`."""
    import ast

    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        # Who imports it says what is wrong with it.
        return []
    return list(dict.fromkeys(_repeated(tree.body, "", ast)))


def _repeated(body, prefix, ast):
    seen = set()
    for node in body:
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        # `overload`, `register` and `setter` mean it.
        if node.name in seen and not node.decorator_list:
            yield f"{prefix}{node.name}"
        seen.add(node.name)
        if isinstance(node, ast.ClassDef):
            yield from _repeated(node.body, f"{prefix}{node.name}.", ast)
