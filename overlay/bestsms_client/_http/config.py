"""Build and check the configuration of a client, from its arguments and the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from bestsms_api.constraints import SERVERS
from bestsms_client._allow import allowances
from bestsms_client._caps import Caps
from bestsms_client._http.retry import RetryPolicy
from bestsms_client._validation import seconds
from bestsms_client._warnings import warn
from bestsms_client.errors import ConfigurationError, InvalidRequestError, ModeError
from bestsms_client.zones import api_name

DEFAULT_URL: Final = SERVERS[0]
DEFAULT_TIMEOUT: Final = 30.0
_PATH: Final = urlsplit(DEFAULT_URL).path
_SUCH: Final = f"Pass only the scheme, host and path, such as {DEFAULT_URL}"
_URL: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>(?:/(?!\.{1,2}(?:/|$))[a-z0-9._~-]+)*)",
    re.IGNORECASE,
)
_VERSION: Final = re.compile(r"/v([0-9][0-9.]*)$")


@dataclass(frozen=True, kw_only=True)
class Config:
    """The checked configuration of a client.

    Attributes:
        token: The auth token.
        base_url: The URL of the gateway, without a trailing slash.
        loopback: Whether the gateway is on this machine.
        test_mode: Whether every message is sent in test mode.
        timeout: The seconds that one attempt may take.
        retry: The retry policy.
        account_timezone: The API's name of the account's time zone, if known.
        caps: The lengths at which the gateway cuts texts.
        allow: The checks that are turned off for all calls.
    """

    token: str = field(repr=False)
    base_url: str
    loopback: bool
    test_mode: bool
    timeout: float
    retry: RetryPolicy
    account_timezone: str | None
    caps: Caps
    allow: frozenset[str] = frozenset()

    def headers(self) -> dict[str, str]:
        """Return the headers of all requests."""
        from bestsms_client import __version__

        return {
            "Authorization": f"Basic {self.token}",
            "Accept": "application/json",
            # A small compressed response can be expensive to decompress.
            "Accept-Encoding": "identity",
            "User-Agent": f"bestsms-client/{__version__}",
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
    allow: Any = None,
    allow_insecure_http: bool = False,
    environ: Mapping[str, str] = os.environ,
) -> Config:
    """Build a configuration. Arguments win over the environment, but either can set test mode.

    Raises:
        ConfigurationError: An argument or an environment variable is not valid.
        ModeError: A mode is neither `test` nor absent.
    """
    for name, value, kind in (
        ("token", token, str),
        ("base_url", base_url, str),
        ("retry", retry, RetryPolicy),
        ("caps", caps, Caps),
    ):
        if not isinstance(value, kind | None):  # pyright: ignore[reportUnnecessaryIsInstance]
            found = type(value).__name__
            raise ConfigurationError(f"{name} is of type {found}; pass a {kind.__name__}.")
    source = "base_url" if base_url is not None else "BESTSMS_API_URL"
    url = base_url if base_url is not None else environ.get("BESTSMS_API_URL", DEFAULT_URL)
    address = _address(
        url, source, allow_insecure_http or _is_on(environ, "BESTSMS_ALLOW_INSECURE_HTTP")
    )
    if not address.loopback and _is_on(environ, "BESTSMS_LOOPBACK_ONLY"):
        raise ConfigurationError(
            f"{source} is not a loopback address, but BESTSMS_LOOPBACK_ONLY is set (pytest sets it "
            "with --sms-sandbox-only). In a test, use one of the fixtures of bestsms_sandbox."
        )
    by_environment = is_test(environ.get("BESTSMS_MODE"), "BESTSMS_MODE")
    return Config(
        token=_token(token if token is not None else environ.get("BESTSMS_AUTH_TOKEN")),
        base_url=address.url,
        loopback=address.loopback,
        test_mode=is_test(mode, "mode") or by_environment,
        timeout=seconds(timeout, "timeout", least=0.001, error=ConfigurationError),
        retry=retry or RetryPolicy(),
        account_timezone=_zone(account_timezone),
        caps=caps or Caps(),
        allow=allowances(allow, ConfigurationError),
    )


def is_test(mode: str | None, where: str) -> bool:
    """Return whether a mode is `test`, in upper or lower case, and not None.

    Raises:
        ModeError: The mode is anything else. A misspelled test must not become a live message.

    Example:
        >>> is_test("Test", "mode"), is_test(None, "mode")
        (True, False)
    """
    if mode is None:
        return False
    if str(mode).lower() == "test":
        return True
    raise ModeError(f"{where} must be 'test', or unset for live messages. Nothing was sent.")


def _token(given: str | None) -> str:
    token = without_line_end(given or "")
    if not token:
        raise ConfigurationError(
            "No auth token. Pass token=... or set the environment variable BESTSMS_AUTH_TOKEN; "
            "the dashboard shows the token under Users > API."
        )
    if token.lower().startswith("basic "):
        raise ConfigurationError("The auth token begins with 'Basic '. Pass only the token itself.")
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ConfigurationError(
            "The auth token contains a space, a line break or a character outside ASCII. Copy it "
            "again: it is a single word."
        )
    return token


def without_line_end(text: str) -> str:
    """Return a text without the line break that files and shells add at its end.

    Example:
        >>> without_line_end("secret" + chr(10))
        'secret'
    """
    return text.removesuffix("\n").removesuffix("\r")


def _is_on(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "").strip().lower()
    if value not in ("", "0", "1", "true", "false", "yes", "no"):
        raise ConfigurationError(f"{name} must be 1 or 0.")
    return value in ("1", "true", "yes")


def _zone(name: str | None) -> str | None:
    try:
        return None if name is None else api_name(name, "account_timezone")
    except InvalidRequestError as error:
        raise ConfigurationError(str(error)) from None


class _Address(NamedTuple):
    url: str
    loopback: bool


def _address(given: str, source: str, allow_insecure_http: bool) -> _Address:
    """Check the URL of the gateway. `source` is the argument or variable that it comes from."""
    url = without_line_end(given).rstrip("/")
    if odd := next((c for c in url if not c.isprintable() or c.isspace() or c == "\\"), None):
        shown = "a backslash" if odd == "\\" else f"the character U+{ord(odd):04X}"
        raise ConfigurationError(f"{source} contains {shown}. {_SUCH}.")
    if "?" in url or "#" in url or "@" in url:
        raise ConfigurationError(f"{source} contains a user name, a query or a fragment. {_SUCH}.")
    match = _URL.fullmatch(url)
    if match is None or not _agrees(url, match):
        raise ConfigurationError(f"{source} is not a valid address. {_SUCH}.")
    scheme, host, path = match["scheme"].lower(), match["host"].strip("[]"), match["path"]
    loopback = _is_loopback(host)
    if scheme != "https" and not loopback and not allow_insecure_http:
        raise ConfigurationError(
            f"{source} starts with http://, which would send the auth token unencrypted. Use "
            "https://, or, for a gateway in your own network, pass allow_insecure_http=True or set "
            "BESTSMS_ALLOW_INSECURE_HTTP=1."
        )
    version = _VERSION.search(path)
    if version and version[1] != _PATH.rpartition("/v")[2]:
        raise ConfigurationError(
            f"{source} is for version {version[1]} of the API, but this client supports version "
            f"{_PATH.rpartition('/v')[2]}. {_SUCH}."
        )
    if not path:
        raise ConfigurationError(f"{source} does not end with {_PATH}. {_SUCH}.")
    if not path.lower().endswith(_PATH):  # a proxy may serve the API at another path
        warn(f"{source} does not end with {_PATH}. {_SUCH}.", UserWarning)
    return _Address(url, loopback)


def _agrees(url: str, match: re.Match[str]) -> bool:
    """Return whether the standard library, which splits the URL later, parses it the same way."""
    try:
        parts = urlsplit(url)
        port = None if match["port"] is None else int(match["port"])
        return parts.hostname == match["host"].strip("[]").lower() and parts.port == port
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
