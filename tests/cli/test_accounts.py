"""Tokens, profiles and the doctor, and commands without an account or a network."""

import os
import pty
import re
import subprocess
from pathlib import Path

import pytest
from tests.cli.shell import BESTSMS, Shell

from bestsms_sandbox import Sandbox

pytestmark = pytest.mark.slow  # many processes

SECRET = "eyJhbGciOi.c2VjcmV0.dG9rZW4"


def test_login_profiles_and_logout(new_shell: Shell, sandbox: Sandbox) -> None:
    done = new_shell.run(
        "login", "--with-token", "--base-url", sandbox.base_url, stdin=f"{sandbox.token}\n"
    )
    assert done.code == 0, done.stderr
    assert f"Gateway\t{sandbox.base_url}\nToken stored in\tfile\n" in done.stdout
    stored = new_shell.home / "profiles.json"
    assert stored.stat().st_mode & 0o777 == 0o600
    assert new_shell.run("inbox", "--json").code == 0

    done = new_shell.run("login", "--profile", "work", "--with-token", "--base-url",
                        sandbox.base_url, "--json", stdin=sandbox.token)  # fmt: skip
    assert done.record == {"profile": "work", "base_url": sandbox.base_url, "stored_in": "file"}
    records = new_shell.run("profiles", "--json").records
    assert [(one["profile"], one["default"]) for one in records] == [
        ("default", True),
        ("work", False),
    ]
    assert "work\tyes\t" in new_shell.run("profiles", "--use", "work").stdout
    assert new_shell.run("profiles", "--use", "other").code == 2
    assert new_shell.run("inbox", "--profile", "other").code == 2

    assert new_shell.run("logout").stderr == "Removed the profile 'work'.\n"
    assert new_shell.run("logout", "--json").code == 0
    assert sandbox.token not in stored.read_text()
    assert "No profiles are stored" in new_shell.run("profiles").stderr


def test_login_refuses_a_token_that_the_gateway_refuses(new_shell: Shell, sandbox: Sandbox) -> None:
    done = new_shell.run("login", "--with-token", "--base-url", sandbox.base_url, stdin=SECRET)

    assert done.code == 4
    assert not (new_shell.home / "profiles.json").exists()
    assert SECRET not in done.stdout + done.stderr
    stored = new_shell.run("login", "--with-token", "--no-check", "--base-url",
                          sandbox.base_url, stdin=SECRET)  # fmt: skip
    assert stored.code == 0
    assert new_shell.run("inbox").code == 4


def test_login_needs_a_terminal_or_stdin(new_shell: Shell) -> None:
    done = new_shell.run("login")
    assert done.code == 2
    assert "use --with-token." in done.stderr


def test_login_prompts_without_showing_the_token(new_shell: Shell, sandbox: Sandbox) -> None:
    reader, terminal = pty.openpty()
    with subprocess.Popen(
        [BESTSMS, "login", "--base-url", sandbox.base_url],
        env=new_shell.environment,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    ) as process:
        os.close(terminal)
        shown = b""
        while b"Auth token: " not in shown:
            shown += os.read(reader, 1000)
        os.write(reader, f"{sandbox.token}\n".encode())
        assert process.wait(20) == 0
    while part := _read(reader):
        shown += part
    os.close(reader)
    assert sandbox.token.encode() not in shown


def _read(reader: int) -> bytes:
    try:
        return os.read(reader, 1000)
    except OSError:  # the end of the terminal
        return b""


def test_the_token_is_stored_in_the_keyring_if_there_is_one(
    new_shell: Shell, sandbox: Sandbox
) -> None:
    ring = new_shell.home / "ring"
    (new_shell.home / "filering.py").write_text(KEYRING)
    keyed = new_shell.with_variables(
        PYTHON_KEYRING_BACKEND="filering.Ring",
        PYTHONPATH=str(new_shell.home),
        RING=str(ring),
    )
    login = ("login", "--with-token", "--base-url", sandbox.base_url, "--json")

    assert keyed.run(*login, stdin=sandbox.token).record["stored_in"] == "keyring"
    assert sandbox.token not in (new_shell.home / "profiles.json").read_text()
    assert keyed.run("inbox").code == 0
    assert "file ring" in keyed.run("doctor").stdout

    missing = new_shell.run("inbox")
    assert missing.code == 4
    assert "The keyring has no auth token for the profile 'default'." in missing.stderr

    assert keyed.run("logout").code == 0
    assert ring.read_text() == ""
    locked = keyed.with_variables(RING="/dev/null/ring")
    assert locked.run(*login, stdin=sandbox.token).record["stored_in"] == "file"


KEYRING = """
import os
from pathlib import Path

from keyring.backend import KeyringBackend


class Ring(KeyringBackend):
    priority = 1
    name = "file ring"

    def set_password(self, service, username, password):
        Path(os.environ["RING"]).write_text(password)

    def get_password(self, service, username):
        return Path(os.environ["RING"]).read_text() or None

    def delete_password(self, service, username):
        Path(os.environ["RING"]).write_text("")
"""


@pytest.mark.parametrize("arguments", [("inbox",), ("status", "ID1"), ("resubmit", "ID1")])
def test_a_missing_token_error_says_how_to_store_one(
    new_shell: Shell, arguments: tuple[str, ...]
) -> None:
    done = new_shell.run(*arguments)

    assert (done.code, done.stdout) == (4, "")
    assert done.stderr.startswith("Error: There is no auth token.\nRun `bestsms login`")


def test_a_token_is_never_an_argument(new_shell: Shell) -> None:
    assert new_shell.run("login", SECRET).code == 2
    assert new_shell.run("inbox", "--token", SECRET).code == 2


def test_without_a_network(new_shell: Shell) -> None:
    nowhere = new_shell.with_variables(
        BESTSMS_API_URL="http://127.0.0.1:9/api/v2.04", BESTSMS_AUTH_TOKEN=SECRET
    )
    done = nowhere.run("doctor", "--json")

    assert done.code == 1
    failed = [one for one in done.records if one["status"] == "failed"]
    assert [one["check"] for one in failed] == ["connection"]
    assert re.search("refused|ConnectError", failed[0]["detail"])
    assert SECRET not in done.stdout + done.stderr


def test_doctor(shell: Shell, sandbox: Sandbox) -> None:
    done = shell.run("doctor")
    assert done.code == 0
    assert "ok       authentication  the gateway accepts the auth token" in done.stdout
    assert sandbox.token not in done.stdout
    records = shell.run("doctor", "--json").records
    assert {one["check"] for one in records} == {
        "versions", "keyring", "environment", "account", "token", "gateway", "connection",
        "authentication", "clock",
    }  # fmt: skip
    assert all(list(one) == ["check", "status", "detail", "hint"] for one in records)

    wrong = shell.with_variables(BESTSMS_AUTH_TOKEN=SECRET).run("doctor")
    assert wrong.code == 4
    assert "a JSON Web Token" in wrong.stdout
    assert SECRET not in wrong.stdout


def test_the_first_live_message_needs_a_confirmation(new_shell: Shell) -> None:
    live = new_shell.with_variables(
        BESTSMS_AUTH_TOKEN=SECRET, BESTSMS_API_URL="https://gateway.invalid/api/v2.04"
    )
    send = ("send", "Hello", "--to", "+61491570006")

    refused = live.run(*send)
    assert refused.code == 2
    assert "This is the first message from this machine" in refused.stderr
    assert not (new_shell.home / "state").exists()


def test_sandbox_option_without_a_running_sandbox(new_shell: Shell) -> None:
    done = new_shell.run("inbox", "--sandbox")

    assert done.code == 1
    assert done.stderr == (
        "Error: No sandbox is running on this machine.\n"
        "To start one, run in another terminal: bestsms sandbox\n"
        "For a sandbox that was started in another way, leave out --sandbox, and set "
        "BESTSMS_API_URL and BESTSMS_AUTH_TOKEN.\n"
    )


def test_unreadable_settings(new_shell: Shell) -> None:
    Path(new_shell.home / "profiles.json").write_text("[]")
    done = new_shell.run("profiles")
    assert done.code == 2
    assert "profiles.json is damaged" in done.stderr
