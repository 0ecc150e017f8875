"""Retry delays: backoff with jitter, and Retry-After in every form."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.prepared_gateway import AsyncClock, Clock, Gateway, both, status

from bestsms_client import ConfigurationError, RetryPolicy, SendUncertainError
from bestsms_client._http.retry import parse_http_date, parse_retry_after

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempt", "longest"), [(2, 0.5), (3, 1.0), (4, 2.0), (5, 4.0), (6, 8.0), (7, 8.0), (101, 8.0)]
)
def test_the_delay_doubles_up_to_the_cap(attempt: int, longest: float) -> None:
    assert RetryPolicy(random=lambda: 1.0).wait_before(attempt) == longest
    assert RetryPolicy(random=lambda: 0.5).wait_before(attempt) == longest / 2
    assert RetryPolicy(random=lambda: 0.0).wait_before(attempt) == 0


@given(
    attempt=st.integers(2, 101), retry_after=st.none() | st.floats(0, 1e4), drawn=st.floats(0, 1)
)
def test_the_delay_is_never_shorter_than_retry_after(
    attempt: int, retry_after: float | None, drawn: float
) -> None:
    wait = RetryPolicy(random=lambda: drawn).wait_before(attempt, retry_after)
    assert (retry_after or 0) <= wait <= max(retry_after or 0, 8.0)


@pytest.mark.parametrize(
    ("name", "value"), [("deadline", None), ("max_attempts", "3"), ("backoff", True)]
)
def test_policy_values_that_are_not_numbers_are_refused(name: str, value: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"RetryPolicy.{name} is {value!r}; "):
        RetryPolicy(**{name: value})


def test_delays_are_random() -> None:
    policy = RetryPolicy()
    assert len({policy.wait_before(6) for _ in range(20)}) > 10


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("1.5", 1.5),
        ("9" * 400, 31_536_000.0),
        ("Thu, 01 Jan 9999 00:00:00 GMT", 31_536_000.0),
        ("Thu, 01 Jan 2026 00:00:09 GMT", 9.0),
        ("Thu, 01 Jan 2026 01:00:09 +0100", 9.0),
        ("Wed, 31 Dec 2025 23:59:00 GMT", 0.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-7", None),
        ("+7", None),
        ("7s", None),
        ("1.2.3", None),
        ("\u0667", None),
        ("nan", None),
        ("inf", None),
        ("1e3", None),
        ("0x7", None),
        ("2026-01-01T00:00:09Z", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, NOW) == seconds


@given(st.text())
def test_retry_after_never_raises(value: str) -> None:
    seconds = parse_retry_after(value, NOW)
    assert seconds is None or seconds >= 0


@given(st.integers(0, 10**6), st.integers(-12, 12))
def test_a_retry_after_date_may_be_in_any_time_zone(seconds: int, hours: int) -> None:
    local = NOW.astimezone(timezone(timedelta(hours=hours)))
    date = (NOW + timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert parse_http_date(date) == NOW + timedelta(seconds=seconds)
    assert parse_retry_after(date, local) == seconds


@both
def test_an_inconclusive_lookup_waits_for_retry_after(kind: str) -> None:
    lookup = status("ID1", CreatedTimeUTC_RFC3339="2025-12-31T00:00:00Z")
    lookup.headers.update({"Date": "Thu, 01 Jan 2026 00:00:00 GMT", "Retry-After": "5"})
    clock: Clock | AsyncClock = Clock() if kind == "sync" else AsyncClock()
    options = {"clock": clock, "retry": RetryPolicy(reconcile_for=9)}
    with pytest.raises(SendUncertainError):
        Gateway(httpx.ReadTimeout("late"), statuses=[lookup]).send(
            kind, message_id="ID1", options=options
        )
    assert clock.sleeps == [5.0]
