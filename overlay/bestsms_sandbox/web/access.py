"""Access control for the page, the control API and remote clients.

Without remote access, requests from other machines are rejected. This machine does not need the
token for the page and the control API. With remote access, other machines do: a browser logs in
with the token and gets a cookie, a program sends the token in a header. Requests from foreign web
pages are rejected, including those that use DNS rebinding.
"""

import hmac
import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from importlib.resources import files
from ipaddress import IPv6Address, ip_address
from urllib.parse import parse_qs, urlsplit

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bestsms_sandbox.loopback import is_loopback_host
from bestsms_sandbox.web.bodies import Disconnected, read_body
from bestsms_sandbox.web.headers import PAGE_HEADERS

LOGIN = "/_sandbox/login"
_COOKIE = "bestsms_sandbox"
_LOGIN_BYTES = 4096
_LOGIN_PAGE = (files("bestsms_sandbox.web") / "static" / "login.html").read_text(encoding="utf-8")
_LOCAL = {ip_address("127.0.0.1"), ip_address("::1")}


def is_control(path: bytes) -> bool:
    """Check whether a path belongs to the page or the control API, not to the gateway."""
    return path == b"/" or path.startswith(b"/_sandbox/")


class AccessControl:
    """ASGI middleware that passes on allowed requests."""

    def __init__(self, app: ASGIApp, token: str, *, allow_remote: bool) -> None:
        self._app, self._token, self._allow_remote = app, token.encode(), allow_remote
        self._session = secrets.token_urlsafe(24)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or respond with 401 or 403."""
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        local = _is_local_peer(scope["client"][0])
        control = is_control(scope["raw_path"])
        if not local and not self._allow_remote:
            response = _refusal(
                "Requests from other machines are rejected. Start the sandbox with --allow-remote."
            )
        elif not control or (local and _is_local_use(headers)) or self._is_authorised(headers):
            await self._app(scope, receive, send)
            return
        elif not self._allow_remote:
            response = _refusal(
                "The control API is only available at localhost or a loopback address."
            )
        elif scope["path"] == LOGIN and scope["method"] == "POST":
            try:
                response = self._log_in(await read_body(receive, _LOGIN_BYTES) or b"")
            except Disconnected:
                return
        else:
            response = _ask_for_token(headers)
        await response(scope, receive, send)

    def _is_authorised(self, headers: Mapping[bytes, str]) -> bool:
        if not self._allow_remote:
            return False
        scheme, _, token = headers.get(b"authorization", "").strip().partition(" ")
        if scheme.lower() in ("basic", "bearer") and self._is_token(token.strip()):
            return True
        try:
            morsel = SimpleCookie(headers.get(b"cookie", "")).get(_COOKIE)
        except CookieError:
            return False
        if morsel is None or not _same(morsel.value, self._session):
            return False
        # A browser also sends the cookie with requests from other pages.
        origin = headers.get(b"origin")
        return origin is None or urlsplit(origin).netloc == headers.get(b"host")

    def _log_in(self, body: bytes) -> Response:
        form = parse_qs(body.decode("ascii", "replace"))
        if not self._is_token(form.get("token", [""])[0].strip()):
            return _login_page("The token is not correct.", 401)
        response = Response(status_code=303, headers={**PAGE_HEADERS, "Location": "/"})
        response.set_cookie(_COOKIE, self._session, httponly=True, samesite="strict")
        return response

    def _is_token(self, text: str) -> bool:
        return hmac.compare_digest(text.encode(), self._token)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _is_local_peer(address: str) -> bool:
    """Check whether a request comes from this machine, by its network address."""
    try:
        peer = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(peer, IPv6Address) and peer.ipv4_mapped:
        peer = peer.ipv4_mapped
    return peer in _LOCAL


def _is_local_use(headers: Mapping[bytes, str]) -> bool:
    """Check that a request was not caused by a foreign web page."""
    return is_loopback_host(_host(headers)) and is_loopback_host(
        _hostname(headers.get(b"origin", "//localhost"))
    )


def _host(headers: Mapping[bytes, str]) -> str | None:
    return _hostname("//" + headers.get(b"host", ""))


def _hostname(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _refusal(reason: str) -> Response:
    body = {"Result": "Failed", "ErrorMessage": [reason], "error": reason}
    return JSONResponse(body, 403)


def _ask_for_token(headers: Mapping[bytes, str]) -> Response:
    if "text/html" in headers.get(b"accept", ""):
        return _login_page("", 401)
    reason = "The control API requires the token. Send the header Authorization: Bearer <token>."
    return JSONResponse({"error": reason}, 401, {"WWW-Authenticate": "Bearer"})


def _login_page(problem: str, status: int) -> Response:
    alert = f'<p role="alert">{problem}</p>' if problem else ""
    content = _LOGIN_PAGE.replace("<!-- problem -->", alert)
    return HTMLResponse(content, status, PAGE_HEADERS)
