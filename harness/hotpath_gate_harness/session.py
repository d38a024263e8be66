"""The life of a measured process, from hello to finished."""

import os

from hotpath_gate_harness import protocol, surroundings
from hotpath_gate_harness.channel import Channel
from hotpath_gate_harness.layout import perturb
from hotpath_gate_harness.walk import Walk


def main():
    port, token = surroundings.take_connection()
    surroundings.arrange_paths()
    try:
        channel = Channel(port)
    except OSError as error:
        raise SystemExit(f"hotpath_gate_harness can't connect to port {port}: {error}") from None
    channel.send(protocol.hello(token, os.getpid(), surroundings.python(), surroundings.cpus()))
    command = channel.receive("begin")
    root = os.path.realpath(command["root"])
    walk = Walk(channel, command["suite"], command["targets"], root, command["only"], command["cpu"])
    perturb(command["heapSeed"])
    _run(walk)
    channel.send(protocol.finished(surroundings.loaded_modules()))
    channel.finish()


def _run(walk):
    # A suite is imported when it is the one: pytest takes ten times as long as all the rest.
    if walk.only == []:
        walk.collected([], [])
    elif walk.suite == "functions":
        from hotpath_gate_harness import functions_suite

        functions_suite.run(walk)
    elif walk.suite == "pytest":
        from hotpath_gate_harness import pytest_suite

        pytest_suite.run(walk)
    else:
        walk.broken(f"This harness has no suite `{walk.suite}`: it knows `functions` and `pytest`.")
