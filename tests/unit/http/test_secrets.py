"""Tokens, numbers and texts appear in no error, traceback, pickle, log or repr."""

import logging
import pickle
import traceback
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.http.failure_table import NAMES, Canaries, failure_cases
from tests.unit.prepared_gateway import Gateway, both, failed, retry, success

from bestsms_api.constraints import ERROR_TEXTS
from bestsms_client import Attempt, BestSMS, BestSMSError
from bestsms_client._http.config import build_config
from bestsms_client._message.draft import SEND, Draft

GROUP = {"GroupID": "G1"}


def ours(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == "bestsms_client"]


@both
@pytest.mark.parametrize("name", NAMES)
def test_no_error_or_log_record_contains_a_secret(
    kind: str, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    canaries = Canaries()
    case = failure_cases(canaries)[name]
    gateway = Gateway(*case.replies, statuses=case.statuses)
    options = {"token": canaries.token, **retry(max_attempts=2), **case.options}
    with (
        caplog.at_level(logging.DEBUG, logger="bestsms_client"),
        pytest.raises(BestSMSError) as caught,
    ):
        gateway.call(kind, case.method, *case.args, options=options, **case.kwargs)

    error = caught.value
    trace = traceback.TracebackException.from_exception(error)
    shown = {
        "str": str(error),
        "repr": repr(error),
        "args": repr(error.args),
        "errors": repr(error.errors),
        "state": repr(vars(error)),
        "traceback": "".join(trace.format()),
        "pickle": repr(pickle.dumps(error)) + repr(pickle.loads(pickle.dumps(error))),
        "logs": repr(
            [(r.getMessage(), r.args) for r in caplog.records if r.name == "bestsms_client"]
        ),
    }
    assert not {where for where, text in shown.items() if canaries.found_in(text)}
    assert error.__cause__ is None
    assert error.__context__ is None


@pytest.mark.parametrize(("token", "text"), [("geheim", "Servus"), ("x" * 40, "Ja")])
def test_short_texts_are_redacted_in_the_gateways_words(token: str, text: str) -> None:
    gateway = Gateway(failed(f"What is {text}?", f"Who is {token}?"))
    with pytest.raises(BestSMSError) as caught:
        gateway.send(message=text, options={"token": token})
    assert caught.value.errors[0] == "What is ***?"
    assert token not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "reason", "shown"),
    [
        ("a", "Bad data: 'a' (a)", "Bad data: '***' (***)"),
        ("no", "no record of note: no", "*** record of note: ***"),
        ("好的", "消息好的无效", "消息***无效"),
        ("👍", "Text x👍y refused", "Text x***y refused"),
        (".", "No. 'Yes.' '.'", "No. 'Yes.' '***'"),
        ("Yes", "Yesterday", "***terday"),
    ],
)
def test_very_short_texts_are_redacted_except_letters_within_words(
    text: str, reason: str, shown: str
) -> None:
    with pytest.raises(BestSMSError) as caught:
        Gateway(failed(reason)).send(message=text)
    assert caught.value.errors == (shown,)


def test_a_token_is_redacted_anywhere() -> None:
    with pytest.raises(BestSMSError) as caught:
        Gateway(failed("Unknown user x7y")).send(options={"token": "x7"})
    assert caught.value.errors == ("Unknown user ***y",)


@pytest.mark.parametrize("known", [e.text for e in ERROR_TEXTS if "{" not in e.text])
def test_known_error_texts_are_never_redacted(known: str) -> None:
    for text in (known.split()[0], known[:2], known[0]):
        with pytest.raises(BestSMSError) as caught:
            Gateway(failed(known)).send(message=text)
        assert caught.value.errors == (known,)


# A text of "***" looks the same when it is masked.
@given(
    st.text(min_size=1, max_size=60).filter(
        lambda text: text.strip() not in ("", "***") and "[[" not in text
    )
)
def test_any_text_quoted_by_the_gateway_is_redacted(text: str) -> None:
    with pytest.raises(BestSMSError) as caught:
        Gateway(failed(f"What is '{text}'?")).send(message=text, allow={"cut"})
    assert f"'{text}'" not in str(caught.value)
    assert f"'{text}'" not in caught.value.errors[0]


@both
def test_a_success_is_logged_with_useful_details_and_no_secrets(
    kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    canaries = Canaries()
    gateway = Gateway(failed(code=429), success(Group=GROUP))
    with caplog.at_level(logging.DEBUG, logger="bestsms_client"):
        gateway.send(
            kind,
            message=f"{canaries.text} [[File1]]",
            destinations=canaries.number,
            attachments=("a.txt", canaries.text.encode()),
            message_id="order-7",
            options={"token": canaries.token, **retry()},
        )
        gateway.call(kind, "addressbook.group.detail", canaries.number.removeprefix("+"))
    lines = [record.getMessage() for record in ours(caplog)]
    assert lines == [
        "POST /send/sms (order-7): HTTP 429 in 0.000 s",
        "Retrying client.messaging.sms.send_message in 0.5 s: HTTP 429",
        "POST /send/sms (order-7): HTTP 200 in 0.000 s",
        "send order-7: 1 recipient, at least 1 part, 2 attempts, accepted",
        f"GET /addressbook/group/12***{canaries.number[-2:]}: HTTP 200 in 0.000 s",
    ]


def test_a_client_logs_nothing_by_default(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="bestsms_client"):
        gateway = Gateway(httpx.ReadTimeout("late"), success(Group=GROUP))
        gateway.call("sync", "addressbook.group.detail", "G1")
    assert not ours(caplog)


def test_no_repr_contains_a_secret() -> None:
    canaries = Canaries()
    attempts: list[Attempt] = []
    gateway = Gateway(success())
    gateway.send(
        message=canaries.text,
        destinations=canaries.number,
        options={"token": canaries.token, **retry(on_attempt=attempts.append)},
    )
    config = build_config(token=canaries.token, environ={})
    draft = Draft(canaries.text, {}, config=config, test_mode=False, now=datetime.now(UTC))
    request = draft.request([{"Recipient": canaries.number}])
    preview = draft.preview([canaries.number, canaries.number[1:]])
    transport = httpx.MockTransport(gateway)
    with BestSMS(canaries.token, transport=transport) as client:
        things = [client, client.messaging, client.messaging.sms]
        reprs = [
            repr(thing) for thing in (*things, draft, request, preview, SEND, *attempts, config)
        ]
    assert attempts
    assert [found for text in reprs if (found := canaries.found_in(text))] == []


def test_the_canaries_are_detected() -> None:
    canaries = Canaries()
    n = canaries.number
    for shown in (n, n[1:], f"0{n[3:6]} {n[6:9]} {n[9:]}", f"{n[:3]} ({n[3:6]}) {n[6:9]}-{n[9:]}"):
        assert canaries.found_in(shown), shown
    for shown in (canaries.token, canaries.text, canaries.text[:40]):
        assert canaries.found_in(shown), shown
    assert not canaries.found_in(f"{n[:3]}***{n[-2:]}")
