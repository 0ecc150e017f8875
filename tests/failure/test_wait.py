"""Waiting for a message, and confirming one after a crash, on a manual clock."""

from itertools import pairwise
from typing import Any

import httpx
import pytest
from tests.failure.backends import CLIENT_KINDS, Client, ClientKind, ClientSetup, send
from tests.failure.hostile_server import Fault, HostileServer
from tests.unit.prepared_gateway import AsyncClock, Clock, Gateway, both, failed, response, status

from bestsms_client import (
    AuthenticationError,
    NotFoundError,
    SendUncertainError,
    Sent,
    WaitTimeoutError,
)

UNKNOWN = failed("Message(s) NOT found")
DOWN = response(b"", 503)


def status_response(word: str) -> httpx.Response:
    return status("ID1", Status=word)


class TimedGateway:
    """A gateway whose responses depend on the time, and which records when it was called.

    Args:
        kind: The kind of client.
        timeline: The responses, each with the second from which it applies.
    """

    def __init__(self, kind: str, timeline: dict[float, httpx.Response]) -> None:
        self.kind, self.timeline = kind, timeline
        self.clock = Clock() if kind == "sync" else AsyncClock()
        self.poll_times: list[float] = []

    def call(self, method: str, **options: Any) -> Any:
        gateway = Gateway(response(), statuses=[self._reply])
        client_options = {"clock": self.clock}
        try:
            return gateway.call(self.kind, method, "ID1", options=client_options, **options)
        finally:
            # Status reads of a message are always at least a second apart, as the vendor asks.
            gaps = [later - earlier for earlier, later in pairwise(self.poll_times)]
            assert all(round(gap, 6) >= 1.0 for gap in gaps), gaps

    def wait(self, **options: Any) -> Any:
        return self.call("reports.status.wait", **options)

    def _reply(self, _request: httpx.Request) -> httpx.Response:
        now = self.clock.monotonic()
        self.poll_times.append(now)
        reply = next(reply for begin, reply in reversed(self.timeline.items()) if now >= begin)
        return httpx.Response(reply.status_code, content=reply.content, headers=reply.headers)


@both
def test_wait_polls_less_and_less_often_until_completed(kind: str) -> None:
    timed = TimedGateway(kind, {0: status_response("Pending"), 200: status_response("Completed")})
    assert timed.wait().status == "Completed"
    assert timed.poll_times[:4] == [0.0, 1.0, 2.5, 4.75]
    assert timed.poll_times[-1] - timed.poll_times[-2] == 15.0
    assert len(timed.poll_times) < 25


@both
def test_a_test_message_is_completed_immediately(kind: str) -> None:
    timed = TimedGateway(kind, {0: status_response("Completed")})
    assert timed.wait(timeout=0).status == "Completed"
    assert timed.poll_times == [0.0]


@both
@pytest.mark.parametrize("word", ["Pending", "Delayed", "CreditHold", "Something new"])
def test_a_wait_timeout_has_the_last_status(kind: str, word: str) -> None:
    timed = TimedGateway(kind, {0: status_response(word)})
    with pytest.raises(WaitTimeoutError, match=word) as caught:
        timed.wait(timeout=20)
    assert caught.value.last is not None
    assert caught.value.last.status == word
    assert (caught.value.sent, caught.value.message_id) == ("yes", "ID1")
    assert timed.poll_times[-1] == 20.0


@both
def test_wait_continues_through_all_states(kind: str) -> None:
    timeline: dict[float, httpx.Response] = {
        0: UNKNOWN,
        3: status_response("Pending"),
        5: status_response("CreditHold"),
        60: status_response("Delayed"),
        3600: status_response("Pending"),
        3660: status_response("Completed"),
    }
    timed = TimedGateway(kind, timeline)
    assert timed.wait(timeout=7200).status == "Completed"
    assert 3660 <= timed.poll_times[-1] < 3675


@both
def test_a_message_that_never_appears(kind: str) -> None:
    timed = TimedGateway(kind, {0: UNKNOWN})
    with pytest.raises(NotFoundError):
        timed.wait()
    assert 10 < timed.poll_times[-1] < 15
    timed = TimedGateway(kind, {0: UNKNOWN})
    with pytest.raises(WaitTimeoutError, match="does not know it yet") as caught:
        timed.wait(timeout=5)
    assert caught.value.last is None
    timed = TimedGateway(kind, {0: UNKNOWN})
    with pytest.raises(WaitTimeoutError):
        timed.wait(timeout=1.5)
    assert timed.poll_times == [0.0, 1.5]
    timed = TimedGateway(kind, {0: status_response("Pending"), 2: UNKNOWN})
    with pytest.raises(NotFoundError):
        timed.wait()
    assert timed.poll_times == [0.0, 1.0, 2.5]


@both
def test_failed_reads_poll_at_the_same_rate(kind: str) -> None:
    timed = TimedGateway(
        kind, {0: DOWN, 2: status_response("Pending"), 4: DOWN, 6: status_response("Completed")}
    )
    assert timed.wait().status == "Completed"
    timed = TimedGateway(
        kind, {0: response(b"", 429, Retry_After="7"), 7: status_response("Completed")}
    )
    assert timed.wait().status == "Completed"
    assert timed.poll_times == [0.0, 7.0]


@both
def test_wait_survives_an_outage(kind: str) -> None:
    timed = TimedGateway(
        kind, {0: status_response("Pending"), 10: DOWN, 300: status_response("Completed")}
    )
    assert timed.wait().status == "Completed"
    timed = TimedGateway(kind, {0: DOWN})
    with pytest.raises(WaitTimeoutError, match=r"Last error: .*503") as caught:
        timed.wait(timeout=60)
    assert (caught.value.sent, caught.value.last) == ("unknown", None)
    assert timed.poll_times[-1] <= 60
    slow = response(b"", 429, Retry_After="25")
    timed = TimedGateway(kind, {0: slow})
    with pytest.raises(WaitTimeoutError, match="429"):
        timed.wait(timeout=5)
    assert timed.poll_times[-1] <= 5


@both
def test_a_permanent_error_ends_a_wait(kind: str) -> None:
    timed = TimedGateway(kind, {0: failed("Unauthorized", code=401)})
    with pytest.raises(AuthenticationError):
        timed.wait()
    assert timed.poll_times == [0.0]


# --- confirm --------------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("seen", [0, 1, 3, 10])
def test_confirm_asks_once_a_second_until_the_message_is_found(kind: str, seen: int) -> None:
    timed = TimedGateway(
        kind, {0: DOWN if seen == 3 else UNKNOWN, seen: status_response("Pending")}
    )
    sent = timed.call("messaging.sms.confirm")
    assert sent == Sent(message_id="ID1", reconciled=True, attempts=0)
    assert timed.poll_times == [float(second) for second in range(seen + 1)]


@both
@pytest.mark.parametrize("reply", [UNKNOWN, DOWN, status("another")])
def test_confirm_ends_on_time_without_a_conclusion(kind: str, reply: httpx.Response) -> None:
    timed = TimedGateway(kind, {0: reply})
    with pytest.raises(SendUncertainError) as caught:
        timed.call("messaging.sms.confirm")
    assert (caught.value.sent, caught.value.message_id) == ("unknown", "ID1")
    assert timed.poll_times == [float(second) for second in range(11)]


@both
def test_confirm_with_a_wrong_token_raises(kind: str) -> None:
    timed = TimedGateway(kind, {0: failed("Unauthorized", code=401)})
    with pytest.raises(AuthenticationError):
        timed.call("messaging.sms.confirm")
    assert timed.poll_times == [0.0]


@pytest.mark.parametrize("client_kind", CLIENT_KINDS)
@pytest.mark.parametrize("keep", [True, False])
def test_after_a_crash_the_id_from_on_attempt_can_be_confirmed(
    client_kind: ClientKind, keep: bool
) -> None:
    def confirm(client: Client) -> Any:
        return client.messaging.sms.confirm(stored)

    with HostileServer() as server:
        server.script(Fault("drop", keep=keep))
        setup = ClientSetup(client_kind=client_kind, retry={"reconcile_for": 0})
        server.script(Fault("drop"), on="getStatus")
        assert isinstance(setup.call(server.base_url, send)[0], SendUncertainError)
        stored = setup.attempts[0].message_id or ""
        (found,) = ClientSetup(client_kind=client_kind).call(server.base_url, confirm)
        assert isinstance(found, Sent if keep else SendUncertainError)
        assert found.message_id == stored
        assert server.count("sendSms") == 1
