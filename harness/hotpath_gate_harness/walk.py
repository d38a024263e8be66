"""What the suites have in common: telling what was found, and the conversation about a benchmark that is ready."""

import os
from gc import collect, get_stats

from hotpath_gate_harness import protocol
from hotpath_gate_harness.failure import describe


class Walk:
    """`only` is what a suite has to walk, in order; None when it has to collect only. `root` is a real path.

    `cpu` is what the process is bound to before anything is measured; None leaves it free.
    """

    def __init__(self, channel, suite, targets, root, only, cpu=None):
        self.channel = channel
        self.suite = suite
        self.targets = targets
        self.root = root
        self.only = only
        self._cpu = cpu
        self._older_collections = None
        self._with_canary = bool(only) and only[0] == protocol.CANARY_ID
        if self._with_canary:
            self.only = only[1:]

    def collected(self, benchmarks, problems):
        """Tells what was found (see protocol.collected), and walks the canary if that is asked for."""
        # Only now, so that both sides may import at the same time.
        if self._cpu is not None:
            self._pin(self._cpu)
        self.channel.send(protocol.collected(benchmarks, problems))
        if self._with_canary:
            from hotpath_gate_harness.canary import mixed_work
            from hotpath_gate_harness.measuring import Calls

            self.converse(protocol.CANARY_ID, Calls(mixed_work))

    def _pin(self, cpu):
        try:
            os.sched_setaffinity(0, {cpu})
        except (AttributeError, OSError, ValueError) as error:
            self.broken(f"The process can't be pinned to CPU {cpu}: {error}. Let it run without pinning.")

    def _collect_garbage(self):
        """Leaves no garbage of one benchmark for the next one to collect.

        A full collection looks at everything that was ever imported. It is only needed when something has got older
        than the young generations since the last time.
        """
        collect(2 if self._older_collections != _older_collections() else 1)
        self._older_collections = _older_collections()

    def broken(self, message):
        """Tells why nothing can be walked, and ends the process."""
        self.channel.send(protocol.broken(message))
        self.channel.leave(0)

    def converse(self, id, benchmark):
        """Says that a benchmark (Calls or Rounds) is ready and does what the controller asks for, until it leaves it.

        Returns the exception that the benchmark failed with, which has been told then, or None.
        """
        self._collect_garbage()
        self.channel.send(protocol.ready(id, benchmark.calls, benchmark.limit))
        while True:
            command = self.channel.receive("batch", "profile", "next")
            if command["type"] == "next":
                return None
            try:
                if command["type"] == "batch":
                    answer = protocol.measured(*benchmark.batch(command["loops"], command["untimed"]))
                else:
                    from hotpath_gate_harness.profiling import profile

                    answer = protocol.profiled(profile(benchmark, command["loops"], self.root))
            except BaseException as error:
                self.channel.send(protocol.failed(id, "call", *describe(error)))
                return error
            self.channel.send(answer)


def _older_collections():
    """How often a generation other than the youngest has been collected."""
    return [generation["collections"] for generation in get_stats()[1:]]
