"""Fixtures for the test suite of any project that installs `bestsms-client[sandbox]`.

    def test_the_order_is_confirmed(sms_client, sms_outbox):
        confirm_order(sms_client, "+61491570006")
        assert sms_outbox.last.text == "Thank you for your order."

| fixture            | what it is                                                             |
|--------------------|------------------------------------------------------------------------|
| `bestsms_sandbox`  | the gateway: one for the session, emptied before each test that asks   |
| `sms_outbox`       | the messages that were sent, and ways to act as handset and network    |
| `sms_client`       | a `BestSMS` on it                                                      |
| `async_sms_client` | an `AsyncBestSMS` on it; use it in `async with`, which closes it       |

While a test uses any of them, BESTSMS_API_URL and BESTSMS_AUTH_TOKEN lead to the sandbox, and
BESTSMS_MODE is not set, so that a client which the program under test makes for itself goes there
too.

With `--sms-sandbox-only`, or `sms_sandbox_only = true` in the ini file, a client for any other
gateway than one on this machine is refused, also in a test that forgot the fixture.

pytest imports this module in every project where it is installed, so nothing but pytest is
imported until a fixture is used.
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
_ONLY_HELP = "refuse clients of any gateway that is not on this machine, such as the live one"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option and the ini setting that keep tests away from the live gateway."""
    group = parser.getgroup("bestsms")
    group.addoption("--sms-sandbox-only", action="store_true", help=_ONLY_HELP)
    parser.addini("sms_sandbox_only", _ONLY_HELP, type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Set the variable that clients obey, before any test module is imported."""
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
        from bestsms_sandbox.server import Sandbox
    except ImportError as missing:
        pytest.fail(f"{missing}: pip install 'bestsms-client[sandbox]'", pytrace=False)
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def bestsms_sandbox(_bestsms_gateway: "Sandbox", monkeypatch: pytest.MonkeyPatch) -> "Sandbox":
    """A local BestSMS gateway on a free port, empty; the environment leads clients to it."""
    _bestsms_gateway.outbox.control("POST", "reset")
    monkeypatch.setenv("BESTSMS_API_URL", _bestsms_gateway.base_url)
    monkeypatch.setenv("BESTSMS_AUTH_TOKEN", _bestsms_gateway.token)
    monkeypatch.delenv("BESTSMS_MODE", raising=False)
    return _bestsms_gateway


@pytest.fixture
def sms_outbox(bestsms_sandbox: "Sandbox") -> "Outbox":
    """The messages that were sent: a sequence, with `.last`, `.to(number)`, `.reply(...)` ..."""
    return bestsms_sandbox.outbox


@pytest.fixture
def sms_client(bestsms_sandbox: "Sandbox") -> Iterator["BestSMS"]:
    """A client of the local gateway."""
    from bestsms_client import BestSMS

    with BestSMS(token=bestsms_sandbox.token, base_url=bestsms_sandbox.base_url) as client:
        yield client


@pytest.fixture
def async_sms_client(bestsms_sandbox: "Sandbox") -> "AsyncBestSMS":
    """An asynchronous client of the local gateway, to be used in `async with`."""
    from bestsms_client import AsyncBestSMS

    return AsyncBestSMS(token=bestsms_sandbox.token, base_url=bestsms_sandbox.base_url)
