"""Reads whole request bodies: a request that breaks off, or is too large, has no effect."""

from starlette.types import Message, Receive

_DISCARDED_BYTES = 4 * 1024 * 1024  # read beyond the limit, so that most senders receive the 413


class Disconnected(Exception):  # noqa: N818 - not an error of ours
    """The sender hung up before its request was complete."""


async def read_body(receive: Receive, limit: int) -> bytes | None:
    """Return a body, or None if it is larger than the limit, beyond which nothing is kept.

    Raises:
        Disconnected: The request broke off.
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
    """Return a `receive` that gives a body that was read, and then what comes next."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed
