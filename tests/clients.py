"""Create clients with a test clock, which the public constructors do not offer."""

from typing import Any

from bestsms_client import AsyncBestSMS, BestSMS
from bestsms_client._http.clients import AsyncRuntime, Runtime


def client(clock: Runtime, *args: Any, **options: Any) -> BestSMS:
    kind = type("BestSMS", (BestSMS,), {"_new_clock": staticmethod(lambda: clock)})
    made = kind(*args, **options)
    assert isinstance(made, BestSMS)
    return made


def async_client(clock: AsyncRuntime, *args: Any, **options: Any) -> AsyncBestSMS:
    kind = type("AsyncBestSMS", (AsyncBestSMS,), {"_new_clock": staticmethod(lambda: clock)})
    made = kind(*args, **options)
    assert isinstance(made, AsyncBestSMS)
    return made
