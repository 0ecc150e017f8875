"""Makes a request once, within a deadline, and classifies how that ended."""

import logging
from collections.abc import Awaitable
from typing import Protocol

from bestsms_client._http import outcome as outcomes
from bestsms_client._http.clients import AsyncRuntime
from bestsms_client._http.errors_from import note_unknown
from bestsms_client._http.matching import Match
from bestsms_client._http.operation import OperationRequest
from bestsms_client._http.outcome import Outcome
from bestsms_client._http.redaction import mask
from bestsms_client._network.causes import NetworkError
from bestsms_client._network.progress import Progress, current
from bestsms_client._network.wire import RawAnswer, Unsent, target

_log = logging.getLogger("bestsms_client")


class AsyncCarrier(Protocol):
    """What carries requests: connections of our own, aiohttp, or a client of the user's own."""

    @property
    def is_closed(self) -> bool:
        """Whether it is closed for good."""
        ...

    def exchange(self, request: Unsent, progress: Progress) -> Awaitable[RawAnswer]:
        """Make a request once, and return its whole answer, or raise `NetworkError`."""
        ...

    def aclose(self) -> Awaitable[None]:
        """Close what it owns."""
        ...


class AsyncAttempts:
    """Single requests. Retries, looks and errors are the requester's.

    Args:
        carrier: What carries them.
        runtime: Time and threads.
    """

    def __init__(self, carrier: AsyncCarrier, runtime: AsyncRuntime) -> None:
        self._carrier, self._runtime = carrier, runtime

    @property
    def is_closed(self) -> bool:
        """Whether the connections are closed for good."""
        return self._carrier.is_closed

    async def aclose(self) -> None:
        """Close all connections, unless they belong to the caller's own HTTP client."""
        await self._carrier.aclose()

    async def attempt(self, request: OperationRequest, seconds: float) -> Outcome:
        """Make a request once.

        Args:
            request: The request.
            seconds: How long the whole of it may take, up to the last byte of the answer.
        """
        if self.is_closed:  # since the call began, which may have left its mark by now
            return outcomes.of_failure(NetworkError("the client was closed"), written=False)
        begun = self._runtime.monotonic()
        progress = Progress(seconds)
        token = current.set(progress)
        settled: list[Outcome] = []

        def settle(answer: RawAnswer) -> bool:
            settled.append(outcomes.of_answer(*answer, self._runtime.now(), request.about))
            return settled[-1].match is not Match.OTHER

        place = target(request.path, request.params)
        try:
            answer = await self._carrier.exchange(
                Unsent(request.method, place, request.content, settle), progress
            )
            if not settled:
                settle(answer)
            outcome = settled[-1]
        except NetworkError as error:
            outcome = outcomes.of_failure(error, written=progress.written)
        except BaseException as error:
            if progress.written:
                note_unknown(error, request)
            raise
        finally:
            current.reset(token)
        if _log.isEnabledFor(logging.DEBUG):
            _log.debug(
                "%s %s%s: %s in %.3f s",
                request.method,
                mask(request.path),
                f" ({mask(request.message_id)})" if request.content and request.message_id else "",
                outcome.reason,
                self._runtime.monotonic() - begun,
            )
        return outcome
