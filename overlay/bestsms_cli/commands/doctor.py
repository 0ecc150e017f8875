"""`bestsms doctor`: check the configuration and the connection to the gateway."""

import os
import platform
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final
from urllib.error import HTTPError, URLError

import click

from bestsms_cli.lazy import command
from bestsms_cli.session import Session
from bestsms_cli.terminal.output import print_json
from bestsms_cli.terminal.text import clean, style, wrap
from bestsms_cli.wording import in_cli_terms

if TYPE_CHECKING:
    from bestsms_cli.account.connection import Account

_PACKAGES: Final = ("bestsms-client", "httpx", "httpcore", "attrs", "click", "rich", "keyring")
_VARIABLES: Final = (
    "BESTSMS_AUTH_TOKEN", "BESTSMS_API_URL", "BESTSMS_MODE", "BESTSMS_ALLOW_INSECURE_HTTP",
    "BESTSMS_CONFIG_DIR", "BESTSMS_WEBHOOK_SECRET", "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY",
    "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR",
)  # fmt: skip
_SECRET: Final = ("BESTSMS_AUTH_TOKEN", "BESTSMS_WEBHOOK_SECRET")
_CLOCK_TOLERANCE: Final = 60.0
_TIMEOUT: Final = 10.0
_INDENT: Final = " " * 25
_COLOURS: Final = {"ok": "green", "warning": "yellow", "failed": "red", "info": "cyan"}


@dataclass(frozen=True)
class Check:
    """The result of one check.

    `status` is `ok`, `info`, `warning` or `failed`. The first `code` that is not 0 is the exit
    code.
    """

    check: str
    status: str
    detail: str
    hint: str = ""
    code: int = 0


@command("doctor")
def doctor(session: Session) -> None:
    """Check the configuration, the auth token, the connection and the clock.

    The auth token is never printed. The exit code is 4 if it is missing or the gateway refuses it,
    and 1 if another check fails.
    """
    code = 0
    for check in _checks(session):
        code = code or check.code
        if session.json:
            record = asdict(check)
            del record["code"]
            print_json(record)
            continue
        line = f"{check.status:<7}  {check.check:<14}  {clean(check.detail)}"
        line = wrap(line, to_stdout=True, indent=_INDENT)
        click.echo(style(line[:7], _COLOURS[check.status], to_stdout=True) + line[7:])
        if check.hint:
            click.echo(wrap(f"{_INDENT}{check.hint}", to_stdout=True, indent=_INDENT))
    if code:
        raise click.exceptions.Exit(code)


def _checks(session: Session) -> Iterator[Check]:
    yield Check("versions", "info", ", ".join(_versions()))
    yield _keyring()
    yield from _environment()
    from bestsms_cli.account.connection import find_account
    from bestsms_cli.errors import CommandError

    try:
        account = find_account(session)
    except CommandError as error:
        yield Check("account", "failed", error.message, error.hint, error.code)
        return
    yield Check("account", "ok", f"auth token from the {account.source}")
    yield _token_shape(account.token)
    yield Check(
        "gateway", "info", f"{account.base_url}{' (on this machine)' if account.local else ''}"
    )
    yield from _connection(session, account)


def _versions() -> Iterator[str]:
    yield f"Python {platform.python_version()} on {platform.system()}"
    for name in _PACKAGES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"{name} not installed"


def _keyring() -> Check:
    from bestsms_cli.account.profiles import keyring_name

    name = keyring_name()
    if name is None:
        return Check("keyring", "info", "none: `bestsms login` stores tokens in a file")
    return Check("keyring", "info", name)


def _environment() -> Iterator[Check]:
    for name in _VARIABLES:
        if value := os.environ.get(name):
            secret = name in _SECRET or "@" in value  # a proxy may have a password
            yield Check("environment", "info", f"{name} is set{'' if secret else f' to {value}'}")


def _token_shape(token: str) -> Check:
    parts = token.count(".") + 1
    shape = "a JSON Web Token" if token.startswith("eyJ") and parts == 3 else "not a JSON Web Token"
    detail = f"{len(token)} characters, {shape}"
    return Check("token", "info", detail)


def _connection(session: Session, account: "Account") -> Iterator[Check]:
    from bestsms_cli.account.connection import connect
    from bestsms_cli.errors import exit_code, hint_for
    from bestsms_client import AuthenticationError, BestSMSError, RetryPolicy

    retry = RetryPolicy(max_attempts=1)
    try:
        with connect(session, account, timeout=_TIMEOUT, retry=retry) as client:
            client.ping()
    except AuthenticationError as error:
        yield Check("connection", "ok", "the gateway responds")
        hint = "Copy the token from the dashboard (Users > API) and run: bestsms login"
        yield Check("authentication", "failed", in_cli_terms(str(error)), hint, exit_code(error))
    except BestSMSError as error:
        hint = "" if "doctor" in hint_for(error) else hint_for(error)
        yield Check("connection", "failed", in_cli_terms(str(error)), hint, 1)
        return
    else:
        yield Check("connection", "ok", "the gateway responds")
        yield Check("authentication", "ok", "the gateway accepts the auth token")
    yield _clock(account)


def _clock(account: "Account") -> Check:
    """Compare the clock with the Date header of a response. The request carries no token."""
    request = urllib.request.Request(str(account.base_url), method="HEAD")  # noqa: S310
    handlers = [urllib.request.ProxyHandler({})] if account.local else []
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=_TIMEOUT) as answer:
            date = answer.headers.get("Date")
    except HTTPError as refusal:
        with refusal:
            date = refusal.headers.get("Date")
    except (URLError, OSError, ValueError):
        date = None
    try:
        theirs = parsedate_to_datetime(date or "")
    except (ValueError, TypeError):
        return Check("clock", "info", "not checked: the gateway sent no Date header")
    off = (datetime.now(UTC) - theirs).total_seconds()
    if abs(off) <= _CLOCK_TOLERANCE:
        return Check("clock", "ok", "in sync with the gateway")
    direction = "ahead of" if off > 0 else "behind"
    detail = f"{abs(off):,.0f} seconds {direction} the gateway"
    return Check("clock", "warning", detail, "Correct the clock of this machine.")
