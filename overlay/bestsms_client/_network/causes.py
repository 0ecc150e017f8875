"""Name the causes of network failures, and tell them from exceptions of other code.

A signal handler may raise anything while a socket waits, even a `TimeoutError`. Only what the
operating system reported to this package is a network failure; all other exceptions are not
handled.
"""

import errno
import os
import socket
import ssl
from typing import Final, Literal

Stage = Literal[
    "waiting for a free connection",
    "looking up the host name",
    "connecting",
    "sending",
    "waiting for the response",
]

# The modules in which errors of the operating system are raised: this package, the libraries that
# it uses, and their replacements. A signal handler is elsewhere.
_LIBRARIES: Final = "aiohttp aiohappyeyeballs anyio asyncio gevent h11 httpcore httpx selectors"
_OWN: Final = frozenset([*_LIBRARIES.split(), "socket", "ssl", "uvloop"])
_HERE: Final = "bestsms_client._network"

_BY_NUMBER: Final = {
    errno.ECONNREFUSED: "connection refused",
    errno.ECONNRESET: "connection reset by the peer",
    errno.ECONNABORTED: "connection reset by the peer",
    errno.EPIPE: "connection closed by the peer",
    errno.ENETUNREACH: "network unreachable",
    errno.EHOSTUNREACH: "host unreachable",
    errno.EMFILE: "too many open files",
    errno.EBADF: "the client was closed",
}


class NetworkError(Exception):
    """An attempt has no usable response. The error contains nothing from the request.

    Args:
        cause: What happened, in a few words.
        permanent: Whether another attempt would fail for the same reason.
    """

    def __init__(self, cause: str, *, permanent: bool = False) -> None:
        super().__init__(cause)
        self.cause, self.permanent = cause, permanent

    def via(self, peer: str) -> "NetworkError":
        """Return the same failure for a peer other than the gateway, such as a proxy."""
        return NetworkError(f"{peer}: {self.cause}", permanent=self.permanent)


def timed_out(stage: Stage) -> str:
    """Return the cause for a deadline that passed."""
    return f"timed out while {stage}"


def is_own(error: BaseException) -> bool:
    """Return whether an error that was just caught comes from this package or its libraries.

    The innermost frame decides: a signal handler has its own frame below ours.
    """
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    name = "" if place is None else str(place.tb_frame.f_globals.get("__name__", ""))
    return name.startswith(_HERE) or name.partition(".")[0] in _OWN


def beneath(error: BaseException) -> list[BaseException]:
    """Return an exception of an HTTP library and those that it wraps, innermost last."""
    found = [error]
    while True:
        inner = found[-1].__cause__
        first = found[-1].args[0] if found[-1].args else None
        if inner is None and isinstance(first, BaseException):
            inner = first  # httpcore removes the cause, but keeps it here
        if inner is None or inner in found:
            return found
        found.append(inner)


def network_error(error: Exception, stage: Stage) -> NetworkError:
    """Convert an error of a socket or of TLS.

    Example:
        >>> network_error(ConnectionRefusedError(errno.ECONNREFUSED, "..."), "connecting").cause
        'connection refused'
        >>> network_error(TimeoutError(), "sending").cause
        'timed out while sending'
    """
    if isinstance(error, ssl.SSLCertVerificationError):
        why = (error.verify_message or "verification failed").rstrip(".")
        return NetworkError(f"certificate not trusted ({why})", permanent=True)
    if isinstance(error, ssl.SSLError):
        why = (error.reason or "connection closed").lower().replace("_", " ")
        return NetworkError(f"TLS failed ({why})")
    if isinstance(error, UnicodeError):
        return NetworkError("host name not found (malformed)")
    if isinstance(error, socket.gaierror):
        if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None)):
            return NetworkError("host name not found")
        return NetworkError(f"host name not found ({(error.strerror or 'no response').lower()})")
    if isinstance(error, TimeoutError):  # also errno.ETIMEDOUT
        return NetworkError(timed_out(stage))
    number = error.errno if isinstance(error, OSError) else None
    if number is None:
        return NetworkError(f"network error ({type(error).__name__})")
    return NetworkError(_BY_NUMBER.get(number) or os.strerror(number).lower())
