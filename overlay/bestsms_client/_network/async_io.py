"""Sockets and waiting for asyncio. `sync_io` has the same names for threads.

Sockets are used without asyncio's transports. An idle socket is then not registered with an event
loop, so that any loop and any child process can abandon or close it at any time.
"""

import asyncio
import os
import socket
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final, TypeAlias, TypeVar

from bestsms_client._network.causes import NetworkError, is_own, network_error, timed_out
from bestsms_client._network.progress import Progress, current
from bestsms_client._network.sockets import hang_up, is_readable
from bestsms_client.errors import ConfigurationError

T = TypeVar("T")
Place: TypeAlias = tuple[int, asyncio.AbstractEventLoop]
# Other tasks can run only between two pieces, so pieces are small: a large one takes long to parse.
_READ: Final = 8_192

INTERRUPTION_BREAKS: Final = False
"""A cancellation loses at most one connection, which is detected."""


def place() -> Place:
    """Return the owner of new connections: this process and its running event loop.

    Raises:
        ConfigurationError: There is no running event loop of asyncio.
    """
    try:
        return os.getpid(), asyncio.get_running_loop()
    except RuntimeError:
        pass
    raise ConfigurationError(
        "AsyncBestSMS needs asyncio. Under trio, call BestSMS in a thread "
        "(trio.to_thread.run_sync). Nothing was sent."
    )


def is_here(place: Place) -> bool:
    """Return whether an owner is in this process."""
    return place[0] == os.getpid()


def is_over(place: Place) -> bool:
    """Return whether the connections of an owner can never be used again."""
    return is_here(place) and place[1].is_closed()


class AsyncShield:
    """Delays a cancellation while it would make httpcore lose a connection of its pool."""

    def __init__(self) -> None:
        self._scope: Any = None

    @property
    def is_up(self) -> bool:
        return self._scope is not None

    async def up(self) -> None:
        import anyio

        if self._scope is None:
            self._scope = anyio.CancelScope(shield=True)
            self._scope.__enter__()

    async def down(self) -> None:
        """End the delay, and deliver a cancellation that was delayed."""
        import anyio.lowlevel

        if self._scope is not None:
            scope, self._scope = self._scope, None
            scope.__exit__(None, None, None)
            await anyio.lowlevel.checkpoint_if_cancelled()


async def guarded(work: Callable[[], Awaitable[T]], progress: Progress, shield: AsyncShield) -> T:
    """Run the user's HTTP client until the deadline.

    It runs in a task that is cancelled with anyio: asyncio's cancellation interrupts the clean-up
    of httpcore, which then counts a connection as used forever. While the shield is up, the task is
    not awaited; it ends before it sends anything.

    Raises:
        NetworkError: The deadline passed.
    """
    import anyio

    scope = anyio.CancelScope()

    async def run() -> T:
        with scope:
            return await work()
        raise NetworkError(timed_out(progress.stage))

    task = asyncio.ensure_future(run())
    _ours.add(task)
    task.add_done_callback(_forget)
    try:
        await asyncio.wait([task], timeout=progress.left())
    finally:
        if not task.done():
            scope.cancel()
            if not shield.is_up:
                await asyncio.wait([task])
    if not task.done():
        raise NetworkError(timed_out(progress.stage))
    return task.result()


_ours: Final[set[asyncio.Task[Any]]] = set()


def _forget(task: asyncio.Task[Any]) -> None:
    _ours.discard(task)
    if not task.cancelled():
        task.exception()  # retrieved, so that asyncio does not log it


class AsyncSocket:
    """A TCP connection that waits no longer than the deadline of the current attempt.

    Attributes:
        taken: Whether some bytes may have been sent although the last `send` failed.
    """

    def __init__(self, raw: socket.socket) -> None:
        self.taken = False
        self._raw, self._process = raw, os.getpid()
        self._eager = self._busy = self._closed = False

    async def receive(self, size: int) -> bytes:
        """Return the next bytes, or an empty value at the end. Raise `NetworkError` on failure."""
        progress = current.get()
        size = min(size, _READ)
        try:
            data = await self._receive_now(size)
            if data is None:
                loop = asyncio.get_running_loop()
                data = await self._wait(lambda: loop.sock_recv(self._raw, size), progress)
        except OSError as error:
            if not is_own(error):
                raise
            raise network_error(error, progress.stage) from None
        self._eager = True
        progress.received(len(data))
        return data

    async def _receive_now(self, size: int) -> bytes | None:
        # A peer that never stops sending must not block the event loop. Directly after a send there
        # is nothing to read yet.
        if not self._eager:
            return None
        current.get().left()
        try:
            data = self._raw.recv(size)
        except BlockingIOError:
            return None
        await asyncio.sleep(0)
        return data

    async def send(self, data: memoryview) -> int:
        """Send the data, and return how many bytes were sent. Raise `NetworkError` on failure."""
        progress = current.get()
        self._eager = False
        try:
            self.taken = False
            with suppress(BlockingIOError):
                return self._raw.send(data)
            self.taken = True
            loop = asyncio.get_running_loop()
            await self._wait(lambda: loop.sock_sendall(self._raw, data), progress)
        except OSError as error:
            if not is_own(error):
                raise
            raise network_error(error, progress.stage) from None
        return len(data)

    async def _wait(self, work: Callable[[], Awaitable[T]], progress: Progress) -> T:
        self._busy = True
        try:
            async with asyncio.timeout(progress.left()):
                return await work()
        finally:
            self._busy = False
            if self._closed:
                self._raw.close()

    def is_readable(self) -> bool:
        """Return whether data has arrived or the peer has closed the connection."""
        return is_readable(self._raw)

    def close(self) -> None:
        """Close the connection if this process opened it, and wake tasks that wait for it."""
        if self._process != os.getpid() or self._closed:
            return
        self._closed = True
        hang_up(self._raw)
        if not self._busy:
            self._raw.close()


async def open_socket(host: str, port: int) -> AsyncSocket:
    """Connect to a host, trying its addresses in turn within the deadline of the attempt.

    Raises:
        NetworkError: The host name is not known, or no address accepts the connection.
    """
    progress = current.get()
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(progress.left("looking up the host name")):
            found = await _addresses(loop, host, port)
    except (OSError, UnicodeError) as error:
        if not is_own(error):
            raise
        raise network_error(error, progress.stage) from None
    failed = NetworkError("host name not found")
    for number, (family, kind, protocol, _, address) in enumerate(found):
        left = progress.left("connecting") / (len(found) - number)
        raw = socket.socket(family, kind, protocol)
        try:
            raw.setblocking(False)
            async with asyncio.timeout(left):
                await loop.sock_connect(raw, address)
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except BaseException as error:
            raw.close()
            if not isinstance(error, OSError) or not is_own(error):
                raise
            failed = network_error(error, progress.stage)
        else:
            return AsyncSocket(raw)
    raise failed


async def _addresses(loop: asyncio.AbstractEventLoop, host: str, port: int) -> list[Any]:
    try:  # an address needs no resolver, and therefore no thread
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except socket.gaierror:
        return await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)


class AsyncGate:
    """Limits the number of simultaneous attempts to `size`. Others wait until their deadline.

    Attributes:
        inside: The attempts that have entered and not left.
    """

    def __init__(self, size: int) -> None:
        self.inside: set[Progress] = set()
        self._size = size
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def enter(self, progress: Progress) -> None:
        """Wait until there is room. Raise `NetworkError` at the deadline."""
        while len(self.inside) >= self._size:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                async with asyncio.timeout(progress.left()):
                    await turn
            except TimeoutError:
                continue  # either there is room now, or the deadline has passed
            except BaseException:
                if turn.done() and not turn.cancelled():
                    self._wake()
                raise
            finally:
                if turn in self._waiting:
                    self._waiting.remove(turn)
        self.inside.add(progress)

    def leave(self, progress: Progress) -> None:
        self.inside.discard(progress)
        self._wake()

    def _wake(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
