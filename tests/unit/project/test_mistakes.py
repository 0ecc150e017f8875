"""Typical mistakes: type checkers report each, and at run time the error names the fix."""

import json
import re
import subprocess
import sys
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from tests.unit.prepared_gateway import HELLO, NUMBER, Gateway, both, success

import contract as c
from bestsms_client import AsyncBestSMS, BestSMS, ConfigurationError, InvalidRequestError

SCRIPT = c.ROOT / "tests" / "data" / "ten_mistakes.py.txt"


def marked() -> set[int]:
    lines = SCRIPT.read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, 1) if "# MISTAKE " in line}


def run(*command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=c.ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "ten_mistakes.py"
    path.write_bytes(SCRIPT.read_bytes())
    return path


def test_there_are_ten_mistakes() -> None:
    assert len(marked()) == 10


@pytest.mark.slow
def test_mypy_reports_each_mistake_and_nothing_else(script: Path) -> None:
    output = run("mypy", "--strict", str(script))
    assert {int(line) for line in re.findall(r"ten_mistakes\.py:(\d+): error", output)} == marked()


@pytest.mark.slow
def test_pyright_reports_each_mistake_and_nothing_else(script: Path) -> None:
    config = {
        "extraPaths": [str(c.ROOT / "generated"), str(c.ROOT / "overlay")],
        "pythonVersion": "3.11",
        "venvPath": str(Path(sys.prefix).parent),
        "venv": Path(sys.prefix).name,
    }
    project = script.with_name("pyrightconfig.json")
    project.write_text(json.dumps(config), encoding="utf-8")
    found = json.loads(run("pyright", "--project", str(project), "--outputjson", str(script)))
    lines = {one["range"]["start"]["line"] + 1 for one in found["generalDiagnostics"]}
    assert lines == marked()


SLIPS: list[tuple[str, dict[str, Any], str]] = [
    ("send_message", {"to": NUMBER, "text": "Hi"}, "destinations or message"),
    ("send_message", {"to": NUMBER, "message": "Hi"}, "destinations"),
    ("send_message", {**HELLO, "body": "Hi"}, "message"),
    ("send_message", {**HELLO, "text": "Hi"}, "message"),
    ("send_message", {**HELLO, "destination": NUMBER}, "destinations"),
    ("send_message", {**HELLO, "recipients": [NUMBER]}, "destinations"),
    ("send_message", {**HELLO, "MessageID": "ID1"}, "message_id"),
    ("send_message", {**HELLO, "refrence": "x"}, "reference"),
    ("send_message", {**HELLO, "sender": "Kitchen"}, "from_number"),
    ("send_message", {**HELLO, "test": True}, 'mode="test"'),
    ("send_message", {**HELLO, "allow_past": True}, 'allow={"past"}'),
    ("send_message", {**HELLO, "allow_unknown_fields": True}, 'allow={"unknown_fields"}'),
    ("send_message", {**HELLO, "files": []}, "attachments"),
    ("preview", {"to": NUMBER, "message": "Hi"}, "destinations"),
    ("preview", {**HELLO, "timezone": "AUS Eastern"}, "time_zone"),
    ("send_bulk", {"recipients": [NUMBER], "text": "Hi"}, "message"),
    ("send_bulk", {"recipients": [NUMBER], "message": "Hi", "message_ids": "x"}, ""),
]


@both
@pytest.mark.parametrize(("method", "given", "meant"), SLIPS)
def test_the_error_for_a_wrong_argument_suggests_the_right_one(
    kind: str, method: str, given: dict[str, Any], meant: str
) -> None:
    gateway = Gateway(success())
    with pytest.raises(InvalidRequestError) as caught:
        gateway.call(kind, f"messaging.sms.{method}", **given)
    output = str(caught.value)
    assert output.startswith(f"client.messaging.sms.{method} has no argument ")
    assert not meant or any(f"Did you mean {one}?" in output for one in meant.split(" or "))
    assert "4915" not in output
    assert not gateway.requests


@both
def test_missing_and_positional_arguments_are_named(kind: str) -> None:
    gateway, name = Gateway(success()), "messaging.sms.send_message"
    with pytest.raises(InvalidRequestError, match=r"send_message requires destinations\.$"):
        gateway.call(kind, name, message="Hi")
    with pytest.raises(InvalidRequestError, match="requires message and destinations"):
        gateway.call(kind, name)
    with pytest.raises(InvalidRequestError, match=r"by name \(message=\.+, destinations=\.+\)"):
        gateway.call(kind, name, NUMBER, "Hi")


@pytest.mark.parametrize("client", [BestSMS, AsyncBestSMS])
@pytest.mark.parametrize(
    ("name", "meant"),
    [("AuthToken", "token"), ("auth_token", "token"), ("api_key", "token"), ("url", "base_url"),
     ("timezone", "account_timezone"), ("time_out", "timeout")],
)  # fmt: skip
def test_the_error_for_a_wrong_client_argument_suggests_the_right_one(
    client: Any, name: str, meant: str
) -> None:
    with pytest.raises(ConfigurationError, match=rf"has no argument {name}\. Did you mean {meant}"):
        client(**{name: "token"})


@pytest.mark.parametrize("client", [BestSMS("token"), AsyncBestSMS("token")], ids=["sync", "async"])
@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Messaging", "client.messaging"),
        ("Reports", "client.reports"),
        ("address_book", "client.addressbook"),
        ("messaging.SMS", "client.messaging.sms"),
        ("messaging.sms.SendMessage", "client.messaging.sms.send_message"),
        ("messaging.sms.send", "client.messaging.sms.send_message"),
        ("send", "client.messaging.sms.send_message"),
        ("send_message", "client.messaging.sms.send_message"),
    ],
)
def test_the_error_for_a_wrong_attribute_suggests_the_right_one(
    client: Any, name: str, meant: str
) -> None:
    with pytest.raises(AttributeError, match=rf"Did you mean {meant}\?"):
        attrgetter(name)(client)
    assert not hasattr(client, "__wrapped__")
    with pytest.raises(AttributeError, match=r"client has no attribute zzz\.$"):
        _ = client.zzz
