"""The page at `/`: HTML views of messages and more, with forms to control the sandbox.

Views are rendered on the server. JavaScript only updates them automatically. Each view is also
available as JSON under `/_sandbox/view/`. Forms call the same functions as the control API.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jinja2
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bestsms_sandbox.gateway.dispatch import Gateway
from bestsms_sandbox.json_schema import JSON, InvalidValueError
from bestsms_sandbox.web import parameters
from bestsms_sandbox.web.controls import Controls
from bestsms_sandbox.web.headers import PAGE_HEADERS
from bestsms_sandbox.web.page_actions import FORMS
from bestsms_sandbox.web.views import Views

_HOME = "/_sandbox/page/"
_CHECK_SECONDS = 0.2  # the interval at which an open page is checked for changes
_MAX_STREAMS = 50
_KEEP_ALIVE_CHECKS = 50  # checks without a change until a keep-alive comment is sent
_STATIC = {"page.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"}


class PageRoutes:
    """The page of one gateway."""

    def __init__(self, gateway: Gateway, controls: Controls) -> None:
        self._gateway, self._views, self._controls = gateway, Views(gateway), controls
        self._streams = 0
        package = files("bestsms_sandbox.web")
        self._static = {name: (package / "static" / name).read_bytes() for name in _STATIC}
        self._templates = jinja2.Environment(
            loader=jinja2.PackageLoader("bestsms_sandbox.web"),
            autoescape=True,  # regardless of the template's file name
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        filters = self._templates.filters
        filters["when"], filters["span"] = _format_time, _format_duration
        filters["pretty"], filters["compact"] = _pretty, _compact

    def routes(self) -> list[Route]:
        """Return the routes of the HTML and JSON views."""
        return [
            Route("/", self._show),
            Route(_HOME + "actions/{name}", self._submit, methods=["POST"]),
            Route(_HOME + "messages/{seq}", self._show),
            Route(_HOME + "{view}", self._show),
            Route("/_sandbox/view/messages/{seq}", self._show_json),
            Route("/_sandbox/view/{view}", self._show_json),
            Route("/_sandbox/requests/{seq}", self._request),
            Route("/_sandbox/changes", self._changes),
            Route("/_sandbox/static/{name}", self._file),
        ]

    async def _show(self, request: Request) -> Response:
        try:
            name, data = self._view(request)
        except HTTPException as refused:
            return self._error(request, refused.status_code, refused.detail)
        if name in ("messages", "message"):  # a wide window shows the list next to a message
            filters = {n: v for n, v in request.query_params.items() if n != "page"}
            data |= {"list": data if name == "messages" else self._views.list.view(filters)}
        done = FORMS.get(request.query_params.get("done", ""))
        path = request.url.path.removeprefix(_HOME)
        data |= {
            "notice": done[1] if done else "",
            "json_path": "/_sandbox/view/" + ("messages" if path == "/" else path),
            "query": request.url.query,
        }
        return self._html(request, name, data)

    async def _show_json(self, request: Request) -> Response:
        return JSONResponse(self._view(request)[1])

    def _view(self, request: Request) -> tuple[str, JSON]:
        self._gateway.tick()
        query = request.query_params
        if "seq" in request.path_params:
            detail = self._views.message(parameters.record(request), query)
            if detail is None:
                raise HTTPException(404, "This message does not exist. It may have been deleted.")
            return "message", detail
        name: str = request.path_params.get("view", "messages")
        if name not in self._views.all:
            raise HTTPException(404, "This view does not exist.")
        return name, dict(self._views.all[name](query))

    async def _submit(self, request: Request) -> Response:
        """Process a form, then redirect back to its page."""
        name: str = request.path_params["name"]
        if name not in FORMS:
            return self._error(request, 404, "This form does not exist.")
        if not _is_same_origin(request):
            return self._error(request, 403, "This form was submitted from another website.")
        content = await request.body()
        # Browsers send line breaks as CR LF.
        text = content.decode("ascii", "replace").replace("%0D%0A", "%0A")
        form = dict(parse_qsl(text, keep_blank_values=True))
        try:
            await FORMS[name][0](form, self._controls)
        except KeyError as missing:
            return self._error(request, 400, f"The form field “{missing.args[0]}” is missing.")
        except InvalidValueError as refused:
            return self._error(request, 400, str(refused))
        return Response(
            status_code=303, headers={**PAGE_HEADERS, "Location": _return_url(form, name)}
        )

    async def _request(self, request: Request) -> Response:
        whole = self._views.request(parameters.record(request))
        if whole is None:
            raise HTTPException(404)
        return JSONResponse(whole)

    async def _file(self, request: Request) -> Response:
        name: str = request.path_params["name"]
        if name not in _STATIC:
            raise HTTPException(404)
        return Response(self._static[name], media_type=_STATIC[name], headers=PAGE_HEADERS)

    async def _changes(self, _: Request) -> Response:
        """Stream a server-sent event for each change. The page then reloads its data."""
        if self._streams >= _MAX_STREAMS:
            raise HTTPException(503, "Too many pages are open. Close some of them.")
        return StreamingResponse(
            self._watch(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def _watch(self) -> AsyncIterator[str]:
        self._streams += 1
        try:
            async for event in self._events():
                yield event
        finally:
            self._streams -= 1

    async def _events(self) -> AsyncIterator[str]:
        before, quiet = self._views.version(), 0
        yield "retry: 1000\n\n"
        while not self._gateway.context.closing:
            await asyncio.sleep(_CHECK_SECONDS)
            now, quiet = self._views.version(), quiet + 1
            if now != before:
                yield "data: changed\n\n"
                before, quiet = now, 0
            elif quiet % _KEEP_ALIVE_CHECKS == 0:
                yield ": keep-alive\n\n"

    def _error(self, request: Request, status: int, reason: str) -> Response:
        back = _local_path(request.headers.get("referer", ""))
        title = "Nothing was changed" if request.method == "POST" else "Page not found"
        return self._html(
            request, "error", {"title": title, "reason": reason, "back": back}, status
        )

    def _html(
        self, request: Request, name: str, data: Mapping[str, Any], status: int = 200
    ) -> Response:
        template = self._templates.get_template(f"{name}.html")
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        content = template.render(view=name, here=here, frame=self._views.frame(), **data)
        return HTMLResponse(content, status, PAGE_HEADERS)


def _is_same_origin(request: Request) -> bool:
    """Check the origin of a form. Programs other than browsers send none and are allowed."""
    origin = request.headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == request.headers["host"]
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def _return_url(form: Mapping[str, str], name: str) -> str:
    """Return the URL to redirect to after a form. It is always on this page."""
    place, _, anchor = _local_path(form.get("back", "/")).partition("#")
    path, _, query = place.partition("?")
    kept = [pair for pair in query.split("&") if pair and not pair.startswith("done=")]
    return f"{path}?{'&'.join([*kept, f'done={name}'])}" + (f"#{anchor}" if anchor else "")


def _local_path(url: str) -> str:
    """Return the path, query and fragment of a URL on this page; `/` for any other URL."""
    parts = urlsplit(url)
    if parts.path != "/" and not parts.path.startswith(_HOME):
        return "/"
    place = parts.path + (f"?{parts.query}" if parts.query else "")
    place += f"#{parts.fragment}" if parts.fragment else ""
    return place if place.isascii() and place.isprintable() else "/"


def _format_time(moment: str) -> str:
    return moment[:19].replace("T", " ")


def _pretty(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _format_duration(seconds: float) -> str:
    """Format a duration for display, such as `1 d 2 h` or `40 s`."""
    rest, words = int(seconds), list[str]()
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        count, rest = divmod(rest, size)
        if count:
            words.append(f"{count} {unit}")
    return " ".join(words[:2]) or "0 s"
