"""What a benchmark's author most likely does not mean."""

import asyncio
import textwrap
from collections import deque
from functools import lru_cache, partial
from types import ModuleType

import pytest
from controller import one_batch
from hotpath_gate_harness.doubts import Doubts, does_nothing
from hotpath_gate_harness.kinds import Awaits, Calls, Rounds


def work():
    return sum(range(20))


def nothing():
    """Says what it does, and does nothing."""


def gives_lambda():
    return lambda: work()


def gives_inner():
    def inner():
        return work()

    return inner


def gives_generator():
    return (work() for _ in range(3))


async def coroutine():
    return work()


def gives_coroutine():
    return coroutine()


def doubts_of(function, *args, calls=2):
    doubts = Doubts(function, args)
    result = None
    for _ in range(calls):
        if asyncio.iscoroutine(result):
            result.close()
        result = function(*args)
    found = doubts.found(result)
    if asyncio.iscoroutine(result):
        result.close()
    return found


def names_work():
    work  # noqa: B018


# pytest writes asserts of its own in a test's file.
exec("def asserts_work():\n    assert work\n")


def keeps_work():
    found = work  # noqa: F841


def asks_work():
    if work:
        pass


NUMBERS = iter(range(20))


def reads_on():
    for number in NUMBERS:
        str(number)


class Loader:
    @lru_cache(maxsize=None)
    def load(self, count):
        return sum(range(count))


class Lazy:
    """As of frameworks, whose settings are loaded when anybody asks for their class."""

    @property
    def __class__(self):
        raise RuntimeError("not configured yet")


LAZY_OBJECT = Lazy()


def uses_a_lazy_object():
    return LAZY_OBJECT is None or work()


def works_with_what_is_cached():
    return [work() for _ in range(cached(3))]


def compares_what_is_cached():
    return cached() == cached()


def calls_what_is_cached():
    parse = cached_function()
    return parse("1")


@lru_cache(maxsize=None)
def cached_function():
    return int


@lru_cache(maxsize=None)
def cached(count=20):
    return sum(range(count))


def drain(container):
    while container:
        container.pop()


def closes_over_a_generator():
    numbers = (number for number in range(5))
    return lambda: sum(numbers)


STOCK = [3, 1, 2]
some_module = ModuleType("some_module")
some_module.cached = cached


def uses_the_stock():
    return [STOCK.pop() for _ in range(len(STOCK))]


@pytest.mark.parametrize(
    "function, args, expected",
    [
        (work, (), []),
        (lambda: len([1, 2]), (), []),
        (nothing, (), ["does-nothing"]),
        (lambda: None, (), ["does-nothing"]),
        (lambda: 17, (), ["does-nothing"]),
        (gives_lambda, (), ["gives-function"]),
        (gives_inner, (), ["gives-function"]),
        (partial, (work,), []),
        (lambda: work, (), ["names-function"]),
        (lambda: STOCK, (), ["does-nothing"]),
        (names_work, (), ["names-function"]),
        (globals()["asserts_work"], (), ["names-function"]),
        (keeps_work, (), ["names-function"]),
        (asks_work, (), ["names-function"]),
        (sum, (iter([1, 2, 3]),), ["uses-up-inputs"]),
        (next, (iter([1, 2, 3, 4]),), []),
        (reads_on, (), ["uses-up-inputs"]),
        (lambda: names_work(), (), []),
        (gives_generator, (), ["gives-generator"]),
        (map, (str, (1, 2)), ["gives-generator"]),
        (zip, ((1, 2), (1, 2)), ["gives-generator"]),
        (lambda: enumerate(STOCK), (), ["gives-generator"]),
        (gives_coroutine, (), ["gives-coroutine"]),
        (sum, (iter(()),), []),
        (drain, ([1, 2, 3],), ["uses-up-inputs"]),
        (drain, (deque([1, 2]),), ["uses-up-inputs"]),
        (drain, ([],), []),
        (sorted, ([3, 1, 2],), []),
        (uses_the_stock, (), ["uses-up-inputs"]),
    ],
)
def test_calls_are_doubted_for_what_they_do(function, args, expected):
    assert doubts_of(function, *args) == expected


def test_a_generator_that_is_used_up_is_doubted_wherever_it_comes_from():
    assert doubts_of(sum, (number for number in range(3))) == ["uses-up-inputs"]
    assert doubts_of(closes_over_a_generator()) == ["uses-up-inputs"]


def test_a_generator_that_was_never_begun_or_is_still_in_use_is_not_doubted():
    endless = (0 for _ in iter(int, 1))
    assert doubts_of(next, endless) == []


def clears_the_cache():
    cached.cache_clear()
    return cached()


@pytest.mark.parametrize(
    "function, args, expected",
    [
        (cached, (), ["answered-from-cache"]),
        (cached, (30,), ["answered-from-cache"]),
        (lambda: cached(), (), ["answered-from-cache"]),
        (lambda: cached(STOCK[0]), (), ["answered-from-cache"]),
        (lambda: some_module.cached(7), (), ["answered-from-cache"]),
        (lambda: len(str(cached())), (), []),
        (lambda: work() + cached(), (), []),
        (clears_the_cache, (), []),
        (partial(cached, 5), (), ["answered-from-cache"]),
        (Loader().load, (3,), ["answered-from-cache"]),
        (works_with_what_is_cached, (), []),
        (compares_what_is_cached, (), []),
        (calls_what_is_cached, (), []),
    ],
)
def test_a_benchmark_that_only_asks_a_cache_is_doubted_and_one_that_uses_it_on_its_way_is_not(function, args, expected):
    STOCK[:] = [3, 1, 2]
    assert doubts_of(function, *args, calls=40) == expected


def test_a_lazy_object_is_not_loaded_by_being_looked_at():
    assert doubts_of(uses_a_lazy_object) == []


def test_a_cache_that_is_still_being_filled_is_not_doubted():
    cached.cache_clear()
    assert doubts_of(cached, 41, calls=5) == []


def test_a_generator_function_does_more_than_nothing():
    def set_up():
        yield

    assert not does_nothing(set_up)
    assert not does_nothing(coroutine)
    assert not does_nothing(len)


class Service:
    async def answer(self):
        return 42


async def async_numbers():
    yield 1


def test_an_async_generator_is_an_error_of_its_own():
    with pytest.raises(TypeError, match="`async_numbers` is an async generator, of which a call runs nothing"):
        Calls(async_numbers)


@pytest.mark.parametrize("function", [coroutine, partial(coroutine), Service().answer, partial(partial(coroutine))])
@pytest.mark.parametrize("kind", [Calls, lambda function: Rounds(function, (), {}, None, None, 1, 0, 1)])
def test_an_async_function_that_nobody_awaits_is_an_error_that_says_so(kind, function):
    with pytest.raises(TypeError, match="is an async function, of which a call makes a coroutine and runs nothing"):
        kind(function)


def test_an_async_function_that_is_awaited_is_no_error():
    loop = asyncio.new_event_loop()
    try:
        assert Awaits(coroutine, (), {}, loop).batch(1, 0, 10**9)[0] > 0
    finally:
        loop.close()


def told(harness, root, suite, only):
    """By id, what is doubted of a suite: first what its collection says, then a walk of `only`."""
    harness.begin(root, suite, ["benchmarks"], only)
    return [(each["id"].partition("::")[2], each["doubt"]) for each in harness.walk(one_batch)[-1]["doubts"]]


BENCHMARKS = {
    "functions": """
        def bench_twice():
            return sum(range(10))

        def bench_twice():
            return sum(range(20))

        def bench_nothing():
            pass

        def bench_lambda():
            return lambda: sum(range(10))
    """,
    "pytest": """
        async def later():
            pass

        def test_twice(benchmark):
            benchmark(sum, [1])

        def test_twice(benchmark):
            benchmark(sum, [1])

        def test_nothing(benchmark):
            benchmark(lambda: None)

        def test_lambda(benchmark):
            benchmark.pedantic(lambda: lambda: 1, rounds=3)

        def test_async(benchmark):
            benchmark(later)
    """,
}


@pytest.mark.parametrize("suite, prefix", [("functions", "bench"), ("pytest", "test")])
def test_a_process_says_at_its_end_what_it_doubts(start, tmp_path, suite, prefix):
    file = f"{prefix}_app.py"
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / file).write_text(textwrap.dedent(BENCHMARKS[suite]))
    assert told(start(tmp_path), tmp_path, suite, None) == [(f"{prefix}_twice", "defined-twice")]
    only = [f"benchmarks/{file}::{prefix}_{name}" for name in ("twice", "nothing", "lambda")]
    assert told(start(tmp_path), tmp_path, suite, only) == [
        (f"{prefix}_nothing", "does-nothing"),
        (f"{prefix}_lambda", "gives-function"),
    ]


def test_a_fixture_that_is_given_an_async_function_fails_and_says_so(start, tmp_path):
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "test_app.py").write_text(textwrap.dedent(BENCHMARKS["pytest"]))
    harness = start(tmp_path)
    harness.begin(tmp_path, "pytest", ["benchmarks"], ["benchmarks/test_app.py::test_async"])
    [failed, finished] = harness.walk(one_batch)
    assert failed["type"] == "failed"
    assert failed["message"].startswith("`later` is an async function, of which a call makes a coroutine")
    assert finished["doubts"] == []
