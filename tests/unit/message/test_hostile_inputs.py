"""Hostile inputs, with the exact text of the error that each raises before anything is sent.

The table is `tests/data/hostile_inputs.txt`: a call on one line, its error below it. To update the
texts after a change, run this module and read every change.
"""

import io
import sys
from collections.abc import Callable
from dataclasses import make_dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import contract as c
from bestsms_client import BestSMSError, Caps, Contact, Destination, File, Group, Sent

TABLE = c.ROOT / "tests" / "data" / "hostile_inputs.txt"


class Upload(io.BytesIO):
    def __init__(self, filename: Any) -> None:
        super().__init__(b"Soup")
        self.name, self.filename = "attachment", filename


class AsyncUpload:
    filename = "menu.pdf"

    async def read(self, _size: int = -1) -> bytes:
        return b"Soup"


class Scalar:
    """An array without dimensions."""

    def __iter__(self) -> Any:
        raise TypeError("iteration over a 0-d array")


class NaT(datetime):
    """A missing time, like pandas.NaT."""

    def __getattribute__(self, name: str) -> Any:
        return float("nan") if name == "year" else super().__getattribute__(name)


NAMES: dict[str, Any] = {
    "BytesIO": io.BytesIO,
    "Caps": Caps,
    "Contact": Contact,
    "Customer": make_dataclass("Customer", ["recipient", "group_id"]),
    "Decimal": Decimal,
    "Destination": Destination,
    "File": File,
    "Group": Group,
    "AsyncUpload": AsyncUpload,
    "NaT": NaT,
    "Order": make_dataclass("Order", ["message_id"]),
    "Path": Path,
    "Row": SimpleNamespace,
    "Scalar": Scalar,
    "Sent": Sent,
    "StringIO": io.StringIO,
    "UTC": UTC,
    "Upload": Upload,
    "ZoneInfo": ZoneInfo,
    "date": date,
    "datetime": datetime,
    "time": time,
    "timedelta": timedelta,
    "timezone": timezone,
}
CALLS = {
    "send_message": "messaging.sms.send_message",
    "preview": "messaging.sms.preview",
    "send_bulk": "messaging.sms.send_bulk",
    "confirm": "messaging.sms.confirm",
    "status": "reports.status.poll",
    "resubmit": "actions.resubmit.send_request",
    "reschedule": "actions.reschedule.send_request",
    "contact": "addressbook.contact.detail",
    "create_contact": "addressbook.contact.create",
    "update_contact": "addressbook.contact.update",
    "group": "addressbook.group.detail",
    "create_group": "addressbook.group.create",
    "client": "",
}


def rows() -> list[tuple[str, str]]:
    blocks = TABLE.read_text(encoding="utf-8").strip().split("\n\n")[1:]
    return [(call, text) for call, text in (block.split("\n") for block in blocks)]


def outcome(kind: str, call: str) -> str:
    """Make a call of the table and return its error in the format of the table."""
    from tests.unit.prepared_gateway import HELLO, Gateway, success

    gateway = Gateway(success())

    def bound(method: str) -> Callable[..., Any]:
        def run(*args: Any, **given: Any) -> Any:
            if not method:
                return gateway.call(kind, "messaging.sms.send_message", **HELLO, options=given)
            usual = {"send_message": HELLO, "preview": HELLO, "send_bulk": {"message": "Hello"}}
            defaults = usual.get(method.rpartition(".")[2], {})
            return gateway.call(kind, method, *args, **{**defaults, **given})

        return run

    try:
        eval(call, {**NAMES, **{name: bound(method) for name, method in CALLS.items()}})  # noqa: S307
    except BestSMSError as error:
        assert error.sent == "no"  # noqa: PT017
        assert not gateway.requests
        return f"{type(error).__name__}: {error}".replace("AsyncBestSMS", "BestSMS")
    return "accepted"


def test_there_are_enough_inputs() -> None:
    assert len(rows()) >= 120
    assert len({call for call, _ in rows()}) == len(rows())


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize(("call", "text"), rows(), ids=[call for call, _ in rows()])
def test_a_hostile_input_raises_the_recorded_error(kind: str, call: str, text: str) -> None:
    assert outcome(kind, call) == text
    assert "Secret" not in text


if __name__ == "__main__":
    sys.path.insert(0, str(c.ROOT))
    head = TABLE.read_text(encoding="utf-8").partition("\n\n")[0]
    blocks = [f"{call}\n{outcome('sync', call)}" for call, _text in rows()]
    TABLE.write_text("\n\n".join([head, *blocks]) + "\n", encoding="utf-8")
