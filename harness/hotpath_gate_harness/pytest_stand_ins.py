"""Fixtures of plugins that are switched off, which projects' own fixtures ask for."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def worker_id():
    """pytest-xdist's, with which projects keep their workers apart."""
    return "master"


@pytest.fixture(scope="session")
def testrun_uid():
    """pytest-xdist's, with which projects keep their runs apart."""
    return f"hotpath-gate-{os.getpid()}"


@pytest.fixture
def no_cover():
    """pytest-cov's."""


@pytest.fixture
def cov():
    """pytest-cov's, which is None where nothing is covered."""


@pytest.fixture
def cache(request):
    """pytest's own."""
    return request.config.cache


class Cache:
    """Of this process alone: a cache that lasts would carry something from block to block and from side to side."""

    def __init__(self):
        self._values = {}
        self._folder = None

    def get(self, key, default):
        return self._values.get(key, default)

    def set(self, key, value):
        self._values[key] = value

    def mkdir(self, name):
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="hotpath-gate-cache-"))
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        return folder

    def clear(self):
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    config.cache = Cache()
    config.add_cleanup(config.cache.clear)
