# Made by scripts/sync from the asynchronous half: do not edit.
"""Bulk sends: many requests, each sent once."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Literal, Self

from bestsms_api.constraints import LIMITS
from bestsms_client._boundary import boundary
from bestsms_client._message.bulk import Batch, BulkResult, NotIterated, Recent, batches
from bestsms_client._message.draft import Draft
from bestsms_client._message.identifiers import new_message_id
from bestsms_client._sync.requester import Requester
from bestsms_client.errors import BestSMSError


class BulkResults(NotIterated):
    """The results of a bulk send. Warns if they are never iterated over."""

    def __init__(self, results: Iterator[BulkResult]) -> None:
        super().__init__()
        self._results = results

    def __iter__(self) -> Self:
        return self

    @boundary
    def __next__(self) -> BulkResult:
        self.begun = True
        return next(self._results)


def send_batches(
    requester: Requester,
    draft: Draft,
    recipients: Iterable[Any],
    *,
    most: int,
    on_error: Literal["stop", "continue"],
) -> Iterator[BulkResult]:
    """Send a message in several requests; see `send_bulk`."""
    room = LIMITS["requestBytes"].value - len(draft.request([]).content or b"")
    divided = batches(recipients, most=most, room=room, dialling=draft.dialling)
    recent = Recent()
    for batch in divided:
        if isinstance(batch, Batch):
            recent.warn_of_repeats(batch, requester.runtime.monotonic())
        result = _send(requester, draft, batch)
        if result.error and on_error == "stop":
            raise result.error
        yield result


def _send(requester: Requester, draft: Draft, batch: Batch | BulkResult) -> BulkResult:
    if isinstance(batch, BulkResult):
        return batch
    message_id, sent, error = new_message_id(), None, None
    try:
        survey = draft.check(batch.recipients, "recipients", batch.first)
        request = draft.request(batch.recipients, message_id, survey.size())
        sent = requester.send(replace(request, call="client.messaging.sms.send_bulk"))
    except BestSMSError as failure:
        error = failure
    return BulkResult(
        number=batch.number,
        first=batch.first,
        recipients=len(batch.recipients),
        message_id=message_id,
        sent=sent,
        error=error,
    )
