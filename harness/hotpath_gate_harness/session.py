"""The life of a measured process, from hello to finished."""

import os

from hotpath_gate_harness import protocol, surroundings
from hotpath_gate_harness.channel import Channel
from hotpath_gate_harness.kernel import Placement
from hotpath_gate_harness.layout import perturb
from hotpath_gate_harness.walk import Walk


def main():
    port, token = surroundings.take_connection()
    project_folders = surroundings.arrange_paths()
    witness = _witness()
    try:
        channel = Channel(port)
    except OSError as error:
        raise SystemExit(f"hotpath_gate_harness can't connect to port {port}: {error}") from None
    reads = _reads()
    channel.send(protocol.hello(token, os.getpid(), surroundings.python(), surroundings.cpus()))
    command = channel.receive("begin")
    seed = command["heapSeed"]
    root = os.path.realpath(command["root"])
    walk = Walk(channel, command["suite"], command["targets"], root, command["only"], seed)
    walk.witness = witness
    walk.reads = reads
    if command["cpu"] is not None:
        _place(walk, command["cpu"])
    perturb(seed)
    _run(walk)
    loaded, installed, unseen = surroundings.loaded_modules(walk.set_aside), None, None
    if witness is not None:
        witness.end()
        loaded, installed = [*loaded, *witness.modules()], witness.installed(project_folders)
        unseen = witness.unseen()
        witness.forget()
    told = None
    if reads is not None:
        reads.end()
        told = reads.told()
    channel.send(protocol.finished(loaded, surroundings.build(), walk.doubts, installed, unseen, told))
    channel.finish()


def _witness():
    """None where children are not watched: what is timed has them as they are."""
    names = os.environ.pop("HOTPATH_GATE_WITNESS", None)
    if names is None:
        return None
    from hotpath_gate_harness.witness import Witness

    return Witness([name for name in names.split(",") if name])


def _reads():
    """None where nobody asks what benchmarks read: what is timed has nobody look at it."""
    if os.environ.pop("HOTPATH_GATE_READS", None) is None:
        return None
    from hotpath_gate_harness.reads import Reads

    return Reads()


def _place(walk, cpu):
    try:
        walk.placement = Placement(cpu)
    except (AttributeError, OSError, ValueError) as error:
        walk.broken(f"The process can't be pinned to CPU {cpu}: {error}. Let it run without pinning.")


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
    elif walk.suite == "asv":
        from hotpath_gate_harness import asv_suite

        asv_suite.run(walk)
    elif walk.suite == "pyperf":
        from hotpath_gate_harness import pyperf_suite

        pyperf_suite.run(walk)
    elif walk.suite == "command":
        from hotpath_gate_harness import command_suite

        command_suite.run(walk)
    else:
        known = "`asv`, `command`, `functions`, `pyperf` and `pytest`"
        walk.broken(f"This harness has no suite `{walk.suite}`: it knows {known}.")
