"""What a harness says of itself, and what it does to its process before the project's code comes."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig

import pytest
from controller import HARNESS_FOLDER, START_FILE, TOKEN, of

IS_FREE_THREADED = "free-threading build" in sys.version
HAS_JIT = hasattr(sys, "_jit") and sys._jit.is_available()

SEES = """
    import json, os, subprocess, sys

    def look():
        seen = {"path": sys.path, "environment": dict(os.environ), "cwd": os.getcwd()}
        child = "import json, os, sys; print(json.dumps([sys.path, dict(os.environ)]))"
        seen["child"] = json.loads(subprocess.check_output([sys.executable, "-c", child]))
        with open(os.environ["SEEN"], "w") as file:
            json.dump(seen, file)
"""


def seen_by(harness, root, file, target="look_around:look"):
    assert harness.begin(root, only=[target])["problems"] == []
    harness.walk()
    return json.loads(file.read_text())


def test_hello_carries_the_token_the_process_and_its_interpreter(project, start):
    harness = start(project({"a.py": ""}))
    hello = harness.hello
    assert (hello["type"], hello["protocol"], hello["token"]) == ("hello", 1, TOKEN)
    assert hello["pid"] == harness.process.pid
    python = hello["python"]
    assert python["implementation"].lower() == sys.implementation.name
    assert python["version"] == sys.version.split()[0]
    assert python["executable"] == sys.executable
    for folder in (sys.prefix, sys.base_prefix, os.path.dirname(os.__file__)):
        assert os.path.realpath(folder) in python["prefixes"]


def test_hello_names_special_builds_only(project, start):
    build = start(project({"a.py": ""})).hello["python"]["build"]
    assert ("debug" in build) == hasattr(sys, "gettotalrefcount")
    assert ("free-threaded" in build) == IS_FREE_THREADED
    assert set(build) <= {"debug", "free-threaded", "GIL on", "jit"}


@pytest.mark.skipif(not IS_FREE_THREADED, reason="the GIL is always on in this build")
@pytest.mark.parametrize("gil, build", [("0", ["free-threaded"]), ("1", ["free-threaded", "GIL on"])])
def test_a_free_threaded_build_whose_gil_is_on_is_another_setting(project, start, gil, build):
    python = start(project({"a.py": ""}), {"PYTHON_GIL": gil}).hello["python"]
    assert [word for word in python["build"] if word != "debug"] == build


@pytest.mark.skipif(not IS_FREE_THREADED, reason="the GIL is always on in this build")
def test_finished_says_that_a_module_turned_the_gil_on(project, start):
    needs_gil = """
        #include <Python.h>
        static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "needs_gil", NULL, -1};
        PyMODINIT_FUNC PyInit_needs_gil(void) { return PyModule_Create(&definition); }
    """
    root = project({"needs_gil.c": needs_gil, "plain.py": "def run(): pass"})
    include = sysconfig.get_path("include")
    compiler = shutil.which("cc")
    if compiler is None or not os.path.isfile(os.path.join(include, "Python.h")):
        pytest.skip("no compiler, or no headers of this interpreter")
    module = root / f"needs_gil{sysconfig.get_config_var('EXT_SUFFIX')}"
    subprocess.check_call([compiler, "-shared", "-fPIC", f"-I{include}", str(root / "needs_gil.c"), "-o", str(module)])
    (root / "app.py").write_text("import needs_gil\ndef run(): pass")
    for target, build in (("plain:run", []), ("app:run", ["GIL on"])):
        # Unset, because `PYTHON_GIL=0` keeps it off whatever is imported.
        harness = start(root, {"PYTHON_GIL": ""})
        assert "GIL on" not in harness.hello["python"]["build"]
        harness.begin(root, only=[target])
        finished = harness.walk()[-1]
        assert [word for word in finished["build"] if word not in ("free-threaded", "debug")] == build


@pytest.mark.skipif(not HAS_JIT, reason="this build has no JIT compiler that can be told of")
@pytest.mark.parametrize("switch, is_on", [("0", False), ("1", True)])
def test_a_build_whose_jit_is_on_is_another_setting(project, start, switch, is_on):
    root = project({"app.py": "def run(): pass"})
    harness = start(root, {"PYTHON_JIT": switch})
    assert ("jit" in harness.hello["python"]["build"]) == is_on
    harness.begin(root, targets=["app:run"])
    assert ("jit" in harness.receive()["build"]) == is_on


def test_finished_names_the_build_as_hello_does_where_nothing_changed_it(project, start):
    root = project({"app.py": "def run(): pass"})
    harness = start(root)
    harness.begin(root, targets=["app:run"])
    assert harness.receive()["build"] == harness.hello["python"]["build"]


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="no pinning on this platform")
def test_hello_lists_the_cpus_and_begin_pins_to_one_of_them(project, start):
    root = project({"app.py": "import os\ndef cpus(): print(sorted(os.sched_getaffinity(0)))"})
    harness = start(root)
    assert harness.hello["cpus"] == sorted(os.sched_getaffinity(0))
    cpu = harness.hello["cpus"][-1]
    harness.begin(root, only=["app:cpus"], cpu=cpu)
    harness.walk()
    assert set(harness.end()[1].splitlines()) == {f"[{cpu}]"}


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="no pinning on this platform")
def test_a_cpu_that_the_process_may_not_use_is_told_as_broken(project, start):
    root = project({"app.py": ""})
    harness = start(root)
    answer = harness.begin(root, cpu=100_000)
    assert answer["type"] == "broken"
    assert "can't be pinned to CPU 100000" in answer["message"]
    assert harness.end() == (0, "", "")


def test_an_interpreter_that_cannot_pin_says_so():
    code = "import os\nfor name in dir(os):\n  if name.startswith('sched_'): delattr(os, name)\n"
    code += "from hotpath_gate_harness.surroundings import cpus\nprint(cpus())"
    output = subprocess.check_output([sys.executable, "-c", code], cwd=HARNESS_FOLDER)
    assert output.decode().strip() == "None"


def test_neither_port_nor_token_reach_the_benchmark_or_its_children(project, start, tmp_path):
    root = project({"look_around.py": SEES})
    seen = seen_by(start(root, {"SEEN": str(tmp_path / "seen")}), root, tmp_path / "seen")
    for environment in (seen["environment"], seen["child"][1]):
        assert not {"HOTPATH_GATE_PORT", "HOTPATH_GATE_TOKEN"} & set(environment)
        assert TOKEN not in environment.values()


def test_the_projects_folders_come_first_and_the_others_last(project, start, tmp_path):
    root = project({"look_around.py": SEES})
    first, last, users = (str(tmp_path / name) for name in ("first", "last", "users"))
    harness = start(
        root,
        {
            "SEEN": str(tmp_path / "seen"),
            "HOTPATH_GATE_PATH_FIRST": os.pathsep.join([str(root), first]),
            "HOTPATH_GATE_PATH_LAST": last,
            "HOTPATH_GATE_USER_PYTHONPATH": users,
            "HOTPATH_GATE_PADDING": "x" * 500,
        },
    )
    seen = seen_by(harness, root, tmp_path / "seen")
    assert seen["path"][:3] == [str(root), first, users]
    assert seen["path"][-1] == last
    assert HARNESS_FOLDER not in seen["path"]
    assert seen["environment"]["PYTHONPATH"] == os.pathsep.join([str(root), first, users])
    assert [str(root), first, users] == [folder for folder in seen["child"][0] if folder in (str(root), first, users)]


def test_without_folders_pythonpath_is_gone_and_the_current_folder_is_not_on_the_path(project, start, tmp_path):
    root = project({"look_around.py": SEES, "elsewhere/a.py": ""})
    harness = start(
        root / "elsewhere",
        {"SEEN": str(tmp_path / "seen"), "HOTPATH_GATE_PATH_FIRST": "", "HOTPATH_GATE_PATH_LAST": str(root)},
    )
    seen = seen_by(harness, root, tmp_path / "seen")
    assert "PYTHONPATH" not in seen["environment"]
    assert str(root / "elsewhere") not in seen["path"]
    assert seen["cwd"] == str(root / "elsewhere")


def test_project_modules_named_like_ours_or_like_the_standard_librarys_do_no_harm(project, start):
    shadowing = {f"{name}.py": "raise RuntimeError('imported')" for name in ("profile", "traceback", "json", "random")}
    ours = {f"{name}.py": f"def which(): print('the {name} of the project')" for name in ("protocol", "channel")}
    root = project({**shadowing, **ours})
    harness = start(root)
    assert harness.begin(root, only=["protocol:which", "channel:which"])["problems"] == []
    messages = harness.walk(lambda _: [{"type": "profile", "loops": 1}])
    assert [message["type"] for message in messages[:4]] == ["ready", "profiled", "ready", "profiled"]
    assert harness.end() == (0, "the protocol of the project\nthe channel of the project\n", "")


def test_standard_input_and_output_stay_the_benchmarks_own(project, start):
    root = project(
        {"app.py": "import sys\ndef talk():\n  print('out', sys.stdin.read()); print('err', file=sys.stderr)"}
    )
    harness = start(root)
    harness.begin(root, only=["app:talk"])
    harness.walk(lambda _: [{"type": "batch", "loops": 1, "untimed": 0}])
    assert harness.end() == (0, "out \n", "err\n")


def test_finished_lists_modules_with_real_paths_without_the_harness(project, start):
    root = project({"pkg/__init__.py": "", "pkg/core.py": "import json\ndef run(): pass", "real/linked.py": ""})
    (root / "linked.py").symlink_to(root / "real" / "linked.py")
    (root / "pkg" / "core.py").write_text("import linked\ndef run(): pass")
    harness = start(root)
    harness.begin(root, only=["pkg.core:run"])
    modules = {module["name"]: module["file"] for module in harness.walk()[-1]["modules"]}
    assert modules["pkg"] == str(root / "pkg" / "__init__.py")
    assert modules["pkg.core"] == str(root / "pkg" / "core.py")
    assert modules["linked"] == str(root / "real" / "linked.py")
    assert os.path.realpath(modules["os"]) == os.path.realpath(os.__file__)
    assert not [name for name in modules if name.startswith("hotpath_gate_harness")]
    assert "__main__" not in modules


def test_looking_at_the_modules_does_not_load_lazy_ones(project, start):
    lazy = """
        import importlib.util, sys
        spec = importlib.util.find_spec("heavy")
        spec.loader = importlib.util.LazyLoader(spec.loader)
        module = importlib.util.module_from_spec(spec)
        sys.modules["heavy"] = module
        spec.loader.exec_module(module)
        def run(): pass
    """
    root = project({"heavy.py": "print('loaded')", "app.py": lazy})
    harness = start(root)
    harness.begin(root, only=["app:run"])
    assert "heavy" in [module["name"] for module in harness.walk()[-1]["modules"]]
    assert harness.end() == (0, "", "")


def test_nothing_the_harness_needs_late_is_imported_at_its_start(project, start):
    root = project({"app.py": "import sys\ndef run(): print(' '.join(sys.modules))"})
    harness = start(root)
    harness.begin(root, only=["app:run"])
    harness.walk(lambda _: [{"type": "batch", "loops": 1, "untimed": 0}])
    loaded = set(harness.end()[1].split())
    late = {"argparse", "typing", "dataclasses", "inspect", "traceback", "ast", "cProfile", "difflib", "glob", "socket"}
    if sys.version_info >= (3, 11):
        assert not loaded & late
    assert not loaded & {"traceback", "cProfile", "difflib", "random", "logging", "subprocess", "socket"}


def test_a_harness_that_is_started_by_hand_says_what_starts_it():
    environment = {**os.environ, "PYTHONPATH": HARNESS_FOLDER}
    run = subprocess.run([sys.executable, START_FILE], env=environment, capture_output=True)
    assert run.returncode != 0
    assert run.stderr.decode().startswith("hotpath_gate_harness is started by hotpath-gate")


def test_an_unknown_suite_is_broken(project, start):
    root = project({"a.py": ""})
    answer = start(root).begin(root, suite="nose")
    assert answer == {
        "type": "broken",
        "message": "This harness has no suite `nose`: it knows `asv`, `command`, `functions`, `pyperf` and `pytest`.",
    }


@pytest.mark.parametrize(
    "line",
    [b"not json\n", b"[]\n", b'{"type":"next"}\n', b'{"type":"begin","suite":"functions"}\n'],
    ids=["not JSON", "not an object", "not the command that is due", "fields missing"],
)
def test_a_command_that_is_not_understood_is_broken(project, start, line):
    harness = start(project({"a.py": ""}))
    harness.connection.sendall(line)
    answer = harness.receive()
    assert answer["type"] == "broken"
    assert "does not understand the controller" in answer["message"]
    assert harness.receive() is None


def test_the_canary_alone_needs_no_suite(project, start):
    from controller import CANARY_ID

    root = project({"a.py": ""})
    harness = start(root)
    assert harness.begin(root, suite="pytest", only=[CANARY_ID])["benchmarks"] == []
    messages = harness.walk()
    assert [message["type"] for message in messages] == ["ready", "measured", "finished"]
    assert of(messages, "ready")[0]["id"] == CANARY_ID


def test_a_folder_that_this_side_must_not_see_is_on_no_path(project, start, tmp_path):
    """As an editable install does it: a line of a `.pth` puts head's folder on everybody's path."""
    head = tmp_path / "head"
    head.mkdir()
    (head / "only_on_head.py").write_text("def run(): pass")
    site = tmp_path / "site"
    site.mkdir()
    (site / "editable.pth").write_text(str(head))
    (site / "sitecustomize.py").write_text(f"import site; site.addsitedir({str(site)!r})")
    root = project({"app.py": "def run(): import only_on_head"})
    seen = start(root, {"HOTPATH_GATE_USER_PYTHONPATH": str(site), "PYTHONPATH": f"{HARNESS_FOLDER}{os.pathsep}{site}"})
    assert of(_walked(seen, root), "measured")
    unseen = start(
        root,
        {
            "HOTPATH_GATE_USER_PYTHONPATH": str(site),
            "HOTPATH_GATE_PATH_WITHOUT": str(head),
            "PYTHONPATH": f"{HARNESS_FOLDER}{os.pathsep}{site}",
        },
    )
    assert of(_walked(unseen, root), "failed")[0]["error"] == "ModuleNotFoundError"


def test_an_import_hook_of_an_editable_install_that_leads_to_a_hidden_folder_is_taken_out(project, start, tmp_path):
    head = tmp_path / "head"
    head.mkdir()
    (head / "only_on_head.py").write_text("def run(): pass")
    site = tmp_path / "site"
    site.mkdir()
    (site / "__editable___shop_finder.py").write_text(
        "import importlib.util, sys\n"
        f"MAPPING = {{'only_on_head': {str(head / 'only_on_head')!r}}}\n"
        "class _EditableFinder:\n"
        "    @classmethod\n"
        "    def find_spec(cls, name, path=None, target=None):\n"
        "        if name in MAPPING:\n"
        "            return importlib.util.spec_from_file_location(name, MAPPING[name] + '.py')\n"
        "sys.meta_path.append(_EditableFinder)\n"
    )
    (site / "sitecustomize.py").write_text("import __editable___shop_finder")
    root = project({"app.py": "def run(): import only_on_head"})
    paths = {"PYTHONPATH": f"{HARNESS_FOLDER}{os.pathsep}{site}", "HOTPATH_GATE_USER_PYTHONPATH": str(site)}
    assert of(_walked(start(root, paths), root), "measured")
    unseen = start(root, {**paths, "HOTPATH_GATE_PATH_WITHOUT": str(head)})
    assert of(_walked(unseen, root), "failed")[0]["error"] == "ModuleNotFoundError"


@pytest.mark.parametrize("package", ["", "/shop"], ids=["the folder itself", "a package in it"])
def test_no_part_of_an_import_hook_that_leads_to_a_hidden_folder_stays(project, start, tmp_path, package):
    """Setuptools finds namespace packages by a hook of the path beside its finder."""
    name = "__editable___shop_finder"
    site = tmp_path / "site"
    site.mkdir()
    (site / f"{name}.py").write_text(
        "import sys\n"
        f"MAPPING = {{'shop': {str(tmp_path / 'head') + package!r}}}\n"
        "PATH_PLACEHOLDER = __name__ + '.__path_hook__'\n"
        "class _EditableFinder:\n"
        "    @classmethod\n"
        "    def find_spec(cls, name, path=None, target=None): return None\n"
        "sys.meta_path.append(_EditableFinder)\n"
        "sys.path.append(PATH_PLACEHOLDER)\n"
    )
    (site / "sitecustomize.py").write_text(f"import {name}")
    hooks = f"any(finder.__module__ == {name!r} for finder in sys.meta_path if hasattr(finder, '__module__'))"
    root = project({"app.py": f"import sys\ndef run(): print({hooks}, '{name}.__path_hook__' in sys.path)"})
    paths = {"PYTHONPATH": f"{HARNESS_FOLDER}{os.pathsep}{site}", "HOTPATH_GATE_USER_PYTHONPATH": str(site)}
    for folder, expected in ((f"{tmp_path / 'head'}ache", "True True"), (tmp_path / "head", "False False")):
        harness = start(root, {**paths, "HOTPATH_GATE_PATH_WITHOUT": str(folder)})
        assert of(_walked(harness, root), "measured")
        assert set(harness.end()[1].splitlines()) == {expected}


@pytest.mark.parametrize("own", ["HOTPATH_GATE_PATH_FIRST", "HOTPATH_GATE_PATH_LAST"])
def test_a_sides_own_folders_stay_and_children_do_not_get_the_hidden_ones(project, start, tmp_path, own):
    root = project({"look_around.py": SEES})
    shared, head, users = (tmp_path / name for name in ("shared", "head", "users"))
    for folder in (shared, head, users):
        folder.mkdir()
    (tmp_path / "linked").symlink_to(head)
    folders = {"HOTPATH_GATE_PATH_FIRST": str(root), own: os.pathsep.join([str(root), str(shared)])}
    environment = {
        "SEEN": str(tmp_path / "seen"),
        "HOTPATH_GATE_USER_PYTHONPATH": os.pathsep.join([str(tmp_path / "linked"), str(users)]),
        "HOTPATH_GATE_PATH_WITHOUT": os.pathsep.join([str(shared), str(head)]),
    }
    seen = seen_by(start(root, {**environment, **folders}), root, tmp_path / "seen")
    assert str(shared) in seen["path"]
    assert str(users) in seen["child"][0]
    for path in (seen["path"], seen["child"][0]):
        assert not {str(head), str(tmp_path / "linked")} & set(path)
    assert "HOTPATH_GATE_PATH_WITHOUT" not in seen["environment"]
    assert (str(shared) in seen["child"][0]) == (own == "HOTPATH_GATE_PATH_FIRST")


def _walked(harness, root):
    harness.begin(root, only=["app:run"])
    return harness.walk(lambda _: [{"type": "batch", "loops": 1, "untimed": 0}])


@pytest.mark.parametrize(
    "name", ["hotpath_gate_harness/__main__.py", "hotpath_gate_harness/__init__.py", "hotpath_gate_harness.py"]
)
def test_a_project_with_a_module_of_the_harness_s_name_does_not_run_in_its_place(project, start, name):
    root = project({name: "raise SystemExit('not the harness')", "app.py": "def run(): pass"})
    harness = start(root)
    assert harness.begin(root, targets=["app:run"])["benchmarks"] == [
        {"id": "app:run", "location": {"file": "app.py", "line": 1}}
    ]


@pytest.mark.parametrize("name", ["protocol", "values", "channel", "json", "socket"])
def test_neither_the_project_s_modules_nor_the_harness_s_stand_in_for_others(project, start, name):
    own = f"""
        import importlib.util

        def run():
            found = importlib.util.find_spec({name!r})
            assert found is None or "hotpath_gate_harness" not in found.origin, found.origin
    """
    root = project({"app.py": own})
    harness = start(root)
    harness.begin(root, only=["app:run"])
    assert len(of(harness.walk(), "measured")) == 1


def test_processes_that_multiprocessing_spawns_run_no_second_harness(project, start):
    spawns = """
        import multiprocessing

        def double(x):
            return 2 * x

        def run():
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                assert pool.map(double, [4]) == [8]
    """
    root = project({"app.py": spawns})
    harness = start(root)
    harness.begin(root, only=["app:run"])
    messages = harness.walk(lambda _: [{"type": "batch", "loops": 1, "untimed": 0}])
    assert len(of(messages, "measured")) == 1, messages
