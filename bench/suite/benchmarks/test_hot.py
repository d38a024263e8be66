"""The same for pytest, with the `benchmark` fixture."""

import pytest
from hot.cases import CASES


@pytest.mark.parametrize("name", CASES)
def test_hot(benchmark, name):
    benchmark(CASES[name])
