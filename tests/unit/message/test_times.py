"""Times: reading the gateway's formats, and writing what the caller passes."""

import importlib
import random
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bestsms_client import InvalidRequestError
from bestsms_client._message.schedule import action_time, schedule
from bestsms_client.times import parse
from bestsms_client.zones import api_name, zone

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SYDNEY, LORD_HOWE = ZoneInfo("Australia/Sydney"), ZoneInfo("Australia/Lord_Howe")
KEPT: Any = importlib.import_module("tzlocal.windows_tz")
NAMES = [name.replace(" Standard Time", "") for name in KEPT.win_tz]
DOCUMENTED = [
    "New Zealand",
    "AUS Eastern",
    "E. Australia",
    "W. Australia",
    "Cen. Australia",
    "Central Pacific",
]


def write(when: Any, time_zone: str | None = None, **more: Any) -> tuple[str | None, str | None]:
    return schedule(when, time_zone, now=NOW, **more)[:2]


def refusal(when: Any, time_zone: str | None = None, **more: Any) -> str:
    with pytest.raises(InvalidRequestError) as caught:
        write(when, time_zone, **more)
    return str(caught.value)


# Reading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-01 03:51:42", (2024, 5, 1, 3, 51, 42)),
        ("2024-05-01T03:51:42", (2024, 5, 1, 3, 51, 42)),
        ("2026-09-01T12:30", (2026, 9, 1, 12, 30)),
        ("2020-05-12 14:05", (2020, 5, 12, 14, 5)),
        ("16/10/2018 13:43 p.m.", (2018, 10, 16, 13, 43)),
        ("16/10/2018 01:43 p.m.", (2018, 10, 16, 13, 43)),
        ("16/10/2018 1:43 PM", (2018, 10, 16, 13, 43)),
        ("16/10/2018 01:43 a.m.", (2018, 10, 16, 1, 43)),
        ("16/10/2018 13:43", (2018, 10, 16, 13, 43)),
        ("6/1/2018 12:00:07 AM", (2018, 1, 6, 0, 0, 7)),
        ("2018-10-16 12:43 pm", (2018, 10, 16, 12, 43)),
        ("2018-10-16 12:43 am", (2018, 10, 16, 0, 43)),
        ("2018-10-16 13:43 pm", (2018, 10, 16, 13, 43)),
        ("0001-01-01 00:00:00", (1, 1, 1)),
    ],
)
def test_every_local_format_is_parsed(text: str, expected: tuple[int, ...]) -> None:
    naive = datetime(*expected)  # type: ignore[arg-type]
    assert parse(text) == naive
    assert parse(text, UTC) == naive.replace(tzinfo=UTC)
    assert parse(text, "No Such Zone") == naive
    eastern = parse(text, "AUS Eastern")
    assert eastern == naive.replace(tzinfo=SYDNEY)


@pytest.mark.parametrize(
    "text",
    ["2024-05-01T03:51:42.000Z", "2024-05-01 03:51:42+00:00", "2024-05-01T13:51:42+10:00"],
)
def test_a_zone_in_the_text_takes_precedence(text: str) -> None:
    for zone_given in (None, UTC, "New Zealand"):
        assert parse(text, zone_given) == datetime(2024, 5, 1, 3, 51, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        7,
        "soon",
        "31/02/2018 13:43",
        "16/10/2018 25:43 p.m.",
        "2018-13-01 00:00",
        "١٦/١٠/٢٠١٨",
    ],
)
def test_an_invalid_time_is_none(text: Any) -> None:
    assert parse(text) is None


# Zones


def test_the_zone_table_matches_tzlocal() -> None:
    """Fails if tzlocal has a newer table. The package itself does not need tzlocal."""
    for name, primary in KEPT.win_tz.items():
        short = name.replace(" Standard Time", "")
        assert api_name(name) == api_name(short) == api_name(short.upper()) == short
        assert zone(name).key in {primary, *(a for a, w in KEPT.tz_win.items() if w == name)}
    for iana, name in KEPT.tz_win.items():
        short = name.replace(" Standard Time", "")
        if iana:  # tzlocal has an entry without a name, and Greenwich is a zone in both
            assert api_name(iana) in (short, iana), iana
    assert len(NAMES) == 142
    assert set(DOCUMENTED) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_zone_by_both_names(name: str) -> None:
    """Both names of a zone give the same time, and it can be read back."""
    place = zone(name)
    wall = datetime(2026, 7, 1, 12)
    by_windows, by_iana = write(wall, name), write(wall, place.key)
    if name not in ("GMT", "Greenwich"):
        assert by_windows == by_iana
    assert by_windows == ("2026-07-01T12:00", name)
    assert parse(by_windows[0], by_windows[1]) == wall.replace(tzinfo=place)
    assert write(wall.replace(tzinfo=place), name) == by_windows


def test_an_unknown_zone_is_refused_with_a_suggestion() -> None:
    assert "Did you mean AUS Eastern?" in refusal("2026-07-01T12:00", "AUS Estern")
    assert "did you mean australia/sydney?" in refusal(None, "Australia/Sidney").lower()


# Writing


def test_a_string_is_sent_unchanged() -> None:
    for text in ("2026-07-01 10:00", "2026-10-04T02:30", "2031-01-31T09:00:30"):
        assert write(text) == (text, None)
        assert write(text, "Australia/Perth") == (text, "W. Australia")
        assert write(text, account_timezone="W. Australia") == (text, None)
    assert write(None) == (None, None)


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("2020-01-01T09:00", {}),
        ("2020-01-01T09:00", {"time_zone": "AUS Eastern"}),
        ("2026-01-01T10:59", {"time_zone": "Australia/Sydney"}),  # it is 11:00 in Sydney
        ("2026-01-01 10:59:59", {"account_timezone": "AUS Eastern"}),
        ("2025-12-31T11:59", {}),  # it is 12:00 in the last time zone where the day ends
    ],
)
def test_a_string_in_the_past_is_refused(text: str, more: dict[str, Any]) -> None:
    assert f"send_time {text} is in the past; it is now 2026-01-01T00:00Z" in refusal(text, **more)
    assert write(text, **more, allow_past=True)[0] == text


def test_a_string_that_is_in_the_future_in_some_zone_is_accepted() -> None:
    assert write("2025-12-31T12:00") == ("2025-12-31T12:00", None)
    assert write("2026-01-01T11:00", "Australia/Sydney")[0] == "2026-01-01T11:00"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2031-01-01", "is a date without a time of day"),
        ("2031-01-01T09:00Z", "has a UTC offset"),
        ("2031-01-01T09:00:00+10:00", "has a UTC offset"),
        ("2031-01-01T09:00+1000", "has a UTC offset"),
        ("2031-01-01 09:00:00.000-05:00", "has a UTC offset"),
        ("2031-02-29T09:00", "is not a valid date and time"),
        ("2031-01-01T24:00", "is not a valid date and time"),
        ("2031-01-01T09:00:00.5", "does not have the expected form"),
        ("2031-1-1 9:00", "does not have the expected form"),
        ("01/02/2031 09:00", "does not have the expected form"),
        ("20310101T0900", "does not have the expected form"),
        ("2031-01-01T09:00\n", "does not have the expected form"),
        ("٢٠٣١-٠١-٠١T٠٩:٠٠", "does not have the expected form"),
        ("tomorrow", "does not have the expected form"),
        ("", "does not have the expected form"),
    ],
)
def test_a_string_in_another_format_is_refused(text: str, reason: str) -> None:
    error_text = refusal(text)
    assert reason in error_text
    assert "YYYY-MM-DDThh:mm" in error_text or "valid date" in error_text


@pytest.mark.parametrize(
    ("when", "more", "expected"),
    [
        (datetime(2026, 7, 1, tzinfo=UTC), {}, ("2026-07-01T10:00", "E. Australia")),
        (datetime(2026, 7, 1, tzinfo=SYDNEY), {}, ("2026-07-01T00:00", "AUS Eastern")),
        (
            datetime(2026, 7, 1, tzinfo=SYDNEY),
            {"account_timezone": "New Zealand"},
            ("2026-07-01T02:00", "New Zealand"),
        ),
        (
            datetime(2026, 7, 1, tzinfo=UTC),
            {"account_timezone": "Pacific/Auckland"},
            ("2026-07-01T12:00", "New Zealand"),
        ),
        (
            datetime(2026, 7, 1, tzinfo=UTC),
            {"time_zone": "W. Australia"},
            ("2026-07-01T08:00", "W. Australia"),
        ),
        (
            datetime(2026, 7, 1),
            {"time_zone": "Australia/Perth"},
            ("2026-07-01T00:00", "W. Australia"),
        ),
        (
            datetime(2026, 7, 1),
            {"account_timezone": "AUS Eastern"},
            ("2026-07-01T00:00", "AUS Eastern"),
        ),
        (timedelta(minutes=5), {}, ("2026-01-01T10:05", "E. Australia")),
        (timedelta(days=1), {"time_zone": "Australia/Sydney"}, ("2026-01-02T11:00", "AUS Eastern")),
        (timedelta(0), {}, ("2026-01-01T10:00", "E. Australia")),
    ],
)
def test_the_written_time_and_zone(
    when: Any, more: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert write(when, **more) == expected


def test_seconds_are_rounded_up() -> None:
    for seconds, minute in (
        (0.0, "00"),
        (0.000001, "01"),
        (59.5, "01"),
        (60.0, "01"),
        (61.0, "02"),
    ):
        assert write(timedelta(seconds=seconds))[0] == f"2026-01-01T10:{minute}"


def test_the_past_is_refused_unless_it_is_allowed() -> None:
    late = NOW - timedelta(minutes=1)
    assert "is in the past" in refusal(late)
    assert "is in the past" in refusal(timedelta(minutes=-1))
    assert write(late, allow_past=True) == ("2026-01-01T09:59", "E. Australia")
    assert write(NOW + timedelta(seconds=1) - timedelta(seconds=1)) is not None


@pytest.mark.parametrize(
    "when", [date(2026, 7, 1), 7, datetime.max.replace(tzinfo=UTC), timedelta.max]
)
def test_values_that_are_not_a_time_are_refused(when: Any) -> None:
    assert refusal(when).startswith("send_time ")


def test_a_naive_time_needs_a_zone() -> None:
    assert "its time zone is not known" in refusal(datetime(2026, 7, 1))


# Nights with a clock change: one hour in Sydney, half an hour on Lord Howe

NIGHTS = [
    (SYDNEY, datetime(2026, 10, 4, 2, 30), "does not exist", ("01:30:00+10:00", "03:30:00+11:00")),
    (SYDNEY, datetime(2026, 4, 5, 2, 30), "occurs twice", ("02:30:00+11:00", "02:30:00+10:00")),
    (
        LORD_HOWE,
        datetime(2026, 10, 4, 2, 15),
        "does not exist",
        ("01:45:00+10:30", "02:45:00+11:00"),
    ),
    (LORD_HOWE, datetime(2026, 4, 5, 1, 45), "occurs twice", ("01:45:00+11:00", "01:45:00+10:30")),
]


@pytest.mark.parametrize(("place", "wall", "fault", "readings"), NIGHTS)
def test_an_ambiguous_or_missing_time_is_refused_with_both_readings(
    place: tzinfo, wall: datetime, fault: str, readings: tuple[str, str]
) -> None:
    windows = api_name(str(place))
    for text in (
        refusal(wall, str(place)),
        refusal(wall, windows),
        refusal(wall, account_timezone=windows),
        refusal(wall.replace(fold=1), windows),
        refusal(f"{wall:%Y-%m-%dT%H:%M}", windows),
        *([refusal(wall.replace(tzinfo=place))] if fault == "does not exist" else []),
    ):
        assert fault in text
        assert all(reading in text for reading in readings), text


@pytest.mark.parametrize(("place", "wall", "fault", "_readings"), NIGHTS)
def test_each_reading_can_be_passed(
    place: ZoneInfo, wall: datetime, fault: str, _readings: tuple[str, str]
) -> None:
    written = set[tuple[str | None, str | None]]()
    for fold in (0, 1):
        moment = wall.replace(tzinfo=place, fold=fold).astimezone(UTC)
        text, name = write(moment, account_timezone=place.key)
        assert parse(text, name) == moment
        assert name == ("E. Australia" if fault == "occurs twice" else api_name(place.key))
        written.add((text, name))
        if fault == "occurs twice":
            assert write(moment, place.key) == write(moment) == (text, name)
            assert "occurs twice" in action_refusal(moment, place.key)
    assert len(written) == 2
    if fault == "occurs twice":  # `fold` selects one of the two
        assert {write(wall.replace(tzinfo=place, fold=fold)) for fold in (0, 1)} == written


def test_a_preview_says_that_a_time_is_sent_in_another_zone() -> None:
    moment = datetime(2026, 4, 5, 2, 30, tzinfo=SYDNEY)
    note = schedule(moment, None, now=NOW).note
    assert "is sent as a time in the zone E. Australia" in note
    assert "occurs twice in AUS Eastern" in note
    assert schedule(moment + timedelta(hours=3), None, now=NOW).note == ""


class MissingTime(datetime):
    """A missing time, like pandas.NaT: a datetime by class, but without values."""

    def __getattribute__(self, name: str) -> Any:
        return float("nan") if name == "year" else super().__getattribute__(name)


class LocalMeanTime(tzinfo):
    """A zone with the local mean time of Sydney, a common mistake with pytz."""

    def utcoffset(self, _when: datetime | None) -> timedelta:
        return timedelta(hours=10, minutes=5)

    def dst(self, _when: datetime | None) -> None: ...

    def tzname(self, _when: datetime | None) -> str:
        return "LMT"


class BrokenZone(LocalMeanTime):
    """A zone that raises."""

    def utcoffset(self, _when: datetime | None) -> timedelta:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        (MissingTime(2031, 1, 1), "is of type MissingTime, but is not a valid time"),
        (MissingTime(2031, 1, 1, tzinfo=UTC), "is of type MissingTime, but is not a valid time"),
        (datetime(2031, 1, 1, tzinfo=BrokenZone()), "is not a valid time"),
        (
            datetime(2031, 1, 1, tzinfo=LocalMeanTime()),
            "has the UTC offset +1005, which no time zone uses",
        ),
        (date(2031, 1, 1), "is a date without a time of day"),
        (1e9, "is of type float"),
        (object(), "is of type object"),
    ],
)
def test_broken_datetimes_are_refused(when: Any, reason: str) -> None:
    for zone_name in (None, "Australia/Sydney"):
        assert reason in refusal(when, zone_name)
    assert reason in action_refusal(when, "AUS Eastern")


@pytest.mark.parametrize(
    "place",
    [SYDNEY, LORD_HOWE, ZoneInfo("Europe/London"), UTC, timezone(timedelta(hours=5, minutes=45))],
)
def test_any_time_can_be_read_back(place: tzinfo) -> None:
    dice = random.Random(2026)
    for _ in range(2000):
        moment = NOW + timedelta(minutes=dice.randrange(366 * 24 * 60))
        local = moment.astimezone(place)
        text, name = write(local)
        assert parse(text, name) == moment


# Actions


def action_refusal(when: Any, account_timezone: str | None) -> str:
    with pytest.raises(InvalidRequestError) as caught:
        action_time(when, now=NOW, account_timezone=account_timezone)
    return str(caught.value)


def test_an_action_uses_the_zone_of_the_account() -> None:
    moment = datetime(2026, 7, 1, tzinfo=UTC)
    assert action_time(moment, now=NOW, account_timezone="Australia/Perth") == "2026-07-01T08:00"
    naive = moment.replace(tzinfo=None)
    assert action_time(naive, now=NOW, account_timezone="Australia/Perth") == "2026-07-01T00:00"
    text = "2026-07-01 00:00"
    assert action_time(text, now=NOW, account_timezone=None) == text
    assert "in the past" in action_refusal("2020-01-01 00:00", None)
    assert action_time(None, now=NOW, account_timezone=None) is None
    assert "account_timezone" in action_refusal(moment, None)
    assert "is in the past" in action_refusal(NOW - timedelta(days=1), "AUS Eastern")
