"""The effects of faults on a connection."""

import asyncio
import contextlib
import socket
import struct
from typing import NamedTuple

from starlette.types import Message, Receive, Send

from bestsms_sandbox.faults.scripts import FaultScript

_MISSING_BYTES = 16
_PAUSE_SECONDS = 0.05


class Connection(NamedTuple):
    """The connection of a request: its transport, and the ASGI functions."""

    transport: asyncio.Transport
    receive: Receive
    send: Send


async def apply_fault(
    fault: FaultScript, response: list[Message], connection: Connection, released: asyncio.Event
) -> None:
    """Apply a fault to a connection, until `released` is set.

    `response` consists of two ASGI messages, head and body.
    """
    transport, receive, send = connection
    await _wait(released, fault.after_seconds)
    if fault.do in ("answer", "hangup"):
        for message in response:
            await send(message)
        if fault.do == "hangup":
            transport.close()
        return
    if fault.do == "stall":
        endings = [asyncio.create_task(end) for end in (_disconnected(receive), released.wait())]
        await asyncio.wait(endings, return_when=asyncio.FIRST_COMPLETED)
        for ending in endings:
            ending.cancel()
    if fault.do in ("truncate", "drip"):
        missing = _MISSING_BYTES if fault.do == "truncate" else 0
        raw = raw_response(response, missing)
        if fault.do == "truncate":
            transport.write(raw)
        else:
            pause = _PAUSE_SECONDS if fault.pause_seconds is None else fault.pause_seconds
            for place in range(len(raw)):
                if transport.is_closing():
                    break
                transport.write(raw[place : place + 1])
                await _wait(released, pause)
        transport.close()
    else:
        if fault.do == "reset":
            # With this option, closing discards unsent data and sends RST instead of FIN.
            linger = struct.pack("ii", 1, 0)
            transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, linger
            )
        transport.abort()
    await _disconnected(receive)  # returning earlier would let the server send its own response


async def _wait(released: asyncio.Event, seconds: float) -> None:
    if seconds:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(released.wait(), seconds)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def raw_response(response: list[Message], missing: int) -> bytes:
    """Serialise a response. Its Content-Length is `missing` bytes too large."""
    head, body = response
    content: bytes = body["body"]
    lines = [f"HTTP/1.1 {head['status']} "]
    for name, value in head["headers"]:
        if name != b"content-length":
            lines.append(f"{name.decode()}: {value.decode()}")
    lines += [f"content-length: {len(content) + missing}", "connection: close", "", ""]
    return "\r\n".join(lines).encode() + content
