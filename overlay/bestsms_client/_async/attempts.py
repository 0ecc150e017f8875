"""Makes a request once, within a time, and classifies how that ended."""

import logging
from functools import lru_cache
from typing import Final

import httpx

from bestsms_client._http import outcome as outcomes
from bestsms_client._http.clients import AsyncRuntime
from bestsms_client._http.config import Config
from bestsms_client._http.operation import Request
from bestsms_client._http.outcome import Kind, Outcome
from bestsms_client._http.redaction import mask

_LARGEST_ANSWER: Final = 64 * 1024 * 1024
_STEPS: Final = ("connect", "write", "read", "pool")
_url: Final = lru_cache(128)(httpx.URL)

_log = logging.getLogger("bestsms_client")


class AsyncAttempts:
    """Single requests over the HTTP client. Retries, looks and errors are the requester's.

    Args:
        config: How the client is set up.
        http: The HTTP client that carries the requests.
        runtime: Time and threads.
        owned: Whether the HTTP client is closed with this one.
    """

    def __init__(
        self, config: Config, http: httpx.AsyncClient, runtime: AsyncRuntime, *, owned: bool
    ) -> None:
        self._base_url, self._http = config.base_url, http
        self._runtime, self._owned = runtime, owned
        # What is the same for all requests is made once: the HTTP library would merge and parse it
        # for each, which is a tenth of what a call costs.
        self._headers = httpx.Headers(http.headers)
        self._headers.update(config.headers())
        self._headers_of_body = httpx.Headers(self._headers)
        self._headers_of_body["Content-Type"] = "application/json"

    @property
    def is_closed(self) -> bool:
        """Whether the connections are closed for good."""
        return self._http.is_closed

    async def aclose(self) -> None:
        """Close all connections, unless they belong to the caller's own HTTP client."""
        if self._owned:
            await self._http.aclose()

    async def attempt(self, request: Request, seconds: float) -> Outcome:
        """Make a request once.

        Args:
            request: The request.
            seconds: How long each step of it may take.
        """
        if self.is_closed:  # since the call began, which may have left its mark by now
            return Outcome(kind=Kind.NEVER_LEFT, reason="the client was closed", body={})
        clock = self._runtime
        begun = clock.monotonic()
        try:
            # Each step has its own bound, by which it is known what left; this one is for a peer
            # that drips its headers, or does not read what is written.
            async with clock.bounded(2 * seconds):
                outcome = await self._exchange(request, seconds)
        except Exception as error:  # whatever the HTTP library and its backends raise
            outcome = outcomes.of_exception(error)
        if _log.isEnabledFor(logging.DEBUG):
            _log.debug(
                "%s %s: %s in %.3f s",
                request.method,
                mask(request.path),
                outcome.reason,
                clock.monotonic() - begun,
            )
        return outcome

    async def _exchange(self, request: Request, seconds: float) -> Outcome:
        clock = self._runtime
        end = clock.monotonic() + seconds
        content = request.content
        http_request = httpx.Request(
            request.method,
            _url(self._base_url + request.path),
            params=request.params or None,
            content=content,
            headers=self._headers if content is None else self._headers_of_body,
            extensions={"timeout": dict.fromkeys(_STEPS, seconds)},
        )
        response = await self._http.send(
            http_request, stream=True, auth=None, follow_redirects=False
        )
        try:
            pieces: list[bytes] = []
            size = 0
            async for piece in response.aiter_bytes():
                pieces.append(piece)
                size += len(piece)
                # The HTTP library bounds each read; a server that drips bytes needs a bound on all.
                if clock.monotonic() > end or size > _LARGEST_ANSWER:
                    raise httpx.ReadTimeout("the answer does not end")
        finally:
            await response.aclose()
        body = b"".join(pieces)
        return outcomes.of_answer(
            response.status_code, response.headers, body, clock.now(), request.about
        )
