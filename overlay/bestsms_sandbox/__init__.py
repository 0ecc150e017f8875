"""A local gateway for the BestSMS REST API v2.04, for development and tests.

    from bestsms_sandbox import Sandbox

    with Sandbox() as sandbox:
        client = BestSMS(token=sandbox.token, base_url=sandbox.base_url)
        ...
        assert sandbox.outbox.last.text == "Hello"

pytest loads the fixtures in `bestsms_sandbox.pytest_plugin` automatically. Public names are
imported on first use, so importing this package is cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bestsms_sandbox.outbox import Message as Message
    from bestsms_sandbox.outbox import Outbox as Outbox
    from bestsms_sandbox.outbox import Recipient as Recipient
    from bestsms_sandbox.server import Sandbox as Sandbox
    from bestsms_sandbox.storage.database import StoreError as StoreError

_HOMES = {
    "Message": "outbox",
    "Outbox": "outbox",
    "Recipient": "outbox",
    "Sandbox": "server",
    "StoreError": "storage.database",
}
__all__ = ["Message", "Outbox", "Recipient", "Sandbox", "StoreError"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        module = import_module(f"{__name__}.{_HOMES[name]}")
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            f"The sandbox needs the package {missing.name}, which is not installed. "
            "To install it: pip install 'bestsms-client[sandbox]'",
            name=missing.name,
        ) from None
    return getattr(module, name)
