"""Whether a benchmark's text measures what its author means: names that are defined twice, and results that are unused.

Read once, when benchmarks are collected. Processes that measure do without it, and what it imports is not in their heap.
"""

import ast
import builtins
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR
from types import FunctionType, ModuleType

from hotpath_gate_harness.doubts import DEFINED_TWICE, GIVES_COROUTINE, GIVES_GENERATOR, LAZY, NAMES_FUNCTION
from hotpath_gate_harness.locations import innermost, is_of

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def text_doubts(path, module, benchmarks):
    """Pairs of id and doubt.

    `module` is the file as it was imported, which says what its names stand for; None if unknown. `benchmarks` are pairs of
    id and function: a method that a class inherits is doubted by the text of the class that defines it.
    """
    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        # The import reports what is wrong.
        return []
    twice = list(dict.fromkeys(_repeated(tree.body, "")))
    nodes = {(name, _first_line(node)): node for name, node in _functions(tree.body, "")}
    known = {} if module is None else vars(module)
    found = []
    for id, function in benchmarks:
        function = innermost(function)
        name = getattr(function, "__qualname__", "")
        # A class that is defined twice loses all that its first definition has.
        found.extend((id, DEFINED_TWICE) for each in twice if f"{name}.".startswith(f"{each}."))
        if module is not None and is_of(function, FunctionType):
            # Of two that have the name, it is the one that is measured.
            node = nodes.get((name, function.__code__.co_firstlineno))
            found.extend((id, doubt) for doubt in (() if node is None else _unused(node, known)))
    return found


def _functions(body, prefix):
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{prefix}{node.name}.")
        elif isinstance(node, _FUNCTIONS):
            yield f"{prefix}{node.name}", node


def _first_line(node):
    return min(each.lineno for each in (node, *node.decorator_list))


def _repeated(body, prefix):
    seen = set()
    for node in body:
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            continue
        # `overload`, `register` and `setter` mean it.
        if node.name in seen and not node.decorator_list:
            yield f"{prefix}{node.name}"
        seen.add(node.name)
        if isinstance(node, ast.ClassDef):
            yield from _repeated(node.body, f"{prefix}{node.name}.")


def _unused(function, known):
    own = _names_of_its_own(function)
    # What comes before a `yield`, or gives its work to a fixture, is not timed; functions in it are.
    is_set_up = _yields(function) or any(each.arg == "benchmark" for each in function.args.args)
    for statement in _statements(function, not is_set_up):
        doubt = _doubt(statement.value, known, own)
        if doubt is not None:
            yield doubt


def _yields(function):
    return any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in _within(function))


def _within(node):
    """What is in a function, without what is in functions and classes in it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (*_FUNCTIONS, ast.Lambda, ast.ClassDef)):
            yield child
            yield from _within(child)


def _statements(node, is_timed):
    """Expressions that stand alone, where they run in every call: not under `if`, nor where an exception is caught."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _FUNCTIONS):
            yield from _statements(child, True)
        elif isinstance(child, ast.Expr) and is_timed:
            yield child
        elif not isinstance(child, (ast.ClassDef, ast.If, ast.ExceptHandler)):
            yield from _statements(child, is_timed)


def _names_of_its_own(function):
    """Names that mean something else in the function than in its file."""
    names = set()
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif not isinstance(node, ast.alias):
            # A function, a class, a caught exception, a pattern.
            names.add(getattr(node, "name", None))
    return names


def _doubt(value, known, own):
    if isinstance(value, ast.GeneratorExp):
        return GIVES_GENERATOR
    if isinstance(value, (ast.Name, ast.Attribute)):
        return NAMES_FUNCTION if callable(_meant(value, known, own)) else None
    if not isinstance(value, ast.Call):
        return None
    called = _meant(value.func, known, own)
    if any(called is each for each in LAZY):
        return GIVES_GENERATOR
    flags = called.__code__.co_flags if is_of(called, FunctionType) else 0
    if flags & (CO_GENERATOR | CO_ASYNC_GENERATOR):
        return GIVES_GENERATOR
    return GIVES_COROUTINE if flags & CO_COROUTINE else None


def _meant(node, known, own):
    """What a name, or a name in modules and classes, stands for; None if only a call can tell."""
    if isinstance(node, ast.Attribute):
        if isinstance(node.value, ast.Call):
            # `Shop().total`: an attribute of a new instance.
            made = _meant(node.value.func, known, own)
            return _plain_method(made, node.attr) if is_of(made, type) else None
        owner = _meant(node.value, known, own)
        if is_of(owner, ModuleType):
            return vars(owner).get(node.attr)
        return _plain_method(owner, node.attr) if is_of(owner, type) else None
    if not isinstance(node, ast.Name) or node.id in own:
        return None
    return known.get(node.id, getattr(builtins, node.id, None))


def _plain_method(owner, name):
    """A function of a class, which a look at it does not call, as one at a property would."""
    found = next((vars(each)[name] for each in type.mro(owner) if name in vars(each)), None)
    return found if is_of(found, FunctionType) else None
