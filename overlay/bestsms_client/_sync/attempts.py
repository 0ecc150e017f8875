# Made by scripts/sync from the asynchronous half: do not edit.
"""Make a request once, within a deadline, and classify the outcome."""

import logging
from typing import Protocol

from bestsms_client._http import outcome as outcomes
from bestsms_client._http.clients import Runtime
from bestsms_client._http.errors_from import note_unknown
from bestsms_client._http.matching import Match
from bestsms_client._http.operation import OperationRequest
from bestsms_client._http.outcome import Outcome
from bestsms_client._http.redaction import mask
from bestsms_client._network.causes import NetworkError
from bestsms_client._network.progress import Progress, current
from bestsms_client._network.wire import RawAnswer, Unsent, target

_log = logging.getLogger("bestsms_client")


class Carrier(Protocol):
    """The transport: our own connections, aiohttp, or the user's HTTP client."""

    @property
    def is_closed(self) -> bool: ...

    def exchange(self, request: Unsent, progress: Progress) -> RawAnswer:
        """Make a request once, and return the whole response or raise `NetworkError`."""
        ...

    def close(self) -> None: ...


class Attempts:
    """Make single requests. Retries, lookups and errors belong to the requester."""

    def __init__(self, carrier: Carrier, runtime: Runtime) -> None:
        self._carrier, self._runtime = carrier, runtime

    @property
    def is_closed(self) -> bool:
        return self._carrier.is_closed

    def close(self) -> None:
        """Close all connections, except those of the user's own HTTP client."""
        self._carrier.close()

    def attempt(self, request: OperationRequest, seconds: float) -> Outcome:
        """Make a request once, in at most `seconds` up to the last byte of the response."""
        if self.is_closed:  # closed during the call, which may have made attempts before
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
            answer = self._carrier.exchange(
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
