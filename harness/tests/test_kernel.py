"""On how many CPUs a benchmark runs, and what the kernel tells of its threads and child processes."""

import os
import sys
import time

import pytest

pytestmark = pytest.mark.skipif(
    not os.path.exists("/proc/thread-self/children") or not hasattr(os, "sched_getaffinity"),
    reason="Linux tells it, other systems do not",
)
several_cpus = pytest.mark.skipif(
    hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) < 2, reason="it takes several CPUs"
)


@pytest.fixture
def on_one_cpu(project, start):
    """A harness at its first benchmark, `app:run` of the given source, which `begin` has pinned to one CPU."""

    def begin(source, only=("app:run",)):
        root = project({"app.py": source})
        harness = start(root)
        cpu = harness.hello["cpus"][-1]
        assert harness.begin(root, only=list(only), cpu=cpu)["problems"] == []
        assert harness.receive()["type"] == "ready"
        return harness

    return begin


# Hashing lets go of the GIL, so that threads can do it at the same time.
THREADS = """
    import hashlib
    from concurrent.futures import ThreadPoolExecutor

    DATA = bytes(2_000_000)

    def hashed(_):
        return hashlib.sha256(DATA).digest()
"""
POOL_OF_THE_MODULE = f"""{THREADS}
    POOL = ThreadPoolExecutor(2)
    list(POOL.map(hashed, range(4)))

    def run():
        list(POOL.map(hashed, range(4)))
"""
POOL_OF_THE_CALL = f"""{THREADS}
    def run():
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(hashed, range(4)))
"""
CHILDREN = """
    import os
    import subprocess
    import sys

    BUSY = "import hashlib, sys\\nfor _ in sys.stdin: hashlib.sha256(bytes(8_000_000)).digest(); print(flush=True)"
    WORKERS = [
        subprocess.Popen([sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]

    def run():
        for worker in WORKERS:
            worker.stdin.write("once more\\n")
            worker.stdin.flush()
        for worker in WORKERS:
            worker.stdout.readline()
"""


def _used(measured):
    """CPUs that it used at a time, or could have used if nobody else had: on average over a batch."""
    return (measured["cpuNs"] + measured["childrenNs"] + measured["runDelayNs"]) / measured["wallNs"]


@several_cpus
@pytest.mark.parametrize("source", [POOL_OF_THE_MODULE, CHILDREN], ids=["threads", "children"])
def test_a_batch_on_all_cpus_wants_several_of_them(on_one_cpu, source):
    harness = on_one_cpu(source)
    harness.batch(2, onAllCpus=True)
    # Where others keep both CPUs busy, a batch may have found only one of them free.
    assert max(_used(harness.batch(10, onAllCpus=True)) for _ in range(5)) > 1.3


@several_cpus
@pytest.mark.parametrize("source", [POOL_OF_THE_MODULE, CHILDREN], ids=["threads", "children"])
def test_a_batch_on_all_cpus_tells_what_these_worked_and_for_whom(on_one_cpu, source):
    harness = on_one_cpu(source)
    harness.batch(2, onAllCpus=True)
    batches = [harness.batch(10, onAllCpus=True) for _ in range(10)]
    busy, own, span = (sum(one["machine"][key] for one in batches) for key in ("busyNs", "ownNs", "spanNs"))
    cpus = batches[0]["machine"]["cpus"]
    assert cpus == len(os.sched_getaffinity(0))
    assert span >= sum(one["wallNs"] for one in batches)
    # In ticks of ten milliseconds, each batch may be off by two a CPU.
    tick = 10_000_000 * cpus
    assert own - len(batches) * tick < busy < cpus * span + len(batches) * tick


def test_a_batch_on_one_cpu_tells_nothing_of_the_machine(on_one_cpu):
    assert "machine" not in on_one_cpu(POOL_OF_THE_MODULE).batch(2)


@pytest.mark.parametrize("source", [POOL_OF_THE_MODULE, CHILDREN], ids=["threads", "children"])
def test_a_batch_on_one_cpu_uses_no_other_one(on_one_cpu, source):
    harness = on_one_cpu(source)
    harness.batch(2, onAllCpus=True)
    told = harness.batch(10)
    assert told["cpuNs"] + told["childrenNs"] < 1.1 * told["wallNs"]


def test_the_work_of_threads_that_have_ended_is_reported(on_one_cpu):
    told = on_one_cpu(POOL_OF_THE_CALL).batch(5)
    assert told["endedNs"] > 0.5 * told["cpuNs"]
    told = on_one_cpu(POOL_OF_THE_MODULE).batch(5)
    assert told["endedNs"] < 0.1 * told["cpuNs"]


ONE_AFTER_THE_OTHER = """
    import subprocess
    import sys

    def run():
        subprocess.run([sys.executable, "-c", "sum(range(10**6))"], check=True)
"""
WORK_THEN_A_CHILD = f"""{ONE_AFTER_THE_OTHER}
        sum(range(10**6))
"""
PIPELINE = """
    import subprocess
    import sys

    WORK = f"{sys.executable} -c 'sum(range(3 * 10**6))'"

    def run():
        subprocess.run(f"{WORK} | {WORK}", shell=True, check=True)
"""
FORKS = """
    import os
    import warnings

    warnings.simplefilter("error")

    def run():
        children = []
        for _ in range(2):
            child = os.fork()
            if child == 0:
                sum(range(4 * 10**6))
                os._exit(0)
            children.append(child)
        for child in children:
            os.waitpid(child, 0)
"""


@pytest.mark.parametrize(
    ("source", "at_least", "at_most"),
    # As batch-time.ts has it: more than 1.2 are several.
    [
        (ONE_AFTER_THE_OTHER, 0.7, 1.2),
        (WORK_THEN_A_CHILD, 0.7, 1.2),
        (PIPELINE, 1.25, 2.3),
        (FORKS, 1.25, 2.3),
    ],
    ids=["a child", "work, then a child", "a pipeline", "forks, where warnings are errors"],
)
def test_a_batch_that_seeks_it_reports_what_children_that_end_could_use_of_several_cpus(
    on_one_cpu, source, at_least, at_most
):
    harness = on_one_cpu(source)
    told = harness.batch(1, onAllCpus=True, seeksCpus=True)
    assert told["endedNs"] == 0
    assert at_least <= _used(told) <= at_most
    told = harness.batch(2, onAllCpus=True)
    assert told["endedNs"] > 0


def test_only_batches_have_one_cpu(on_one_cpu):
    source = """
        import os

        print("imported", len(os.sched_getaffinity(0)))

        def run():
            print("called", len(os.sched_getaffinity(0)))
    """
    harness = on_one_cpu(source)
    harness.batch(1)
    harness.batch(1, onAllCpus=True)
    harness.batch(1)
    harness.send("next")
    assert harness.receive()["type"] == "finished"
    everywhere = len(os.sched_getaffinity(0))
    said = harness.end()[1].split("\n")
    assert said == [f"imported {everywhere}", "called 1", f"called {everywhere}", "called 1", ""]


def test_the_run_delay_is_that_of_all_threads(on_one_cpu):
    # Of two threads on one CPU, one always waits for it.
    told = on_one_cpu(POOL_OF_THE_MODULE).batch(10)
    assert told["runDelayNs"] > 0.5 * told["cpuNs"]


def test_what_a_living_child_works_is_told_and_its_end_leaves_the_run_delay_unknown(on_one_cpu):
    ended = "import subprocess, sys\n\ndef run(): subprocess.run([sys.executable, '-c', 'sum(range(10**6))'], check=True)"
    told = on_one_cpu(ended).batch(1)
    assert told["runDelayNs"] is None
    assert told["childrenNs"] > 0
    told = on_one_cpu(CHILDREN).batch(5)
    assert told["runDelayNs"] is not None
    assert told["childrenNs"] > told["cpuNs"]


def test_work_that_is_handed_to_a_child_and_not_waited_for_is_put_off(on_one_cpu):
    source = CHILDREN[: CHILDREN.index("        for worker in WORKERS:\n            worker.stdout")]
    harness = on_one_cpu(source)
    harness.batch(1)
    time.sleep(0.3)
    assert harness.batch(1)["putOffNs"] > 5_000_000


def test_untimed_calls_that_take_far_longer_than_planned_cut_the_batch(on_one_cpu):
    source = """
        import time

        calls = 0

        def run():
            global calls
            calls += 1
            if calls > 1000:
                time.sleep(0.002)
    """
    harness = on_one_cpu(source)
    assert harness.batch(500, 100, longestNs=50_000_000)["loops"] == 500
    cut = harness.batch(100_000, 1000, longestNs=50_000_000)
    # Some of the untimed calls were still fast.
    assert 1 <= cut["loops"] <= 250


def test_a_batch_without_untimed_calls_is_cut_by_its_first_ones(on_one_cpu):
    source = """
        import time

        calls = 0

        def run():
            global calls
            calls += 1
            if calls > 500:
                time.sleep(0.002)
    """
    harness = on_one_cpu(source)
    whole = harness.batch(500, longestNs=50_000_000)
    assert whole["loops"] == 500
    began = time.perf_counter()
    cut = harness.batch(100_000, longestNs=50_000_000)
    assert 1 <= cut["loops"] <= 50
    assert 0.002 * cut["loops"] <= cut["wallNs"] / 1e9 <= time.perf_counter() - began < 2
    assert harness.batch(4, longestNs=1)["loops"] == 1


def test_a_batch_without_a_bound_is_not_cut(on_one_cpu):
    assert on_one_cpu("def run(): pass").batch(2000, longestNs=(1 << 53) - 1)["loops"] == 2000


def test_a_batch_is_measured_where_its_code_has_closed_what_the_kernel_reports_through(on_one_cpu):
    source = """
        import os

        def run():
            for file in range(3, 100):
                try:
                    if os.readlink(f"/proc/self/fd/{file}").startswith("/proc/"):
                        os.close(file)
                except OSError:
                    pass
    """
    harness = on_one_cpu(source)
    assert harness.batch(1)["runDelayNs"] is None
    assert harness.batch(1)["type"] == "measured"


if sys.version_info >= (3, 13):

    def test_whoever_counts_cpus_to_start_as_many_threads_finds_all_of_them(on_one_cpu):
        source = """
            import os

            COUNT = os.process_cpu_count()

            def run():
                print(COUNT)
        """
        harness = on_one_cpu(source)
        harness.batch(1)
        harness.send("next")
        harness.receive()
        assert harness.end()[1] == f"{os.process_cpu_count()}\n"
