"""A small real controller: it starts a harness as a subprocess and talks with it over a real socket."""

import json
import os
import signal
import socket
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

HARNESS_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
START_FILE = os.path.join(HARNESS_FOLDER, "hotpath_gate_harness", "__main__.py")
CANARY_ID = "hotpath_gate_harness.canary:mixed_work"
TOKEN = "one-time-token"
SECONDS = 30


class Harness:
    """A running harness, after its `hello`, which is kept in `hello`; `conversation` keeps what both sides said."""

    def __init__(self, folder, environment=None, python=sys.executable, arguments=()):
        listener = socket.create_server(("127.0.0.1", 0))
        listener.settimeout(SECONDS)
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTEST_", "HOTPATH_GATE_", "PYTHONPATH", "COV_"))
        }
        self.process = subprocess.Popen(
            [python, *arguments, START_FILE],
            cwd=str(folder),
            env={
                **inherited,
                "PYTHONPATH": HARNESS_FOLDER,
                "HOTPATH_GATE_PORT": str(listener.getsockname()[1]),
                "HOTPATH_GATE_TOKEN": TOKEN,
                **_with_asyncio(environment or {}),
            },
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            with listener:
                self.connection, _ = listener.accept()
        except BaseException:
            self.kill()
            raise
        self.connection.settimeout(SECONDS)
        self.conversation = []
        self._lines = self.connection.makefile("rb")
        self.hello = self.receive()

    def send(self, type, **fields):
        # What most tests say nothing of.
        unbounded = {"longestNs": 100_000_000_000, "onAllCpus": False} if type == "batch" else {}
        command = {"type": type, **fields, **{name: value for name, value in unbounded.items() if name not in fields}}
        self.conversation.append({"from": "controller", "message": command})
        self.connection.sendall(json.dumps(command).encode() + b"\n")

    def receive(self):
        """The next message; None when the harness closed the connection."""
        line = self._lines.readline()
        if not line:
            return None
        message = json.loads(line)
        self.conversation.append({"from": "harness", "message": message})
        return message

    def ask(self, type, **fields):
        self.send(type, **fields)
        return self.receive()

    def begin(self, root, suite="functions", targets=(), only=None, cpu=None, heap_seed=1):
        """Answers `collected` or `broken`."""
        return self.ask(
            "begin", suite=suite, targets=list(targets), root=str(root), only=only, cpu=cpu, heapSeed=heap_seed
        )

    def batch(self, loops, untimed=0, **how):
        return self.ask("batch", loops=loops, untimed=untimed, **how)

    def walk(self, at=None):
        """Walks to the end, sending what `at(id)` says to each that is ready; all messages, with the answers."""
        messages = []
        while True:
            message = self.receive()
            if message is None:
                return messages
            messages.append(message)
            if message["type"] == "ready":
                left = False
                for command in (at or one_batch)(message["id"]):
                    messages.append(self.ask(**command))
                    left = messages[-1]["type"] in ("failed", "skipped")
                    if left:
                        break
                if not left:
                    self.send("next")
            if message["type"] == "finished":
                return messages

    def end(self):
        """(exit status, standard output, standard error) after closing the connection."""
        self._lines.close()
        self.connection.close()
        output, errors = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, output.decode(), errors.decode()

    def kill(self):
        """With whatever the benchmarks started."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (AttributeError, OSError):
            self.process.kill()
        self.process.communicate()


def _with_asyncio(environment):
    """Warns of nothing where pytest-asyncio is installed, which from 1.0 on wants to be told its default."""
    try:
        old = version("pytest-asyncio").startswith("0.")
    except PackageNotFoundError:
        return environment
    if old:
        return environment
    said = "-o asyncio_default_fixture_loop_scope=function"
    return {**environment, "PYTEST_ADDOPTS": f"{said} {environment.get('PYTEST_ADDOPTS', '')}"}


def one_batch(_id):
    return [{"type": "batch", "loops": 2, "untimed": 0}]


def no_batch(_id):
    return []


def outline(messages):
    """What happened to which id, in order: `ready a`, `failed b setup`, without answers to batches."""
    lines = []
    for message in messages:
        if message["type"] in ("ready", "skipped"):
            lines.append(f"{message['type']} {message['id']}")
        elif message["type"] == "failed":
            lines.append(f"failed {message['id']} {message['phase']}")
        elif message["type"] == "finished":
            lines.append("finished")
    return lines


def of(messages, type):
    """The messages of a type."""
    return [message for message in messages if message["type"] == type]
