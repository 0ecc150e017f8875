"""The sandbox as an ASGI application: calls to the gateway, calls to the control API, faults."""

import json
from asyncio import Transport
from collections.abc import Callable
from email.utils import formatdate

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bestsms_sandbox.faults.scripts import FaultScript
from bestsms_sandbox.faults.sockets import Connection, apply_fault
from bestsms_sandbox.gateway.dispatch import (
    BASE_PATH,
    SCRIPTED,
    Gateway,
    GatewayAnswer,
    GatewayRequest,
)

_DISCARDED_BYTES = 4 * 1024 * 1024  # read beyond the limit, so that most senders hear the 413


def application(
    gateway: Gateway, control: ASGIApp, connection: Callable[[Scope], Transport]
) -> ASGIApp:
    """Make the application.

    Args:
        gateway: Who answers.
        control: Who answers at `/` and below `/_sandbox/`.
        connection: Finds the connection that a call came on.
    """
    faults = gateway.faults

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        path: bytes = scope["raw_path"]
        if path == b"/" or path.startswith(b"/_sandbox/"):
            await control(scope, receive, send)
            return
        request = GatewayRequest(
            method=scope["method"],
            path=path.decode("latin-1"),
            query=scope["query_string"].decode("latin-1"),
            headers=dict(scope["headers"]),
            body=await _read(receive, gateway.context.contract.limits["requestBytes"]),
        )
        fault = faults.find(request.method, request.path[len(BASE_PATH) :], request.body)
        if fault is None:
            for message in _messages(gateway, gateway.answer(request)):
                await send(message)
        else:
            released = faults.released
            answer = gateway.answer_with_fault(request, fault)
            messages = _messages(gateway, answer, fault)
            link = Connection(connection(scope), receive, send)
            await apply_fault(fault, messages, link, released)

    return application


async def _read(receive: Receive, limit: int) -> bytes | None:
    """Read a body, holding no more of it than the limit; None if it is larger."""
    chunks: list[bytes] = []
    size = 0
    while size <= limit + _DISCARDED_BYTES:
        message = await receive()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            chunks.clear()
        else:
            chunks.append(chunk)
        if not message.get("more_body", False):
            break
    return b"".join(chunks) if size <= limit else None


def _messages(
    gateway: Gateway, answer: GatewayAnswer, fault: FaultScript | None = None
) -> list[Message]:
    """Return an answer in ASGI's terms; the body is one piece, as the vendor's client needs it."""
    status = answer.status
    if fault is not None and fault.status is not None and fault.status >= 400:
        answer = SCRIPTED  # what was carried out has succeeded; its answer is not to be seen
    body = json.dumps(answer.body, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        # The gateway's clock: clients hold it against the times in answers.
        b"date": formatdate(gateway.context.clock.now() / 1000, usegmt=True).encode(),
        b"content-type": b"application/json; charset=utf-8",
    }
    if answer.allow:
        headers[b"allow"] = answer.allow.encode()
    if status == 413:
        headers[b"connection"] = b"close"  # the sender may still be at it
    if fault is not None:
        status = fault.status or (status if fault.own else 200)
        body = body if fault.content is None else fault.content
        headers |= {n.lower().encode(): value.encode() for n, value in fault.headers.items()}
    headers[b"content-length"] = str(len(body)).encode()
    return [
        {"type": "http.response.start", "status": status, "headers": [*headers.items()]},
        {"type": "http.response.body", "body": body},
    ]
