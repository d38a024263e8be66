"""What Python has compiled, against its source."""

import importlib.util
import json
import marshal
import os
import py_compile
import subprocess
import sys

import pytest
from controller import HARNESS_FOLDER

SCRIPT = os.path.join(HARNESS_FOLDER, "hotpath_gate_harness", "bytecode.py")
MANY_KINDS = '''
    """A docstring."""
    from __future__ import annotations
    import math

    NAN, ZERO, HUGE = 1e400 - 1e400, -0.0, 1 << 20_000
    NAMES = {"one": (1, True, 1.0, 1j, b"x", None, ..., (2, "b"))}

    def kind(value, *rest, flag: int = 3, **more):
        assert value is not None
        try:
            return value in {"a", "b", ("c", 1), b"d"} and [x for x in rest if x]
        except (TypeError, ValueError) as error:
            raise RuntimeError(f"{value!r:>10}") from error
        finally:
            more[value[1:2]] = lambda: flag

    class Kind:
        async def waits(self):
            async for each in self:
                yield each
'''


def found(root, sources=("app.py",)):
    listing = root / "list.json"
    listing.write_text(json.dumps(list(sources)))
    command = [sys.executable, "-I", "-S", SCRIPT, str(root), str(listing)]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def compiled(root, text, mode=py_compile.PycInvalidationMode.TIMESTAMP, optimize=-1):
    """The compiled file of `app.py` as Python would have made it, had the source said `text`."""
    file = importlib.util.cache_from_source(str(root / "app.py"), optimization=optimize if optimize > 0 else "")
    other = root / "other.py"
    other.write_text(text)
    py_compile.compile(str(root / "app.py"), file, doraise=True, invalidation_mode=mode, optimize=optimize)
    with open(file, "rb") as stream:
        header = stream.read(16)
    with open(file, "wb") as stream:
        stream.write(header + marshal.dumps(compile(text, "app.py", "exec", optimize=optimize)))
    return os.path.relpath(file, root).replace(os.sep, "/")


MODES = list(py_compile.PycInvalidationMode)


@pytest.mark.parametrize("flags", [[], ["-O"], ["-OO"], ["-X", "no_debug_ranges"]], ids=" ".join)
def test_what_python_compiled_itself_is_right(project, flags):
    root = project({"app.py": MANY_KINDS, "pkg/__init__.py": "", "pkg/kinds.py": MANY_KINDS})
    command = [sys.executable, *flags, "-c", "import app, pkg.kinds"]
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run(command, check=True, cwd=root, env=environment)
    assert len(list(root.glob("**/*.pyc"))) == 3
    assert found(root, ["app.py", "pkg/__init__.py", "pkg/kinds.py", "gone.py", "README.md"]) == []


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
@pytest.mark.parametrize("optimize", [-1, 2])
@pytest.mark.parametrize("other", ["def f(): return 2", "def f(): return True", "def f(): return 1; f()", "f = 1"])
def test_what_was_compiled_of_something_else_is_found(project, mode, optimize, other):
    root = project({"app.py": "def f(): return 1"})
    assert found(root) == []
    file = compiled(root, other, mode, optimize)
    assert found(root) == [file]
    compiled(root, "def f(): return 1", mode, optimize)
    assert found(root) == []


def test_what_is_no_code_is_found(project):
    root = project({"app.py": "x = 1"})
    file = compiled(root, "x = 1")
    with open(root / file, "r+b") as stream:
        stream.truncate(20)
    assert found(root) == [file]


@pytest.mark.parametrize("source", ["# coding: of_a_package\nx = 1", "x = ="], ids=["encoding", "syntax"])
def test_what_belongs_to_a_source_that_does_not_compile_here_is_left(project, source):
    root = project({"app.py": source})
    compiled_then = importlib.util.cache_from_source(str(root / "app.py"))
    (root / "valid.py").write_text("x = 1")
    py_compile.compile(str(root / "valid.py"), compiled_then, doraise=True)
    with open(compiled_then, "r+b") as stream:
        stream.seek(8)
        at = os.stat(root / "app.py")
        stream.write((int(at.st_mtime) & 0xFFFFFFFF).to_bytes(4, "little") + at.st_size.to_bytes(4, "little"))
    assert found(root) == []


def test_what_python_would_compile_anew_is_left(project):
    root = project({"app.py": "x = 1"})
    file = compiled(root, "x = 2")
    os.utime(root / "app.py", (1, 1))
    assert found(root) == []
    compiled(root, "x = 2")
    with open(root / file, "r+b") as stream:
        stream.write(b"old!")
    assert found(root) == []
