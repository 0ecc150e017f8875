"""The control API: read messages, simulate handsets, advance the clock, inject faults, reset."""

from collections.abc import Callable
from typing import Any, cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bestsms_sandbox.contract import strict_json
from bestsms_sandbox.gateway.dispatch import Gateway
from bestsms_sandbox.gateway.queries import messages
from bestsms_sandbox.json_schema import InvalidValueError
from bestsms_sandbox.phone_numbers import normalise
from bestsms_sandbox.web import parameters
from bestsms_sandbox.web.controls import Controls
from bestsms_sandbox.web.page import PageRoutes

_MAX_RECORD = 10**18 - 1


class ControlApi:
    """The control API of a gateway.

    Args:
        connections: Returns the number of open connections.
    """

    def __init__(
        self, gateway: Gateway, controls: Controls, connections: Callable[[], int]
    ) -> None:
        self._gateway, self._controls, self._connections = gateway, controls, connections
        self._context, self._database = gateway.context, gateway.context.database

    def app(self) -> ASGIApp:
        """Return the ASGI application."""
        routes = [
            *PageRoutes(self._gateway, self._controls).routes(),
            Route("/_sandbox/livez", self._livez),
            Route("/_sandbox/messages", self._messages),
            Route("/_sandbox/files/{seq}/{name:path}", self._file),
            Route("/_sandbox/numbers", self._numbers),
            Route("/_sandbox/numbers/{number}", self._number, methods=["PUT", "DELETE"]),
            Route("/_sandbox/outcomes", self._set_results, methods=["POST"]),
            Route("/_sandbox/settings", self._settings, methods=["GET", "PUT"]),
            Route("/_sandbox/webhook", self._webhook, methods=["GET", "PUT", "DELETE"]),
            Route("/_sandbox/webhooks", self._webhooks),
            Route("/_sandbox/events", self._post_event, methods=["POST"]),
            Route("/_sandbox/webhooks/{seq}/redeliver", self._redeliver, methods=["POST"]),
            Route("/_sandbox/faults", self._faults, methods=["GET", "PUT", "DELETE"]),
            Route("/_sandbox/refused", self._refused),
            Route("/_sandbox/mails", self._mails),
            Route("/_sandbox/replies", self._reply, methods=["POST"]),
            Route("/_sandbox/clock", self._advance, methods=["POST"]),
            Route("/_sandbox/reset", self._reset, methods=["POST"]),
        ]
        handlers: dict[Any, Any] = {HTTPException: _refused, InvalidValueError: _invalid}
        return Starlette(routes=routes, exception_handlers=handlers)

    async def _livez(self, _: Request) -> Response:
        return JSONResponse({"status": "ok", "connections": self._connections()})

    async def _messages(self, request: Request) -> Response:
        self._gateway.tick()
        query = request.query_params
        to = normalise(query["to"]) if "to" in query else None
        before = parameters.count(request, "before", _MAX_RECORD, _MAX_RECORD)
        kept = messages(self._context, before, to, _limit(request))
        return JSONResponse({"messages": kept})

    async def _file(self, request: Request) -> Response:
        seq = parameters.record(request)
        content = self._database.value("SELECT data FROM files WHERE seq = ?", seq)
        if content is None:
            raise HTTPException(404)
        # Always a download: a file could be an HTML page with a script.
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return Response(content, media_type="application/octet-stream", headers=headers)

    async def _reply(self, request: Request) -> Response:
        return JSONResponse(await self._controls.reply(await _read(request), wait=_waits(request)))

    async def _numbers(self, _: Request) -> Response:
        return JSONResponse({"numbers": self._gateway.rules.all()})

    async def _number(self, request: Request) -> Response:
        rule = await _read(request) if request.method == "PUT" else None
        return JSONResponse(self._controls.set_rule(request.path_params["number"], rule))

    async def _set_results(self, request: Request) -> Response:
        return JSONResponse(
            await self._controls.set_results(await _read(request), wait=_waits(request))
        )

    async def _settings(self, request: Request) -> Response:
        if request.method == "PUT":
            return JSONResponse(self._controls.set_options(await _read(request)))
        return JSONResponse(self._context.settings.options())

    async def _webhook(self, request: Request) -> Response:
        if request.method == "GET":
            return JSONResponse(self._gateway.webhooks.config())
        config = await _read(request) if request.method == "PUT" else {}
        return JSONResponse(self._controls.configure_webhook(config))

    async def _webhooks(self, request: Request) -> Response:
        limit = _limit(request)
        self._gateway.tick()
        await self._controls.deliver()
        return JSONResponse({"webhooks": self._gateway.webhooks.log(limit)})

    async def _post_event(self, request: Request) -> Response:
        body = await _read(request)
        return JSONResponse(await self._controls.post_event(body, wait=_waits(request)))

    async def _redeliver(self, request: Request) -> Response:
        if not await self._controls.redeliver(parameters.record(request), wait=_waits(request)):
            raise HTTPException(404)
        return JSONResponse({"status": "ok"})

    async def _faults(self, request: Request) -> Response:
        if request.method == "PUT":
            return JSONResponse(self._controls.script_faults(await _read(request)))
        if request.method == "DELETE":
            return JSONResponse(self._controls.clear_faults())
        return JSONResponse({"faults": self._gateway.faults.all()})

    async def _refused(self, request: Request) -> Response:
        return JSONResponse({"refused": self._gateway.requests.failed()[-_limit(request) :]})

    async def _mails(self, request: Request) -> Response:
        limit = _limit(request)
        self._gateway.tick()
        return JSONResponse({"mails": self._gateway.emails.log(limit)})

    async def _advance(self, request: Request) -> Response:
        return JSONResponse(
            await self._controls.advance(await _read(request), wait=_waits(request))
        )

    async def _reset(self, _: Request) -> Response:
        self._controls.reset()
        return JSONResponse({"status": "ok"})


def _waits(request: Request) -> bool:
    """Check whether to wait for webhook receivers: yes, unless `wait=no`."""
    wait = request.query_params.get("wait", "yes")
    if wait not in ("yes", "no"):
        raise InvalidValueError("wait must be yes or no")
    return wait == "yes"


def _limit(request: Request) -> int:
    return parameters.count(request, "limit", 100, 1000)


async def _read(request: Request) -> dict[str, Any]:
    try:
        value, _ = strict_json.parse(await request.body())
    except ValueError as error:
        raise HTTPException(400, f"The body is not valid JSON: {error}") from None
    if not isinstance(value, dict):
        raise HTTPException(400, "The body is not a JSON object")
    return cast("dict[str, Any]", value)


async def _refused(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, HTTPException)
    return JSONResponse({"error": refusal.detail}, refusal.status_code, refusal.headers)


async def _invalid(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 400)
