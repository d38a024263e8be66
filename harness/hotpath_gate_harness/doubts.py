"""Whether a benchmark measures what its author means: what it is given, and what becomes of it in its calls.

Nothing here is looked at while anything is timed: the inputs before the first call, and all of it after the last. What the
text alone shows is in text_doubts.py.
"""

from collections import deque
from operator import length_hint
from types import CodeType, CoroutineType, FunctionType, GeneratorType, ModuleType

from hotpath_gate_harness.locations import bare, is_of

DOES_NOTHING = "does-nothing"
GIVES_FUNCTION = "gives-function"
GIVES_COROUTINE = "gives-coroutine"
GIVES_GENERATOR = "gives-generator"
NAMES_FUNCTION = "names-function"
ANSWERED_FROM_CACHE = "answered-from-cache"
USES_UP_INPUTS = "uses-up-inputs"
DEFINED_TWICE = "defined-twice"

_CONTAINERS = (list, dict, set, bytearray, deque)
# What does its work only when it is consumed.
LAZY = (GeneratorType, enumerate, filter, map, reversed, zip)
# Flags of generators, coroutines and async generators.
_NOT_RUN_BY_A_CALL = 0x20 | 0x80 | 0x200
_LONGEST_NOTHING = 80
_LOADS = "LOAD_CONST LOAD_SMALL_INT LOAD_GLOBAL LOAD_DEREF LOAD_FAST LOAD_FAST_BORROW LOAD_FAST_CHECK LOAD_FAST_LOAD_FAST"
# What a function without any work of its own is made of, in all versions of the interpreter: constants, and names that are
# looked up, kept, asked whether they are true, and not used.
_INERT = frozenset(
    f"CACHE EXTENDED_ARG NOP NOT_TAKEN RESUME RETURN_CONST RETURN_VALUE COPY_FREE_VARS MAKE_CELL POP_TOP {_LOADS} "
    "STORE_FAST TO_BOOL POP_JUMP_IF_TRUE POP_JUMP_IF_FALSE POP_JUMP_FORWARD_IF_TRUE POP_JUMP_FORWARD_IF_FALSE JUMP_FORWARD "
    "LOAD_ASSERTION_ERROR LOAD_COMMON_CONSTANT RAISE_VARARGS".split()
)
# What a function that is one call is made of, besides.
_ONE_CALL = frozenset(
    "PUSH_NULL PRECALL KW_NAMES LOAD_ATTR LOAD_METHOD CALL CALL_KW CALL_FUNCTION CALL_FUNCTION_KW CALL_METHOD "
    "BUILD_TUPLE BINARY_SUBSCR CALL_FUNCTION_EX".split()
)
# Iterators whose rest is known without going on.
_ITERATORS = tuple(type(iter(each)) for each in ([], (), range(0), {}, set(), "", b""))
# Calls that a cache answers, for each that it does not: with fewer, it may still be filled by what is timed.
_CACHED_FOR_EACH = 10
_UNKNOWN = object()


class Doubts:
    """Of one benchmark: made before its first call, and asked after its last."""

    def __init__(self, function, args=(), kwargs=None):
        self._function = function
        self._inputs = list(_inputs(function, args, kwargs or {}))
        self._full = [each for each in self._inputs if type(each) in _CONTAINERS and len(each) > 0]
        self._waiting = [each for each in self._inputs if is_of(each, GeneratorType) and each.gi_frame is not None]
        self._going = [each for each in self._inputs if type(each) in _ITERATORS and length_hint(each) > 0]
        self._cache = _only_cache(function)
        self._counts_before = self._cache and self._cache.cache_info()

    @classmethod
    def of(cls, benchmark):
        """None where nobody knows what is called."""
        reads = getattr(benchmark, "reads", None)
        return None if reads is None else cls(*reads)

    def found(self, result):
        """`result` is the last call's."""
        found = []
        if is_of(result, FunctionType) and result.__code__ in _own_constants(self._function):
            found.append(GIVES_FUNCTION)
        elif is_of(result, *LAZY):
            found.append(GIVES_GENERATOR)
        elif is_of(result, CoroutineType):
            found.append(GIVES_COROUTINE)
        elif does_nothing(self._function):
            names_one = any(callable(each) for each in _named(self._function))
            found.append(NAMES_FUNCTION if names_one else DOES_NOTHING)
        elif self._is_answered_from_cache():
            found.append(ANSWERED_FROM_CACHE)
        is_drained = any(len(each) == 0 for each in self._full) or any(length_hint(each) == 0 for each in self._going)
        if is_drained or any(each.gi_frame is None for each in self._waiting):
            found.append(USES_UP_INPUTS)
        return found

    def _is_answered_from_cache(self):
        if self._cache is None:
            return False
        now, before = self._cache.cache_info(), self._counts_before
        # Clearing the cache in each call resets its counts.
        is_answered = now.hits - before.hits >= _CACHED_FOR_EACH * max(1, now.misses - before.misses)
        return is_answered and _is_one_call(bare(self._function))


def _only_cache(function):
    """The cached function, if it is the only thing that a function calls by a name; otherwise None."""
    function = bare(function)
    if _is_cached(function):
        return function
    if not is_of(function, FunctionType):
        return None
    called = [bare(each) for each in _named(function) if callable(each) or each is _UNKNOWN]
    return called[0] if len(called) == 1 and _is_cached(called[0]) else None


def _is_one_call(function):
    """Whether a function is one call and nothing else: what it does with the answer would be measured."""
    if _is_cached(function):
        return True
    from dis import get_instructions

    names = [instruction.opname for instruction in get_instructions(function.__code__)]
    calls = [name for name in names if name.startswith("CALL")]
    return len(calls) == 1 and all(name in _INERT or name in _ONE_CALL for name in names)


def _is_cached(function):
    # `cache` and `lru_cache` give it; others, with other figures, are not ours to read.
    return type(function).__name__ == "_lru_cache_wrapper" and callable(getattr(function, "cache_info", None))


def _named(function):
    """What the names stand for that a function reads, in modules as well; `_UNKNOWN` for each that only a call can tell."""
    function = bare(function)
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:
            yield _UNKNOWN
    owner = None
    for name in function.__code__.co_names:
        known = vars(owner) if is_of(owner, ModuleType) else function.__globals__
        owner = known.get(name, _UNKNOWN)
        yield owner


def does_nothing(function):
    """Whether a Python function gives back a constant or what a name stands for, and does nothing else."""
    code = getattr(bare(function), "__code__", None)
    if not isinstance(code, CodeType) or code.co_flags & _NOT_RUN_BY_A_CALL or len(code.co_code) > _LONGEST_NOTHING:
        return False
    from dis import get_instructions

    return all(instruction.opname in _INERT for instruction in get_instructions(code))


def _inputs(function, args, kwargs):
    """What a call reads: its arguments, what it closes over, and what its own names stand for."""
    yield from args
    yield from kwargs.values()
    function = bare(function)
    if not is_of(function, FunctionType):
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
    code = getattr(bare(function), "__code__", None)
    return code.co_consts if isinstance(code, CodeType) else ()
