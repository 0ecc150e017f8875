"""Client configuration: precedence over the environment, and refused values."""

from typing import Any

import httpx
import pytest
from tests.unit.prepared_gateway import LOOPBACK, URL, Gateway, success

from bestsms_api.constraints import SERVERS
from bestsms_client import AsyncBestSMS, BestSMS, ConfigurationError, ModeError, RetryPolicy
from bestsms_client._http.config import DEFAULT_TIMEOUT, DEFAULT_URL, Config, build_config


def build(environ: Any = None, **arguments: Any) -> Config:
    arguments = {"token": "abc", "environ": environ or {}, **arguments}
    return build_config(**arguments)


def test_the_default_url_is_the_contracts_first_server(parsed: dict[str, Any]) -> None:
    assert parsed["servers"][0]["url"] == DEFAULT_URL == SERVERS[0]


def test_defaults() -> None:
    config = build()
    assert (config.base_url, config.loopback, config.test_mode, config.timeout) == (
        DEFAULT_URL,
        False,
        False,
        DEFAULT_TIMEOUT,
    )
    assert config.retry == RetryPolicy(random=config.retry.random)


def test_arguments_take_precedence_over_the_environment() -> None:
    environ = {"BESTSMS_AUTH_TOKEN": "env", "BESTSMS_API_URL": LOOPBACK, "BESTSMS_MODE": "Test"}
    config = build(environ, token=None)
    assert (config.token, config.base_url, config.test_mode) == ("env", LOOPBACK, True)
    config = build(environ, token="arg", base_url=URL)
    assert (config.token, config.base_url) == ("arg", URL)


@pytest.mark.parametrize("url", [None, URL, "https://127.0.0.1.example.com/api/v2.04"])
def test_loopback_only_refuses_other_hosts(url: str | None) -> None:
    only = {"BESTSMS_LOOPBACK_ONLY": "1"}
    with pytest.raises(ConfigurationError, match="BESTSMS_LOOPBACK_ONLY"):
        build(only, base_url=url)
    with pytest.raises(ConfigurationError, match="BESTSMS_LOOPBACK_ONLY"):
        build({**only, "BESTSMS_API_URL": URL})
    assert build(only, base_url=LOOPBACK).loopback


@pytest.mark.parametrize("environ", [{}, {"BESTSMS_AUTH_TOKEN": ""}])
def test_a_token_is_required(environ: dict[str, str]) -> None:
    for token in (None, ""):
        with pytest.raises(ConfigurationError, match="BESTSMS_AUTH_TOKEN"):
            build({} if token == "" else environ, token=token)


@pytest.mark.parametrize(
    "wrong",
    [{"token": 5}, {"token": b"abc"}, {"base_url": 5}, {"timeout": "30"}],
)
def test_an_argument_of_the_wrong_type_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match=f"{next(iter(wrong))} is of type"):
        build(**wrong)


@pytest.mark.parametrize(
    "token", ["Basic abc", "basic abc", "a b", "\tabc", "äbc", "a\0", "abc\n\n"]
)
def test_a_token_must_be_one_word(token: str) -> None:
    with pytest.raises(ConfigurationError, match="token"):
        build(token=token)
    with pytest.raises(ConfigurationError, match="token"):
        build({"BESTSMS_AUTH_TOKEN": token}, token=None)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_trailing_newline_of_a_setting_is_removed(end: str) -> None:
    environ = {"BESTSMS_AUTH_TOKEN": f"abc{end}", "BESTSMS_API_URL": f"{LOOPBACK}{end}"}
    for config in (build(environ, token=None), build(token=f"abc{end}", base_url=LOOPBACK + end)):
        assert (config.token, config.base_url) == ("abc", LOOPBACK)


@pytest.mark.parametrize(
    ("origin", "loopback"),
    [
        ("https://api.example", False),
        ("https://api.example:8443/behind/a/proxy", False),
        ("HTTPS://API.example", False),
        ("https://xn--bcher-kva.example", False),
        ("https://localhost", True),
        ("http://localhost:8000", True),
        ("http://LOCALHOST:8000", True),
        ("http://127.0.0.1", True),
        ("http://127.255.255.254:1", True),
        ("http://[::1]:8000", True),
    ],
)
@pytest.mark.parametrize("slash", ["", "/"])
def test_safe_base_urls(origin: str, loopback: bool, slash: str) -> None:
    config = build(base_url=f"{origin}/api/v2.04{slash}")
    assert config.base_url == f"{origin}/api/v2.04"
    assert config.loopback is loopback


@pytest.mark.parametrize("value", ["1", "true", "Yes"])
def test_plain_http_to_a_named_host_must_be_allowed(value: str) -> None:
    url = "http://sandbox:8000/api/v2.04"
    with pytest.raises(ConfigurationError, match="BESTSMS_ALLOW_INSECURE_HTTP=1"):
        build({"BESTSMS_ALLOW_INSECURE_HTTP": "0"}, base_url=url)
    assert build(base_url=url, allow_insecure_http=True).base_url == url
    config = build({"BESTSMS_ALLOW_INSECURE_HTTP": value}, base_url=url)
    assert (config.base_url, config.loopback) == (url, False)
    with pytest.raises(ConfigurationError, match="BESTSMS_ALLOW_INSECURE_HTTP must be 1 or 0"):
        build({"BESTSMS_ALLOW_INSECURE_HTTP": "maybe"}, base_url=url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "is not a valid address"),
        ("api.example/api/v2.04", "is not a valid address"),
        ("//api.example/api/v2.04", "is not a valid address"),
        ("ftp://api.example/api/v2.04", "is not a valid address"),
        ("https:///api/v2.04", "is not a valid address"),
        ("https://api.example:port/api/v2.04", "is not a valid address"),
        ("https://api.example:99999/api/v2.04", "is not a valid address"),
        ("https://[::1/api/v2.04", "is not a valid address"),
        ("http://[::1]evil.test/api/v2.04", "is not a valid address"),
        ("http://[::1].evil.test/api/v2.04", "is not a valid address"),
        ("http://[::1%25eth0]/api/v2.04", "is not a valid address"),
        ("http://127.0.0.1;evil.test/api/v2.04", "is not a valid address"),
        ("https://api.example/../api/v2.04", "is not a valid address"),
        ("https://api.example/%2e%2e/api/v2.04", "is not a valid address"),
        ("https://bücher.example/api/v2.04", "is not a valid address"),
        ("http://127.0.0.1\\@evil.test/api/v2.04", "contains a backslash"),
        ("https://api.exa\tmple/api/v2.04", r"contains the character U\+0009"),
        ("https://api.example/api/v2.04\n\n", r"contains the character U\+000A"),
        ("https://api.example/api/v2.04\0", r"contains the character U\+0000"),
        (" https://api.example/api/v2.04", r"contains the character U\+0020"),
        ("https://api.example\u200b/api/v2.04", r"contains the character U\+200B"),
        ("https://user@api.example/api/v2.04", "contains a user name, a query or a fragment"),
        ("https://user:word@api.example/api/v2.04", "contains a user name, a query or a fragment"),
        ("https://api.example/api/v2.04?x=1", "contains a user name, a query or a fragment"),
        ("https://api.example/api/v2.04?", "contains a user name, a query or a fragment"),
        ("https://api.example/api/v2.04#", "contains a user name, a query or a fragment"),
        ("http://api.example/api/v2.04", "starts with http://"),
        ("http://10.0.0.1/api/v2.04", "starts with http://"),
        ("http://0.0.0.0/api/v2.04", "starts with http://"),
        ("http://localhost.api.example/api/v2.04", "starts with http://"),
        ("http://127.0.0.1.api.example/api/v2.04", "starts with http://"),
        ("http://127.0.0.1@api.example/api/v2.04", "contains a user name, a query or a fragment"),
        ("http://2130706433/api/v2.04", "starts with http://"),
        ("https://api.example/api/v3.00", "is for version 3.00 of the API"),
        ("https://api.example/api/v3.00/", "is for version 3.00 of the API"),
        ("https://api.example", "does not end with /api/v2.04"),
        ("https://api.example/api/v2", "is for version 2 of the API"),
    ],
)
def test_unsafe_base_urls_are_refused(url: str, reason: str) -> None:
    given: dict[str, dict[str, Any]] = {
        "base_url": {"base_url": url},
        "BESTSMS_API_URL": {"environ": {"BESTSMS_API_URL": url}},
    }
    for source, arguments in given.items():
        with pytest.raises(ConfigurationError, match=f"^{source} {reason}") as caught:
            build(**arguments)
        assert caught.value.__context__ is None


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example/api",
        "https://api.example/v2.04",
        "https://api.example/api/v2.04/send/sms",
    ],
)
def test_a_base_url_with_another_path_warns(url: str) -> None:
    with pytest.warns(UserWarning, match=r"^base_url does not end with /api/v2\.04"):
        assert build(base_url=url).base_url == url


@pytest.mark.parametrize("timeout", [0, -1, float("inf"), float("nan"), True])
def test_a_timeout_must_be_positive_and_finite(timeout: float) -> None:
    with pytest.raises(ConfigurationError, match="timeout"):
        build(timeout=timeout)


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_attempts": 0},
        {"max_attempts": 101},
        {"deadline": -1},
        {"deadline": float("nan")},
        {"reconcile_for": float("inf")},
        {"backoff": -0.1},
        {"when_uncertain": "retry"},
    ],
)
def test_retry_policy_values_are_checked(wrong: dict[str, Any]) -> None:
    (name,) = wrong
    with pytest.raises(ConfigurationError, match=f"^RetryPolicy.{name} is "):
        RetryPolicy(**wrong)


def test_the_environment_cannot_turn_test_mode_off() -> None:
    with pytest.raises(ModeError, match="BESTSMS_MODE must be"):
        build({"BESTSMS_MODE": "live"}, mode="test")
    assert build({"BESTSMS_MODE": "TEST"}, mode=None).test_mode


def test_http_client_transport_and_backend_exclude_each_other() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200))
    both: dict[str, Any] = {"http_client": httpx.Client(), "transport": transport}
    with pytest.raises(ConfigurationError, match="not both"):
        BestSMS("token", **both)
    with pytest.raises(ConfigurationError, match="one of backend, http_client and transport"):
        AsyncBestSMS("token", backend="aiohttp", transport=transport)
    wrong: Any = "requests"
    with pytest.raises(ConfigurationError, match="backend"):
        AsyncBestSMS("token", backend=wrong)


class ClosableTransport(httpx.MockTransport):
    """A transport that records whether it was closed."""

    closed = False

    def close(self) -> None:
        self.closed = True


def test_closing_closes_a_transport_but_not_a_users_http_client() -> None:
    gateway = Gateway(success())
    carrier = ClosableTransport(gateway)
    with httpx.Client(transport=carrier, auth=("user", "word")) as http:
        with BestSMS("token", http_client=http) as client:
            pass
        assert not carrier.closed
        client.messaging.sms.send_message(message="Hi", destinations="+61491570006")
    assert gateway.requests[0].headers["Authorization"] == "Basic token"
    with pytest.raises(ConfigurationError, match="closed"):
        client.messaging.sms.send_message(message="Hi", destinations="+61491570006")
    with BestSMS("token", transport=(carrier := ClosableTransport(gateway))):
        assert not carrier.closed
    assert carrier.closed


def test_standard_request_headers() -> None:
    gateway = Gateway(success())
    gateway.send()
    headers = gateway.requests[0].headers
    assert headers["User-Agent"].startswith("bestsms-client/")
    assert headers["Accept"] == "application/json"
    assert headers["Content-Type"] == "application/json"


def test_a_users_http_client_contributes_headers_but_no_cookies_or_parameters() -> None:
    gateway = Gateway(success())
    own = httpx.Client(
        transport=httpx.MockTransport(gateway),
        headers={"X-Proxy-Key": "key", "Authorization": "Basic other", "Accept": "text/html"},
        cookies={"session": "1"},
        params={"page": "9"},
    )
    with own, BestSMS("token", http_client=own) as client:
        client.messaging.sms.send_message(message="Hi", destinations="+61491570006")
    [request] = gateway.requests
    assert request.headers["X-Proxy-Key"] == "key"
    assert request.headers["Authorization"] == "Basic token"
    assert request.headers["Accept"] == "application/json"
    assert "Cookie" not in request.headers
    assert request.url.query == b""
