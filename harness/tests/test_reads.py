"""What each benchmark reads, where the harness is told to note it."""

import os
import sys

import pytest
from controller import of


def reads_of(start, root, only, suite="functions", targets=("benchmarks",)):
    """What was told of reads, with the files' paths below the project, in the place of numbers."""
    harness = start(root, {"HOTPATH_GATE_READS": "1"})
    answer = harness.begin(root, suite=suite, targets=list(targets), only=only)
    assert answer["type"] == "collected" and not answer["problems"], answer
    messages = harness.walk(lambda _: [{"type": "batch", "loops": 1, "untimed": 0}])
    assert len(of(messages, "measured")) == len(only), messages
    return Told(root, of(messages, "finished")[0]["reads"])


class Told:
    def __init__(self, root, reads):
        self.raw = reads
        prefix = str(root) + os.sep
        self.files = [file[len(prefix) :] if file.startswith(prefix) else file for file in reads["files"]]

    def name(self, number):
        return None if number is None else self.files[number]

    def pairs(self, kind):
        """Of the project's own files, and of everybody."""
        named = kind in ("sought", "refused")
        return {
            (self.name(owner), what if named else self.name(what))
            for owner, what in self.raw[kind]
            if owner is None or not os.path.isabs(self.files[owner])
        }

    def read_by(self, id):
        """All files of the project that a benchmark leads to, and what these open."""
        told = next(each for each in self.raw["benchmarks"] if each["id"] == id)
        waiting = [told["file"], *told["entered"], *self.raw["entered"]]
        found = set()
        while waiting:
            each = waiting.pop()
            if each not in found:
                found.add(each)
                waiting.extend(what for owner, what in self.raw["imports"] if owner == each)
        opened = {what for owner, what in self.raw["opened"] if owner is None or owner in found}
        return {self.files[each] for each in found | opened if not os.path.isabs(self.files[each])}


TWO = {
    "app/__init__.py": "",
    "app/one.py": "from app import deep\n\ndef one():\n    return deep.value\n",
    "app/deep.py": "value = 1\n",
    "app/two.py": "def two():\n    import app.late\n    return 2\n",
    "app/late.py": "",
    "benchmarks/bench_one.py": "from app.one import one\n\ndef bench_one():\n    one()\n",
    "benchmarks/bench_two.py": "from app.two import two\n\ndef bench_two():\n    two()\n",
}
ONE, BOTH = "benchmarks/bench_one.py::bench_one", "benchmarks/bench_two.py::bench_two"


def test_a_benchmark_reads_the_files_that_its_imports_lead_to(project, start):
    told = reads_of(start, project(TWO), [ONE, BOTH])
    assert told.read_by(ONE) == {"benchmarks/bench_one.py", "app/__init__.py", "app/one.py", "app/deep.py"}
    assert told.read_by(BOTH) == {"benchmarks/bench_two.py", "app/__init__.py", "app/two.py", "app/late.py"}


def test_of_pytest_too_a_benchmark_reads_the_files_that_its_imports_lead_to(project, start):
    files = {
        **{name: text for name, text in TWO.items() if name.startswith("app")},
        "benchmarks/conftest.py": "",
        "benchmarks/test_one.py": "from app.one import one\n\ndef test_one(benchmark):\n    benchmark(one)\n",
        "benchmarks/test_two.py": "import pytest\nfrom app.two import two\n\ndef test_two(benchmark):\n    benchmark(two)\n",
    }
    told = reads_of(start, project(files), ["benchmarks/test_one.py::test_one", "benchmarks/test_two.py::test_two"], "pytest")
    one = told.read_by("benchmarks/test_one.py::test_one")
    assert {"benchmarks/test_one.py", "app/__init__.py", "app/one.py", "app/deep.py"} <= one
    assert not {"benchmarks/test_two.py", "app/two.py", "app/late.py"} & one
    two = told.read_by("benchmarks/test_two.py::test_two")
    assert {"benchmarks/test_two.py", "app/two.py", "app/late.py"} <= two
    assert not {"benchmarks/test_one.py", "app/one.py", "app/deep.py"} & two


READERS = {
    "open": "open('data.txt').read()",
    "io.open": "import io\n    io.open('data.txt', 'rb').close()",
    "os.open": "import os\n    os.close(os.open('data.txt', os.O_RDONLY))",
    "pathlib": "import pathlib\n    pathlib.Path('data.txt').read_text()",
    "json": "import json\n    json.load(open('data.txt'))",
    "a link to it": "open('link.txt').read()",
    "linecache": "import linecache\n    linecache.getline('data.txt', 1)",
    "shutil": "import shutil, os\n    shutil.copyfile('data.txt', os.devnull)",
    "numpy's way, from a thread": "from concurrent.futures import ThreadPoolExecutor\n    with ThreadPoolExecutor(1) as pool:\n        pool.submit(lambda: open('data.txt').read()).result()",
    "sqlite3": "import sqlite3\n    sqlite3.connect('./data.txt').close()",
    "pkgutil": "import pkgutil\n    pkgutil.get_data('app', '../data.txt')",
}


@pytest.mark.parametrize("way", READERS)
def test_a_file_is_read_by_whose_code_opens_it_whatever_the_way(project, start, way):
    root = project(
        {
            "data.txt": "1",
            "app/__init__.py": f"def load():\n    {READERS[way]}\n",
            "benchmarks/bench_a.py": "from app import load\n\ndef bench_a():\n    load()\n",
        }
    )
    os.symlink("data.txt", str(root / "link.txt"))
    told = reads_of(start, root, ["benchmarks/bench_a.py::bench_a"])
    assert ("app/__init__.py", "data.txt") in told.pairs("opened")


def test_what_a_module_keeps_is_read_by_all_that_lead_to_it(project, start):
    kept = "from functools import lru_cache\n\n@lru_cache\ndef table():\n    return open('data.txt').read()\n"
    files = {"data.txt": "1", "app.py": kept}
    for name in "ab":
        files[f"benchmarks/bench_{name}.py"] = f"from app import table\n\ndef bench_{name}():\n    table()\n"
    ids = [f"benchmarks/bench_{name}.py::bench_{name}" for name in "ab"]
    told = reads_of(start, project(files), ids)
    assert all("data.txt" in told.read_by(id) for id in ids)


def test_code_that_is_entered_without_an_import_is_read(project, start):
    files = {
        "app/__init__.py": "",
        "app/registry.py": "made = {}\n",
        "app/plugin.py": "from app.registry import made\n\ndef run():\n    return 1\n\nmade['run'] = run\n",
        "benchmarks/bench_a.py": "import app.plugin\n\ndef bench_a():\n    pass\n",
        "benchmarks/bench_b.py": "from app.registry import made\n\ndef bench_b():\n    made['run']()\n",
    }
    told = reads_of(start, project(files), ["benchmarks/bench_a.py::bench_a", "benchmarks/bench_b.py::bench_b"])
    assert "app/plugin.py" in told.read_by("benchmarks/bench_b.py::bench_b")


@pytest.mark.parametrize(
    "what, why",
    [
        ("import subprocess, sys\n    subprocess.check_call([sys.executable, '-c', ''])", "starts-process"),
        ("import os\n    os.system('true')", "starts-process"),
        ("import os\n    os.fork() or os._exit(0)\n    os.wait()", "starts-process"),
        (
            "import multiprocessing\n    p = multiprocessing.get_context('fork').Process(target=int)\n    p.start()\n    p.join()",
            "starts-process",
        ),
        ("import socket\n    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))", "uses-network"),
        ("import socket\n    socket.getaddrinfo('localhost', 80)", "uses-network"),
        ("import sys\n    sys.setprofile(None)", "traces"),
        ("import sys\n    sys.settrace(None)", "traces"),
    ],
)
def test_what_can_t_be_followed_is_told_of_whose_code_does_it(project, start, what, why):
    files = {
        "app.py": f"def run():\n    {what}\n",
        "benchmarks/bench_a.py": "from app import run\n\ndef bench_a():\n    run()\n",
    }
    told = reads_of(start, project(files), ["benchmarks/bench_a.py::bench_a"])
    assert ("app.py", why) in told.pairs("refused")


def test_a_module_that_is_looked_for_in_vain_is_told(project, start):
    app = "try:\n    import app_fast\nexcept ImportError:\n    app_fast = None\n\ndef run():\n    pass\n"
    files = {"app.py": app, "benchmarks/bench_a.py": "from app import run\n\ndef bench_a():\n    run()\n"}
    told = reads_of(start, project(files), ["benchmarks/bench_a.py::bench_a"])
    assert ("app.py", "app_fast") in told.pairs("sought")


def test_a_file_that_is_not_there_is_told(project, start):
    app = "def run():\n    try:\n        open('settings.json')\n    except OSError:\n        pass\n"
    files = {"app.py": app, "benchmarks/bench_a.py": "from app import run\n\ndef bench_a():\n    run()\n"}
    told = reads_of(start, project(files), ["benchmarks/bench_a.py::bench_a"])
    assert ("app.py", "settings.json") in told.pairs("opened")


@pytest.mark.parametrize("how", ["os.listdir('data')", "list(os.scandir('data'))", "glob.glob('data/*')", "list(pathlib.Path('data').iterdir())"])
def test_a_folder_that_code_looks_through_is_told(project, start, how):
    files = {
        "data/a.txt": "",
        "app.py": f"import glob, os, pathlib\n\ndef run():\n    return {how}\n",
        "benchmarks/bench_a.py": "from app import run\n\ndef bench_a():\n    run()\n",
    }
    told = reads_of(start, project(files), ["benchmarks/bench_a.py::bench_a"])
    assert told.pairs("listed") == {("app.py", "data")}


def test_a_fixture_for_several_benchmarks_is_read_by_all_of_them(project, start):
    files = {
        "app/__init__.py": "",
        "app/made.py": "def make():\n    return 1\n",
        "benchmarks/conftest.py": "import pytest\n\n@pytest.fixture(scope='session')\ndef made():\n    return __import__('sys').modules['app.made'].make()\n",
        "benchmarks/test_a.py": "import app.made\n\ndef test_a(benchmark, made):\n    benchmark(int)\n",
        "benchmarks/test_b.py": "def test_b(benchmark, made):\n    benchmark(int)\n",
    }
    told = reads_of(start, project(files), ["benchmarks/test_a.py::test_a", "benchmarks/test_b.py::test_b"], "pytest")
    assert "app/made.py" in told.read_by("benchmarks/test_b.py::test_b")


def test_nothing_is_noted_where_nobody_asks(project, start):
    harness = start(project(TWO))
    harness.begin(project(TWO), targets=["benchmarks"], only=[ONE])
    assert "reads" not in harness.walk()[-1]


def test_a_file_is_told_by_the_path_that_leads_to_it_as_well(project, start):
    files = {
        "data/one.txt": "",
        "app.py": "def run():\n    open('link/one.txt').close()\n",
        "benchmarks/bench_a.py": "from app import run\n\ndef bench_a():\n    run()\n",
    }
    root = project(files)
    os.symlink("data", str(root / "link"))
    told = reads_of(start, root, ["benchmarks/bench_a.py::bench_a"])
    assert {("app.py", "link/one.txt"), ("app.py", "data/one.txt")} <= told.pairs("opened")


@pytest.mark.parametrize(
    "text, kind, what",
    [
        ("def rare():\n    import app.rare\n", "sought", "app.rare"),
        ("def rare():\n    from . import other\n", "sought", "app.other"),
        ("def rare():\n    from .deep import other\n", "sought", "app.deep"),
        ("def rare():\n    from .deep import other\n", "sought", "app.deep.other"),
        ("import importlib\n\ndef rare(name):\n    importlib.import_module(name)\n", "refused", "imports-by-name"),
        ("def rare(name):\n    exec(name)\n", "refused", "imports-by-name"),
        ("def rare(name):\n    return __import__(name)\n", "refused", "imports-by-name"),
    ],
)
def test_what_only_a_rare_call_would_import_is_told(project, start, text, kind, what):
    files = {
        "app/__init__.py": "",
        "app/one.py": f"{text}\n\ndef run():\n    pass\n",
        "benchmarks/bench_a.py": "from app.one import run\n\ndef bench_a():\n    run()\n",
    }
    told = reads_of(start, project(files), ["benchmarks/bench_a.py::bench_a"])
    assert ("app/one.py", what) in told.pairs(kind)
