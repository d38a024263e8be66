"""The connection to the controller. It has to survive what the measured code does to its own process."""

import os
import sys
from errno import EBADF, EINTR, ENOTSOCK

try:
    # Without the module around it, which is the part that other libraries replace, and costs ten times as much.
    from _socket import AF_INET, IPPROTO_TCP, SOCK_STREAM, TCP_NODELAY, socket
except ImportError:
    from socket import AF_INET, IPPROTO_TCP, SOCK_STREAM, TCP_NODELAY, socket

from hotpath_gate_harness import protocol


class Channel:
    """Sends messages and receives commands. When the connection is gone, the process ends."""

    def __init__(self, port):
        connection = socket(AF_INET, SOCK_STREAM, 0)
        connection.connect(("127.0.0.1", port))
        connection.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        self._connection = connection
        self._buffer = bytearray()
        self._arriving = bytearray(65536)
        self._child = False
        # Bound now, because modules' attributes are the measured code's to change.
        self._receive = connection.recv_into
        self._send = connection.sendall
        self._write = protocol.write_message
        self._read = protocol.read_command
        self._exit = os._exit
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._let_go)

    def _let_go(self):
        """In a forked child: a benchmark's children must neither speak for it nor keep the connection open."""
        self._child = True
        self._connection.close()

    def send(self, message):
        if self._child:
            self.leave(0)
        line = self._write(message)
        try:
            self._send(line)
        except OSError as error:
            self._lost(error)

    def receive(self, *expected):
        """The next command, whose `type` is one of `expected`."""
        end = self._buffer.find(b"\n")
        while end < 0:
            if self._child:
                self.leave(0)
            read = len(self._buffer)
            self._buffer += self._wait()
            end = self._buffer.find(b"\n", read)
        line = self._buffer[:end].decode("utf-8", "replace")
        del self._buffer[: end + 1]
        try:
            return self._read(line, expected)
        except ValueError as error:
            self.send(protocol.broken(f"The harness does not understand the controller: {error}"))
            return self.leave(1)

    def _wait(self):
        # A signal handler of the measured code may raise here, also after the bytes have come and before their
        # number is known. JSON has no zero bytes, so they can be told from what was there before.
        arriving = self._arriving
        while True:
            ended = False
            try:
                ended = self._receive(arriving) == 0
            except OSError as error:
                # TimeoutError, which such handlers like to raise, is one of these, but without a number.
                if error.errno not in (None, EINTR):
                    return self._lost(error)
            except KeyboardInterrupt:
                return self.leave(130)
            except BaseException:
                pass
            end = arriving.find(0)
            data = arriving[:end] if end >= 0 else arriving[:]
            if data:
                arriving[: len(data)] = bytes(len(data))
                return data
            if ended:
                return self.leave(0)

    def _lost(self, error):
        if error.errno not in (EBADF, ENOTSOCK) or self._child:
            return self.leave(0)
        stderr = sys.__stderr__
        if stderr is not None:
            stderr.write("hotpath-gate: the measured code closed a file descriptor that is not its own\n")
        return self.leave(1)

    def leave(self, status):
        """Ends the process now: nobody waits for it any more, and what it would still run could hang."""
        for stream in (sys.stdout, sys.stderr, sys.__stderr__):
            try:
                stream.flush()
            except Exception:
                pass
        self._exit(status)

    def finish(self):
        """After the last message. What the measured code registered to run at exit runs after this."""
        self._connection.close()
