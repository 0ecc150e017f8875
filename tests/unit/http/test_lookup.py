"""A lookup has three results, and only the gateway's own words prove a message absent."""

from typing import Any

import httpx
import pytest
from tests.unit.prepared_gateway import Gateway, Kind, both, failed, response, status, success

from bestsms_client import AuthenticationError

NOT_FOUND = failed("Message(s) NOT found")


@both
@pytest.mark.parametrize(
    ("reads", "result"),
    [
        ([status("ID1")], "found"),
        ([NOT_FOUND], "absent"),
        ([NOT_FOUND, NOT_FOUND, status("ID1")], "found"),
        ([response(b"<html>Not found</html>", 404)], "unproven"),
        ([response(b"", 404)], "unproven"),
        ([response({"error": "not found"}, 404)], "unproven"),
        ([response(b"", 503)], "unproven"),
        ([success(MessageID="ID2", Status="Completed")], "unproven"),
        ([response(b"<html>")], "unproven"),
        ([httpx.ReadError("lost")], "unproven"),
        ([httpx.ConnectError("refused")], "unproven"),
    ],
    ids=["found", "absent", "late", "HTML", "empty", "JSON of a proxy", "503", "another message",
         "unreadable", "lost", "refused"],
)  # fmt: skip
def test_a_lookup_has_three_results(kind: Kind, reads: list[Any], result: str) -> None:
    gateway = Gateway(success(), statuses=reads)
    found = gateway.call(kind, "messaging.sms.lookup", "ID1")
    assert (found.result, bool(found.reason)) == (result, True)
    assert not gateway.sends


@both
def test_a_lookup_without_waiting_reads_once(kind: Kind) -> None:
    gateway = Gateway(success(), statuses=[NOT_FOUND])
    assert gateway.call(kind, "messaging.sms.lookup", "ID1", within=0).result == "absent"
    assert len(gateway.requests) == 1


@both
def test_a_lookup_with_a_wrong_token_raises(kind: Kind) -> None:
    gateway = Gateway(success(), statuses=[failed("Unauthorized", code=401)])
    with pytest.raises(AuthenticationError):
        gateway.call(kind, "messaging.sms.lookup", "ID1")
