"""What both worlds do to a socket."""

import select
import socket
from contextlib import suppress


def hang_up(raw: socket.socket) -> None:
    """End a connection at once, so that whoever waits for it is woken, and the peer told.

    A child that was forked shares the connection with its parent, and must not do this.
    """
    with suppress(OSError):  # it may have ended already
        raw.shutdown(socket.SHUT_RDWR)


def is_readable(raw: socket.socket) -> bool:
    """Return whether something has arrived, or the peer has hung up."""
    number = raw.fileno()
    if number < 0:
        return True
    if not hasattr(select, "poll"):  # Windows, and what replaces parts of the standard library
        return bool(select.select([number], [], [], 0)[0])
    polling = select.poll()
    polling.register(number, select.POLLIN)
    return bool(polling.poll(0))
