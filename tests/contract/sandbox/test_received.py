"""Messages from handsets to the sandbox, and how they are read."""

from typing import Any

import pytest
from tests.contract.sandbox.sandbox_api import ALICE, BOB, SandboxApi

DAY = 86_400


def received(api: SandboxApi, **query: Any) -> list[dict[str, Any]]:
    answer = api.ok("GET", "/get/sms/received", params=query or {"timePeriod": 1440})
    messages: list[dict[str, Any]] = answer["Messages"]
    return messages


def test_a_reply_belongs_to_the_last_message_to_that_number(
    api: SandboxApi, contract: dict[str, Any]
) -> None:
    contact = api.contact(MobilePhone=ALICE)
    first = api.send(ALICE)
    last = api.send({"ContactID": contact}, message="Again", SubAccount="S", Department="D")
    api.send(ALICE, message="Not yet", SendTime="2099-01-01T00:00")
    api.send(ALICE, message="Never", Mode="Test")
    received_id = api.reply("0491 570 006", "Yes please")

    (message,) = received(api)
    assert (
        message.keys() == contract["components"]["schemas"]["ReceivedMessage"]["properties"].keys()
    )
    assert (message["ReceivedID"], message["MessageID"]) == (received_id, last)
    assert (message["From"], message["MessageText"]) == (ALICE, "Yes please")
    assert (message["SubAccount"], message["Department"]) == ("S", "D")
    assert message["ContactID"] == contact
    assert message["JobNum"] == api.status(last)["JobNum"]
    assert message["Version"] == "v2.04"
    assert api.replies(last)["Recipients"][0]["SMSReplies"][0]["ReceivedID"] == received_id
    assert api.replies(first)["Recipients"][0]["SMSReplies"] == []


@pytest.mark.parametrize(("seconds", "is_reply"), [(7 * DAY - 60, True), (7 * DAY + 60, False)])
def test_after_seven_days_a_message_is_not_a_reply(
    api: SandboxApi, seconds: int, is_reply: bool
) -> None:
    message_id = api.send(ALICE)
    api.advance(seconds)
    api.reply(ALICE, "Late")
    (message,) = received(api)
    assert message["MessageID"] == (message_id if is_reply else "")
    assert len(api.replies(message_id)["Recipients"][0]["SMSReplies"]) == is_reply


def test_an_unprompted_message_has_no_message_id(api: SandboxApi) -> None:
    api.reply(BOB, "Hello?")
    (message,) = received(api)
    assert (message["MessageID"], message["JobNum"], message["ContactID"]) == ("", "", "")


def test_the_period_counts_back_from_now_newest_first(api: SandboxApi) -> None:
    for text in ("one", "two", "three"):
        api.reply(BOB, text)
        api.advance(600)
    texts = [message["MessageText"] for message in received(api, timePeriod=21)]
    assert texts == ["three", "two"]
    page = api.ok(
        "GET", "/get/sms/received", params={"timePeriod": 10**12, "recordsPerPage": 2, "page": 2}
    )
    assert [message["MessageText"] for message in page["Messages"]] == ["one"]
    assert (page["TotalRecords"], page["PageCount"]) == (3, 2)


def test_dates_are_local_and_take_precedence_over_the_period(api: SandboxApi) -> None:
    api.reply(BOB, "now")
    (message,) = received(api)
    moment = message["ReceivedTimeLocal"]
    day = moment[:10]
    around = {"dateFrom": f"{day}T00:00:00", "dateTo": f"{day} 23:59:59"}
    assert len(received(api, **around)) == 1
    assert (
        received(api, timePeriod=1, dateFrom="2020-01-01T00:00:00", dateTo="2020-01-02T00:00:00")
        == []
    )
    assert len(received(api, dateFrom="2020-01-01T00:00:00", dateTo=moment)) == 1
    assert received(api, dateFrom=moment, dateTo="2099-01-01 00:00:00") == [message]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({}, "Missing TimePeriod or DateFrom & DateTo"),
        ({"dateFrom": "2020-01-01T00:00:00"}, "Missing TimePeriod or DateFrom & DateTo"),
        (
            {"dateTo": "2020-01-01T00:00:00", "timePeriod": "9"},
            "Missing TimePeriod or DateFrom & DateTo",
        ),
        ({"timePeriod": "0"}, "TimePeriod must be a number - number of minutes"),
        ({"timePeriod": "day"}, "TimePeriod must be a number - number of minutes"),
        (
            {"dateFrom": "2020-02-31T00:00:00", "dateTo": "2020-03-01T00:00:00"},
            "DateFrom must be datetime format",
        ),
        (
            {"dateFrom": "2020-03-01T00:00:00", "dateTo": "2020-03-01T00:00:00"},
            "DateTo must be datetime format",
        ),
    ],
)
def test_an_invalid_time_window_is_refused(
    api: SandboxApi, query: dict[str, str], reason: str
) -> None:
    response = api.call("GET", "/get/sms/received", params=query)
    assert (response.status_code, response.json()["MessageID"]) == (400, "")
    assert response.json()["ErrorMessage"] == [reason]


@pytest.mark.parametrize(
    ("text", "opted_out"),
    [("STOP", True), ("opt out now", True), ("OptOut", True), ("unsubscribe", True),
     ("Don't stop", False), ("Yes", False)],
)  # fmt: skip
def test_opt_out_words(api: SandboxApi, text: str, opted_out: bool) -> None:
    api.reply(ALICE, text)
    assert received(api)[0]["MessageText"] == text
    message_id = api.send(ALICE)
    api.advance(2)
    result = api.status(message_id)["Recipients"][0]["Result"]
    assert result == ("Destination is blacklisted" if opted_out else "delivered")
