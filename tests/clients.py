"""Clients with a clock of the test's own: the private seam that users do not have."""

from typing import Any

from bestsms_client import AsyncBestSMS, BestSMS
from bestsms_client._http.clients import AsyncRuntime, Runtime


def client(clock: Runtime, *args: Any, **options: Any) -> BestSMS:
    """Make a client that tells the time by a clock."""
    kind = type("BestSMS", (BestSMS,), {"_new_clock": staticmethod(lambda: clock)})
    made = kind(*args, **options)
    assert isinstance(made, BestSMS)
    return made


def async_client(clock: AsyncRuntime, *args: Any, **options: Any) -> AsyncBestSMS:
    """Make an asynchronous client that tells the time by a clock."""
    kind = type("AsyncBestSMS", (AsyncBestSMS,), {"_new_clock": staticmethod(lambda: clock)})
    made = kind(*args, **options)
    assert isinstance(made, AsyncBestSMS)
    return made
