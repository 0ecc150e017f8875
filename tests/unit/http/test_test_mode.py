"""Test mode is safe: any source can turn it on, and an invalid mode is an error."""

from contextlib import suppress
from itertools import product
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.prepared_gateway import (
    LOOPBACK,
    NUMBER,
    URL,
    Gateway,
    both,
    failed,
    retry,
    status,
    success,
)

from bestsms_client import Attempt, BestSMSError, InvalidRequestError, ModeError

TEST = ("test", "TEST", "Test", "tEsT")
WRONG = ("", "live", "prod", " test ", "test\n", "tset", "none", "ｔｅｓｔ")
WORDS = (None, *TEST, *WRONG)
ANYTHING: tuple[Any, ...] = (*WORDS, 0, 1, True, False, b"test", ["test"])


def expected(*words: Any) -> str:
    """Return the expected mode for environment, constructor and call together."""
    if any(word is not None and word not in TEST for word in words):
        return "error"
    return "live" if set(words) == {None} else "test"


@both
@pytest.mark.parametrize("environment", WORDS)
def test_every_combination_of_modes(
    kind: str, environment: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BESTSMS_MODE", raising=False)
    if environment is not None:
        monkeypatch.setenv("BESTSMS_MODE", environment)
    for constructor, call in product(ANYTHING, ANYTHING):
        wanted = expected(environment, constructor, call)
        gateway = Gateway(success())
        if wanted == "error":
            with pytest.raises(ModeError) as caught:
                gateway.send(kind, mode=call, options={"mode": constructor})
            assert caught.value.sent == "no"
            assert not gateway.requests
            continue
        sent = gateway.send(kind, mode=call, options={"mode": constructor})
        assert sent.test_mode is (wanted == "test")
        assert [send.get("Mode") for send in gateway.sends] == ["Test" if sent.test_mode else None]


spellings = st.lists(st.booleans(), min_size=4, max_size=4).map(
    lambda upper: "".join(c.upper() if up else c for c, up in zip("test", upper, strict=True))
)
outcomes = st.sampled_from(
    [httpx.ConnectError("refused"), httpx.ReadTimeout("late"), failed(), failed(code=429),
     failed(code=503), success()]
)  # fmt: skip
known = st.sampled_from([failed("Message(s) NOT found"), status("ID1"), httpx.ReadError("reset")])
options = st.fixed_dictionaries(
    {},
    optional={
        "message_id": st.just("ID1"),
        "reference": st.text(max_size=80),
        "mode": st.none() | spellings | st.sampled_from(["live", "", "Live"]),
        "Mode": st.sampled_from(["Test", "Live", "", None]),
        "attachments": st.just(("a.txt", b"hello")),
        "destinations": st.sampled_from([NUMBER, [{"Recipient": NUMBER, "Mode": "Live"}]]),
        "message": st.sampled_from(["Hello", '","Mode":"Live']),
    },
)


@both
@pytest.mark.filterwarnings("ignore::bestsms_client.MessageWarning")
@given(
    spelling=spellings,
    by_environment=st.booleans(),
    replies=st.lists(outcomes, min_size=1, max_size=6),
    statuses=st.lists(known, min_size=1, max_size=3),
    given_options=options,
    when=st.sampled_from(["raise", "resend"]),
)
@settings(deadline=None)
def test_a_client_in_test_mode_never_sends_live(
    kind: str,
    spelling: str,
    by_environment: bool,
    replies: list[Any],
    statuses: list[Any],
    given_options: dict[str, Any],
    when: str,
) -> None:
    gateway = Gateway(*replies, statuses=statuses)
    made = retry(when_uncertain=when, reconcile_for=2)
    with pytest.MonkeyPatch.context() as patch, suppress(BestSMSError):
        if by_environment:
            patch.setenv("BESTSMS_MODE", spelling)
        else:
            made["mode"] = spelling
        gateway.send(kind, **given_options, options=made)
    assert all(send["Mode"] == "Test" for send in gateway.sends)


@both
@pytest.mark.parametrize("name", ["Mode", "Files", "files"])
def test_options_cannot_bypass_mode_and_attachments(kind: str, name: str) -> None:
    gateway = Gateway(success())
    smuggled: dict[str, Any] = {name: "Test" if name == "Mode" else []}
    with pytest.raises(InvalidRequestError, match=f"has no argument {name}"):
        gateway.send(kind, **smuggled)
    assert not gateway.requests


@both
def test_a_resend_keeps_test_mode(kind: str) -> None:
    attempts: list[Attempt] = []
    gateway = Gateway(httpx.ReadTimeout("late"), failed(code=429), success())
    policy = retry(when_uncertain="resend", on_attempt=attempts.append)
    sent = gateway.send(kind, options={"mode": "test", **policy})
    assert (sent.attempts, sent.test_mode) == (3, True)
    assert [(send["Mode"], send["MessageID"]) for send in gateway.sends] == [
        ("Test", sent.message_id)
    ] * 3


DONE = success(MessageID="ID1", Action="x", Status="y")
ACTIONS: dict[str, dict[str, Any]] = {
    "resubmit": {},
    "reschedule": {"send_time": "2030-01-01T09:00"},
    "abort": {},
}
HERE = [
    LOOPBACK,
    "http://localhost:8000/api/v2.04",
    "http://[::1]:8000/api/v2.04",
    "https://127.0.0.1/api/v2.04",
]
ELSEWHERE = [
    URL,
    "https://127.0.0.1.gateway.example/api/v2.04",
    "https://localhost.gateway.example/api/v2.04",
]


@both
@pytest.mark.parametrize("mode", [None, "Test"])
@pytest.mark.parametrize("url", HERE + ELSEWHERE)
@pytest.mark.parametrize("action", ACTIONS)
def test_a_client_in_test_mode_refuses_actions_that_send(
    kind: str, mode: str | None, url: str, action: str
) -> None:
    gateway = Gateway(DONE)
    call, made = f"actions.{action}.send_request", {"mode": mode, "base_url": url}
    if mode and url in ELSEWHERE and action != "abort":
        with pytest.raises(ModeError, match="Nothing was sent"):
            gateway.call(kind, call, "ID1", **ACTIONS[action], options=made)
        assert not gateway.requests
    else:
        gateway.call(kind, call, "ID1", **ACTIONS[action], options=made)
        assert len(gateway.requests) == 1
