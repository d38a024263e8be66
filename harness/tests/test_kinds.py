"""Batches and profiles: that what is asked for is what runs, and that a benchmark which misbehaves ends alone."""

import os
import signal
import subprocess
import sys
import time
import timeit
from statistics import median

import pytest
from controller import CANARY_ID, SECONDS, of, outline

COUNTING = """
    calls = 0

    def run():
        global calls
        calls += 1

    def tell():
        print(calls)
"""


@pytest.fixture
def ready(project, start):
    """A harness at its first benchmark, `app:run`, of the given source."""

    def begin(source, only=("app:run",)):
        root = project({"app.py": source})
        harness = start(root)
        assert harness.begin(root, only=list(only))["problems"] == []
        assert harness.receive()["type"] == "ready"
        return harness

    return begin


def test_nothing_is_called_before_the_first_batch_nor_without_one(project, start):
    root = project({"app.py": "def run(): print('called')"})
    harness = start(root)
    harness.begin(root, only=["app:run"])
    ready = {"type": "ready", "id": "app:run", "calls": 1, "limit": None, "setsUp": False, "quantities": None}
    assert harness.receive() == ready
    harness.send("next")
    assert harness.receive()["type"] == "finished"
    assert harness.end() == (0, "", "")


def test_a_batch_calls_as_often_as_it_says_plus_the_untimed_calls(ready):
    harness = ready(COUNTING, only=["app:run", "app:tell"])
    for loops, untimed in ((1, 0), (7, 0), (100, 3)):
        assert harness.batch(loops, untimed)["type"] == "measured"
    harness.send("next")
    harness.receive()
    harness.batch(1)
    harness.send("next")
    assert harness.receive()["type"] == "finished"
    assert harness.end()[1] == "111\n"


def test_time_is_of_the_timed_calls_alone_wall_clock_and_cpu(ready):
    harness = ready(
        """
        import time
        slept = 0

        def run():
            global slept
            slept += 1
            time.sleep(0.2 if slept <= 2 else 0.01)
        """
    )
    measured = harness.batch(5, 2)
    assert 0.05e9 <= measured["wallNs"] < 0.2e9
    assert 0 <= measured["cpuNs"] < 0.04e9


def test_twice_the_loops_take_about_twice_the_time(project, start):
    root = project({"app.py": "def run():\n    for _ in range(3000): pass"})
    harness = start(root)
    harness.begin(root, only=["app:run"], cpu=harness.hello["cpus"][0] if harness.hello["cpus"] else None)
    harness.receive()
    harness.batch(200)
    ratios = [harness.batch(200)["cpuNs"] / harness.batch(100)["cpuNs"] for _ in range(15)]
    assert 1.4 < sorted(ratios)[7] < 2.9


def test_what_the_garbage_collector_takes_is_told_and_part_of_the_time(ready):
    harness = ready(
        """
        import gc
        rubbish = [[n] for n in range(100_000)]

        def run():
            gc.collect()
        """
    )
    measured = harness.batch(20)
    assert 0.5 * measured["cpuNs"] < measured["collectorNs"] <= measured["wallNs"]


def test_a_batch_in_which_nothing_was_collected_says_so(ready):
    harness = ready("def run(): pass")
    assert harness.batch(10)["collectorNs"] == 0


def test_what_is_collected_in_untimed_calls_is_not_told(ready):
    harness = ready(
        """
        import gc
        calls = 0

        def run():
            global calls
            calls += 1
            if calls <= 3:
                gc.collect()
        """
    )
    assert harness.batch(2, 3)["collectorNs"] == 0


def test_the_collector_is_watched_by_one_at_a_time(ready):
    harness = ready(
        """
        import gc

        def run():
            assert len(gc.callbacks) == 1
        """
    )
    assert [harness.batch(1)["collectorNs"] for _ in range(3)] == [0, 0, 0]


def test_what_a_collector_took_that_the_measured_code_let_nobody_watch_is_unknown(ready):
    harness = ready("import gc\n\ndef run(): gc.callbacks.clear()")
    assert harness.batch(1)["collectorNs"] is None


def test_a_collection_that_began_before_it_was_watched_takes_nothing(ready):
    harness = ready("import gc\n\ndef run(): gc.callbacks[-1]('stop', {})")
    assert harness.batch(1)["collectorNs"] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="unknown there")
def test_preemptions_are_counted(ready):
    harness = ready("def run(): pass")
    assert harness.batch(1)["preemptions"] >= 0


@pytest.mark.skipif(sys.platform == "win32", reason="unknown there")
@pytest.mark.parametrize(
    "call, waits",
    [
        ("sum(range(200_000))", 0),
        ("time.sleep(0.001)", 3),
        ("thread = threading.Thread(target=time.sleep, args=(0.001,)); thread.start(); thread.join()", 3),
        ("subprocess.run(['true'], check=True)", 3),
    ],
    ids=["computes", "sleeps", "waits for a thread", "waits for a child"],
)
def test_a_batch_reports_how_often_it_waited(ready, call, waits):
    harness = ready(f"import subprocess, threading, time\n\ndef run(): {call}")
    harness.batch(3)
    told = harness.batch(3)["waits"]
    assert told >= waits if waits else told == 0


@pytest.mark.skipif(not os.path.exists("/proc/thread-self/schedstat"), reason="unknown there")
def test_the_time_for_which_something_else_ran_is_told(project, start):
    root = project({"app.py": "def run():\n    for _ in range(3000): pass"})
    harness = start(root)
    cpu = harness.hello["cpus"][0]
    harness.begin(root, only=["app:run"], cpu=cpu)
    harness.receive()
    rival = subprocess.Popen(
        [sys.executable, "-c", f"import os; os.sched_setaffinity(0, {{{cpu}}})\nprint('runs', flush=True)\nwhile True: pass"],
        stdout=subprocess.PIPE,
    )
    try:
        rival.stdout.readline()
        measured = harness.batch(10_000)
    finally:
        rival.kill()
        rival.communicate()
    assert 0 < measured["runDelayNs"] <= measured["wallNs"]


@pytest.mark.skipif(not os.path.exists("/proc/thread-self/schedstat"), reason="unknown there")
def test_a_run_delay_that_the_measured_code_made_unreadable_is_unknown(ready):
    harness = ready(
        """
        import os

        def run():
            for file in os.listdir("/proc/self/fd"):
                try:
                    if os.readlink(f"/proc/self/fd/{file}").endswith("/schedstat"):
                        os.close(int(file))
                except OSError:
                    pass
        """
    )
    assert harness.batch(1)["runDelayNs"] is None


def test_the_inner_loop_is_as_tight_as_that_of_timeit(ready):
    harness = ready("def run(): pass")
    harness.batch(20_000)
    a_call = min(harness.batch(20_000)["wallNs"] for _ in range(10)) / 20_000
    with_timeit = min(timeit.repeat("run()", "def run(): pass", repeat=10, number=20_000)) / 20_000 * 1e9
    assert a_call < 3 * with_timeit


def test_garbage_is_collected_before_the_benchmark_is_ready_and_the_collector_left_alone(project, start):
    root = project(
        {
            "app.py": """
                import gc

                class Told:
                    def __del__(self): print("collected")

                def first():
                    told = Told()
                    told.itself = told

                def second(): print(gc.isenabled())
            """
        }
    )
    harness = start(root)
    harness.begin(root, only=["app:first", "app:second"])
    harness.walk(lambda _: [{"type": "batch", "loops": 1, "untimed": 0}])
    assert harness.end()[1] == "collected\nTrue\n"


def test_garbage_that_has_grown_old_is_collected_as_well(project, start):
    root = project(
        {
            "app.py": """
                import gc

                class Told:
                    def __del__(self): print("collected")

                def first():
                    told = Told()
                    told.itself = told
                    gc.collect(1)

                def second(): print("second")
            """
        }
    )
    harness = start(root)
    harness.begin(root, only=["app:first", "app:second"])
    harness.walk(lambda _: [{"type": "batch", "loops": 1, "untimed": 0}])
    assert harness.end()[1] == "collected\nsecond\n"


def test_the_canary_takes_some_tens_of_microseconds_and_is_made_of_python(project, start):
    root = project({"a.py": ""})
    harness = start(root)
    harness.begin(root, only=[CANARY_ID])
    harness.receive()
    harness.batch(200)
    a_call = min(harness.batch(200)["wallNs"] for _ in range(10)) / 200
    # The checks of a debug build take most of its time.
    assert 5_000 < a_call < (2_000_000 if hasattr(sys, "gettotalrefcount") else 200_000)


RAISES = [
    ("raise ValueError('no\\nmore')", "ValueError", "no"),
    ("raise ValueError", "ValueError", "ValueError"),
    ("sys.exit(3)", "SystemExit", "3"),
    ("raise KeyboardInterrupt", "KeyboardInterrupt", "KeyboardInterrupt"),
    ("raise type('Own', (BaseException,), {})('mine')", "Own", "mine"),
    ("raise type('Mute', (Exception,), {'__str__': lambda self: 1 / 0})()", "Mute", "(its text could not be had: "),
    ("run()", "RecursionError", "maximum recursion depth exceeded"),
]


@pytest.mark.parametrize(("statement", "error", "message"), RAISES, ids=[each[1] + each[0][-8:] for each in RAISES])
def test_a_benchmark_that_raises_failed_and_the_walk_goes_on(project, start, statement, error, message):
    root = project({"app.py": f"import sys\ndef run(): {statement}\ndef fine(): pass"})
    harness = start(root)
    harness.begin(root, only=["app:run", "app:fine"])
    messages = harness.walk()
    assert outline(messages) == ["ready app:run", "failed app:run call", "ready app:fine", "finished"]
    (failed,) = of(messages, "failed")
    assert failed["error"] == error
    assert failed["message"].startswith(message)
    assert "\n" not in failed["message"]
    assert len(failed["traceback"]) <= 8_000
    assert "app.py" in failed["traceback"]
    assert "hotpath_gate_harness" not in failed["traceback"]
    assert harness.end() == (0, "", "")


def test_a_traceback_keeps_its_causes_and_both_its_ends(ready):
    harness = ready(
        """
        def run():
            try:
                {}["the beginning"]
            except KeyError as error:
                raise ValueError("x" * 20_000 + "the end") from error
        """
    )
    traceback = harness.batch(1)["traceback"]
    assert len(traceback) == 8_000
    assert "KeyError: 'the beginning'" in traceback
    assert "[...]" in traceback
    assert traceback.rstrip().endswith("the end")


def test_a_failure_in_an_untimed_call_or_in_a_later_batch_is_a_failure_of_the_benchmark(ready):
    harness = ready("left = [1, 2, 3]\ndef run(): left.pop()\ndef other(): pass", only=["app:run", "app:other"])
    assert harness.batch(2)["type"] == "measured"
    failed = harness.batch(1, untimed=1)
    assert (failed["type"], failed["error"], failed["phase"]) == ("failed", "IndexError", "call")
    assert harness.receive()["id"] == "app:other"


def test_a_benchmark_that_ends_its_process_closes_the_connection(ready):
    harness = ready("import os\ndef run(): os._exit(7)")
    assert harness.batch(1) is None
    assert harness.end()[0] == 7


def test_clocks_json_and_sockets_that_are_replaced_in_every_module_change_nothing(ready):
    harness = ready(
        """
        import json, socket, sys, time, _socket

        def frozen(*_): return 0

        real = {id(getattr(time, name)) for name in ("perf_counter_ns", "process_time_ns", "perf_counter", "time_ns")}
        for module in list(sys.modules.values()):
            for name, value in list(vars(module).items()):
                if id(value) in real:
                    setattr(module, name, frozen)
        json.dumps = json.loads = json.JSONEncoder.encode = json.JSONDecoder.decode = frozen
        socket.socket = socket.socket.send = _socket.socket = frozen

        def run():
            for _ in range(1000): pass
        """
    )
    measured = harness.batch(100)
    assert measured["wallNs"] > 10_000
    assert measured["cpuNs"] > 0


def test_a_benchmark_may_change_folder_environment_arguments_and_streams(ready):
    harness = ready(
        """
        import os, sys

        def run():
            os.chdir("/")
            os.environ.clear()
            sys.argv[:] = []
            sys.path[:] = []
            sys.stdout = sys.stderr = None
            os.close(0), os.close(1), os.close(2)
        """,
    )
    assert harness.batch(1)["type"] == "measured"
    harness.send("next")
    finished = harness.receive()
    assert [each["name"] for each in finished["modules"] if each["name"] == "app"] == ["app"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this platform")
def test_a_forked_child_neither_speaks_nor_keeps_the_connection_open(ready):
    harness = ready(
        """
        import os, time

        def run():
            if os.fork() == 0:
                raise ValueError("from the child")
            os.wait()

        def daemon():
            if os.fork() == 0:
                time.sleep(20)
        """,
        only=["app:run", "app:daemon"],
    )
    assert harness.batch(1)["type"] == "measured"
    harness.send("next")
    assert harness.receive()["id"] == "app:daemon"
    assert harness.batch(1)["type"] == "measured"
    harness.send("next")
    assert harness.receive()["type"] == "finished"
    assert harness.receive() is None


def test_a_benchmark_may_start_processes_of_multiprocessing(ready):
    harness = ready(
        """
        import multiprocessing

        def double(number): return number * 2

        def run():
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                assert pool.map(double, [1, 2]) == [2, 4]
        """
    )
    assert harness.batch(1)["type"] == "measured"


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers on this platform")
def test_a_signal_handler_that_raises_while_the_harness_waits_changes_nothing(ready):
    harness = ready(
        """
        import signal

        def late(*_): raise TimeoutError("late")

        def run():
            signal.signal(signal.SIGALRM, late)
            signal.setitimer(signal.ITIMER_REAL, 0.1)

        def other(): pass
        """,
        only=["app:run", "app:other"],
    )
    assert harness.batch(1)["type"] == "measured"
    time.sleep(0.5)
    harness.send("next")
    assert harness.receive()["id"] == "app:other"
    assert harness.batch(1)["type"] == "measured"


def test_a_command_that_is_longer_than_what_is_read_at_a_time_is_read_whole(project, start):
    root = project({"app.py": "def run(): pass"})
    harness = start(root)
    only = [f"app:{'x' * 500}{number}" for number in range(1_000)]
    assert len(harness.begin(root, only=["app:run", *only])["problems"]) == 1_000
    assert outline(harness.walk())[0] == "ready app:run"


@pytest.mark.parametrize("point", ["before begin", "when ready", "in a batch", "after finished"])
def test_the_harness_ends_quickly_and_quietly_when_the_connection_ends(project, start, point):
    root = project({"app.py": "import time\ndef run():\n    print('running', flush=True)\n    time.sleep(0.3)"})
    harness = start(root)
    if point != "before begin":
        harness.begin(root, only=["app:run"])
        harness.receive()
    if point == "in a batch":
        harness.send("batch", loops=1, untimed=0)
        assert harness.process.stdout.readline() == b"running\n"
    if point == "after finished":
        harness.send("next")
        harness.receive()
    started = time.monotonic()
    status, _, errors = harness.end()
    assert (status, errors) == (0, "")
    assert time.monotonic() - started < SECONDS / 10


def test_output_that_was_not_flushed_is_not_lost_when_the_connection_ends(ready):
    harness = ready("def run(): print('said')")
    harness.batch(1)
    assert harness.end() == (0, "said\n", "")


def test_what_is_registered_to_run_at_exit_runs_after_the_walk(ready):
    harness = ready("import atexit\natexit.register(print, 'tidied up')\ndef run(): pass")
    harness.send("next")
    assert harness.receive()["type"] == "finished"
    assert harness.end() == (0, "tidied up\n", "")


def test_closing_the_connections_descriptor_is_told_on_standard_error(ready):
    harness = ready("import os\ndef run(): os.closerange(3, 64)")
    assert harness.batch(1) is None
    status, _, errors = harness.end()
    assert status == 1
    assert errors == "hotpath-gate: the measured code closed a file descriptor that is not its own\n"


PROFILED = """
    import math

    def leaf():
        return math.sqrt(2)

    class Table:
        def lookup(self):
            return [leaf() for _ in range(10)]

    def run():
        table = Table()
        for _ in range(3):
            table.lookup()
"""


def test_a_profile_counts_calls_by_function_with_files_relative_to_the_root(ready):
    harness = ready(PROFILED)
    profiled = harness.ask("profile", loops=5)
    assert profiled["type"] == "profiled"
    functions = {function["name"]: function for function in profiled["functions"]}
    assert {name: function["calls"] for name, function in functions.items() if "comp" not in name} == {
        "run": 5,
        "Table.lookup" if sys.version_info >= (3, 11) else "lookup": 15,
        "leaf": 150,
        "<built-in method math.sqrt>": 150,
    }
    assert (functions["leaf"]["file"], functions["leaf"]["line"]) == ("app.py", 4)
    assert (functions["<built-in method math.sqrt>"]["file"], functions["<built-in method math.sqrt>"]["line"]) == (
        "~",
        0,
    )
    own = [function["ownNs"] for function in profiled["functions"]]
    assert own == sorted(own, reverse=True)
    assert all(isinstance(each, int) for each in own)
    assert harness.batch(2)["type"] == "measured"


def test_a_profile_has_no_addresses_and_keeps_the_clocks_that_the_benchmark_reads(ready):
    harness = ready("import time\ndef run(): time.perf_counter_ns(); object.__new__(dict().__class__.__base__)")
    functions = {each["name"]: each["calls"] for each in harness.ask("profile", loops=4)["functions"]}
    assert functions["<built-in method time.perf_counter_ns>"] == 4
    assert functions["<built-in method __new__ of type object>"] == 4
    assert not [name for name in functions if "0x" in name or "process_time" in name]


def test_a_profile_of_thousands_of_functions_is_cut_to_the_slowest_and_the_most_called(ready):
    source = "\n    ".join(f"def f{number}(): pass" for number in range(3000))
    harness = ready(f"\n    {source}\n    def run():\n        for number in range(3000): globals()[f'f{{number}}']()\n")
    assert len(harness.ask("profile", loops=1)["functions"]) == 2_000


def test_a_profile_of_a_benchmark_that_raises_is_failed(ready):
    harness = ready("def run(): 1 / 0\ndef other(): pass", only=["app:run", "app:other"])
    assert harness.ask("profile", loops=1)["error"] == "ZeroDivisionError"
    assert harness.receive()["id"] == "app:other"
    assert harness.ask("profile", loops=1)["type"] == "profiled"


@pytest.mark.skipif(sys.version_info < (3, 12), reason="sys.monitoring came with 3.12")
def test_a_profiler_that_is_already_on_is_failed_and_the_walk_goes_on(ready):
    harness = ready(
        """
        import sys
        sys.monitoring.use_tool_id(sys.monitoring.PROFILER_ID, "theirs")
        def run(): pass
        def other(): pass
        """,
        only=["app:run", "app:other"],
    )
    failed = harness.ask("profile", loops=1)
    assert (failed["type"], failed["phase"]) == ("failed", "call")
    assert failed["message"] == "another profiler is on in this process, and there can be only one"
    assert harness.receive()["id"] == "app:other"


def test_a_benchmark_that_starts_threads_is_measured_and_profiled(ready):
    harness = ready(
        """
        from concurrent.futures import ThreadPoolExecutor
        def work(number): return sum(range(number))
        def run():
            with ThreadPoolExecutor(4) as pool:
                assert sum(pool.map(work, [300] * 40)) == 40 * 44_850
        """
    )
    assert harness.batch(5)["wallNs"] > 0
    for _ in range(2):
        functions = {each["name"]: each["calls"] for each in harness.ask("profile", loops=3)["functions"]}
        # What threads do at the same time, the profiler may count once more.
        assert functions["run"] >= 3
        if sys.version_info >= (3, 12):
            assert functions["work"] >= 3 * 40
        assert not [name for name in functions if "_thread._count" in name or "sys.monitoring" in name]
    assert harness.batch(5)["type"] == "measured"


def test_threads_that_run_before_a_profile_begins_are_profiled_too(ready):
    harness = ready(
        """
        from queue import SimpleQueue
        from threading import Thread
        asked, answered = SimpleQueue(), SimpleQueue()
        def work(number): return sum(range(number))
        def answer():
            while True:
                answered.put(work(asked.get()))
        for _ in range(3):
            Thread(target=answer, daemon=True).start()
        def run():
            for _ in range(40):
                asked.put(300)
            assert sum(answered.get() for _ in range(40)) == 40 * 44_850
        """
    )
    functions = {each["name"]: each["calls"] for each in harness.ask("profile", loops=3)["functions"]}
    assert functions["run"] >= 3
    assert harness.batch(5)["type"] == "measured"


def test_what_is_counted_is_a_window_and_for_rounds_one_each(project, start):
    root = project(
        {
            "test_c.py": """
                def test_calls(benchmark):
                    benchmark(sorted, [3, 1, 2])

                def test_rounds(benchmark):
                    benchmark.pedantic(sorted, ([3, 1, 2],), rounds=5, setup=None)

                def test_prepared(benchmark):
                    benchmark.pedantic(sorted, setup=lambda: (([3, 1, 2],), {}), rounds=5)
            """
        }
    )
    harness = start(root)
    names = ["test_calls", "test_rounds", "test_prepared"]
    harness.begin(root, suite="pytest", targets=["test_c.py"], only=[f"test_c.py::{name}" for name in names])
    windows = {}
    for name in names:
        assert harness.receive()["type"] == "ready"
        windows[name] = harness.ask("count", loops=3)["windows"]
        harness.send("next")
    assert windows == {"test_calls": 1, "test_rounds": 3, "test_prepared": 3}


def test_a_test_that_is_only_counted_has_its_result_and_no_call_besides(project, start):
    root = project(
        {
            "test_c.py": """
                calls = []

                def test_calls(benchmark):
                    assert benchmark(sorted, [3, 1, 2]) == [1, 2, 3]
                    assert benchmark.stats["rounds"] == 2

                def test_once(benchmark):
                    benchmark.pedantic(calls.append, (1,), rounds=1)
                    assert calls == [1]
            """
        }
    )
    harness = start(root)
    names = ["test_calls", "test_once"]
    harness.begin(root, suite="pytest", targets=["test_c.py"], only=[f"test_c.py::{name}" for name in names])
    loops = {"test_c.py::test_calls": [30, 4], "test_c.py::test_once": [1]}
    messages = harness.walk(at=lambda id: [{"type": "count", "loops": each} for each in loops[id]])
    types = [message["type"] for message in messages]
    assert types == ["ready", "counted", "counted", "ready", "counted", "finished"]


PUT_OFF = """
    import asyncio
    import threading
    from concurrent.futures import ThreadPoolExecutor

    POOL = ThreadPoolExecutor(1)
    LOCK = threading.Lock()

    def work():
        return sum(range(40_000))

    def submitted():
        POOL.submit(work)

    def waited_for():
        POOL.submit(work).result()

    def serial():
        work()

    async def task():
        work()

    async def unawaited():
        asyncio.ensure_future(task())
        asyncio.ensure_future(task())

    async def awaited():
        await task()
"""


_BATCHES = 7


def _told(harness):
    """(CPU time in the timed calls, of others in them, put off), each of all batches but the first."""
    told = []
    for _ in range(1 + _BATCHES):
        told.append(harness.batch(5, 1))
        # Handing work over takes no time, and who it is handed to may wait for a CPU.
        time.sleep(0.05)
    del told[0]
    return [[one[what] for one in told] for what in ("cpuNs", "othersNs", "putOffNs")]


def _usual(harness):
    """The same of a usual batch: one during which the machine was twice as slow says nothing of the others."""
    return [median(each) for each in _told(harness)]


def test_work_that_is_handed_to_a_thread_and_not_waited_for_is_told(ready):
    own = _usual(ready(PUT_OFF, only=["app:serial"]))[0] * _BATCHES
    # One batch may do the work that another has left.
    cpu, within, put_off = (sum(each) for each in _told(ready(PUT_OFF, only=["app:submitted"])))
    # Five timed calls of six, and what switching threads costs.
    assert 0.7 * own < cpu + put_off < 2.5 * own
    assert within + put_off > 0.6 * own


def test_work_of_a_thread_that_is_waited_for_is_within_the_timed_calls(ready):
    cpu, within, put_off = _usual(ready(PUT_OFF, only=["app:waited_for"]))
    assert within > 0.5 * cpu
    assert put_off < 0.6 * cpu


def test_tasks_that_nobody_awaits_are_run_at_the_end_of_their_batch_and_told(ready):
    own = _usual(ready(PUT_OFF, only=["app:awaited"]))
    _, _, put_off = _usual(ready(PUT_OFF, only=["app:unawaited"]))
    assert put_off > own[0]


def test_a_benchmark_without_other_threads_has_nothing_put_off(ready):
    cpu, within, put_off = _usual(ready(PUT_OFF, only=["app:serial"]))
    assert within + put_off < 0.02 * cpu
