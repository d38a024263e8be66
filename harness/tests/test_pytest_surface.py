"""What suites expect of pytest-benchmark, pytest-codspeed and pytest itself beside the `benchmark` fixture."""

import importlib.util

import pytest
from controller import of, outline


@pytest.fixture
def walk(project, start):
    """Walks tests of a project, all of which have to be found; answers the messages."""

    def run(files, only):
        root = project(files)
        harness = start(root)
        collected = harness.begin(root, suite="pytest", targets=["."], only=only)
        assert (collected.get("problems"), collected["type"]) == ([], "collected"), collected
        assert [each["id"] for each in collected["benchmarks"]] == only
        return harness.walk()

    return run


def all_measured(messages, only):
    assert [message for message in messages if message["type"] in ("failed", "skipped")] == []
    assert len(of(messages, "measured")) == len(only)


GATED = {
    "unless benchmarks alone are asked for": """
        def pytest_collection_modifyitems(config, items):
            if not config.getoption("--benchmark-only"):
                for item in items:
                    item.add_marker(pytest.mark.skip(reason="run with --benchmark-only"))
    """,
    "when benchmarks are to be skipped": """
        def pytest_collection_modifyitems(config, items):
            if config.getoption("--benchmark-skip") or config.option.benchmark_disable:
                items.clear()
    """,
    "when the plugin is missing": """
        def pytest_ignore_collect(collection_path, config):
            return None if config.pluginmanager.hasplugin("pytest-benchmark") else True
    """,
    "unless the plugin is registered": """
        def pytest_addoption(parser, pluginmanager):
            if not pluginmanager.hasplugin("benchmark"):
                parser.addoption("--benchmark-name")

        def pytest_collection_modifyitems(config, items):
            if not config.pluginmanager.has_plugin("benchmark"):
                items.clear()
    """,
    "with settings of the plugin's own": """
        def pytest_configure(config):
            if config.pluginmanager.hasplugin("benchmark"):
                config.option.benchmark_save = f"run_{config.option.benchmark_disable_gc}"
                config.option.benchmark_min_rounds = max(config.getoption("benchmark_min_rounds"), 3)
    """,
    "as pytest-xdist spreads the tests": """
        def pytest_configure(config):
            assert config.getoption("numprocesses") is None
            assert config.getoption("--dist") == config.option.dist == "no"
            assert not hasattr(config, "workerinput")
    """,
    "as pytest's cache plugin is told": """
        def pytest_configure(config):
            assert config.getoption("--lf") is config.getoption("failedfirst") is config.option.stepwise is False
    """,
}


@pytest.mark.skipif(not hasattr(pytest.PytestPluginManager, "unblock"), reason="a pluggy that keeps names blocked")
@pytest.mark.parametrize("conftest", GATED.values(), ids=GATED)
def test_a_conftest_that_lets_benchmarks_through_only_under_a_condition_lets_them_through(walk, conftest):
    only = ["benchmarks/test_a.py::test_a"]
    files = {
        "pytest.ini": "[pytest]\naddopts = --benchmark-skip --benchmark-disable -n auto --lf --sw\n",
        "conftest.py": "        import pytest\n" + conftest,
        "benchmarks/test_a.py": "def test_a(benchmark): benchmark(int)",
    }
    all_measured(walk(files, only), only)


def test_options_that_are_given_can_be_asked_for(walk):
    only = ["test_a.py::test_a"]
    files = {
        "pytest.ini": "[pytest]\naddopts = --benchmark-min-rounds=7 --benchmark-save=x --benchmark-compare-fail mean:5% "
        "min:9% --codspeed-max-time 1.5 --benchmark-group-by func --benchmark-histogram",
        "test_a.py": """
            def test_a(benchmark, pytestconfig):
                assert pytestconfig.getoption("--benchmark-min-rounds") == 7
                assert pytestconfig.option.benchmark_save == "x"
                assert pytestconfig.option.benchmark_compare_fail == ["mean:5%", "min:9%"]
                assert pytestconfig.option.codspeed_max_time == 1.5
                assert pytestconfig.option.benchmark_group_by == "func"
                assert pytestconfig.getoption("benchmark_json") is None
                benchmark(int)
        """,
    }
    all_measured(walk(files, only), only)


def test_hooks_that_only_the_plugins_know_are_accepted_wherever_they_are(walk):
    hooks = """
        def pytest_benchmark_scale_unit(config, unit, benchmarks, best, worst, sort): return "", 1
        def pytest_benchmark_generate_machine_info(config): pass
        def pytest_benchmark_update_machine_info(config, machine_info): pass
        def pytest_benchmark_generate_commit_info(config): pass
        def pytest_benchmark_update_commit_info(config, commit_info): pass
        def pytest_benchmark_group_stats(config, benchmarks, group_by): pass
        def pytest_benchmark_generate_json(config, benchmarks, include_data, machine_info, commit_info): pass
        def pytest_benchmark_update_json(config, benchmarks, output_json): pass
        def pytest_benchmark_compare_machine_info(config, benchmarksession, machine_info, compared_benchmark): pass
        def pytest_configure_node(node): pass
        def pytest_xdist_auto_num_workers(config): return 2
        def pytest_timeout_set_timer(item, settings): pass
    """
    only = ["sub/test_a.py::test_a"]
    files = {
        "pytest.ini": "[pytest]\naddopts = --strict-markers --strict-config\nfilterwarnings = error\nxfail_strict = true",
        "conftest.py": f"""{hooks}
        class Late:
            def pytest_benchmark_group_stats(self, config, benchmarks, group_by): pass

        def pytest_configure(config):
            config.pluginmanager.register(Late())
        """,
        "sub/conftest.py": hooks,
        "sub/test_a.py": "def test_a(benchmark): benchmark(int)",
    }
    all_measured(walk(files, only), only)


TYPES = """
    import pytest
    pytest.importorskip("pytest_benchmark", minversion="3.4.1")

    try:
        import pytest_codspeed
    except ImportError:
        @pytest.fixture
        def benchmark():
            return lambda function: function()

    from pytest_benchmark.fixture import BenchmarkFixture
    from pytest_benchmark.plugin import BenchmarkFixture as AlsoBenchmarkFixture
    from pytest_benchmark.stats import Stats
    from pytest_benchmark.timers import default_timer
    from pytest_codspeed import BenchmarkFixture as CodSpeedFixture
    from pytest_codspeed.plugin import BenchmarkFixture as AlsoCodSpeedFixture

    @pytest.mark.benchmark(timer=default_timer)
    def test_a(benchmark: BenchmarkFixture):
        assert isinstance(benchmark, BenchmarkFixture)
        assert isinstance(benchmark, CodSpeedFixture)
        benchmark(int)
"""


def test_what_suites_import_from_the_plugins_is_there_and_the_fixture_is_an_instance_of_it(walk):
    only = ["test_a.py::test_a"]
    all_measured(walk({"test_a.py": TYPES}, only), only)


def test_what_the_plugins_do_not_have_is_not_there(walk):
    only = ["test_a.py::test_a"]
    source = """
        import importlib.util

        def test_a(benchmark):
            assert importlib.util.find_spec("pytest_benchmark.nothing") is None
            assert importlib.util.find_spec("pytest_benchmarks") is None
            benchmark(int)
    """
    all_measured(walk({"test_a.py": source}, only), only)


def test_modules_of_the_projects_own_with_the_plugins_names_stay_its_own(walk):
    only = ["test_a.py::test_a"]
    files = {
        "pytest_codspeed.py": "OWN = True",
        "test_a.py": "import pytest_codspeed\ndef test_a(benchmark): assert pytest_codspeed.OWN and benchmark(int) == 0",
    }
    all_measured(walk(files, only), only)


def test_fixtures_of_plugins_that_are_switched_off_are_there(walk):
    only = ["test_a.py::test_a", "test_a.py::test_woven"]
    source = """
        import os.path

        def test_a(benchmark, cache, pytestconfig, worker_id, testrun_uid, cov, no_cover):
            assert cache is pytestconfig.cache
            assert cache.get("here/runs", 3) == 3
            cache.set("here/runs", 4)
            assert cache.get("here/runs", 3) == 4
            file = cache.mkdir("data") / "text"
            file.write_text("kept")
            assert (cache.mkdir("data") / "text").read_text() == "kept"
            assert (worker_id, cov, no_cover) == ("master", None, None)
            benchmark(int)

        def test_woven(benchmark_weave):
            benchmark_weave("os.path.basename")
            assert os.path.basename("a/b") == "b"
    """
    all_measured(walk({"test_a.py": source}, only), only)


def test_markers_may_say_what_either_plugin_lets_them_say(walk):
    only = ["test_a.py::test_fixture", "test_a.py::test_codspeed", "test_a.py::test_whole", "test_a.py::test_class"]
    source = """
        import time
        import pytest

        @pytest.mark.benchmark(
            group="g", max_time=0.5, min_rounds=3, min_time=0.1, timer=time.time, disable_gc=True, warmup=True,
            warmup_iterations=5, calibration_precision=3, cprofile=True, precision=0.02, confidence=0.9,
        )
        def test_fixture(benchmark):
            assert benchmark.group == "g"
            benchmark(int)
            assert benchmark.stats.options["min_rounds"] == 3
            assert benchmark.stats.as_dict()["options"]["timer"] == "time"

        @pytest.mark.codspeed_benchmark(group="c", min_time=1, max_time=2, max_rounds=3)
        def test_codspeed(benchmark):
            assert benchmark.group == "c"
            benchmark(int)

        @pytest.mark.benchmark(group="g", max_rounds=3)
        def test_whole(): pass

        @pytest.mark.benchmark(min_rounds=1)
        def test_class(): pass
    """
    files = {"pytest.ini": "[pytest]\naddopts = --strict-markers", "test_a.py": source}
    all_measured(walk(files, only), only)


@pytest.mark.parametrize("scope", ["function", "class", "module", "package", "session"])
def test_fixtures_of_every_scope_surround_a_benchmark(walk, scope):
    only = ["sub/test_a.py::TestA::test_a[1]", "sub/test_a.py::TestA::test_a[2]", "sub/test_a.py::TestA::test_whole"]
    files = {
        "sub/__init__.py": "",
        "sub/conftest.py": f"""
            import pytest

            alive = []

            @pytest.fixture(scope="{scope}", autouse=True)
            def resource():
                alive.append(1)
                yield alive
                alive.pop()
        """,
        "sub/test_a.py": """
            import pytest

            @pytest.mark.usefixtures("resource")
            class TestA:
                @pytest.mark.parametrize("size", [1, 2])
                def test_a(self, benchmark, size, resource):
                    assert benchmark(lambda: resource == [1]) is True

                @pytest.mark.benchmark
                def test_whole(self, resource):
                    assert resource == [1]
        """,
    }
    all_measured(walk(files, only), only)


def test_a_unittest_class_gets_the_fixture_as_an_attribute_or_is_measured_whole(walk):
    names = ("Attribute::test_call", "Whole::test_fine", "Whole::test_fails", "Whole::test_expected", "Whole::test_skips")
    only = [f"test_a.py::{name}" for name in names]
    source = """
        import unittest
        import pytest

        class Attribute(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def take(self, benchmark):
                self.benchmark = benchmark

            def test_call(self):
                self.assertEqual(self.benchmark(int), 0)

        @pytest.mark.benchmark
        class Whole(unittest.TestCase):
            def setUp(self):
                self.set_ups = getattr(self, "set_ups", 0) + 1

            def tearDown(self):
                self.assertEqual(self.set_ups, 1)

            def test_fine(self):
                self.assertEqual(self.set_ups, 1)

            def test_fails(self):
                self.assertEqual(self.set_ups, 2)

            @unittest.expectedFailure
            def test_expected(self):
                self.assertEqual(self.set_ups, 2)

            @unittest.skip("not here")
            def test_skips(self): pass
    """
    messages = walk({"test_a.py": source}, only)
    assert outline(messages) == [
        "ready test_a.py::Attribute::test_call",
        "ready test_a.py::Whole::test_fine",
        "ready test_a.py::Whole::test_fails",
        "failed test_a.py::Whole::test_fails call",
        "ready test_a.py::Whole::test_expected",
        "skipped test_a.py::Whole::test_expected",
        "skipped test_a.py::Whole::test_skips",
        "finished",
    ]
    assert len(of(messages, "measured")) == 2
    assert of(messages, "failed")[0]["message"] == "1 != 2"
    assert [message["reason"] for message in of(messages, "skipped")] == ["xfail", "not here"]


def test_a_test_whose_benchmark_fixture_is_the_projects_own_is_skipped_and_says_so(walk):
    source = """
        import pytest

        @pytest.fixture
        def benchmark():
            return lambda function: function()

        def test_a(benchmark): benchmark(int)
    """
    (skipped,) = of(walk({"test_a.py": source}, ["test_a.py::test_a"]), "skipped")
    assert skipped["reason"] == "a `benchmark` fixture of the project's own is in the place of ours"


@pytest.mark.skipif(importlib.util.find_spec("pytest_asyncio") is None, reason="pytest-asyncio is not installed")
def test_an_async_test_is_measured_where_pytest_asyncio_runs_it(walk):
    only = ["test_a.py::test_fixture", "test_a.py::test_whole"]
    source = """
        import asyncio
        import pytest

        @pytest.mark.asyncio
        async def test_fixture(benchmark):
            await asyncio.sleep(0)
            assert benchmark(int) == 0

        @pytest.mark.asyncio
        @pytest.mark.benchmark
        async def test_whole():
            await asyncio.sleep(0)
    """
    all_measured(walk({"test_a.py": source}, only), only)
