"""Find the account that a command uses, and open a client for it."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import click

from bestsms_cli.account.addresses import is_local
from bestsms_cli.account.profiles import Profiles
from bestsms_cli.errors import AUTHENTICATION, CommandError
from bestsms_cli.session import Session

if TYPE_CHECKING:
    from bestsms_client import BestSMS

NO_SANDBOX: Final = "No sandbox is running on this machine."
START_SANDBOX: Final = (
    "To start one, run in another terminal: bestsms sandbox\n"
    "For a sandbox that was started in another way, leave out --sandbox, and set BESTSMS_API_URL "
    "and BESTSMS_AUTH_TOKEN."
)


@dataclass(frozen=True, kw_only=True)
class Account:
    """A gateway, an auth token for it, and a description of where the token was found."""

    base_url: str
    token: str = field(repr=False)
    source: str

    @property
    def local(self) -> bool:
        """Whether the gateway is on this machine, and therefore a sandbox."""
        return is_local(self.base_url)


def find_account(session: Session) -> Account:
    """Return the account that a command uses, or raise `CommandError` if there is none.

    In order of precedence: the sandbox with `--sandbox`, the profile of `--profile`, the
    environment variable `BESTSMS_AUTH_TOKEN`, the default profile.
    """
    if session.sandbox:
        from bestsms_cli.account.running_sandbox import find

        running = find()
        if running is None:
            raise CommandError(NO_SANDBOX, hint=START_SANDBOX)
        return Account(base_url=running.base_url, token=running.token, source="running sandbox")
    from bestsms_api.constraints import SERVERS

    token = os.environ.get("BESTSMS_AUTH_TOKEN")
    if token and not session.profile:
        return Account(
            base_url=os.environ.get("BESTSMS_API_URL") or SERVERS[0],
            token=token,
            source="environment variable BESTSMS_AUTH_TOKEN",
        )
    return _from_profile(session.profile)


def _from_profile(name: str | None) -> Account:
    profiles = Profiles()
    profile = profiles.get(name)
    if profile is None:
        if name:
            known = ", ".join(profiles.names) or "none yet"
            raise click.UsageError(f"There is no profile '{name}'. Stored profiles: {known}.")
        raise CommandError(
            "There is no auth token.",
            hint="Run `bestsms login` or set BESTSMS_AUTH_TOKEN. To try the command without an "
            "account, add --sandbox.",
            code=AUTHENTICATION,
        )
    if not profile.token:
        raise CommandError(
            f"The keyring has no auth token for the profile '{profile.name}'.",
            hint=f"To store it again, run: bestsms login --profile {profile.name}",
            code=AUTHENTICATION,
        )
    return Account(
        base_url=profile.base_url, token=profile.token, source=f"profile '{profile.name}'"
    )


@contextmanager
def connect(
    session: Session, account: Account | None = None, **options: Any
) -> "Generator[BestSMS]":
    """Open a client, by default for the result of `find_account`. Pass options to `BestSMS`."""
    from bestsms_client import BestSMS

    account = account or find_account(session)
    with BestSMS(account.token, base_url=account.base_url, **options) as client:
        yield client


def in_test_mode(test: bool) -> bool:
    """Return whether an option or the environment turns on test mode."""
    return test or bool(os.environ.get("BESTSMS_MODE"))
