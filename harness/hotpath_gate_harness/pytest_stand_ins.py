"""Fixtures of plugins that are switched off, which projects' own fixtures ask for."""

import os

import pytest


@pytest.fixture(scope="session")
def worker_id():
    """pytest-xdist's, with which projects keep their workers apart."""
    return "master"


@pytest.fixture(scope="session")
def testrun_uid():
    """pytest-xdist's, with which projects keep their runs apart."""
    return f"hotpath-gate-{os.getpid()}"
