"""Divide the recipients of a bulk send among requests."""

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
        number: The number of the request, from 0; None for an invalid recipient, which is in no
            request.
        first: The index of its first recipient among all recipients.
        recipients: The number of its recipients.
        message_id: Its MessageID.
        sent: What `send_message` would return; None if the request failed.
        error: Why the request failed. `error.sent` tells whether it may have been accepted anyway.
    """

    number: int | None
    first: int
    recipients: int
    message_id: str | None = None
    sent: Sent | None = None
    error: BestSMSError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The recipients of one request; `first` is the index of its first among all recipients."""

    number: int
    first: int
    recipients: Sequence[Mapping[str, str]] = field(repr=False)


class NotIterated:
    """An iterator that warns, at the line that created it, if it is never iterated over."""

    begun = False

    def __init__(self) -> None:
        self._place = callers_place()

    def __del__(self) -> None:
        if not self.begun:
            warn(
                "The result of client.messaging.sms.send_bulk was never iterated over, so nothing "
                "was sent. Write: for result in client.messaging.sms.send_bulk(...).",
                MessageWarning,
                self._place,
            )


class Recent:
    """The numbers of recent requests, kept for as long as the gateway rejects duplicates."""

    def __init__(self) -> None:
        self._batches: list[tuple[float, frozenset[int]]] = []

    def warn_of_repeats(self, batch: Batch, now: float) -> None:
        numbers = frozenset(hash(one.get("Recipient")) for one in batch.recipients)
        self._batches = [(at, earlier) for at, earlier in self._batches if now - at < _WINDOW]
        if any(not numbers.isdisjoint(earlier) for _, earlier in self._batches):
            last = batch.first + len(batch.recipients) - 1
            place = f"recipients[{batch.first}]"
            place += f" to recipients[{last}]" if last > batch.first else ""
            warn(
                f"A number in {place} was already in an earlier request. The gateway rejects the "
                f"same text to the same number within {_WINDOW} seconds (Rejected-Duplicate).",
                MessageWarning,
            )
        self._batches.append((now, numbers))


def check_bulk(recipients: Any, per_request: Any, on_error: Any) -> None:
    """Raise `InvalidRequestError` for invalid arguments of `send_bulk`."""
    kind = type(recipients).__name__
    if isinstance(recipients, str | bytes | Mapping) or not hasattr(recipients, "__iter__"):
        raise InvalidRequestError(
            f"recipients is of type {kind}. Pass an iterable of recipients; for a single one, use "
            "client.messaging.sms.send_message."
        )
    if not isinstance(per_request, int) or isinstance(per_request, bool) or per_request < 1:
        raise InvalidRequestError("per_request must be a positive integer.")
    if on_error not in ("stop", "continue"):
        raise InvalidRequestError('on_error must be "stop" or "continue".')


def batches(
    recipients: Iterable[Any],
    *,
    most: int,
    room: int,
    dialling: Dialling,
) -> Iterator[Batch | BulkResult]:
    """Divide recipients among requests, with one request's recipients in memory at a time.

    A request has up to `most` recipients, which take up to `room` bytes. An invalid recipient is
    yielded as a result with its error.
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
            size = len(encode(recipient)) + 1  # for the comma
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
