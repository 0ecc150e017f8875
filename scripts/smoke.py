"""Try out an extra in an environment with only the wheel and that extra.

`python scripts/smoke.py EXTRA...` needs a running sandbox, given by BESTSMS_API_URL and
BESTSMS_AUTH_TOKEN. `none` stands for the wheel without extras. scripts/release and the tests run
this script in separate environments.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

TO = "+61491570006"
NOWHERE = "host=127.0.0.1 port=1 connect_timeout=2"  # no database answers there


def command(name: str, *arguments: str, stdin: str = "", **environment: str) -> tuple[int, str]:
    """Run a command of this environment; return its exit code and all that it printed."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name(name)), *arguments],
        input=stdin,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout


def error_of(use: Callable[[], object], kind: type[Exception]) -> str:
    """Return the text of the error that a call raises."""
    try:
        use()
    except kind as error:
        return str(error)
    raise AssertionError(f"{kind.__name__} was expected, and nothing was raised")


def none() -> None:
    """Import every public name, send, and read how each missing extra is reported."""
    import bestsms_client
    from bestsms_campaign import Campaign
    from bestsms_client import AsyncBestSMS, BestSMS, BestSMSError

    names: list[str] = vars(bestsms_client)["__getattr__"]("__all__")
    for name in names:
        assert getattr(bestsms_client, name) is not None
    with BestSMS() as client:
        sent = client.messaging.sms.send_message(message="Hello", destinations=TO)
        assert client.reports.status.poll(sent).count == 1
        with tempfile.TemporaryDirectory() as folder:
            rows = Path(folder) / "people.csv"
            rows.write_text(f"Recipient\n{TO}\n", encoding="utf-8")
            file = str(Path(folder) / "campaign.db")
            with Campaign.create(file, message="Hello", recipients=str(rows)) as campaign:
                for _progress in campaign.run(client):
                    pass
                assert campaign.status().counts.sent == 1

    def national() -> object:
        with BestSMS() as client:
            return client.messaging.sms.preview(
                message="Hello", destinations="0491 570 006", region="AU"
            )

    missing: dict[tuple[str, str], Callable[[], object]] = {
        ("aiohttp", "aiohttp"): lambda: AsyncBestSMS(backend="aiohttp"),
        ("phone", "phonenumbers"): national,
        ("postgres", "psycopg"): lambda: Campaign.open(f"postgresql:///nowhere?{NOWHERE}"),
    }
    for (extra, package), use in missing.items():
        if find_spec(package):
            continue  # other extras are installed as well
        assert f"bestsms-client[{extra}]" in error_of(use, BestSMSError)
    if not find_spec("click"):
        code, text = command("bestsms", "--help")
        assert code, text
        assert "bestsms-client[cli]" in text, text


def aiohttp() -> None:
    """Send over aiohttp."""
    from bestsms_client import AsyncBestSMS

    async def send() -> None:
        async with AsyncBestSMS(backend="aiohttp") as client:
            sent = await client.messaging.sms.send_message(message="Hello", destinations=TO)
            assert (await client.reports.status.poll(sent)).count == 1

    asyncio.run(send())


def cli() -> None:
    """Send and count parts from the command line."""
    for arguments in (
        ["--help"],
        ["send", "Hello", "--to", TO, "--yes", "--json"],
        ["parts", "Hello"],
    ):
        code, text = command("bestsms", *arguments)
        assert code == 0, text


def keyring() -> None:
    """Store a token in a keyring, and not in the file of profiles."""
    from keyring import set_keyring
    from keyring.backend import KeyringBackend

    from bestsms_cli.account.profiles import Profiles

    class Memory(KeyringBackend):
        priority = 1.0  # pyright: ignore[reportAssignmentType]
        stored: ClassVar[dict[tuple[str, str], str]] = {}

        def get_password(self, service: str, username: str) -> str | None:
            return self.stored.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            self.stored[service, username] = password

    set_keyring(Memory())  # type: ignore[no-untyped-call]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BESTSMS_CONFIG_DIR"] = folder
        stored = Profiles().store("work", "a token", "https://example.com", plain=False)
        assert (stored.stored_in, stored.token) == ("keyring", "a token")
        assert "a token" not in (Path(folder) / "profiles.json").read_text(encoding="utf-8")


def phone() -> None:
    """Convert a national number."""
    from bestsms_client import BestSMS

    with BestSMS() as client:
        preview = client.messaging.sms.preview(
            message="Hello", destinations="0491 570 006", region="AU"
        )
    assert [shown.recipient for shown in preview.renderings] == [TO]


def postgres() -> None:
    """Connect to an unreachable database from a campaign and from webhooks."""
    import psycopg

    from bestsms_campaign import Campaign, CampaignError
    from bestsms_client.webhooks import PostgresStore

    text = error_of(lambda: Campaign.open("postgresql://127.0.0.1:1/nowhere"), CampaignError)
    assert "connection failed" in text, text
    error_of(PostgresStore(NOWHERE).create_table, psycopg.OperationalError)


def sandbox() -> None:
    """Start a sandbox and send to it, in this process and from its command line."""
    import httpx

    from bestsms_client import BestSMS
    from bestsms_sandbox import Sandbox

    with Sandbox() as gateway, BestSMS(gateway.token, base_url=gateway.base_url) as client:
        sent = client.messaging.sms.send_message(message="Hello", destinations=TO)
        gateway.outbox.advance(10)
        assert client.reports.status.wait(sent).success == 1
        refused = httpx.post(
            f"{gateway.base_url}/send/sms",
            headers={"Authorization": f"Basic {gateway.token}"},
            json={"MessageData": {"Message": ""}},
        )
        assert refused.status_code == 400, refused.text
    assert command("python", "-m", "bestsms_sandbox", "--help")[0] == 0


def translit() -> None:
    """Convert letters of another script."""
    from bestsms_client import BestSMS

    with BestSMS() as client:
        preview = client.messaging.sms.preview(
            message="Привет", destinations=TO, character_conversion=True
        )
    assert [shown.text for shown in preview.renderings] == ["Privet"]


def workers() -> None:
    """Start a worker without a reachable database."""
    code, text = command("python", "-m", "bestsms_campaign", "worker", NOWHERE)
    assert code == 1, text
    assert "connection failed" in text, text


CHECKS: dict[str, Callable[[], None]] = {
    check.__name__: check
    for check in (none, aiohttp, cli, keyring, phone, postgres, sandbox, translit, workers)
}


def main() -> None:
    """Run the named checks."""
    for name in sys.argv[1:]:
        CHECKS[name]()


if __name__ == "__main__":
    main()
