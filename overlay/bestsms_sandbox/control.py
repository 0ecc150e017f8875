"""What the sandbox offers beside the gateway: a look inside, a handset, a clock, a reset.

No token is asked for, so it answers to names of this machine alone: a web page elsewhere that
points its own name here (DNS rebinding), or that posts here, gets nothing.
"""

import json
import sqlite3
from typing import Any, cast
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bestsms_client.segments import count_parts

from . import syntax
from .call import JSON
from .clock import written
from .gateway import Gateway
from .messages import file_url

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>BestSMS sandbox</title>
<h1>BestSMS sandbox</h1>
<p>A local gateway that speaks the BestSMS REST API v2.04.
Nothing sent here leaves this machine.</p>
<p>Send to <code>%sapi/v2.04</code>; what was sent stands under
<a href="/_sandbox/messages">/_sandbox/messages</a>.</p>
"""


class Control:
    """The control API of a gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway, self._store = gateway, gateway.store

    def app(self) -> ASGIApp:
        """Return the ASGI application."""
        routes = [
            Route("/", self._page),
            Route("/_sandbox/livez", self._livez),
            Route("/_sandbox/messages", self._messages),
            Route("/_sandbox/files/{seq:int}/{name:path}", self._file),
            Route("/_sandbox/replies", self._reply, methods=["POST"]),
            Route("/_sandbox/clock", self._advance, methods=["POST"]),
            Route("/_sandbox/reset", self._reset, methods=["POST"]),
        ]
        return _LocalOnly(Starlette(routes=routes, exception_handlers={HTTPException: _refused}))

    async def _page(self, _: Request) -> Response:
        return HTMLResponse(
            _PAGE % self._gateway.page_url,
            headers={"Content-Security-Policy": "default-src 'none'"},
        )

    async def _livez(self, _: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def _messages(self, _: Request) -> Response:
        self._gateway.life.settle()
        rows = self._store.all("SELECT * FROM messages ORDER BY seq")
        return JSONResponse({"messages": [self._message(row) for row in rows]})

    async def _file(self, request: Request) -> Response:
        seq: int = request.path_params["seq"]
        content = self._store.value("SELECT data FROM files WHERE seq = ?", seq)
        if content is None:
            raise HTTPException(404)
        # Never shown in place: a file could be a page with a script.
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return Response(content, media_type="application/octet-stream", headers=headers)

    async def _reply(self, request: Request) -> Response:
        body = await _read(request)
        sender, text = body.get("from"), body.get("message")
        if not isinstance(sender, str) or not isinstance(text, str) or not sender.strip():
            raise HTTPException(400, 'Expected {"from": number, "message": text}')
        self._gateway.life.settle()
        with self._store.transaction():
            received_id = self._gateway.inbound.receive(sender, text)
        return JSONResponse({"received_id": received_id})

    async def _advance(self, request: Request) -> Response:
        body = await _read(request)
        seconds = body.get("advance_seconds")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise HTTPException(400, 'Expected {"advance_seconds": number}')
        clock = self._gateway.clock
        try:
            with self._store.transaction():
                clock.advance(seconds)
        except ValueError as fault:
            raise HTTPException(400, str(fault)) from None
        self._gateway.life.settle()
        return JSONResponse({"now": written("", clock.now(), "UTC")["TimeUTC_RFC3339"]})

    async def _reset(self, _: Request) -> Response:
        with self._store.transaction():
            self._store.reset()
        self._gateway.clock.reset()
        return JSONResponse({"status": "ok"})

    def _message(self, row: sqlite3.Row) -> JSON:
        recipients = self._store.all(
            "SELECT * FROM recipients WHERE message = ? ORDER BY seq", row["seq"]
        )
        files = self._store.all(
            "SELECT seq, name, length(data) AS size, sha256 FROM files WHERE message = ?"
            " ORDER BY seq",
            row["seq"],
        )
        return {
            "message_id": row["id"],
            "job_num": row["job_num"],
            "mode": "Test" if row["test"] else "Live",
            "status": row["status"],
            "created_at": written("", row["created_at"], "UTC")["TimeUTC_RFC3339"],
            "send_at": written("", row["send_at"], "UTC")["TimeUTC_RFC3339"],
            "request": row["request"],
            "recipients": [_recipient(recipient) for recipient in recipients],
            "files": [
                {**dict(file), "url": file_url(self._gateway.page_url, file["seq"], file["name"])}
                for file in files
            ],
        }


class _LocalOnly:
    """Passes on what was asked of a name of this machine, and nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers", ()))
        host = _hostname(b"//" + headers.get(b"host", b""))
        origin = _hostname(headers.get(b"origin", b"//localhost"))
        if host in _LOOPBACK and origin in _LOOPBACK:
            await self._app(scope, receive, send)
        else:
            text = "The control API answers on this machine's loopback names alone"
            await JSONResponse({"error": text}, 403)(scope, receive, send)


def _hostname(url: bytes) -> str | None:
    try:
        return urlsplit(url.decode("ascii", "replace")).hostname
    except ValueError:
        return None


def _recipient(row: sqlite3.Row) -> JSON:
    count = count_parts(row["text"])
    return {
        "destination": row["destination"],
        "contact_id": row["contact_id"],
        "group_id": row["group_id"],
        "fields": json.loads(row["fields"]),
        "text": row["text"],
        "encoding": count.encoding,
        "parts": count.parts,
        "status": row["status"],
        "result": row["result"],
        "price": row["price"],
        "sent_at": written("", row["sent_at"], "UTC")["TimeUTC_RFC3339"],
    }


async def _read(request: Request) -> dict[str, Any]:
    try:
        value, _ = syntax.parse(await request.body())
    except ValueError as fault:
        raise HTTPException(400, f"The body is no JSON: {fault}") from None
    if not isinstance(value, dict):
        raise HTTPException(400, "The body is no JSON object")
    return cast("dict[str, Any]", value)


async def _refused(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, HTTPException)
    return JSONResponse({"error": refusal.detail}, refusal.status_code, refusal.headers)
