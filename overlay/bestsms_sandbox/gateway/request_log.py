"""The latest requests to the gateway, as the page and the control API show them."""

from collections import deque
from collections.abc import Sequence
from itertools import count

from bestsms_sandbox.json_schema import JSON

KEPT = 500  # of the requests that failed, and of those that succeeded
_KEPT_BYTES = 16_384  # of the body of each


class RequestLog:
    """The latest requests of one gateway.

    Failed requests are kept apart from the others, so that a busy program does not push them out.
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
        """Keep a request.

        Args:
            at: The sandbox's time, RFC 3339.
            address: The method, the path and the query.
            body: The body as it was received.
            status: The status of the answer; None if there was no answer.
            reasons: Why the request failed.
            fault: What the scripted fault did, if there was one.
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
        """Return all requests that are kept, oldest first."""
        return sorted([*self._failed, *self._succeeded], key=lambda entry: int(entry["seq"]))

    def clear(self) -> None:
        """Forget all requests."""
        self._failed.clear()
        self._succeeded.clear()
        self.total += 1
