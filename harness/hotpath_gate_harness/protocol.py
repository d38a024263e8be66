"""Every message between the controller and a harness: JSON lines over a loopback socket.

The controller's own list is `src/protocol.ts`; both are tested against `fixtures/protocol/`.

    harness     hello                         once, with the token from its environment
    controller  begin                         what to walk
    harness     collected | broken            after `broken` the harness ends
    harness     ready | failed | skipped      for each benchmark of `only`, in that order, once
    controller    batch -> measured | failed | skipped      as often as it likes while a benchmark is ready
    controller    profile -> profiled | failed | skipped
    controller    count -> counted | failed | skipped
    controller    next                        leaves the benchmark
    harness     finished                      after the last one

What the two sides rely on beyond the shapes:

* With `only`, `collected` comes all the same, before the first `ready`: what was found of `only`, in its
  order. The canary is never in it.
* `failed` or `skipped` as the answer to `batch` or `profile` leaves the benchmark: no `next` follows, and the
  harness goes on with the one after it. Of a pytest test, it comes when the test has ended, because only then
  is it known whether its failure was expected (`xfail`).
* A benchmark that breaks outside a batch after `ready` (a pytest test whose asserts come after the call, the
  teardown of its fixtures) is told by a `failed` that nobody asked for, after its `next` and before the next
  `ready`, `failed`, `skipped` or `finished`. It carries the id of the benchmark that was left. So does the
  `skipped` of one that is skipped there, or that breaks as expected.
* Neither comes twice for an id.
* A benchmark with a `limit` runs its `warmups` by itself, before its first batch or profile, and ignores
  `untimed`. More `loops` in all its batches together than the limit allows is `failed`; so is a single
  profile of more loops than the limit.
* `wallNs` and `cpuNs` of a benchmark with set-up or teardown around its rounds are the sums of the timed
  parts, and `preemptions`, `waits`, `runDelayNs` and `collectorNs` are those that fell into them.
* A batch runs on the CPU that `begin` names, or on all that the process may use (`onAllCpus`); whatever is not a
  batch, on all of them. Where it is to be found out how many it has use for (`seeksCpus`), child processes may be watched
  meanwhile, and its times are no measure. A batch that would take longer than `longestNs` is cut to fewer loops: by its
  untimed calls or, where there are none, by its own first ones.
* The phase `setup` is also the phase of what is torn down.
* When the connection ends, at whatever point, so does the harness: status 0, and nothing printed.

Messages that are built here are never longer than the controller reads: it counts UTF-16 units, hence limits
of half its own for text, which is counted in characters here.
"""

from json import JSONDecoder, JSONEncoder

PROTOCOL_VERSION = 1

CANARY_ID = "hotpath_gate_harness.canary:mixed_work"

MESSAGE_BYTES_LIMIT = 32 * 1024 * 1024
TEXT_LIMIT = 10_000
ID_LIMIT = 1_000
TRACEBACK_LIMIT = 8_000
LINE_LIMIT = 2_000

BENCHMARKS_LIMIT = 200_000
PROBLEMS_LIMIT = 10_000
MODULES_LIMIT = 100_000
DOUBTS_LIMIT = 1_000
UNSEEN_LIMIT = 1_000

# Bound here: the measured code may replace what is in the json module.
encode = JSONEncoder(separators=(",", ":"), check_circular=False).encode
decode = JSONDecoder().decode


def clip(text, limit=TEXT_LIMIT):
    return text if len(text) <= limit else text[: limit - 1] + "\u2026"


def hello(token, pid, python, cpus):
    """`cpus` are those the process may be pinned to; None where it can't be pinned."""
    return {
        "type": "hello",
        "protocol": PROTOCOL_VERSION,
        "token": token,
        "pid": pid,
        "python": python,
        "cpus": cpus,
    }


def collected(benchmarks, problems, full_collection_ns=None, skips=()):
    """`benchmarks`: id and location (`{"file", "line"}` or None), and what a call works through where that is declared
    (`{"amount", "unit"}`); `problems`: where, message, and whether nothing goes by that name at all. `full_collection_ns`: CPU time of a garbage collection of
    all that was imported; None where it is not set apart. `skips`: files or folders that skip themselves as a whole, and
    why; what is in them is not among the benchmarks.
    """
    listed = []
    said = []
    for benchmark_id, location, *work in benchmarks:
        if len(benchmark_id) > ID_LIMIT:
            said.append(
                (clip(benchmark_id, 200), "its id has more than 1,000 characters: give its parameters short ids")
            )
        elif len(listed) == BENCHMARKS_LIMIT:
            said.append((benchmark_id, "this and what follows is more than 200,000 benchmarks: name fewer targets"))
            break
        else:
            told = {"work": work[0]} if work and work[0] else {}
            listed.append({"id": benchmark_id, "location": location, **told})
    said.extend(problems)
    return {
        "type": "collected",
        "benchmarks": listed,
        "problems": _places(said),
        **({"skips": _places([*skips])} if skips else {}),
        "fullCollectionNs": full_collection_ns,
    }


def _places(said):
    return [
        {"where": clip(where), "message": clip(message, LINE_LIMIT), **({"isAbsent": True} if any(absent) else {})}
        for where, message, *absent in said[:PROBLEMS_LIMIT]
    ]


def broken(message):
    return {"type": "broken", "message": clip(message)}


def ready(id, calls, limit, quantities, sets_up):
    """`limit`: None, or `{"loops", "warmups"}`; `quantities`: None for time alone, or `{"metric", "unit", "better"}` each.

    `sets_up`: whether each batch begins with a set-up that nobody times.
    """
    return {"type": "ready", "id": id, "calls": calls, "limit": limit, "setsUp": sets_up, "quantities": quantities}


def skipped(id, reason):
    return {"type": "skipped", "id": id, "reason": clip(reason, LINE_LIMIT)}


def failed(id, phase, error, message, traceback):
    """`phase`: `collect`, `setup` or `call`."""
    return {
        "type": "failed",
        "id": id,
        "phase": phase,
        "error": clip(error, 200),
        "message": clip(message, LINE_LIMIT),
        "traceback": clip(traceback),
    }


def measured(taken, machine=None):
    """`taken`: see taken.py. Of it, `loops` is how many were run, where the batch would else have been too long; `waits` are
    voluntary context switches; `run_delay_ns` is of all threads and child processes together; `others_ns` is the CPU time
    of other threads and child processes in the timed calls, `children_ns` that of child processes alone, `ended_ns` that of
    threads and processes that have ended in them, whose run delay is unknown; `put_off_ns` is what others worked between
    the timed calls before and these, and tasks that nobody awaited. `values`: one for each of the `quantities`, for one
    call, None for its time; None where time is all there is. `machine`: of a batch on all CPUs, what these worked meanwhile
    (see kernel.py); not told where it is unknown.
    """
    told = {} if machine is None else {"machine": machine}
    return {
        "type": "measured",
        "loops": taken.loops,
        "wallNs": taken.wall_ns,
        "cpuNs": taken.cpu_ns,
        "preemptions": taken.preemptions,
        "waits": taken.waits,
        "runDelayNs": taken.run_delay_ns,
        "collectorNs": taken.collector_ns,
        "othersNs": taken.others_ns,
        "putOffNs": taken.put_off_ns,
        "childrenNs": taken.children_ns,
        "endedNs": taken.ended_ns,
        "values": taken.values,
        **told,
    }


def counted(windows):
    """`windows`: how often callgrind was told to begin counting; see counting.py."""
    return {"type": "counted", "windows": windows}


def profiled(functions):
    """`functions`: `{"name", "file", "line", "calls", "ownNs"}` each."""
    return {"type": "profiled", "functions": functions}


def finished(modules, build, doubts, installed=None, unseen=None, reads=None):
    """`modules`: `{"name", "file"}` each, where children are watched with what these have loaded. `build` is that of
    `hello`, as it is by now. `doubts`: pairs of id and what speaks against its measuring what its author means (see
    doubts.py). `installed`: where the project's packages could be imported from that are not the project's folders, as
    `modules`; `unseen`: Python processes that did not say what they load, by command line and interpreter. Both are None
    where nobody asked. `reads`: what benchmarks read (see reads.py); None where nobody asked.
    """
    read = {} if reads is None else {"reads": reads}
    told = {} if installed is None else {"installed": installed, "unseen": (unseen or [])[:UNSEEN_LIMIT]}
    return {
        "type": "finished",
        "modules": modules[:MODULES_LIMIT],
        "build": build,
        "doubts": [{"id": id, "doubt": doubt} for id, doubt in doubts[:DOUBTS_LIMIT] if len(id) <= ID_LIMIT],
        **told,
        **read,
    }


def write_message(message):
    """One message as the line that the controller reads, with its line end."""
    line = encode(message).encode("ascii") + b"\n"
    if len(line) > MESSAGE_BYTES_LIMIT:
        return write_message(
            broken(f"a message of {len(line):,} bytes is more than may be sent: name fewer targets at a time")
        )
    return line


def _is_text(value):
    return isinstance(value, str)


def _is_count(value):
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_texts(value):
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _or_none(check):
    return lambda value: value is None or check(value)


_COMMANDS = {
    "begin": {
        "suite": _is_text,
        "targets": _is_texts,
        "root": _is_text,
        "only": _or_none(_is_texts),
        "cpu": _or_none(_is_count),
        "heapSeed": _is_count,
    },
    "batch": {
        "loops": lambda value: _is_count(value) and value > 0,
        "untimed": _is_count,
        "longestNs": lambda value: _is_count(value) and value > 0,
        "onAllCpus": lambda value: isinstance(value, bool),
    },
    "profile": {"loops": lambda value: _is_count(value) and value > 0},
    "count": {"loops": lambda value: _is_count(value) and value > 0},
    "next": {},
}


def read_command(line, expected):
    """One line from the controller, whose `type` has to be one of `expected`. Raises ValueError with the reason."""
    command = decode(line)
    kind = command.get("type") if isinstance(command, dict) else None
    if kind not in expected:
        raise ValueError(f"expected {' or '.join(expected)}, got {clip(line, 80)}")
    for field, fits in _COMMANDS[kind].items():
        if field not in command or not fits(command[field]):
            raise ValueError(f"`{field}` of `{kind}` is missing or wrong: {clip(line, 80)}")
    return command
