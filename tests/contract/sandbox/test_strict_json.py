"""Unusual bytes: invalid JSON bodies, queries, paths and methods, and the largest request."""

import json
import socket
from urllib.parse import urlsplit

import pytest
from tests.contract.sandbox.sandbox_api import JSON, SEND, SandboxApi, sms


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": 1, "a": 1}',
        b'{"a": "\\ud800"}',
        b"\xff\xfe{\x00}\x00",
        b"\xef\xbb\xbf{}",
        b"[" * 100_000,
        b"1" * 5000,
        b"{} {}",
        b"[]",
        b"null",
        b'"text"',
    ],
)
def test_bodies_that_are_not_json_objects(
    api: SandboxApi, strict_api: SandboxApi, body: bytes
) -> None:
    for each in (api, strict_api):
        reason = each.refused("POST", "/addressbook/contact", content=body, headers=JSON)
        assert reason == "Failed to process your API request. Check your syntax."


def test_texts_of_every_kind_are_preserved(strict_api: SandboxApi) -> None:
    text = "NUL \x00, quote \", ' backslash \\, 😀, \u202e, \U0010ffff"
    contact = strict_api.contact(Attention=text)
    assert strict_api.ok("GET", f"/addressbook/contact/{contact}")["Contact"]["Attention"] == text


@pytest.mark.parametrize(
    "query",
    ["page=1&page=1", "page=%D9%A3", "page=1.0", "page=+1", "page=-1", "page=0x1", "page=1e1",
     "page=%FF", "recordsPerPage=0", "recordsPerPage=" + "9" * 5000],
)  # fmt: skip
def test_unusual_numbers_in_a_query(api: SandboxApi, strict_api: SandboxApi, query: str) -> None:
    for each in (api, strict_api):
        assert each.refused("GET", f"/addressbook/contact/list?{query}").startswith(
            ("Page must", "RecordsPerPage must")
        )


@pytest.mark.parametrize("group", ["a%2Fb", "%FF", "%", "%00", "..%2f", "%25"])
def test_unusual_bytes_in_a_path(api: SandboxApi, strict_api: SandboxApi, group: str) -> None:
    for each in (api, strict_api):
        assert "Unable to find" in each.refused("GET", f"/addressbook/group/{group}")


def test_a_percent_escape_is_decoded_once(strict_api: SandboxApi) -> None:
    group = strict_api.group("x", GroupCode="50%25")
    assert strict_api.ok("GET", "/addressbook/group/50%2525")["Group"]["GroupID"] == group
    assert "'50%'" in strict_api.refused("GET", "/addressbook/group/50%25")


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "TRACE", "POST", "BREW"])
def test_a_405_lists_the_allowed_methods(
    api: SandboxApi, strict_api: SandboxApi, method: str
) -> None:
    for each in (api, strict_api):
        response = each.http.request(method, "/addressbook/contact/some-id")
        assert response.status_code == 405
        assert response.headers["Allow"] == "DELETE, GET, PATCH"
        assert int(response.headers["Content-Length"]) > 0


@pytest.mark.parametrize(
    "path", ["", "/", "/get/status", "/get/status//", "/addressbook//list", "/x"]
)
def test_unknown_paths_are_404(api: SandboxApi, strict_api: SandboxApi, path: str) -> None:
    for each in (api, strict_api):
        assert each.call("GET", path).status_code == 404
    version = api.sandbox.base_url.replace("v2.04", "2.04") + "/get/status/x"
    assert api.call("GET", version).status_code == 404


def test_a_body_of_exactly_20_mb_is_accepted(api: SandboxApi) -> None:
    body = json.dumps(sms()).encode()
    response = api.call("POST", SEND, content=body.ljust(20 * 1024 * 1024), headers=JSON)
    assert response.status_code == 200


def test_invalid_http_gets_a_response_in_the_gateways_format(api: SandboxApi) -> None:
    url = urlsplit(api.sandbox.base_url)
    with socket.create_connection((url.hostname, url.port or 0), timeout=10) as raw:
        raw.sendall(b"GET nowhere\r\n\r\n")
        head, _, body = raw.makefile("rb").read().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert json.loads(body)["Result"] == "Failed"
