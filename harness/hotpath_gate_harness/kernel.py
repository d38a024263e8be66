"""What the kernel tells of the threads of this process and of the processes that it has started, and where they may run.

Functions are default arguments, which the measured code can't replace.
"""

import os
import threading
from time import perf_counter_ns, process_time_ns, thread_time_ns

try:
    from resource import RUSAGE_CHILDREN, getrusage
except ImportError:

    def _ended_children_ns():
        """Unknown here, and so nothing that could be counted."""
        return 0

else:

    def _ended_children_ns(getrusage=getrusage, children=RUSAGE_CHILDREN):
        used = getrusage(children)
        return round((used.ru_utime + used.ru_stime) * 1e9)


# More than anybody starts, so that a benchmark with a flood of threads does not make reading them take seconds.
MOST_TASKS = 512

try:
    # Of the thread that measures, which is the one that imports this. Kept open, because nearly always it is all there is.
    _SCHEDSTAT = os.open("/proc/thread-self/schedstat", os.O_RDONLY | os.O_CLOEXEC)
    _CHILDREN = os.open("/proc/thread-self/children", os.O_RDONLY | os.O_CLOEXEC)
    _THREADS = os.open("/proc/self/task", os.O_RDONLY | os.O_CLOEXEC)
except (AttributeError, OSError):
    _SCHEDSTAT = _CHILDREN = _THREADS = None


def _read(path, open=os.open, read=os.read, close=os.close, flags=os.O_RDONLY | getattr(os, "O_CLOEXEC", 0)):
    file = open(path, flags)
    try:
        return read(file, 4096)
    finally:
        close(file)


def threads_of(process, listdir=os.listdir):
    return listdir(f"/proc/{process}/task")


def descendants(process, threads_of=threads_of, read=_read):
    """Processes that it has started, theirs, and so on."""
    found = []
    unseen = [process]
    while unseen and len(found) < MOST_TASKS:
        process = unseen.pop()
        try:
            for thread in threads_of(process)[:MOST_TASKS]:
                started = read(f"/proc/{process}/task/{thread}/children").decode().split()
                found += started
                unseen += started
        except OSError:
            # It has ended meanwhile.
            continue
    return found


class Accounts:
    """Nanoseconds of CPU and of run delay, which is the time for which a thread could have run and had no CPU to run on."""

    def __init__(self, threads_ns, tasks, native_ns, living_children_ns, ended_children_ns):
        # Of the process's threads besides the one that measures.
        self._threads_ns = threads_ns
        # (CPU, run delay) by thread, of descendants as well; None when unknown.
        self._tasks = tasks
        # Of threads that are not Python's, as those of a library for linear algebra. They turn in circles for a while
        # when they have nothing to do, and nothing is put off to them.
        self._native_ns = native_ns
        self._living_children_ns = living_children_ns
        self._ended_children_ns = ended_children_ns

    @property
    def _children_ns(self):
        return self._living_children_ns + self._ended_children_ns

    @property
    def has_others(self):
        """Whether there is anybody else to give work to."""
        return threading.active_count() > 1 if self._tasks is None else len(self._tasks) > 1

    def children_since(self, before):
        return max(0, self._children_ns - before._children_ns)

    def others_since(self, before):
        """CPU time of other threads and of child processes."""
        return max(0, self._threads_ns - before._threads_ns) + self.children_since(before)

    def put_off_since(self, before):
        """The same without threads to which nothing is put off."""
        return max(0, self.others_since(before) - max(0, self._native_ns - before._native_ns))

    def run_delay_since(self, before):
        """Of all threads and child processes together; None when unknown, as where child processes have ended meanwhile."""
        if self._tasks is None or before._tasks is None or self._ended_children_ns != before._ended_children_ns:
            return None
        return sum(max(0, delay - before._tasks.get(task, (0, 0))[1]) for task, (_, delay) in self._tasks.items())

    def ended_since(self, before):
        """CPU time of threads and child processes that have ended since; nobody knows their run delay. None when unknown."""
        if self._tasks is None or before._tasks is None:
            return None
        living = sum(
            max(0, on_cpu - before._tasks.get(task, (0, 0))[0])
            for task, (on_cpu, _) in self._tasks.items()
            if task != "measuring"
        )
        return max(0, self.others_since(before) - living)


def accounts(
    clocks_first=False,
    pread=os.pread if hasattr(os, "pread") else None,
    listdir=os.listdir,
    cpu=process_time_ns,
    own=thread_time_ns,
    ended=_ended_children_ns,
):
    """How they stand now. The clocks of this process are read last, or first: next to what is to be timed."""
    threads_ns = cpu() - own() if clocks_first else None
    ended_ns = ended()
    native_ns = children_ns = 0
    try:
        on_cpu, delay = pread(_SCHEDSTAT, 64, 0).split()[:2]
        # A kernel that does not count says that the thread has never run.
        tasks = None if on_cpu == b"0" else {"measuring": (int(on_cpu), int(delay))}
        threads = listdir(_THREADS)
        if tasks is not None and (len(threads) > 1 or pread(_CHILDREN, 1, 0)):
            native_ns, children_ns = _add_others(tasks, threads)
    except (TypeError, OSError, ValueError):
        # There is none of it here, or the measured code has closed the files, and opened others in their place.
        tasks = None
    return Accounts(cpu() - own() if threads_ns is None else threads_ns, tasks, native_ns, children_ns, ended_ns)


def _add_others(
    tasks,
    threads,
    read=_read,
    threads_of=threads_of,
    descendants=descendants,
    me=os.getpid,
    measuring=threading.get_native_id,
    python=threading.enumerate,
):
    """(CPU ns of threads that are not Python's, of living child processes); adds what there is to `tasks`."""
    process, mine = me(), str(measuring())
    of_python = {str(thread.native_id) for thread in python()}

    def account(process, thread):
        try:
            on_cpu, delay = read(f"/proc/{process}/task/{thread}/schedstat").split()[:2]
        except (OSError, ValueError):
            return 0
        tasks[thread] = int(on_cpu), int(delay)
        return int(on_cpu)

    native_ns = children_ns = 0
    for thread in threads[:MOST_TASKS]:
        if thread != mine:
            used = account(process, thread)
            native_ns += 0 if thread in of_python else used
    for child in descendants(process):
        try:
            of_child = threads_of(child)
        except OSError:
            continue
        children_ns += sum(account(child, thread) for thread in of_child[:MOST_TASKS])
    return native_ns, children_ns


class Machine:
    """What all CPUs that this process may use have worked, for whomever, and for how long they were looked at."""

    # Columns of /proc/stat in which a CPU works, or is taken by the host: all but idle, waiting for disks, and guests,
    # which are counted in two of the others as well.
    _BUSY = (0, 1, 2, 5, 6, 7)
    # The lines of the CPUs come first.
    _LINES_BYTES = 1 << 16

    def __init__(self, tick_ns, stat):
        self._tick_ns = tick_ns
        self._stat = stat

    def _busy_ns(self, cpus, pread=os.pread if hasattr(os, "pread") else None):
        lines = pread(self._stat, self._LINES_BYTES, 0).split(b"\n")
        by_name = {name: values for name, *values in (line.split() for line in lines if line.startswith(b"cpu"))}
        ticks = sum(int(by_name[b"cpu%d" % cpu][column]) for cpu in cpus for column in self._BUSY)
        return ticks * self._tick_ns

    def now(self, cpus, accounts=accounts, cpu=process_time_ns, wall=perf_counter_ns):
        """For `since`; None where it can't be known."""
        if not cpus:
            return None
        try:
            return self._busy_ns(cpus), cpu(), accounts(), wall(), cpus
        except (TypeError, OSError, ValueError, LookupError):
            return None

    def since(self, before):
        """{"busyNs", "ownNs", "spanNs", "cpus"}: what they have worked, what of it for this process and its children, how
        long by the clock, and how many they are. None where it is unknown.
        """
        after = before and self.now(before[4])
        if not after:
            return None
        own_ns = after[1] - before[1] + after[2].children_since(before[2])
        busy_ns = max(0, after[0] - before[0])
        return {"busyNs": busy_ns, "ownNs": max(0, own_ns), "spanNs": after[3] - before[3], "cpus": len(before[4])}


try:
    machine = Machine(1_000_000_000 // os.sysconf("SC_CLK_TCK"), os.open("/proc/stat", os.O_RDONLY | os.O_CLOEXEC))
except (AttributeError, OSError, ValueError):
    machine = Machine(None, None)


class Placement:
    """Where the benchmark runs: on all CPUs that the process may use, or on one of them.

    A thread and a process start out where the thread is that starts them, so that all that there are have to be moved.
    Whatever is not measured has all CPUs: who asks there how many there are, to start as many threads, is to find the
    machine as it is.
    """

    def __init__(self, cpu):
        """`cpu`: the one; None where the process can't be moved. Raises OSError or ValueError where it can't be moved there."""
        self._one = None if cpu is None else {cpu}
        self._all = frozenset()
        self._is_on_one = False
        if cpu is not None:
            self._all = os.sched_getaffinity(0)
            os.sched_setaffinity(0, self._one)
            os.sched_setaffinity(0, self._all)

    @property
    def all_cpus(self):
        """Empty where the process can't be moved."""
        return self._all

    def on_all(self):
        if self._is_on_one:
            self._is_on_one = False
            self._move(self._all)

    def on_one(self):
        if self._one is not None and not self._is_on_one:
            self._is_on_one = True
            self._move(self._one)

    def _move(
        self,
        cpus,
        move=getattr(os, "sched_setaffinity", None),
        me=os.getpid,
        threads_of=threads_of,
        descendants=descendants,
    ):
        move(0, cpus)
        try:
            processes = [me(), *descendants(me())]
        except OSError:
            return
        for process in processes:
            try:
                threads = threads_of(process)
            except OSError:
                continue
            for thread in threads[:MOST_TASKS]:
                try:
                    move(int(thread), cpus)
                except OSError:
                    # It has ended meanwhile, or belongs to somebody else by now.
                    continue


def run_delay_of_ended(process, read=_read):
    """Nanoseconds for which the first thread of a process could have run and had no CPU, as long as nobody has waited for it;
    None where that is unknown.
    """
    try:
        on_cpu, delay = read(f"/proc/{process}/schedstat").split()[:2]
    except (OSError, ValueError):
        return None
    return None if on_cpu == b"0" else int(delay)
