"""Sending in many requests, each of them once."""

from collections.abc import AsyncIterator, Iterable
from typing import Any, Literal, Self

from bestsms_api.constraints import LIMITS
from bestsms_client._async.requester import AsyncRequester
from bestsms_client._http.looks import Finding
from bestsms_client._message.bulk import Batch, BulkResult, NotIterated, Recent, batches
from bestsms_client._message.bulk_record import BulkRecord
from bestsms_client._message.draft import Draft
from bestsms_client.errors import BestSMSError, SendUncertainError


class AsyncBulkResults(NotIterated):
    """The results of a bulk send, which warns if nobody iterates over it."""

    def __init__(self, results: AsyncIterator[BulkResult]) -> None:
        super().__init__()
        self._results = results

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> BulkResult:
        self.begun = True
        return await anext(self._results)


async def send_batches(
    requester: AsyncRequester,
    draft: Draft,
    recipients: Iterable[Any],
    record: BulkRecord,
    *,
    most: int,
    on_error: Literal["stop", "continue"],
) -> AsyncIterator[BulkResult]:
    """Send a message to recipients, request by request; see `send_bulk`."""
    room = LIMITS["requestBytes"].value - len(draft.request([]).content or b"")
    divided = batches(
        recipients, most=most, room=room, dialling=draft.dialling, earlier=record.earlier
    )
    recent = Recent()
    for batch in divided:
        if isinstance(batch, Batch):
            recent.warn_of_repeats(batch, requester.runtime.monotonic())
        result = await _send(requester, draft, batch, record)
        if result.error and on_error == "stop":
            raise result.error
        yield result


async def _send(
    requester: AsyncRequester, draft: Draft, batch: Batch | BulkResult, record: BulkRecord
) -> BulkResult:
    """Make one request, unless an earlier run did, or there is none to be made."""
    if isinstance(batch, BulkResult):
        return batch
    offload = requester.runtime.offload
    message_id = record.message_id(batch)
    sent, error, begun = None, None, False
    resumed = record.accepted(batch)
    try:
        if resumed is None:
            resumed = await _was_accepted(requester, message_id)
            if resumed:
                await offload(record.end, batch, True)
        if not resumed:
            # Begun first: the record has an entry for each request, whatever becomes of it.
            await offload(record.begin, batch)
            begun = True
            survey = draft.check(batch.recipients, "recipients", batch.first)
            request = draft.request(batch.recipients, message_id, survey.size())
            sent = await requester.send(request)
            await offload(record.end, batch, True)
    except BestSMSError as failure:
        error = failure
        if begun and failure.sent != "unknown":
            await offload(record.end, batch, failure.sent == "yes")
    return BulkResult(
        number=batch.number,
        first=batch.first,
        recipients=len(batch.recipients),
        message_id=message_id,
        sent=sent,
        resumed=bool(resumed),
        error=error,
    )


async def _was_accepted(requester: AsyncRequester, message_id: str) -> bool:
    """Ask whether a request of an earlier run arrived, until `reconcile_for` is over.

    Silence is no answer: only if the gateway itself says that it does not know the message, it is
    sent again.
    """
    look = await requester.look_for(message_id)
    if look.finding is Finding.UNPROVEN:
        raise SendUncertainError(
            "An earlier run may have made this request, and the gateway could not be asked: "
            f"{look.reason}",
            message_id=message_id,
        )
    return look.finding is Finding.FOUND
