"""Sockets and waiting for threads. `async_io` has the same names for asyncio."""

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
"""A signal handler that raises can leave a lock of httpcore held forever."""


def place() -> Place:
    """Return the owner of new connections: this process."""
    return os.getpid()


def is_here(place: Place) -> bool:
    """Return whether an owner is this process."""
    return place == os.getpid()


def is_over(_place: Place) -> bool:
    """Return whether the connections of an owner can never be used again."""
    return False


class Shield:
    """Does nothing, since threads are not cancelled."""

    is_up = False

    def up(self) -> None:
        """Do nothing."""

    def down(self) -> None:
        """Do nothing."""


def guarded(work: Callable[[], T], _progress: Progress, _shield: Shield) -> T:
    """Run the user's HTTP client. A thread cannot be stopped from outside at the deadline."""
    return work()


class Socket:
    """A TCP connection that waits no longer than the deadline of the current attempt.

    Attributes:
        taken: Whether some bytes may have been sent although the last `send` failed.
    """

    taken = False

    def __init__(self, raw: socket.socket) -> None:
        self._raw, self._process = raw, os.getpid()

    def receive(self, size: int) -> bytes:
        """Return the next bytes, or an empty value at the end. Raise `NetworkError` on failure."""
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
        """Send some of the data, and return how many bytes. Raise `NetworkError` on failure."""
        progress = current.get()
        try:
            self._raw.settimeout(progress.left())
            return self._raw.send(data)
        except OSError as error:
            if not is_own(error):
                raise
            raise network_error(error, progress.stage) from None

    def is_readable(self) -> bool:
        """Return whether data has arrived or the peer has closed the connection."""
        return is_readable(self._raw)

    def close(self) -> None:
        """Close the connection if this process opened it, and wake threads that wait for it."""
        if self._process == os.getpid():
            hang_up(self._raw)
            self._raw.close()


def open_socket(host: str, port: int) -> Socket:
    """Connect to a host, trying its addresses in turn within the deadline of the attempt.

    Raises:
        NetworkError: The host name is not known, or no address accepts the connection.
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
    """Limits the number of simultaneous attempts to `size`. Others wait until their deadline.

    Attributes:
        inside: The attempts that have entered and not left.
    """

    def __init__(self, size: int) -> None:
        self.inside: set[Progress] = set()
        self._size = size
        self._lock = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()

    def enter(self, progress: Progress) -> None:
        """Wait until there is room. Raise `NetworkError` at the deadline."""
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
                    self._wake()  # pass the turn on
                raise
            self._forget(turn)

    def leave(self, progress: Progress) -> None:
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
