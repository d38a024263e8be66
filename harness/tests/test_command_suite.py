"""The suite `command`: processes of their own, started anew for each call."""

import json
import os
import shlex
import sys

import pytest
from controller import of

TIME = {"metric": "time", "unit": "s", "better": "smaller"}
CPU = {"metric": "cpu-time", "unit": "s", "better": "smaller"}
PEAK = {"metric": "peak-memory", "unit": "B", "better": "smaller"}


def target(command, id="it", prepare=None, quantities=(TIME,)):
    return json.dumps({"id": id, "command": command, "prepare": prepare, "quantities": list(quantities)})


def walked(harness, root, *targets, batches=((1, 0),)):
    ids = [json.loads(each)["id"] for each in targets]
    harness.begin(root, suite="command", targets=targets, only=ids)
    return harness.walk(lambda _: [{"type": "batch", "loops": loops, "untimed": untimed} for loops, untimed in batches])


def failure(start, project, command, **options):
    root = project({"x.txt": ""})
    return of(walked(start(root), root, target(command, **options)), "failed")[0]


def test_each_command_is_a_benchmark_without_a_place(project, start):
    root = project({"x.txt": ""})
    collected = start(root).begin(root, suite="command", targets=[target("true", "a"), target("false", "b")])
    assert collected["benchmarks"] == [{"id": "a", "location": None}, {"id": "b", "location": None}]


def test_a_batch_is_so_many_runs_timed_as_a_whole(project, start):
    root = project({"run.sh": "echo run >> log\nsleep 0.05\n"})
    measured = of(walked(start(root), root, target("sh run.sh"), batches=[(3, 2)]), "measured")[0]
    assert (root / "log").read_text().split() == ["run"] * 5
    assert 0.15e9 <= measured["wallNs"] < 5e9
    assert 0 <= measured["runDelayNs"] < measured["wallNs"]


def test_what_is_prepared_before_each_run_is_not_timed(project, start):
    root = project({"prepare.sh": "sleep 0.2\nrm -f made\n", "run.sh": "test ! -e made\ntouch made\n"})
    sent = target("sh run.sh", prepare="sh prepare.sh")
    measured = of(walked(start(root), root, sent, batches=[(2, 0)]), "measured")[0]
    assert measured["wallNs"] < 0.2e9


def test_cpu_time_and_peak_memory_are_the_command_s_own(project, start):
    work = "x = bytearray(90_000_000); s = sum(range(3_000_000))"
    command = f"{shlex.quote(sys.executable)} -c {shlex.quote(work)}"
    root = project({"x.txt": ""})
    sent = target(command, quantities=[TIME, CPU, PEAK])
    measured = of(walked(start(root), root, sent, batches=[(2, 0)]), "measured")[0]
    wall, cpu, peak = measured["values"]
    assert wall is None
    assert 0.01 < cpu < 1.2 * measured["wallNs"] / 1e9
    assert 90_000_000 < peak < 150_000_000


@pytest.mark.parametrize(
    "command",
    ["python -c 'import sys; assert sys.executable == WANTED'", "FOO=1 python -c 'import sys; assert sys.executable == WANTED'"],
)
def test_python_is_the_side_s_interpreter_with_and_without_a_shell(project, start, command):
    root = project({"x.txt": ""})
    sent = target(command.replace("WANTED", repr(sys.executable).replace("'", '"')))
    messages = walked(start(root), root, sent)
    assert len(of(messages, "measured")) == 1, of(messages, "failed")


def test_a_command_runs_in_the_project_and_sees_its_code_first(project, start):
    root = project({"app.py": "", "main.py": "import app, os\nassert app.__file__.startswith(os.getcwd())\n"})
    messages = walked(start(root), root, target("python main.py"))
    assert len(of(messages, "measured")) == 1


def test_the_controller_s_token_reaches_no_command(project, start):
    root = project({"x.txt": ""})
    messages = walked(start(root), root, target("test -z \"$HOTPATH_GATE_TOKEN$HOTPATH_GATE_PORT\""))
    assert len(of(messages, "measured")) == 1


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("sh -c 'echo first >&2; echo no data >&2; exit 3'", "ended with status 3: no data"),
        ("nowhere-to-be-found --now", "`nowhere-to-be-found --now` can't be started: No such file or directory"),
        ("true; exit 4", "ended with status 4"),
    ],
)
def test_a_command_that_fails_is_told_with_its_last_words(project, start, command, words):
    assert failure(start, project, command)["message"].endswith(words)


def test_what_can_t_be_prepared_is_a_failure(project, start):
    message = failure(start, project, "true", prepare="sh -c 'exit 5'")["message"]
    assert message == "it can't be prepared: `sh -c 'exit 5'` ended with status 5"


def test_a_profile_is_refused(project, start):
    root = project({"x.txt": ""})
    harness = start(root)
    harness.begin(root, suite="command", targets=[target("true")], only=["it"])
    harness.receive()
    assert harness.ask("profile", loops=1)["type"] == "failed"


def test_a_command_that_is_killed_is_told_with_the_signal(project, start):
    root = project({"dies.py": "import os\nos.kill(os.getpid(), 9)\n"})
    failed = of(walked(start(root), root, target("python dies.py")), "failed")[0]
    assert failed["message"] == "`python dies.py` ended with signal 9"


BUSY = "import time\nuntil = time.process_time() + 0.1\nwhile time.process_time() < until:\n    pass\n"


@pytest.mark.skipif(not os.path.exists("/proc/self/schedstat"), reason="the kernel does not tell what runs")
@pytest.mark.parametrize(
    ("command", "at_least", "at_most"),
    [
        ("true", 0, 1.2),
        ("sh run.sh", 0, 1.2),
        ("python busy.py", 0.7, 1.2),
        ("sh -c 'python busy.py; python busy.py'", 0.7, 1.2),
        # More than what is taken for several: batch-time.ts.
        ("sh -c 'python busy.py & python busy.py & wait'", 1.25, 2.2),
        ("python pool.py", 1.25, 2.2),
        ("sleep 0.1", 0, 0.3),
    ],
)
def test_a_batch_that_seeks_it_reports_what_a_command_could_use_of_several_cpus(project, start, command, at_least, at_most):
    pool = "import os\nif os.fork():\n    import busy\n    os.wait()\nelse:\n    import busy\n"
    root = project({"busy.py": BUSY, "pool.py": pool, "run.sh": "true\ntrue\n"})
    harness = start(root)
    harness.begin(root, suite="command", targets=[target(command)], only=["it"])
    harness.receive()
    # On a machine with much else to do, too little may be seen of a command that takes a millisecond.
    tries = [harness.ask("batch", loops=2, untimed=0, onAllCpus=True, seeksCpus=True) for _ in range(3)]
    measured = next(one for one in tries if one["endedNs"] == 0)
    assert at_least <= (measured["cpuNs"] + measured["runDelayNs"]) / measured["wallNs"] <= at_most


def test_a_program_or_script_that_is_not_there_is_no_command(project, start):
    root = project({"run.py": "pass"})
    commands = {
        "nope-program -x": "there is no program `nope-program`",
        "./run.sh": "there is no program `./run.sh`",
        "python nope.py": "there is no file `nope.py`",
        "python run.py": None,
        "python -m nope": None,
        "nope-program | sort": None,
    }
    targets = [target(command, id=command) for command in commands]
    prepared = target("./made", id="prepared", prepare="touch made")
    collected = start(root).begin(root, suite="command", targets=[*targets, prepared])
    assert collected["problems"] == [
        {"where": command, "message": why, "isAbsent": True} for command, why in commands.items() if why
    ]
