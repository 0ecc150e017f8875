"""A failure in the middle of a bulk send does not affect the other requests."""

import json

import httpx
import pytest

from bestsms_client import BestSMS, MessageWarning, RetryPolicy
from bestsms_client._message.bulk import BulkResult

NUMBERS = [f"+6149157015{digit}" for digit in range(6, 10)]


class Gateway:
    """A gateway that counts sends by id."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        message_id = json.loads(request.content)["MessageData"]["MessageID"]
        self.sent.append(message_id)
        return httpx.Response(200, json={"Result": "Success", "MessageID": message_id})


def bulk(gateway: Gateway, recipients: list[object]) -> list[BulkResult]:
    transport = httpx.MockTransport(gateway)
    policy = RetryPolicy(reconcile_for=0, max_attempts=1)
    with BestSMS("a-token", transport=transport, retry=policy) as client:
        return list(
            client.messaging.sms.send_bulk(
                recipients,  # type: ignore[arg-type]
                message="Hi [[Attention]]",
                per_request=1,
                on_error="continue",
            )
        )


@pytest.mark.filterwarnings(f"ignore::{MessageWarning.__module__}.MessageWarning")
@pytest.mark.parametrize("attention", ["x" * 600, "half a pair \ud83d"])
def test_one_invalid_request_does_not_stop_the_others(attention: str) -> None:
    people: list[object] = [{"recipient": number, "attention": "Jo"} for number in NUMBERS]
    people[1] = {"recipient": NUMBERS[1], "attention": attention}
    gateway = Gateway()
    results = sorted(bulk(gateway, people), key=lambda result: result.first)
    assert [bool(result.error) for result in results] == [False, True, False, False]
    assert len(gateway.sent) == len(set(gateway.sent)) == 3
