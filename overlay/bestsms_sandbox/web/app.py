"""The ASGI application: dispatches requests to the gateway, the control API and the page."""

import json
from asyncio import Transport
from collections.abc import Callable
from email.utils import formatdate

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bestsms_sandbox.faults.scripts import FaultScript
from bestsms_sandbox.faults.sockets import Connection, apply_fault
from bestsms_sandbox.gateway.dispatch import (
    BASE_PATH,
    SCRIPTED,
    Gateway,
    GatewayRequest,
    GatewayResponse,
)
from bestsms_sandbox.web.access import is_control
from bestsms_sandbox.web.bodies import Disconnected, read_body, replay

_CONTROL_BYTES = 1024 * 1024


class SandboxApp:
    """The ASGI application of one sandbox.

    Args:
        gateway: Handles requests below the base path.
        control: Handles `/` and paths below `/_sandbox/`.
        connection: Returns the connection of a request.
        problem: Returns the current error of the background loop; empty if there is none.
    """

    def __init__(
        self,
        gateway: Gateway,
        control: ASGIApp,
        connection: Callable[[Scope], Transport],
        problem: Callable[[], str],
    ) -> None:
        self._gateway, self._control = gateway, control
        self._connection, self._problem = connection, problem

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request. An incomplete request has no effect."""
        path: bytes = scope["raw_path"]
        try:
            if path in (b"/livez", b"/readyz"):
                await self._health(path)(scope, receive, send)
            elif is_control(path):
                await self._control_call(scope, receive, send)
            else:
                await self._gateway_call(scope, receive, send)
        except Disconnected:
            return

    def _health(self, path: bytes) -> ASGIApp:
        """Handle `/livez` (the process is running) and `/readyz` (it works without errors)."""
        problem = self._problem() if path == b"/readyz" else ""
        body = {"status": "failing", "error": problem} if problem else {"status": "ok"}
        return JSONResponse(body, 503 if problem else 200)

    async def _control_call(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            body = await read_body(receive, _CONTROL_BYTES)
            if body is None:
                reason = {"error": f"The body is larger than {_CONTROL_BYTES:,} bytes"}
                response = JSONResponse(reason, 413, {"Connection": "close"})
                await response(scope, receive, send)
                return
            receive = replay(body, receive)
        await self._control(scope, receive, send)

    async def _gateway_call(self, scope: Scope, receive: Receive, send: Send) -> None:
        gateway = self._gateway
        path: bytes = scope["raw_path"]
        request = GatewayRequest(
            method=scope["method"],
            path=path.decode("latin-1"),
            query=scope["query_string"].decode("latin-1"),
            headers=dict(scope["headers"]),
            body=await read_body(receive, gateway.context.contract.limits["requestBytes"]),
        )
        faults = gateway.faults
        fault = faults.find(request.method, request.path[len(BASE_PATH) :], request.body)
        if fault is None:
            for message in _messages(gateway, gateway.handle(request)):
                await send(message)
        else:
            released = faults.released
            response = gateway.handle_with_fault(request, fault)
            messages = _messages(gateway, response, fault)
            connection = Connection(self._connection(scope), receive, send)
            await apply_fault(fault, messages, connection, released)


def _messages(
    gateway: Gateway, response: GatewayResponse, fault: FaultScript | None = None
) -> list[Message]:
    """Return a response as ASGI messages. The vendor's client needs the body in one piece."""
    status = response.status
    if fault is not None and fault.status is not None and fault.status >= 400:
        response = SCRIPTED  # the client must not see the result of the request
    body = json.dumps(response.body, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        # On the sandbox's clock, because clients compare it with the times in responses.
        b"date": formatdate(gateway.context.clock.now() / 1000, usegmt=True).encode(),
        b"content-type": b"application/json; charset=utf-8",
    }
    if response.allow:
        headers[b"allow"] = response.allow.encode()
    if status == 413:
        headers[b"connection"] = b"close"  # the client may still be sending
    if fault is not None:
        status = fault.status or (status if fault.own else 200)
        body = body if fault.content is None else fault.content
        headers |= {n.lower().encode(): value.encode() for n, value in fault.headers.items()}
    headers[b"content-length"] = str(len(body)).encode()
    return [
        {"type": "http.response.start", "status": status, "headers": [*headers.items()]},
        {"type": "http.response.body", "body": body},
    ]
