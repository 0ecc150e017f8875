"""A browser without JavaScript, to test the sandbox's page."""

from html.parser import HTMLParser
from typing import Any

import httpx

from bestsms_sandbox import Sandbox

PAGE = "/_sandbox/page/"
VIEWS = (
    "conversations", "scenarios", "webhooks", "requests", "emails", "address-book", "clear"
)  # fmt: skip


class ParsedPage(HTMLParser):
    """A parsed page: its elements and its text."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def names(self) -> set[str]:
        return {tag for tag, _ in self.tags}


class PlainBrowser:
    """A browser without JavaScript that opens views and submits forms."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.http = httpx.Client(base_url=sandbox.page_url, trust_env=False, verify=False)

    def close(self) -> None:
        self.http.close()

    def see(self, path: str = "/") -> ParsedPage:
        response = self.http.get(path)
        assert response.status_code == 200, response.text
        return ParsedPage(response.text)

    def view_json(self, path: str, **query: str) -> Any:
        return self.http.get(f"/_sandbox/view/{path}", params=query).raise_for_status().json()

    def submit(self, form: str, **fields: str) -> httpx.Response:
        return self.http.post(f"{PAGE}actions/{form}", data=fields)

    def do(self, form: str, **fields: str) -> None:
        response = self.submit(form, **fields)
        assert response.status_code == 303, response.text
        assert self.see(response.headers["Location"]).text

    def every_view(self) -> list[str]:
        """Return the paths of all views, including each message."""
        seqs = [message["seq"] for message in self.view_json("messages")["messages"]]
        return ["/", *(PAGE + name for name in VIEWS), *(f"{PAGE}messages/{seq}" for seq in seqs)]

    def first(self) -> int:
        seq: int = self.view_json("messages")["messages"][-1]["seq"]
        return seq
