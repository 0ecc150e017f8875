"""Socket functions for both threads and asyncio."""

import select
import socket
from contextlib import suppress


def hang_up(raw: socket.socket) -> None:
    """Shut a connection down, which wakes threads and tasks that wait for it.

    A forked process must not do this: it shares the connection with its parent.
    """
    with suppress(OSError):  # it may be closed already
        raw.shutdown(socket.SHUT_RDWR)


def is_readable(raw: socket.socket) -> bool:
    """Return whether data has arrived or the peer has closed the connection."""
    number = raw.fileno()
    if number < 0:
        return True
    if not hasattr(select, "poll"):  # on Windows and under gevent
        return bool(select.select([number], [], [], 0)[0])
    polling = select.poll()
    polling.register(number, select.POLLIN)
    return bool(polling.poll(0))
