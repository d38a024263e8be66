"""The suite `pytest`: starts pytest with our plugin on the targets."""

import os
import sys

from hotpath_gate_harness.failure import why_not_imported
from hotpath_gate_harness.targets import Missing, expanded, problem


def run(walk):
    try:
        import pytest
    except ImportError as error:
        return walk.broken(why_not_imported("pytest", error))
    if int(pytest.__version__.partition(".")[0]) < 7:
        return walk.broken(
            f"pytest {pytest.__version__} of {sys.executable} is too old. "
            f"Run: {sys.executable} -m pip install 'pytest>=7'"
        )
    from hotpath_gate_harness import pytest_stand_ins, stand_in_modules
    from hotpath_gate_harness.pytest_options import SWITCHED_OFF
    from hotpath_gate_harness.pytest_plugin import Plugin

    stand_in_modules.offer()
    chosen = _Targets(walk)
    if walk.targets and not chosen.arguments:
        chosen.answer_without_pytest()
        return None
    plugin = Plugin(walk, chosen)
    arguments = [
        f"--rootdir={walk.root}",
        *(f"-pno:{name}" for name in SWITCHED_OFF),
        "-q",
        "--no-header",
        "--tb=short",
        "--continue-on-collection-errors",
        # What the configuration may say otherwise: stop early, write reports into the checkout, insist on plugins.
        "--maxfail=0",
        "--junitxml=",
        "-orequired_plugins=",
        # Without them, a conftest may leave benchmarks out: it looks for these among the options, or on the command line.
        "--benchmark-only",
        "--codspeed",
        *chosen.arguments,
    ]
    error = None
    started_as, sys.argv = sys.argv, ["pytest", *arguments]
    try:
        pytest.main(arguments, plugins=[plugin, pytest_stand_ins])
    except BaseException as raised:
        error = raised
    finally:
        sys.argv = started_as
    plugin.finish(error)
    return None


class _Targets:
    """The targets as pytest's arguments, and which of the items that come back were meant.

    `covered` are the paths that are not among the arguments because a folder among them holds them.
    """

    def __init__(self, walk):
        self._walk = walk
        self._below = []
        self._nodes = {}
        self.problems = []
        for target in walk.targets:
            path, _, node = target.partition("::")
            try:
                paths = expanded(walk.root, path)
            except Missing as missing:
                self.problems.append(problem(target, missing))
                continue
            if node:
                for each in paths:
                    self._nodes[each, node] = target
            else:
                self._below.extend(paths)
        self._unmatched = dict(self._nodes)
        paths = list(dict.fromkeys([*self._below, *(path for path, _ in self._nodes)]))
        # pytest makes of a folder and a file in it now both, now the file alone, now the folder alone.
        self.covered = {path for path in paths if any(path.startswith(other + os.sep) for other in paths)}
        self.arguments = [path for path in paths if path not in self.covered]

    def meant(self, path, nodeid):
        """Whether an item is one that the targets stand for."""
        rest = nodeid.partition("::")[2]
        matching = [
            (file, node)
            for file, node in self._nodes
            if file == path and (rest == node or rest.startswith((f"{node}::", f"{node}[")))
        ]
        for key in matching:
            self._unmatched.pop(key, None)
        return (
            bool(matching)
            or not self._walk.targets
            or any(path == each or path.startswith(each + os.sep) for each in self._below)
        )

    def unmatched(self):
        """The targets that name something in a file and have not been met, by path and name."""
        return self._unmatched

    def answer_without_pytest(self):
        from hotpath_gate_harness import protocol

        self._walk.collected([], self.problems)
        for name in self._walk.only or ():
            message = "none of the targets is there: correct `benchmarks`"
            self._walk.channel.send(protocol.failed(name, "collect", "Missing", message, ""))
