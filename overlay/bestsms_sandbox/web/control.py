"""What the sandbox offers beside the gateway: a look inside, a handset, a clock, a reset."""

import contextlib
from collections.abc import Callable, Generator
from typing import Any, cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bestsms_sandbox.clock import moment
from bestsms_sandbox.contract import strict_json
from bestsms_sandbox.gateway.dispatch import Gateway
from bestsms_sandbox.gateway.queries import messages
from bestsms_sandbox.gateway.rendering import normalise
from bestsms_sandbox.gateway.request import JSON
from bestsms_sandbox.storage.settings import OPTIONS_SCHEMA, check
from bestsms_sandbox.web.loopback_only import LocalOnly
from bestsms_sandbox.web.page import Page
from bestsms_sandbox.webhooks.delivery import Courier

_PATIENCE_SECONDS = 3.0  # for receivers of webhooks, before an answer here is given
_DECISION: JSON = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("number", "outcome", "message_id")},
    "required": ["number"],
    "additionalProperties": False,
}


class Control:
    """The control API of a gateway.

    Args:
        connections: Tells how many connections are open.
    """

    def __init__(self, gateway: Gateway, courier: Courier, connections: Callable[[], int]) -> None:
        self._connections = connections
        self._gateway, self._store, self._courier = gateway, gateway.store, courier

    def app(self) -> ASGIApp:
        """Return the ASGI application."""
        routes = [
            *Page(self._gateway).routes(),
            Route("/_sandbox/livez", self._livez),
            Route("/_sandbox/messages", self._messages),
            Route("/_sandbox/files/{seq:int}/{name:path}", self._file),
            Route("/_sandbox/numbers", self._numbers),
            Route("/_sandbox/numbers/{number}", self._number, methods=["PUT", "DELETE"]),
            Route("/_sandbox/outcomes", self._decide, methods=["POST"]),
            Route("/_sandbox/settings", self._settings, methods=["GET", "PUT"]),
            Route("/_sandbox/webhook", self._webhook, methods=["GET", "PUT", "DELETE"]),
            Route("/_sandbox/webhooks", self._webhooks),
            Route("/_sandbox/webhooks/{seq:int}/redeliver", self._redeliver, methods=["POST"]),
            Route("/_sandbox/faults", self._faults, methods=["GET", "PUT", "DELETE"]),
            Route("/_sandbox/refused", self._refused),
            Route("/_sandbox/mails", self._mails),
            Route("/_sandbox/replies", self._reply, methods=["POST"]),
            Route("/_sandbox/clock", self._advance, methods=["POST"]),
            Route("/_sandbox/reset", self._reset, methods=["POST"]),
        ]
        return LocalOnly(Starlette(routes=routes, exception_handlers={HTTPException: _refused}))

    async def _livez(self, _: Request) -> Response:
        return JSONResponse({"status": "ok", "connections": self._connections()})

    async def _messages(self, request: Request) -> Response:
        """Return the latest messages, oldest first: 100 of them if not told otherwise."""
        self._gateway.tick()
        query = request.query_params
        to = normalise(query["to"]) if "to" in query else None
        kept = messages(self._gateway, query.get("before"), to, _limit(request))
        return JSONResponse({"messages": kept})

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
        self._gateway.tick()
        with self._store.transaction():
            received_id = self._gateway.inbound.receive(sender, text)
        await self._courier.finish(_PATIENCE_SECONDS)
        return JSONResponse({"received_id": received_id})

    async def _numbers(self, _: Request) -> Response:
        return JSONResponse({"numbers": self._gateway.fates.all()})

    async def _number(self, request: Request) -> Response:
        fate = await _read(request) if request.method == "PUT" else None
        with self._store.transaction(), _refusing():
            self._gateway.fates.set(request.path_params["number"], fate)
        return await self._numbers(request)

    async def _decide(self, request: Request) -> Response:
        body = await _read(request)
        with _refusing():
            check(_DECISION, body)
            outcome = self._gateway.fates.outcome(body["outcome"]) if "outcome" in body else None
        self._gateway.tick()
        with self._store.transaction():
            count = self._gateway.life.decide(
                normalise(body["number"]), outcome, body.get("message_id")
            )
        await self._courier.finish(_PATIENCE_SECONDS)
        return JSONResponse({"recipients": count})

    async def _settings(self, request: Request) -> Response:
        settings = self._gateway.settings
        if request.method == "PUT":
            body = await _read(request)
            with _refusing():
                check(OPTIONS_SCHEMA, body)
            settings.put("options", body)
        return JSONResponse(settings.options())

    async def _webhook(self, request: Request) -> Response:
        webhooks = self._gateway.webhooks
        if request.method != "GET":
            config = await _read(request) if request.method == "PUT" else {}
            with _refusing():
                webhooks.configure(config)
        return JSONResponse(webhooks.config())

    async def _webhooks(self, request: Request) -> Response:
        self._gateway.tick()
        await self._courier.finish(_PATIENCE_SECONDS)
        return JSONResponse({"webhooks": self._gateway.webhooks.log(_limit(request))})

    async def _redeliver(self, request: Request) -> Response:
        if not self._gateway.webhooks.redeliver(request.path_params["seq"]):
            raise HTTPException(404)
        await self._courier.finish(_PATIENCE_SECONDS)
        return JSONResponse({"status": "ok"})

    async def _faults(self, request: Request) -> Response:
        faults = self._gateway.faults
        if request.method == "PUT":
            body = await _read(request)
            with _refusing():
                faults.script(body)
        elif request.method == "DELETE":
            faults.clear()
        return JSONResponse({"faults": faults.all()})

    async def _refused(self, request: Request) -> Response:
        """Return the latest calls that were refused or went wrong, oldest first; 500 are kept."""
        return JSONResponse({"refused": list(self._gateway.refused)[-_limit(request) :]})

    async def _mails(self, request: Request) -> Response:
        self._gateway.tick()
        return JSONResponse({"mails": self._gateway.mails.log(_limit(request))})

    async def _advance(self, request: Request) -> Response:
        body = await _read(request)
        seconds = body.get("advance_seconds")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise HTTPException(400, 'Expected {"advance_seconds": number}')
        clock = self._gateway.clock
        with _refusing():
            clock.advance(seconds)
        self._gateway.tick()
        due = await self._courier.finish(_PATIENCE_SECONDS)
        now = moment(clock.now())
        return JSONResponse({"now": now, "webhooks_due": due})

    async def _reset(self, _: Request) -> Response:
        self._gateway.reset()
        return JSONResponse({"status": "ok"})


@contextlib.contextmanager
def _refusing() -> Generator[None]:
    """Answer 400 with the reason where something makes no sense."""
    try:
        yield
    except ValueError as fault:
        raise HTTPException(400, str(fault)) from None


def _limit(request: Request) -> int:
    """Return how many records are asked for: 100, and 1,000 at most."""
    text = request.query_params.get("limit", "100")
    if not text.isdigit() or not 1 <= int(text[:9]) <= 1000:
        raise HTTPException(400, "limit must be between 1 and 1000")
    return int(text)


async def _read(request: Request) -> dict[str, Any]:
    try:
        value, _ = strict_json.parse(await request.body())
    except ValueError as fault:
        raise HTTPException(400, f"The body is no JSON: {fault}") from None
    if not isinstance(value, dict):
        raise HTTPException(400, "The body is no JSON object")
    return cast("dict[str, Any]", value)


async def _refused(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, HTTPException)
    return JSONResponse({"error": refusal.detail}, refusal.status_code, refusal.headers)
