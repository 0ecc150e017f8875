"""A null in place of a list reads as an empty list, in every response and with every client."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from inspect import isawaitable
from typing import Any

import pytest

from bestsms_client import AsyncBestSMS, BestSMS

LISTS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "status": ("recipients", lambda client: client.reports.status.poll("ID1")),
    "replies": ("recipients", lambda client: client.reports.sms_reply.poll("ID1")),
    "received": ("messages", lambda client: client.reports.sms_received.poll(time_period=5)),
    "contacts": ("contacts", lambda client: client.addressbook.contact.list()),
    "groups": ("groups", lambda client: client.addressbook.group.list()),
    "groups of a contact": (
        "groups",
        lambda client: client.addressbook.contact_group.list(contact="C1"),
    ),
    "contacts of a group": (
        "contacts",
        lambda client: client.addressbook.group_contact.list(group="G1"),
    ),
}
PAGING = {"TotalRecords": 0, "RecordsPerPage": 100, "PageCount": 1, "Page": 1}
IDS = {"MessageID": "ID1", "Contact": {"ContactID": "C1"}, "Group": {"GroupID": "G1"}}


class Handler(BaseHTTPRequestHandler):
    """Responds to each request with success and null in place of every list."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        nulls = dict.fromkeys(("Recipients", "Messages", "Contacts", "Groups", "SMSReplies"))
        content = json.dumps({"Result": "Success", **PAGING, **nulls, **IDS}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        pass


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/api/v2.04"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("backend", ["sync", "httpx", "aiohttp"])
@pytest.mark.parametrize("name", LISTS)
def test_null_is_an_empty_list(name: str, backend: Any, url: str) -> None:
    attribute, call = LISTS[name]

    async def ask() -> Any:
        async with AsyncBestSMS("token", base_url=url, backend=backend) as client:
            response = call(client)
            assert isawaitable(response)
            return await response

    if backend == "sync":
        with BestSMS("token", base_url=url) as client:
            response = call(client)
    else:
        response = asyncio.run(ask())
    assert getattr(response, attribute) == []
