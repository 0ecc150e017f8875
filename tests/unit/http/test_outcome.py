"""The outcome of an attempt, for every kind of response."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestsms_api.constraints import ERROR_TEXTS
from bestsms_client._http.outcome import Kind, Outcome, of_answer

NOW = datetime(2026, 1, 1, tzinfo=UTC)

SENT = json.dumps({"Result": "Success", "MessageID": "ID1"}).encode()
FAILED = json.dumps({"Result": "Failed", "ErrorMessage": ["Missing Sender"]}).encode()
UNREADABLE = {
    "empty": b"",
    "html": b"<html><body>It works!</body></html>",
    "truncated": SENT[:-5],
    "non-utf-8": b'{"Result": "Succ\xff\xfeess"}',
    "list": b'[{"Result": "Success"}]',
    "number": b"200",
    "null": b"null",
    "text": b'"Success"',
    "deep": b"[" * 200_000 + b"]" * 200_000,
    "deep object": b'{"Result":' * 100_000,
    "huge number": b'{"Result": ' + b"9" * 5000 + b"}",
    "no result": b'{"MessageID": "ID1"}',
    "null result": b'{"Result": null}',
    "true result": b'{"Result": true}',
    "list result": b'{"Result": ["Success"]}',
}


def of(code: int, body: bytes) -> Outcome:
    return of_answer(code, {}, body, NOW)


@pytest.mark.parametrize("code", [200, 201, 202, 204, 299])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (SENT, Kind.ACCEPTED),
        (b'{"Result": "SUCCESS"}', Kind.ACCEPTED),
        (b'\xef\xbb\xbf{"Result": "Success"}', Kind.ACCEPTED),
        (FAILED, Kind.REFUSED),
        (b'{"Result": "Error"}', Kind.REFUSED),
        *((body, Kind.UNKNOWN) for body in UNREADABLE.values()),
    ],
    ids=["success", "SUCCESS", "byte order mark", "failed", "error", *UNREADABLE],
)
def test_the_body_of_a_2xx_decides_the_outcome(code: int, body: bytes, kind: Kind) -> None:
    outcome = of(code, body)
    assert outcome.kind is kind
    assert bool(outcome.body) is (kind is Kind.ACCEPTED)


REFUSALS = [FAILED, b'{"Result": "Error"}', b'{"ErrorMessage": ["No"]}', b'{"ErrorMessage": "No"}']
STRANGERS = {
    **UNREADABLE,
    "a proxy's JSON": b'{"message": "Forbidden"}',
    "a proxy's Message": b'{"Message": "No HTTP resource was found"}',
    "no reason": b'{"ErrorMessage": []}',
}
CLIENT_ERRORS = [400, 401, 403, 404, 405, 408, 409, 413, 415, 418, 421, 422, 425, 429, 499]


@pytest.mark.parametrize("code", CLIENT_ERRORS)
@pytest.mark.parametrize("body", REFUSALS)
def test_a_4xx_with_the_gateways_json_is_a_refusal(code: int, body: bytes) -> None:
    assert of(code, body).kind is Kind.REFUSED


@pytest.mark.parametrize("code", CLIENT_ERRORS)
@pytest.mark.parametrize("body", STRANGERS.values(), ids=[*STRANGERS])
def test_a_4xx_without_the_gateways_json_is_unknown(code: int, body: bytes) -> None:
    outcome = of(code, body)
    assert outcome.kind is Kind.UNKNOWN
    assert str(code) in outcome.reason
    assert outcome.may_pass is (code in (408, 425, 429))


@pytest.mark.parametrize("code", [400, 429])
def test_a_4xx_that_reports_success_is_unknown(code: int) -> None:
    assert of(code, SENT).kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    "code", [0, 100, 199, 300, 301, 302, 307, 308, 399, 500, 502, 503, 504, 520, 599, 600, 999]
)
@pytest.mark.parametrize("body", [SENT, FAILED, b"", b"<html>"], ids=str)
def test_every_other_status_code_is_unknown(code: int, body: bytes) -> None:
    assert of(code, body).kind is Kind.UNKNOWN


@given(st.integers(-1, 1000), st.binary() | st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.sampled_from(["Result", "ErrorMessage", "Message", "x"]), inner
    ),
).map(lambda value: json.dumps(value).encode()), st.text(), st.text())  # fmt: skip
def test_no_response_raises(code: int, body: bytes, date: str, after: str) -> None:
    outcome = of_answer(code, {"date": date, "retry-after": after}, body, NOW)
    assert (outcome.kind is Kind.ACCEPTED) <= (200 <= code < 300)
    assert all(outcome.errors)
    assert outcome.meaning
    assert outcome.retry_after is None or outcome.retry_after >= 0


REASONS: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({"ErrorMessage": ["one", "two"]}, ("one", "two")),
    ({"ErrorMessage": "one"}, ("one",)),
    ({"Message": "one"}, ("one",)),
    ({"Message": ["one"]}, ("one",)),
    ({"ErrorMessage": [], "Message": "one"}, ("one",)),
    ({"ErrorMessage": None, "Message": None}, ()),
    ({"ErrorMessage": [None, 7, {}, "", "one"]}, ("one",)),
    ({"ErrorMessage": {"Message": "one"}}, ()),
    ({}, ()),
]


@pytest.mark.parametrize(("reasons", "wanted"), REASONS)
def test_error_texts_are_read_in_every_documented_form(
    reasons: dict[str, Any], wanted: tuple[str, ...]
) -> None:
    assert of(400, json.dumps({"Result": "Failed", **reasons}).encode()).errors == wanted


def test_an_accepted_response_has_no_error_texts() -> None:
    body = {"Result": "Success", "ErrorMessage": ["nothing"], "Message": "Thank you"}
    assert of(200, json.dumps(body).encode()).errors == ()


@pytest.mark.parametrize("text", ERROR_TEXTS, ids=lambda text: text.text)
def test_known_error_texts_decide_the_meaning(text: Any) -> None:
    filled = re.sub(r"{\w+}", "x-1", text.text)
    body = json.dumps({"Result": "Failed", "ErrorMessage": [filled]}).encode()
    assert of(400, body).meaning == text.meaning


@pytest.mark.parametrize(
    ("code", "meaning"),
    [(400, "invalid"), (401, "authentication"), (403, "authentication"), (404, "not-found"),
     (409, "invalid"), (429, "rate-limit"), (500, "server"), (599, "server"), (999, "server")],
)  # fmt: skip
def test_without_a_known_text_the_status_code_decides_the_meaning(code: int, meaning: str) -> None:
    assert of(code, b"<html>").meaning == meaning


DATES = ["", "soon", "Thu, 01 Jan 99999999999999999999 00:00:00 GMT", "Thu, 99 Jan 2026 00:00:00",
         "Thu, 01 Jan 2026 00:00:00 +99999999999999", "Mon, 01 Jan 0001 00:00:00 GMT"]  # fmt: skip


@pytest.mark.parametrize("date", DATES)
def test_an_invalid_date_header_is_ignored(date: str) -> None:
    for name in ("date", "retry-after"):
        assert of_answer(200, {name: date}, SENT, NOW).kind is Kind.ACCEPTED
