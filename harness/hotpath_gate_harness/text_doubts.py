"""Whether a benchmark's text measures what its author means: names that are defined twice, and results that are unused.

Read once, when benchmarks are collected. Processes that measure do without it, and what it imports is not in their heap.
"""

import ast
import builtins
from inspect import isasyncgenfunction, iscoroutinefunction, isgeneratorfunction
from types import ModuleType

from hotpath_gate_harness.doubts import DEFINED_TWICE, GIVES_COROUTINE, GIVES_GENERATOR, LAZY, NAMES_FUNCTION
from hotpath_gate_harness.locations import bare

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
    unused = [] if module is None else list(_unused(tree.body, "", vars(module)))
    found = []
    for id, function in benchmarks:
        name = getattr(bare(function), "__qualname__", "")
        # A class that is defined twice loses all that its first definition has.
        found.extend((id, DEFINED_TWICE) for each in twice if f"{name}.".startswith(f"{each}."))
        found.extend((id, doubt) for each, doubt in unused if each == name)
    return found


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


def _unused(body, prefix, known):
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _unused(node.body, f"{prefix}{node.name}.", known)
        elif isinstance(node, _FUNCTIONS):
            own = _names_of_its_own(node)
            for statement in ast.walk(node):
                if isinstance(statement, ast.Expr):
                    doubt = _doubt(statement.value, known, own)
                    if doubt is not None:
                        yield f"{prefix}{node.name}", doubt


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
    if any(called is each for each in LAZY) or isgeneratorfunction(called) or isasyncgenfunction(called):
        return GIVES_GENERATOR
    return GIVES_COROUTINE if iscoroutinefunction(called) else None


def _meant(node, known, own):
    """What a name, or a name in modules, stands for; None if only a call can tell."""
    if isinstance(node, ast.Attribute):
        owner = _meant(node.value, known, own)
        return vars(owner).get(node.attr) if isinstance(owner, ModuleType) else None
    if not isinstance(node, ast.Name) or node.id in own:
        return None
    return known.get(node.id, getattr(builtins, node.id, None))
