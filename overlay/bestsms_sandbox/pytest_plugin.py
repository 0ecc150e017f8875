"""Fixtures for pytest, available in any project that installs `bestsms-client[sandbox]`.

    def test_the_order_is_confirmed(sms_client, sms_outbox):
        confirm_order(sms_client, "+61491570006")
        assert sms_outbox.last.text == "Thank you for your order."

| fixture            | value                                                                      |
|--------------------|----------------------------------------------------------------------------|
| `bestsms_sandbox`  | the `Sandbox`: one per session, reset before each test that uses it        |
| `sms_outbox`       | its outbox: the sent messages, and methods to simulate replies and failures|
| `sms_client`       | a `BestSMS` client for the sandbox                                         |
| `async_sms_client` | an `AsyncBestSMS` client for the sandbox; use it in `async with`           |

While a test uses one of these fixtures, BESTSMS_API_URL and BESTSMS_AUTH_TOKEN point to the sandbox
and BESTSMS_MODE is not set. A client that the tested program creates also uses the sandbox.

With `--sms-sandbox-only`, or `sms_sandbox_only = true` in the ini file, creating a client for a
gateway that is not on this machine fails, even in tests that do not use a fixture.

pytest imports this module in every project where it is installed, so it imports only pytest until a
fixture is used.
"""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bestsms_client import AsyncBestSMS, BestSMS
    from bestsms_sandbox.outbox import Outbox
    from bestsms_sandbox.server import Sandbox

_ONLY = "BESTSMS_LOOPBACK_ONLY"
_ONLY_HELP = "reject clients for a gateway that is not on this machine, such as the live gateway"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the command-line option and the ini setting."""
    group = parser.getgroup("bestsms")
    group.addoption("--sms-sandbox-only", action="store_true", help=_ONLY_HELP)
    parser.addini("sms_sandbox_only", _ONLY_HELP, type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Set the environment variable that clients check, before test modules are imported."""
    if config.getoption("--sms-sandbox-only") or config.getini("sms_sandbox_only"):
        before = os.environ.get(_ONLY)
        os.environ[_ONLY] = "1"

        def restore() -> None:
            os.environ.pop(_ONLY, None)
            if before is not None:
                os.environ[_ONLY] = before

        config.add_cleanup(restore)


@pytest.fixture(scope="session")
def _bestsms_gateway() -> Iterator["Sandbox"]:
    try:
        from bestsms_sandbox import Sandbox
    except ModuleNotFoundError as missing:
        reason = str(missing)
    else:
        with Sandbox() as sandbox:
            yield sandbox
        return
    # Not in the except block, so that pytest shows this error only.
    pytest.fail(reason, pytrace=False)


@pytest.fixture
def bestsms_sandbox(_bestsms_gateway: "Sandbox", monkeypatch: pytest.MonkeyPatch) -> "Sandbox":
    """An empty sandbox on a free port. The environment variables of clients point to it."""
    _bestsms_gateway.outbox.control("POST", "reset")
    monkeypatch.setenv("BESTSMS_API_URL", _bestsms_gateway.base_url)
    monkeypatch.setenv("BESTSMS_AUTH_TOKEN", _bestsms_gateway.token)
    monkeypatch.delenv("BESTSMS_MODE", raising=False)
    return _bestsms_gateway


@pytest.fixture
def sms_outbox(bestsms_sandbox: "Sandbox") -> "Outbox":
    """The messages sent to the sandbox: a sequence with `.last`, `.to(number)`, `.reply(...)`."""
    return bestsms_sandbox.outbox


@pytest.fixture
def sms_client(bestsms_sandbox: "Sandbox") -> Iterator["BestSMS"]:
    """A client for the sandbox."""
    from bestsms_client import BestSMS

    with BestSMS(token=bestsms_sandbox.token, base_url=bestsms_sandbox.base_url) as client:
        yield client


@pytest.fixture
def async_sms_client(bestsms_sandbox: "Sandbox") -> "AsyncBestSMS":
    """An asynchronous client for the sandbox. Use it in `async with`."""
    from bestsms_client import AsyncBestSMS

    return AsyncBestSMS(token=bestsms_sandbox.token, base_url=bestsms_sandbox.base_url)
