"""Poll a gateway for messages and delivery results, and post them as webhooks."""

import time
import warnings
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from bestsms_cli.webhooks.bodies import body_of
from bestsms_cli.webhooks.posting import ReceiverResponse, post

if TYPE_CHECKING:
    from bestsms_client import BestSMS, ReceivedMessage, Recipient, StatusResult

_INTERVAL: Final = 5.0


class Poller:
    """Polls a gateway and posts an event for everything new.

    Delivery results are polled only for `messages`. `forwarded` is called with each body and the
    receiver's response.
    """

    def __init__(
        self,
        client: "BestSMS",
        url: str,
        messages: Iterable[str],
        forwarded: Callable[[bytes, ReceiverResponse], None],
    ) -> None:
        self._client, self._url, self._forwarded = client, url, forwarded
        self._messages = list(messages)
        self._since, self._cursor = datetime.now(UTC), ""
        self._reported: set[tuple[str, str | None]] = set()

    def run(self) -> None:
        """Poll until the process is interrupted. Continue after temporary failures."""
        from bestsms_client import NoAnswerError, NotSentError, RateLimitError, ServerError

        while True:
            wait = _INTERVAL
            try:
                self.look()
            except (NoAnswerError, NotSentError, RateLimitError, ServerError) as error:
                warnings.warn(str(error), stacklevel=1)
                wait = max(error.retry_after or 0.0, _INTERVAL)
            time.sleep(wait)

    def look(self) -> None:
        """Poll once."""
        followed = self._client.reports.sms_received.follow(
            since=self._since, cursor=self._cursor or None, timeout=0
        )
        for received in followed:
            self._post(**_received(received.message))
            self._cursor = received.cursor
        for message_id in self._messages:
            status = self._client.reports.status.poll(message_id, records_per_page=1)
            walk = self._client.reports.status.iter_recipients(message_id, records_per_page=999)
            for recipient in walk:
                self._report(status, recipient)

    def _report(self, status: "StatusResult", recipient: "Recipient") -> None:
        key = (status.message_id, recipient.dest_seq or recipient.destination)
        state = (recipient.status or "").upper()
        if state in ("", "PENDING") or key in self._reported:
            return
        self._reported.add(key)
        self._post(
            type="SMS",
            destination=recipient.destination or "",
            status=state,
            result=recipient.result or "",
            message_id=status.message_id,
            contact_id=recipient.contact_id or "",
            sub_account=status.sub_account or "",
            department=status.department or "",
            job_number=status.job_num or "",
            price="" if recipient.price is None else f"{recipient.price:.2f}",
            **_at(recipient.sent_time_utc),
        )

    def _post(self, **event: Any) -> None:
        body, content_type = body_of(self._url, **event)
        self._forwarded(body, post(self._url, body, content_type))


def _received(message: "ReceivedMessage") -> dict[str, Any]:
    return {
        "type": "SMSReply" if message.message_id else "SMSInbound",
        "destination": message.from_ or "",
        "status": "RECEIVED",
        "result": "RECEIVED",
        "message": message.message_text or "",
        "message_id": message.message_id or "",
        "received_id": message.received_id or "",
        "contact_id": message.contact_id or "",
        "sub_account": message.sub_account or "",
        "department": message.department or "",
        "job_number": message.job_num or "",
        **_at(message.received_time_utc),
    }


def _at(text: str | None) -> dict[str, int]:
    from bestsms_client.times import parse

    moment = parse(text, UTC)
    return {} if moment is None else {"at": int(moment.timestamp() * 1000)}
