"""Checks for hosts and URLs on this machine."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback_host(host: str | None) -> bool:
    """Check whether a host is `localhost` or a loopback address.

    Example:
        >>> [is_loopback_host(host) for host in ("localhost", "127.0.0.2", "::1", "example.com")]
        [True, True, True, False]
    """
    if host is None:
        return False
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def host_of(url: str) -> str | None:
    """Return the host of a URL, or None if it has none."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def is_http_url(url: str) -> bool:
    """Check whether a URL is an http or https address."""
    return url.lower().startswith(("http://", "https://")) and host_of(url) is not None
