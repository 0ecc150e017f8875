"""The request log, which the page and the control API show."""

from collections import deque
from collections.abc import Sequence
from itertools import count

from bestsms_sandbox.json_schema import JSON

KEPT = 500  # failed requests, and as many that succeeded
_KEPT_BYTES = 16_384  # of each body


class RequestLog:
    """The latest requests to one gateway.

    Failed requests have their own limit, so that a busy program does not displace them.
    """

    def __init__(self) -> None:
        self._failed = deque[JSON](maxlen=KEPT)
        self._succeeded = deque[JSON](maxlen=KEPT)
        self._numbers = count(1)
        self.total = 0

    def add(
        self,
        at: str,
        address: tuple[str, str, str],
        body: bytes | None,
        status: int | None,
        reasons: Sequence[str] = (),
        fault: str | None = None,
    ) -> None:
        """Add a request.

        Args:
            at: The time on the sandbox's clock, in RFC 3339 format.
            address: The method, path and query.
            body: The body as received.
            status: The status of the response; None if there was no response.
            reasons: The error messages.
            fault: The effect of the scripted fault, if any.
        """
        self.total += 1
        failed = bool(reasons) or fault is not None
        method, path, query = address
        (self._failed if failed else self._succeeded).append({
            "seq": next(self._numbers),
            "at": at,
            "method": method,
            "path": path,
            "query": query,
            "request": (body or b"")[:_KEPT_BYTES].decode(errors="replace"),
            "status": status,
            "reasons": list(reasons),
            "fault": fault,
        })  # fmt: skip

    def failed(self) -> list[JSON]:
        """Return the requests that failed, oldest first."""
        return list(self._failed)

    def all(self) -> list[JSON]:
        """Return all requests in the log, oldest first."""
        return sorted([*self._failed, *self._succeeded], key=lambda entry: int(entry["seq"]))

    def clear(self) -> None:
        """Delete all requests."""
        self._failed.clear()
        self._succeeded.clear()
        self.total += 1
