import textwrap

import pytest
from controller import Harness


def pytest_addoption(parser):
    parser.addoption("--record", action="store_true", help="write fixtures/protocol/ from real conversations")


@pytest.fixture
def project(tmp_path):
    """Writes files of a project, and returns its folder (a real path)."""

    def write(files):
        root = (tmp_path / "project").resolve()
        for name, text in files.items():
            file = root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(textwrap.dedent(text), encoding="utf-8")
        return root

    return write


@pytest.fixture
def start():
    """Starts harnesses in a folder, with that folder first on their path, and ends them after the test."""
    harnesses = []

    def run(folder, environment=None, **options):
        harness = Harness(folder, {"HOTPATH_GATE_PATH_FIRST": str(folder), **(environment or {})}, **options)
        harnesses.append(harness)
        return harness

    yield run
    for harness in harnesses:
        harness.kill()
        harness.connection.close()
        harness._lines.close()
