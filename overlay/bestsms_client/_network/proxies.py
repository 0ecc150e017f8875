"""Find the proxy for the gateway in the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from bestsms_client.errors import ConfigurationError

_PORTS: Final = {"http": 80, "https": 443}
_INVISIBLE: Final = re.compile(r"[\x00-\x20\x7f]")


@dataclass(frozen=True)
class Proxy:
    """A proxy.

    Attributes:
        scheme: `http` or `https`, for the connection to the proxy itself.
        host: The host name or address, without brackets.
        port: The port.
        auth: The user name and password.
    """

    scheme: str
    host: str
    port: int
    auth: tuple[str, str] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """The URL of the proxy, without the password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def find_proxy(scheme: str, host: str, port: int) -> Proxy | None:
    """Return the proxy for a gateway, from the environment or the settings of the system.

    Raises:
        ConfigurationError: The proxy cannot be used. The error names the variable.
    """
    known = getproxies()
    kind = scheme if known.get(scheme) else "all"
    value = known.get(kind)
    if not value or _bypassed(host, port, known.get("no", "")):
        return None
    return _parse(value, _variable(kind))


def _variable(kind: str, environ: Mapping[str, str] = os.environ) -> str:
    wanted = f"{kind}_proxy"
    names = [name for name in environ if name.lower() == wanted and environ[name]]
    return f"the environment variable {names[0]}" if names else f"the system's {kind} setting"


def _parse(value: str, source: str) -> Proxy:
    text = value.strip()
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        port = parts.port
    except ValueError:
        parts, port = SplitResult("", "", "", "", ""), None
    if parts.scheme and parts.scheme not in _PORTS:
        raise ConfigurationError(
            f"The proxy in {source} has an unsupported scheme ({parts.scheme[:20]}). Use an "
            "http:// or https:// proxy, exclude the gateway with NO_PROXY, or pass your own "
            "http_client."
        )
    host = parts.hostname or ""
    if not host or port == 0 or _INVISIBLE.search(text) or not _is_host(host):
        raise ConfigurationError(
            f"The proxy in {source} is not a valid URL. It should look like "
            "http://proxy.example:3128 or http://user:password@proxy.example:3128."
        )
    auth = None
    if parts.username is not None:
        auth = unquote(parts.username), unquote(parts.password or "")
    return Proxy(parts.scheme, host, port or _PORTS[parts.scheme], auth)


def _is_host(host: str) -> bool:
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return True


def _bypassed(host: str, port: int, excluded: str) -> bool:
    """Return whether NO_PROXY excludes a host. The standard library misparses IPv6 addresses."""
    try:
        address = ip_address(host)
    except ValueError:
        return bool(proxy_bypass(f"{host}:{port}"))
    for entry in excluded.split(","):
        name = entry.strip()
        if name == "*":
            return True
        bare, _, after = name.removeprefix("[").partition("]")
        if not name.startswith("[") and name.count(":") == 1:
            bare, _, after = name.partition(":")
        if after.removeprefix(":") in ("", str(port)) and _same(address, bare):
            return True
    return address.version == 4 and bool(proxy_bypass(f"{host}:{port}"))


def _same(address: object, text: str) -> bool:
    try:
        return ip_address(text) == address
    except ValueError:
        return False
