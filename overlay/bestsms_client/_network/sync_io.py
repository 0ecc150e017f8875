"""Sockets and waiting, in threads. `async_io` is its twin."""

import os
import socket
import threading
from collections import deque
from collections.abc import Callable
from typing import Final, TypeAlias, TypeVar

from bestsms_client._network.causes import NetworkError, is_own, network_error
from bestsms_client._network.progress import Progress, current
from bestsms_client._network.sockets import hang_up, is_readable

T = TypeVar("T")
Place: TypeAlias = int
_READ: Final = 65_536

INTERRUPTION_BREAKS: Final = True
"""A signal handler that raises may leave a lock of httpcore held for ever."""


def place() -> Place:
    """Return what connections belong to: this process."""
    return os.getpid()


def is_here(place: Place) -> bool:
    """Return whether a place is in this process."""
    return place == os.getpid()


def is_over(_place: Place) -> bool:
    """Return whether the connections of a place can never be used again."""
    return False


class Shield:
    """Does nothing, since nothing is cancelled here."""

    is_up = False

    def up(self) -> None:
        """Begin."""

    def down(self) -> None:
        """End."""


def guarded(work: Callable[[], T], _progress: Progress, _shield: Shield) -> T:
    """Do the work of an HTTP client that is not ours. Nothing can stop a thread from outside."""
    return work()


class Socket:
    """A TCP connection whose every wait ends with the attempt that waits.

    Args:
        raw: The connected socket.

    Attributes:
        taken: Whether some of the last send may have left if it failed.
    """

    taken = False

    def __init__(self, raw: socket.socket) -> None:
        self._raw, self._process = raw, os.getpid()

    def receive(self, size: int) -> bytes:
        """Return what arrives next; empty at the end.

        Raises:
            NetworkError: Nothing arrived in time, or the connection is lost.
        """
        progress = current.get()
        try:
            self._raw.settimeout(progress.left())
            data = self._raw.recv(min(size, _READ))
        except OSError as error:
            if not is_own(error):
                raise
            raise network_error(error, progress.stage) from None
        progress.received(len(data))
        return data

    def send(self, data: memoryview) -> int:
        """Send some of what is given, and return how many bytes.

        Raises:
            NetworkError: Nothing could be sent in time, or the connection is lost.
        """
        progress = current.get()
        try:
            self._raw.settimeout(progress.left())
            return self._raw.send(data)
        except OSError as error:
            if not is_own(error):
                raise
            raise network_error(error, progress.stage) from None

    def is_readable(self) -> bool:
        """Return whether something has arrived, or the peer has hung up."""
        return is_readable(self._raw)

    def close(self) -> None:
        """Close the connection, in the process that made it. Whoever waits for it is woken."""
        if self._process == os.getpid():
            hang_up(self._raw)
            self._raw.close()


def open_socket(host: str, port: int) -> Socket:
    """Connect to a host. All of its addresses share the deadline of the attempt.

    Raises:
        NetworkError: None of them answers, or the name is not known.
    """
    progress = current.get()
    progress.left("looking up the host name")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        if not is_own(error):
            raise
        raise network_error(error, progress.stage) from None
    failed = NetworkError("host name not found")
    for number, (family, kind, protocol, _, address) in enumerate(found):
        left = progress.left("connecting") / (len(found) - number)
        raw = socket.socket(family, kind, protocol)
        try:
            raw.settimeout(left)
            raw.connect(address)
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except BaseException as error:
            raw.close()
            if not isinstance(error, OSError) or not is_own(error):
                raise
            failed = network_error(error, progress.stage)
        else:
            return Socket(raw)
    raise failed


class Gate:
    """Lets so many attempts through at a time; the others wait no longer than their deadline.

    Args:
        size: How many.

    Attributes:
        inside: The attempts that are through.
    """

    def __init__(self, size: int) -> None:
        self.inside: set[Progress] = set()
        self._size = size
        self._lock = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()

    def enter(self, progress: Progress) -> None:
        """Wait for a place.

        Raises:
            NetworkError: None became free in time.
        """
        while True:
            with self._lock:
                if len(self.inside) < self._size:
                    self.inside.add(progress)
                    return
                turn = threading.Lock()
                turn.acquire()
                self._waiting.append(turn)
            try:
                turn.acquire(timeout=progress.left())
            except BaseException:
                if not self._forget(turn):
                    self._wake()  # it was our turn: now it is the next one's
                raise
            self._forget(turn)

    def leave(self, progress: Progress) -> None:
        """Give the place back."""
        self.inside.discard(progress)
        self._wake()

    def _wake(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()

    def _forget(self, turn: threading.Lock) -> bool:
        with self._lock:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return True
        return False
