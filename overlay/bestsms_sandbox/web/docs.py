"""The contract as a page for people, at `/docs`, if `make docs` has rendered it."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

PAGE = Path(__file__).parents[3] / "build" / "docs.html"
# The page carries its scripts and styles within, and may fetch nothing.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:;"
    " font-src data:; worker-src blob:; base-uri 'none'; frame-ancestors 'none'"
)


async def docs(_: Request) -> Response:
    """Return the page, or say how it is made."""
    if not PAGE.is_file():
        text = "The contract is not rendered yet. In a checkout of this project: make docs\n"
        return PlainTextResponse(text, 404)
    headers = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"}
    return HTMLResponse(PAGE.read_bytes(), headers=headers)
