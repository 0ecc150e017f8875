"""Fault scripts: which calls they affect, what is recorded, and which scripts are refused."""

import json
from http.client import BadStatusLine
from typing import Any

import pytest
from tests.contract.sandbox.raw_connection import RawConnection, script
from tests.contract.sandbox.sandbox_api import ALICE, BOB, SEND, SandboxApi


def test_which_calls_a_fault_affects(api: SandboxApi, connection: RawConnection) -> None:
    script(
        api,
        {"path": "/get/status/*", "status": 501},
        {"path": "/Get/SMS/Reply/x", "status": 502, "times": 1},
        {"method": "PATCH", "status": 503},
        {"number": "0491 570 156", "status": 504},
    )
    seen = [
        connection.call("GET", "/get/status/x").status,
        connection.call("GET", "/get/status/y/").status,
        connection.call("GET", "/get/sms/reply/y").status,
        connection.call("GET", "/GET/sms/reply/x/").status,
        connection.call("GET", "/get/sms/reply/x").status,
        connection.call("PATCH", "/set/abort/x", {}).status,
        connection.send("a", ALICE).status,
        connection.send("b", BOB).status,
    ]
    assert seen == [501, 501, 400, 502, 400, 503, 200, 504]
    assert [fault["hits"] for fault in api.control.get("faults").json()["faults"]] == [2, 1, 1, 1]


def test_a_seed_makes_probabilities_repeatable(api: SandboxApi, connection: RawConnection) -> None:
    def draw(seed: int) -> list[int]:
        script(api, {"path": "/get/status/*", "status": 503, "probability": 0.3, "seed": seed})
        return [connection.call("GET", "/get/status/x").status for _ in range(100)]

    first = draw(1)
    assert first == draw(1) != draw(2)
    assert 15 <= first.count(503) <= 45


def test_faults_and_refusals_are_recorded(api: SandboxApi, connection: RawConnection) -> None:
    script(api, {"path": SEND, "do": "drop", "times": 1})
    with pytest.raises(BadStatusLine):
        connection.send()
    connection.call("GET", "/get/status/nobody?page=1")
    lost, refused = api.control.get("refused").json()["refused"]
    assert (lost["method"], lost["path"], lost["fault"]) == ("POST", "/api/v2.04/send/sms", "drop")
    assert json.loads(lost["request"])["MessageData"]["MessageID"] == "ID1"
    assert (refused["status"], refused["query"], refused["fault"]) == (400, "page=1", None)
    assert refused["reasons"] == ["Message(s) NOT found"]
    api.control.post("reset").raise_for_status()
    assert api.control.get("refused").json() == {"refused": []}
    assert api.control.get("faults").json() == {"faults": []}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({}, "has no effect"),
        ({"do": "explode"}, "is not one of"),
        ({"status": 199}, "less than the minimum"),
        ({"status": 503, "time": 1}, "unexpected"),
        ({"do": "drop", "times": 0}, "less than the minimum"),
        ({"do": "drop", "status": 503}, "sends no response"),
        ({"do": "reset", "body": ""}, "sends no response"),
        ({"do": "stall", "headers": {"A": "b"}}, "sends no response"),
        ({"do": "stall", "after_seconds": 1}, "never responds"),
        ({"do": "refuse"}, "needs seconds"),
        ({"do": "refuse", "seconds": 1, "path": SEND}, "needs seconds"),
        ({"do": "drop", "seconds": 1}, "only be used with 'refuse'"),
        ({"status": 503, "pause_seconds": 1}, "only be used with 'drip'"),
        ({"body": "", "body_base64": ""}, "not both"),
        ({"body_base64": "x"}, "does not match"),
        ({"status": 204}, "has no body"),
        ({"status": 503, "headers": {"content-length": "1"}}, "cannot be scripted"),
        ({"status": 503, "headers": {"A": "b\r\nc"}}, "does not match"),
        ({"do": "truncate", "keep": False}, "must process the request"),
        ({"after_seconds": 1, "keep_after_seconds": 1}, "must process the request"),
        ({"do": "drop", "keep": True, "keep_after_seconds": 1}, "not both"),
        ({"do": "drop", "path": SEND, "hide_seconds": 1}, "no message is stored"),
        ({"path": "/get/status/*", "hide_seconds": 1}, "only apply to"),
        ({"do": "drop", "method": "GET", "number": ALICE}, "only apply to"),
        ({"do": "drop", "seed": 1}, "only be used with probability"),
        ({"do": "drop", "probability": 0}, "less than or equal"),
        ({"do": "drop", "path": "/get/stats/*"}, "no operation"),
        ({"do": "drop", "path": SEND, "method": "GET"}, "no operation"),
    ],
)
def test_an_invalid_script_is_refused(api: SandboxApi, fault: dict[str, Any], reason: str) -> None:
    script(api, {"status": 503})
    response = api.control.put("faults", json={"faults": [{"do": "drop"}, fault]})
    assert response.status_code == 400
    assert response.json()["error"].startswith("faults/1")
    assert reason in response.json()["error"]
    (before,) = api.control.get("faults").json()["faults"]
    assert before == {"status": 503, "hits": 0}


@pytest.mark.parametrize(("seconds", "status"), [(0, 200), (60, 503)])
def test_a_fault_affects_calls_for_a_number_of_seconds(
    api: SandboxApi, seconds: int, status: int
) -> None:
    fault = {"status": 503, "for_seconds": seconds}
    api.sandbox.outbox.control("PUT", "faults", {"faults": [fault]})
    body = {"MessageData": {"Message": "x", "Destinations": [ALICE]}}
    assert api.call("POST", "/send/sms", body).status_code == status
