"""Time, threads and the HTTP library, for each of the two worlds."""

import ssl
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext
from datetime import UTC, datetime
from functools import cache
from typing import ParamSpec, TypeVar

import httpx

P = ParamSpec("P")
T = TypeVar("T")


class Clock:
    """What both worlds tell the time by. Tests put another in its place."""

    def monotonic(self) -> float:
        """Give seconds that never go back."""
        return time.monotonic()

    def now(self) -> datetime:
        """Give the date and time, in UTC."""
        return datetime.now(UTC)


class Runtime(Clock):
    """Waiting and reading in a thread."""

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def bounded(self, _seconds: float) -> AbstractContextManager[object]:
        """Bound what happens within; a thread cannot be, beyond what the HTTP library bounds."""
        return nullcontext()

    def offload(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do work that blocks."""
        return work(*args, **kwargs)


class AsyncRuntime(Clock):
    """Waiting and reading in an event loop."""

    # asyncio and anyio, which comes with httpx, are imported where they run: whoever waits in
    # threads need not load them.

    async def sleep(self, seconds: float) -> None:
        """Wait, and let others run."""
        import asyncio

        await asyncio.sleep(seconds)

    def bounded(self, seconds: float) -> AbstractAsyncContextManager[object]:
        """Raise `TimeoutError` from what happens within if it takes longer."""
        import asyncio

        return asyncio.timeout(seconds)

    async def offload(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do work that blocks in a thread of its own."""
        import anyio.to_thread

        return await anyio.to_thread.run_sync(lambda: work(*args, **kwargs))


@cache
def ssl_context() -> ssl.SSLContext:
    """Give the one TLS context of this process; loading the certificates takes a while."""
    return httpx.create_ssl_context()


class _NoCookies(httpx.Cookies):
    def extract_cookies(self, response: httpx.Response) -> None:
        """Leave the cookies of an answer where they are."""


class _Stateless:
    cookies = _NoCookies()


class HTTPClient(_Stateless, httpx.Client):  # type: ignore[misc]  # the base's is a property
    """Keeps no cookies: each request stands alone, and to look for them costs a tenth of a call."""


class AsyncHTTPClient(_Stateless, httpx.AsyncClient):  # type: ignore[misc]
    """Keeps no cookies."""
