"""Proxies and certificates from the environment."""

import re
from collections.abc import Callable

import pytest

from bestsms_client import AsyncBestSMS, BestSMS, ConfigurationError
from bestsms_client._network.proxies import Proxy, find_proxy

NAMES = [f"{kind}_proxy" for kind in ("http", "https", "all", "no")]


MAKERS: dict[str, Callable[[], BestSMS | AsyncBestSMS]] = {
    "sync": lambda: BestSMS("t0ken"),
    "httpx": lambda: AsyncBestSMS("t0ken"),
    "aiohttp": lambda: AsyncBestSMS("t0ken", backend="aiohttp"),
}


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("HTTPS_PROXY", "http://proxy.example:3128", Proxy("http", "proxy.example", 3128)),
        ("https_proxy", "http://proxy.example", Proxy("http", "proxy.example", 80)),
        ("ALL_PROXY", "https://proxy.example", Proxy("https", "proxy.example", 443)),
        ("ALL_PROXY", "proxy.example:3128", Proxy("http", "proxy.example", 3128)),
        ("HTTPS_PROXY", "http://[::1]:3128/", Proxy("http", "::1", 3128)),
        ("HTTPS_PROXY", "http://jo:p%40@p.example:1", Proxy("http", "p.example", 1, ("jo", "p@"))),
        ("HTTPS_PROXY", "http://jo@p.example:1", Proxy("http", "p.example", 1, ("jo", ""))),
        ("HTTPS_PROXY", "", None),
        ("HTTP_PROXY", "http://proxy.example:3128", None),
    ],
)  # fmt: skip
def test_the_proxy_is_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: Proxy | None
) -> None:
    monkeypatch.setenv(name, value)
    assert find_proxy("https", "api.example", 443) == expected


@pytest.mark.parametrize(
    ("host", "excluded", "bypassed"),
    [
        ("api.example", "api.example", True),
        ("api.example", "localhost, .example", True),
        ("api.example", "example.org", False),
        ("api.example", "*", True),
        ("2001:db8::1", "localhost,[2001:db8::1]", True),
        ("2001:db8::1", "2001:db8::1", True),
        ("2001:db8::1", "[2001:0db8:0::1]:443", True),
        ("2001:db8::1", "[2001:db8::1]:8443", False),
        ("2001:db8::1", "[2001:db8::2]", False),
        ("2001:db8::1", "[::1", False),
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_no_proxy_excludes_hosts(
    monkeypatch: pytest.MonkeyPatch, host: str, excluded: str, bypassed: bool
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", excluded)
    assert (find_proxy("https", host, 443) is None) is bypassed


BROKEN = [
    "socks://127.0.0.1:1080/",
    "socks5://127.0.0.1:1080",
    "http://",
    "http://proxy.example:port",
    "http://proxy.example:99999",
    "http://proxy.example:0",
    "http://[::1",
    "http://proxy .example:1",
    "http://proxy\n.example:1",
    "http://" + "a" * 70 + ":1",
    "ftp://proxy.example",
    "://",
]


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize("value", BROKEN)
@pytest.mark.parametrize("backend", MAKERS)
def test_an_unusable_proxy_is_reported(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, backend: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=re.escape(name)) as caught:
        MAKERS[backend]()
    assert caught.value.sent == "no"
    BestSMS("t0ken", base_url="http://127.0.0.1:9/api/v2.04")  # loopback addresses bypass the proxy


def test_the_password_of_a_proxy_is_not_shown() -> None:
    assert "s3cret" not in repr(Proxy("http", "proxy.example", 1, ("jo", "s3cret")))
    assert "s3cret" not in Proxy("http", "proxy.example", 1, ("jo", "s3cret")).url


@pytest.mark.parametrize("backend", MAKERS)
@pytest.mark.parametrize(
    ("name", "kind"),
    [("SSL_CERT_FILE", "missing"), ("SSL_CERT_FILE", "text"), ("SSL_CERT_DIR", "missing")],
)
def test_unusable_certificates_are_reported(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    kind: str,
    backend: str,
) -> None:
    place = tmp_path_factory.mktemp("certificates") / "certificates.pem"
    if kind == "text":
        place.write_text("not a certificate")
    monkeypatch.setenv(name, str(place))
    with pytest.raises(ConfigurationError, match=name):
        MAKERS[backend]()
    BestSMS("t0ken", base_url="http://127.0.0.1:9/api/v2.04")  # plain http needs no certificates
