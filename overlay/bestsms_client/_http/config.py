"""What a client is set up with: arguments, environment, and the rules between them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

import httpx

from bestsms_api.constraints import SERVERS
from bestsms_client._caps import Caps
from bestsms_client._http.retry import RetryPolicy
from bestsms_client.errors import ConfigurationError, InvalidRequestError, ModeError
from bestsms_client.zones import api_name

DEFAULT_URL: Final = SERVERS[0]
DEFAULT_TIMEOUT: Final = 30.0


@dataclass(frozen=True, kw_only=True)
class Config:
    """The options of a client, checked.

    Attributes:
        token: The auth token.
        base_url: The address of the gateway, without a slash at the end.
        loopback: Whether that is this machine.
        test_mode: Whether every send is stamped as a test.
        timeout: Seconds that one step of an attempt may take.
        retry: How failures are treated.
        account_timezone: The zone of the account's settings, if it is known.
        caps: How long a text may be before the gateway cuts it.
    """

    token: str = field(repr=False)
    base_url: str
    loopback: bool
    test_mode: bool
    timeout: float
    retry: RetryPolicy
    account_timezone: str | None
    caps: Caps

    def headers(self) -> dict[str, str]:
        """Give the headers that all requests have."""
        from bestsms_client import __version__

        return {
            "Authorization": f"Basic {self.token}",
            "Accept": "application/json",
            # A compressed answer may be small and cost much; ours are small enough as they are.
            "Accept-Encoding": "identity",
            "User-Agent": f"bestsms-client/{__version__} httpx/{httpx.__version__}",
        }


def build_config(
    *,
    token: str | None = None,
    base_url: str | None = None,
    mode: str | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    retry: RetryPolicy | None = None,
    account_timezone: str | None = None,
    caps: Caps | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Config:
    """Combine arguments and environment; an argument wins, but test mode needs only one of them.

    Raises:
        ConfigurationError: The token is missing or malformed, the address is not usable, the
            timeout is not a positive number of seconds, or the zone is not known.
        ModeError: A mode is neither `test` nor absent.
    """
    given: dict[str, tuple[Any, Any]] = {
        "token": (token, str | None),
        "base_url": (base_url, str | None),
        "timeout": (timeout, int | float),
        "retry": (retry, RetryPolicy | None),
    }
    for name, (value, kind) in given.items():
        if isinstance(value, bool) or not isinstance(value, kind):
            raise ConfigurationError(f"{name} is of type {type(value).__name__}, which is wrong.")
    url = base_url if base_url is not None else environ.get("BESTSMS_API_URL", DEFAULT_URL)
    parts = _split(url)
    if not 0 < timeout < float("inf"):
        raise ConfigurationError(f"timeout is {timeout}; it is a positive number of seconds.")
    by_environment = is_test(environ.get("BESTSMS_MODE"), "the environment variable BESTSMS_MODE")
    return Config(
        token=_checked(token if token is not None else environ.get("BESTSMS_AUTH_TOKEN")),
        base_url=url.rstrip("/"),
        loopback=_is_loopback(parts.hostname or ""),
        test_mode=is_test(mode, "mode") or by_environment,
        timeout=float(timeout),
        retry=retry or RetryPolicy(),
        account_timezone=_zone(account_timezone),
        caps=caps or Caps(),
    )


def is_test(mode: str | None, where: str) -> bool:
    """Read a mode. It fails safe: whatever is neither `test` nor absent is an error.

    Args:
        mode: `"test"` in any case, or None.
        where: What the error calls the place it was found in.

    Raises:
        ModeError: It is anything else; a misspelt test must never become a live message.

    Example:
        >>> is_test("Test", "mode"), is_test(None, "mode")
        (True, False)
    """
    if mode is None:
        return False
    if str(mode).lower() == "test":
        return True
    raise ModeError(
        f"{where} is not 'test' (in any case), which is the only mode; for live messages leave it "
        "out. Nothing was sent."
    )


def _checked(token: str | None) -> str:
    if not token:
        raise ConfigurationError(
            "No auth token. Pass token=... or set the environment variable BESTSMS_AUTH_TOKEN; "
            "the dashboard shows the token under Users > API."
        )
    if token.lower().startswith("basic "):
        raise ConfigurationError("Give the auth token alone, without the word Basic before it.")
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ConfigurationError(
            "The auth token holds a blank, a line break or a character outside ASCII. Copy it "
            "again; it is one word."
        )
    return token


def _zone(name: str | None) -> str | None:
    try:
        return None if name is None else api_name(name, "account_timezone")
    except InvalidRequestError as error:
        raise ConfigurationError(str(error)) from None


def _split(url: str) -> SplitResult:
    parts: SplitResult | None
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number
    except ValueError:
        parts = None  # an error raised here would carry this one, and with it the address
    if parts is None:
        raise ConfigurationError("base_url is no address.")
    if "@" in parts.netloc or "?" in url or "#" in url:
        raise ConfigurationError(
            "base_url has a user, a query or a fragment. Give scheme, host and path alone, such as "
            f"{DEFAULT_URL}."
        )
    host = parts.hostname or ""
    if parts.scheme == "https" and host:
        return parts
    if parts.scheme == "http" and _is_loopback(host):
        return parts
    raise ConfigurationError(
        f"base_url does not start with https://, as in {DEFAULT_URL}; plain http is for a gateway "
        "on this machine only, since it would show the token to the network."
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
