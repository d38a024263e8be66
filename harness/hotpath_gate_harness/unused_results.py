"""Statements of a benchmark that look like work and are none, because what they make is used by nobody.

Read from the text, once where benchmarks are collected: nothing is timed then.
"""

import ast
import builtins
from inspect import isasyncgenfunction, iscoroutinefunction, isgeneratorfunction
from types import ModuleType

from hotpath_gate_harness.doubts import GIVES_COROUTINE, GIVES_GENERATOR, NAMES_FUNCTION

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LAZY = (enumerate, filter, map, reversed, zip)


def unused_results(path, module):
    """Doubts by the name of the function in the file, `name` or `Class.name`, each as often as it is found.

    `module` is what the file is when it is imported: what a name of it stands for, which the text alone does not tell.
    """
    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        # Who imports it says what is wrong with it.
        return []
    return list(_of_functions(tree.body, "", vars(module)))


def _of_functions(body, prefix, known):
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _of_functions(node.body, f"{prefix}{node.name}.", known)
        elif isinstance(node, _FUNCTIONS):
            own = _names_of_its_own(node)
            for statement in ast.walk(node):
                if isinstance(statement, ast.Expr):
                    doubt = _doubt(statement.value, known, own)
                    if doubt is not None:
                        yield f"{prefix}{node.name}", doubt


def _names_of_its_own(function):
    """Names that mean something else in the function than in its file."""
    names = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    names.update(node.id for node in ast.walk(function) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load))
    names.update(node.name for node in ast.walk(function) if isinstance(node, (*_FUNCTIONS, ast.ClassDef)))
    for node in ast.walk(function):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    return names


def _doubt(value, known, own):
    if isinstance(value, ast.GeneratorExp):
        return GIVES_GENERATOR
    if isinstance(value, (ast.Name, ast.Attribute)):
        return NAMES_FUNCTION if callable(_meant(value, known, own)) else None
    if not isinstance(value, ast.Call):
        return None
    called = _meant(value.func, known, own)
    if any(called is each for each in _LAZY) or isgeneratorfunction(called) or isasyncgenfunction(called):
        return GIVES_GENERATOR
    return GIVES_COROUTINE if iscoroutinefunction(called) else None


def _meant(node, known, own):
    """What a name, or a name in modules, stands for; None where only a call can tell."""
    if isinstance(node, ast.Attribute):
        owner = _meant(node.value, known, own)
        return vars(owner).get(node.attr) if isinstance(owner, ModuleType) else None
    if not isinstance(node, ast.Name) or node.id in own:
        return None
    return known.get(node.id, getattr(builtins, node.id, None))
