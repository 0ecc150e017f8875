"""Reads complete request bodies, up to a limit."""

from starlette.types import Message, Receive

_DISCARDED_BYTES = 4 * 1024 * 1024  # read and ignored, so that most clients receive the 413


class Disconnected(Exception):  # noqa: N818 - not an error in the sandbox
    """The client disconnected before the request was complete."""


async def read_body(receive: Receive, limit: int) -> bytes | None:
    """Read a body. Return None if it is larger than the limit.

    Raises:
        Disconnected: The client disconnected.
    """
    chunks: list[bytes] = []
    size = 0
    while size <= limit + _DISCARDED_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            chunks.clear()
        else:
            chunks.append(chunk)
        if not message.get("more_body", False):
            break
    return b"".join(chunks) if size <= limit else None


def replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` function that returns a body that has already been read."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed
