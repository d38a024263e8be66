"""Both sides of a block start from the same heap, and each block from another."""

import gc
import weakref

import pytest

from hotpath_gate_harness.layout import (
    HAS_GENERATIONS,
    KINDS,
    collect_garbage,
    draws,
    perturb,
    set_imports_apart,
    take_imports_back,
)


def test_the_same_seed_draws_the_same_allocations():
    assert list(draws(42)) == list(draws(42))


def test_another_seed_draws_other_allocations():
    sequences = [tuple(draws(seed)) for seed in range(20)]
    assert len(set(sequences)) == 20
    assert len({len(sequence) for sequence in sequences}) > 10


def test_some_hundreds_to_a_few_thousand_objects_of_all_kinds_and_sizes_are_drawn_and_a_part_is_freed():
    for seed in (0, 1, 2**31, 2**32 - 1, 2**53 - 1):
        plan = list(draws(seed))
        sizes = [size for _, size, _ in plan]
        assert 500 <= len(plan) < 2500
        assert {kind for kind, _, _ in plan} == set(range(len(KINDS)))
        assert min(sizes) >= 16
        assert max(sizes) < 8192
        assert sum(size < 512 for size in sizes) > len(plan) / 3
        assert sum(size > 1024 for size in sizes) > len(plan) / 10
        kept = sum(stays for _, _, stays in plan)
        assert 0.4 < kept / len(plan) < 0.8


def test_what_stays_is_kept_for_the_life_of_the_process():
    from hotpath_gate_harness import layout

    perturb(7)
    objects = layout._kept.pop()
    assert [made is not None for made in objects] == [stays for _, _, stays in draws(7)]


SETS_APART = hasattr(gc, "freeze") and HAS_GENERATIONS
set_apart = pytest.mark.skipif(not SETS_APART, reason="nothing is set apart by this interpreter")


@pytest.fixture
def unfrozen():
    yield
    if hasattr(gc, "unfreeze"):
        gc.unfreeze()


@set_apart
def test_what_was_imported_is_looked_at_by_no_collection(unfrozen):
    imported = [[] for _ in range(100)]
    set_imports_apart()
    assert not any(each is imported for each in gc.get_objects())
    ring = []
    ring.append(ring)
    assert any(each is ring for each in gc.get_objects())


@set_apart
def test_garbage_of_the_imports_is_collected_before_they_are_set_apart(unfrozen):
    class Ring:
        pass

    ring = Ring()
    ring.itself = ring
    gone = weakref.ref(ring)
    del ring
    set_imports_apart()
    assert gone() is None


@set_apart
def test_a_collection_of_all_that_was_imported_reports_how_long_it_takes(unfrozen):
    few = set_imports_apart()
    gc.unfreeze()
    _table = [[] for _ in range(400_000)]
    assert set_imports_apart() > few + 2_000_000


def test_an_interpreter_that_can_set_nothing_apart_is_left_alone():
    assert set_imports_apart(collect=None, freeze=None) is None


TELLING = """
import atexit, gc

def told():
    with open(LOG, "a") as log:
        log.write(f"{gc.get_freeze_count()}\\n")

# What discovery did is seen at its end, because it runs no benchmark.
atexit.register(told)
"""
MOST_OF_ITS_OWN = 1000
SUITES = {
    "functions": ("app.py", "def run(): told()", ["app:run"]),
    "pytest": ("test_app.py", "def test_run(benchmark): benchmark(told)", ["test_app.py::test_run"]),
    "asv": ("benchmarks/app.py", "def time_run(): told()", ["app.time_run"]),
}


@set_apart
@pytest.mark.parametrize("suite", SUITES)
def test_the_suite_s_imports_are_set_apart_in_a_walk_and_only_there(project, start, tmp_path, suite):
    file, code, only = SUITES[suite]
    log = tmp_path / "log"
    root = project({file: f"LOG = {str(log)!r}\n{TELLING}{code}"})
    begin = {"suite": suite, "targets": ["benchmarks"] if suite == "asv" else [file]}
    discovering = start(root)
    discovering.begin(root, **begin)
    discovering.walk()
    discovering.end()
    # Python 3.12 sets some hundreds of its own objects apart as it starts.
    assert [int(count) < MOST_OF_ITS_OWN for count in log.read_text().split()] == [True]
    walking = start(root)
    walking.begin(root, only=only, **begin)
    walking.walk()
    walking.end()
    assert min(int(count) for count in log.read_text().split()[1:]) > MOST_OF_ITS_OWN


def left_at(seed, id):
    kept = collect_garbage(seed, id)
    return len(kept), gc.get_count()[1:]


def test_the_collector_is_left_at_the_same_place_by_the_same_seed_for_the_same_benchmark():
    assert left_at(42, "a.py::b") == left_at(42, "a.py::b")


def test_the_collector_is_left_anywhere_between_two_collections():
    objects, collections, _ = gc.get_threshold()
    kept = [len(collect_garbage(seed, "a.py::b")) for seed in range(200)]
    assert min(kept) < 0.1 * objects
    assert 0.4 * objects < sum(kept) / len(kept) < 0.6 * objects
    assert max(kept) < objects


@pytest.mark.skipif(not HAS_GENERATIONS, reason="nothing to be between")
def test_the_collector_is_left_anywhere_between_two_collections_of_what_is_older():
    counts = [left_at(seed, "a.py::b")[1] for seed in range(100)]
    assert len({young for young, _ in counts}) > 1
    if gc.get_threshold()[2] > 0:
        assert len({middle for _, middle in counts}) > 1


def test_two_benchmarks_of_one_block_are_left_at_different_places():
    assert len({len(collect_garbage(42, f"a.py::{name}")) for name in range(20)}) > 10


@pytest.fixture
def thresholds():
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.enable()


@pytest.mark.parametrize("switch_off", [gc.disable, lambda: gc.set_threshold(0)], ids=["disable", "threshold"])
def test_a_collector_that_is_off_has_no_place_to_be_left_at(thresholds, switch_off):
    switch_off()
    assert all(collect_garbage(seed, "a") == [] for seed in range(20))


def test_thresholds_that_keep_the_collector_from_running_are_not_filled_up_to(thresholds):
    gc.set_threshold(2**30, 2**30, 2**30)
    assert max(len(collect_garbage(seed, "a")) for seed in range(20)) < 10_000


@pytest.mark.skipif(not hasattr(gc, "freeze") or not HAS_GENERATIONS, reason="nothing is set apart here")
def test_imports_come_back_for_one_benchmark_and_are_set_apart_again_before_the_next():
    set_imports_apart()
    apart = gc.get_freeze_count()
    take_imports_back()
    assert gc.get_freeze_count() == 0
    take_imports_back()
    collect_garbage(1, "next")
    assert gc.get_freeze_count() >= 0.5 * apart
    gc.unfreeze()
