"""One text to more recipients than a request holds: how they are divided, and what is told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bestsms_client._http.operation import encode
from bestsms_client._message.recipients import one_to_wire
from bestsms_client._message.sent import Sent
from bestsms_client.errors import BestSMSError, InvalidRequestError


@dataclass(frozen=True, kw_only=True)
class BulkResult:
    """What became of one request of `send_bulk`.

    Attributes:
        number: The number of the request, from 0; None for a recipient that no request can hold.
        first: The place of its first recipient among all, from 0.
        recipients: How many recipients it has.
        message_id: Its identifier, the same in every run with the same record.
        sent: What the gateway said; None if the request failed or an earlier run made it.
        resumed: Whether an earlier run made it already.
        error: Why it failed; `error.sent` says whether it may have been accepted all the same.
    """

    number: int | None
    first: int
    recipients: int
    message_id: str | None = None
    sent: Sent | None = None
    resumed: bool = False
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


def batches(
    recipients: Iterable[Any],
    *,
    most: int,
    room: int,
    region: str | None,
    earlier: Sequence[int],
) -> Iterator[Batch | BulkResult]:
    """Divide recipients among requests, holding no more of them than one request does.

    Args:
        recipients: What a caller names them by.
        most: The most recipients of a request.
        room: The bytes that they may take in it.
        region: The country in which numbers are dialled.
        earlier: How many recipients the requests of an earlier run had; they are kept to.

    Yields:
        Each batch; and for each recipient that cannot be meant a result that says why.

    Raises:
        InvalidRequestError: There are fewer recipients than in the earlier run.
    """
    place = number = 0
    waiting: list[dict[str, str]] = []
    first = taken = 0
    for place, item in enumerate(recipients):
        try:
            recipient = one_to_wire(item, f"recipients[{place}]", region)
            size = len(encode(recipient)) + 1  # and a comma
        except InvalidRequestError as error:
            yield BulkResult(number=None, first=place, recipients=1, error=error)
            continue
        known = number < len(earlier)
        if waiting and not known and (len(waiting) == most or taken + size > room):
            yield Batch(number=number, first=first, recipients=waiting)
            number, waiting, taken = number + 1, [], 0
        if not waiting:
            first = place
        waiting.append(recipient)
        taken += size
        if number < len(earlier) and len(waiting) == earlier[number]:
            yield Batch(number=number, first=first, recipients=waiting)
            number, waiting, taken = number + 1, [], 0
    if number < len(earlier):
        raise InvalidRequestError(
            "There are fewer recipients than in the run that resume= remembers. Give the same ones "
            "in the same order."
        )
    if waiting:
        yield Batch(number=number, first=first, recipients=waiting)
