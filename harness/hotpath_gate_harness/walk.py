"""What the suites have in common: telling what was found, and the conversation about a benchmark that is ready."""

from hotpath_gate_harness import protocol
from hotpath_gate_harness.counting import count
from hotpath_gate_harness.doubts import Doubts
from hotpath_gate_harness.failure import describe
from hotpath_gate_harness.kernel import Placement, machine
from hotpath_gate_harness.layout import collect_garbage, set_imports_apart
from hotpath_gate_harness.probes import others


class Skipped(Exception):
    """Its author says that it is not to be measured here; the text says why."""


class Walk:
    """`only` is what a suite has to walk, in order; None when it has to collect only. `root` is a real path.

    `seed` is that of the heap (see layout.py).
    """

    def __init__(self, channel, suite, targets, root, only, seed):
        self.placement = Placement(None)
        # Where child processes are watched (see witness.py).
        self.witness = None
        # Where it is noted what benchmarks read (see reads.py).
        self.reads = None
        self.channel = channel
        self.suite = suite
        self.targets = targets
        self.root = root
        self.only = only
        self.doubts = []
        # Modules of the side that are not in `sys.modules` now: names and modules.
        self.set_aside = []
        self._seed = seed
        self._with_canary = bool(only) and only[0] == protocol.CANARY_ID
        if self._with_canary:
            self.only = only[1:]

    def collected(self, benchmarks, problems, skips=()):
        """Tells what was found (see protocol.collected). Before a walk, what was imported is set apart; the canary is its first."""
        taken = None if self.only is None else set_imports_apart()
        self.channel.send(protocol.collected(benchmarks, problems, taken, skips))
        if self._with_canary:
            from hotpath_gate_harness.canary import mixed_work
            from hotpath_gate_harness.kinds import Calls

            self.converse(protocol.CANARY_ID, Calls(mixed_work))

    def doubt(self, id, kinds):
        """Keeps what speaks against a benchmark (see doubts.py) until the end."""
        self.doubts.extend((id, kind) for kind in kinds if (id, kind) not in self.doubts)

    def broken(self, message):
        """Tells why nothing can be walked, and ends the process."""
        self.channel.send(protocol.broken(message))
        self.channel.leave(0)

    def through(self, id, begin, end, file=None):
        """A benchmark with what is around it: `begin` sets up and gives it (or raises Skipped), `end` tears down. `file` is the one
        that it is written in; None if that is not known.
        """
        if self.reads is not None:
            self.reads.begin(id, file)
        try:
            self._through(id, begin, end)
        finally:
            if self.reads is not None:
                self.reads.leave()

    def _through(self, id, begin, end):
        try:
            benchmark = begin()
        except Skipped as skipped:
            self.channel.send(protocol.skipped(id, str(skipped)))
            return
        except BaseException as error:
            self.channel.send(protocol.failed(id, "setup", *describe(error)))
            return
        failed = self.converse(id, benchmark)
        try:
            end()
        except BaseException as error:
            if failed is None:
                self.channel.send(protocol.failed(id, "setup", *describe(error)))

    def converse(self, id, benchmark):
        """Says that a benchmark (Calls or Rounds) is ready and does what the controller asks for, until it leaves it.

        Returns the exception that the benchmark failed with, which has been told then, or None.
        """
        error = self.converse_untold(id, benchmark)
        if error is not None:
            self.channel.send(protocol.failed(id, "call", *describe(error)))
        return error

    def converse_untold(self, id, benchmark):
        """As `converse`, for who says by itself what became of it: an exception is an answer that is still due."""
        _kept = collect_garbage(self._seed, id)
        others.forget()
        self.channel.send(protocol.ready(id, benchmark.calls, benchmark.limit, benchmark.quantities, benchmark.sets_up))
        doubts = Doubts.of(benchmark)
        try:
            error = self._follow(benchmark)
            if error is None and doubts is not None and benchmark.seconds:
                self.doubt(id, doubts.found(benchmark.result))
            return error
        finally:
            # What is torn down and set up is not timed.
            self.placement.on_all()

    def _follow(self, benchmark):
        while True:
            command = self.channel.receive("batch", "profile", "count", "next")
            if command["type"] == "next":
                return None
            try:
                if command.get("onAllCpus"):
                    self.placement.on_all()
                else:
                    self.placement.on_one()
                if command["type"] == "batch":
                    benchmark.seeks_cpus = command.get("seeksCpus", False)
                    looked = machine.now(self.placement.all_cpus) if command.get("onAllCpus") else None
                    taken = benchmark.batch(command["loops"], command["untimed"], command["longestNs"])
                    of_machine = machine.since(looked)
                    if benchmark.seeks_cpus and hasattr(benchmark, "explained"):
                        taken = benchmark.explained(taken)
                    answer = protocol.measured(taken, of_machine)
                elif command["type"] == "count":
                    answer = protocol.counted(count(benchmark, command["loops"]))
                else:
                    from hotpath_gate_harness.profiling import profile

                    answer = protocol.profiled(profile(benchmark, command["loops"], self.root))
            except BaseException as error:
                return error
            self.channel.send(answer)
