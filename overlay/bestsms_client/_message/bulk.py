"""One text to more recipients than a request holds: how they are divided, and what is told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bestsms_api.constraints import LIMITS
from bestsms_client._http.operation import encode
from bestsms_client._message.recipients import Dialling, Problem, one_to_wire
from bestsms_client._message.sent import Sent
from bestsms_client._warnings import callers_place, warn
from bestsms_client.errors import BestSMSError, InvalidRequestError, MessageWarning

_WINDOW: Final = LIMITS["duplicateWindow"].value


@dataclass(frozen=True, kw_only=True)
class BulkResult:
    """The outcome of one request of `send_bulk`.

    Attributes:
        number: The number of the request, from 0; None for a recipient that no request can hold.
        first: The place of its first recipient among all, from 0.
        recipients: How many recipients it has.
        message_id: Its identifier.
        sent: What the gateway said; None if the request failed.
        error: Why it failed; `error.sent` says whether it may have been accepted all the same.
    """

    number: int | None
    first: int
    recipients: int
    message_id: str | None = None
    sent: Sent | None = None
    error: BestSMSError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The recipients of one request.

    Attributes:
        number: The number of the request, from 0.
        first: The place of the first recipient among all.
        recipients: The recipients, as the request carries them.
    """

    number: int
    first: int
    recipients: Sequence[Mapping[str, str]] = field(repr=False)


class NotIterated:
    """An iterator that warns, at the line that made it, if nobody ever iterates over it.

    Attributes:
        begun: Whether somebody has.
    """

    begun = False

    def __init__(self) -> None:
        self._place = callers_place()

    def __del__(self) -> None:
        if not self.begun:
            warn(
                "The result of send_bulk was never iterated over, so nothing was sent. Write "
                "for result in client.messaging.sms.send_bulk(...).",
                MessageWarning,
                self._place,
            )


class Recent:
    """Remembers whom the last requests went to, for as long as the gateway rejects duplicates."""

    def __init__(self) -> None:
        self._batches: list[tuple[float, frozenset[int]]] = []

    def warn_of_repeats(self, batch: Batch, now: float) -> None:
        """Warn of numbers that an earlier request went to, and remember those of this one."""
        numbers = frozenset(hash(one.get("Recipient")) for one in batch.recipients)
        self._batches = [(at, earlier) for at, earlier in self._batches if now - at < _WINDOW]
        if any(not numbers.isdisjoint(earlier) for _, earlier in self._batches):
            place = f"recipients[{batch.first}] to [{batch.first + len(batch.recipients) - 1}]"
            warn(
                f"A number in {place} is repeated from an earlier request. The gateway rejects the "
                f"same text to the same number within {_WINDOW} seconds as Rejected-Duplicate.",
                MessageWarning,
            )
        self._batches.append((now, numbers))


def check_bulk(recipients: Any, per_request: Any, on_error: Any) -> None:
    """Refuse arguments of `send_bulk` that are not valid.

    Raises:
        InvalidRequestError: One is not.
    """
    kind = type(recipients).__name__
    if isinstance(recipients, str | bytes | Mapping) or not hasattr(recipients, "__iter__"):
        raise InvalidRequestError(
            f"recipients is of type {kind}. Pass several recipients, or use send_message."
        )
    if not isinstance(per_request, int) or isinstance(per_request, bool) or per_request < 1:
        raise InvalidRequestError("per_request is not a positive integer.")
    if on_error not in ("stop", "continue"):
        raise InvalidRequestError('on_error is neither "stop" nor "continue".')


def batches(
    recipients: Iterable[Any],
    *,
    most: int,
    room: int,
    dialling: Dialling,
) -> Iterator[Batch | BulkResult]:
    """Divide recipients among requests, holding no more of them than one request does.

    Args:
        recipients: What a caller names them by.
        most: The most recipients of a request.
        room: The bytes that they may take in it.
        dialling: How numbers without `+` are read.

    Yields:
        Each batch; and for each recipient that is not valid a result that says why.
    """
    place = number = 0
    waiting: list[dict[str, str]] = []
    first = taken = 0
    for place, item in enumerate(recipients):
        recipient = one_to_wire(item, place, "recipients", dialling)
        if isinstance(recipient, Problem):
            error = InvalidRequestError(recipient.reason)
            yield BulkResult(number=None, first=place, recipients=1, error=error)
            continue
        try:
            size = len(encode(recipient)) + 1  # and a comma
        except InvalidRequestError as error:
            yield BulkResult(number=None, first=place, recipients=1, error=error)
            continue
        if waiting and (len(waiting) == most or taken + size > room):
            yield Batch(number=number, first=first, recipients=waiting)
            number, waiting, taken = number + 1, [], 0
        if not waiting:
            first = place
        waiting.append(recipient)
        taken += size
    if waiting:
        yield Batch(number=number, first=first, recipients=waiting)
