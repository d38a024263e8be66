"""Whose code child processes run, where the harness is told to watch them."""

import json
import os
import sys

import pytest
from controller import of

TIME = {"metric": "time", "unit": "s", "better": "smaller"}
PACKAGE = {"app/__init__.py": "", "app/__main__.py": "import app.work\n", "app/work.py": "", "main.py": "import app\n"}


def watched(start, root, command, names="app", environment=None):
    """`finished`, after one run of a command."""
    target = json.dumps({"id": "it", "command": command, "prepare": None, "quantities": [TIME]})
    harness = start(root, {"HOTPATH_GATE_WITNESS": names, **(environment or {})})
    harness.begin(root, suite="command", targets=[target], only=["it"])
    messages = harness.walk(lambda _: [{"type": "batch", "loops": 1, "untimed": 0}])
    assert len(of(messages, "measured")) == 1, messages
    return of(messages, "finished")[0]


def below(root, finished):
    """Name and relative path of what was loaded from the project."""
    prefix = str(root) + os.sep
    return {
        (module["name"], module["file"][len(prefix) :].replace(os.sep, "/"))
        for module in finished["modules"]
        if module["file"].startswith(prefix)
    }


@pytest.mark.parametrize(
    "command, loaded",
    [
        ("python -m app", {("app", "app/__init__.py"), ("app.__main__", "app/__main__.py"), ("app.work", "app/work.py")}),
        ("python main.py", {("__main__", "main.py"), ("app", "app/__init__.py")}),
        ("python -c 'import app.work'", {("app", "app/__init__.py"), ("app.work", "app/work.py")}),
        ("sh -c 'python main.py'", {("__main__", "main.py"), ("app", "app/__init__.py")}),
        ("./tool", {("__program__", "tool"), ("__main__", "tool"), ("app", "app/__init__.py")}),
        ("python spawns.py", {("__main__", "spawns.py"), ("__main__", "main.py"), ("app", "app/__init__.py")}),
        ("python exits.py", {("__main__", "exits.py"), ("app", "app/__init__.py")}),
    ],
)
def test_each_python_among_the_children_says_what_it_loaded_and_from_where(project, start, command, loaded):
    root = project(
        {
            **PACKAGE,
            "tool": f"#!{sys.executable}\nimport app\n",
            "spawns.py": "import subprocess, sys\nsubprocess.check_call([sys.executable, 'main.py'])\n",
            "exits.py": "import app, os\nos._exit(0)\n",
        }
    )
    (root / "tool").chmod(0o755)
    assert below(root, watched(start, root, command)) == loaded


def test_children_are_left_alone_where_nobody_asks(project, start):
    root = project({**PACKAGE, "look.py": "import os, sys\nassert 'witness' not in os.environ.get('PYTHONPATH', '')\n"})
    target = json.dumps({"id": "it", "command": "python look.py", "prepare": None, "quantities": [TIME]})
    harness = start(root)
    harness.begin(root, suite="command", targets=[target], only=["it"])
    finished = harness.walk()[-1]
    assert "installed" not in finished
    assert below(root, finished) == set()


def test_the_project_s_own_sitecustomize_runs_as_before(project, start):
    look = "import builtins, sys\nassert builtins.SEEN == 1 and sys.modules['sitecustomize'].MINE\n"
    root = project({"sitecustomize.py": "import builtins\nMINE = True\nbuiltins.SEEN = 1\n", "look.py": look})
    watched(start, root, "python look.py")


def test_the_own_folder_of_the_hook_is_on_no_path(project, start):
    look = "import sys\nassert not [entry for entry in sys.path if 'witness' in entry], sys.path\n"
    root = project({"look.py": look})
    watched(start, root, "python look.py")


def test_packages_of_the_project_that_can_also_be_imported_from_elsewhere_are_named(project, start):
    root = project({**PACKAGE, "json/__init__.py": ""})
    finished = watched(start, root, "true", names="app,json,nowhere")
    assert [module["name"] for module in finished["installed"]] == ["json"]


def test_children_of_a_benchmark_in_python_are_watched_as_well(project, start):
    bench = """
        import subprocess, sys

        def run():
            subprocess.check_call([sys.executable, "-m", "app"])
    """
    root = project({**PACKAGE, "bench.py": bench})
    harness = start(root, {"HOTPATH_GATE_WITNESS": ""})
    harness.begin(root, only=["bench:run"])
    finished = harness.walk(lambda _: [{"type": "batch", "loops": 1, "untimed": 0}])[-1]
    assert ("app.work", "app/work.py") in below(root, finished)


@pytest.mark.skipif(not os.path.exists("/proc/self/exe"), reason="the kernel does not tell what a process runs")
@pytest.mark.parametrize(
    "command, unseen",
    [
        ("python -I -c 'import time'", 1),
        ("python -E -c pass", 1),
        ("python -S -c pass", 1),
        ("env -i {python} -c pass", 1),
        ("./isolated", 1),
        ("sh -c 'env -i {python} -c pass; python -I -c pass'", 2),
        ("python -c pass", 0),
        ("python forks.py", 0),
        ("python spawns.py", 0),
        ("true", 0),
        ("sh -c 'true; true'", 0),
    ],
)
def test_a_python_that_does_not_say_what_it_loads_is_reported_as_unseen(project, start, command, unseen):
    root = project(
        {
            "isolated": f"#!{sys.executable} -I\n",
            "forks.py": "import os, time\nif os.fork():\n    os.wait()\nelse:\n    time.sleep(0.05)\n",
            "spawns.py": "import subprocess, sys\nsubprocess.check_call([sys.executable, '-c', 'pass'])\n",
        }
    )
    (root / "isolated").chmod(0o755)
    finished = watched(start, root, command.replace("{python}", sys.executable))
    assert len(finished["unseen"]) == unseen, finished["unseen"]
    assert {python["file"] for python in finished["unseen"]} <= {sys.executable}


def test_the_program_of_a_command_is_told_however_short_it_runs(project, start):
    root = project({"tool": "#!/bin/sh\n"})
    (root / "tool").chmod(0o755)
    assert below(root, watched(start, root, "./tool")) == {("__program__", "tool")}
