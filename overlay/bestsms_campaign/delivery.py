"""Record delivery results, and cancel a campaign."""

from dataclasses import dataclass

from bestsms_campaign._journal import claims, results
from bestsms_campaign._journal.results import Delivery
from bestsms_campaign._opened import OpenCampaign
from bestsms_client import AuthenticationError, BestSMS, BestSMSError
from bestsms_client.webhooks import Event, StatusEvent

_FIRST_POLL = 15.0
_LAST_POLL = 900.0
_POLL_PAUSE = 0.2  # between two chunks: at most five requests per second
_PAGE = 999
_DELIVERED, _FAILED = ("success",), ("failed", "fail", "error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """The result of `Campaign.cancel`.

    Attributes:
        not_sent: The number of recipients that had not been sent to.
        aborted: The number of chunks whose scheduled message was aborted.
        too_late: The number of chunks that could no longer be aborted.
        unknown: The number of chunks with an unknown outcome. Cancel again later to abort them.
    """

    not_sent: int
    aborted: int
    too_late: int
    unknown: int


def record(campaign: OpenCampaign, event: Event) -> bool:
    """Record a delivery report; see `Campaign.record`."""
    if not isinstance(event, StatusEvent):
        return False
    status = event.status.casefold()
    if status not in _DELIVERED and status not in _FAILED:
        return False
    delivery = Delivery(event.destination, status in _DELIVERED, event.result)
    return results.record(campaign.journal, event.message_id, [delivery]) > 0


def poll(campaign: OpenCampaign, client: BestSMS, limit: int) -> int:
    """Read the results of the chunks that are due; see `Campaign.poll`."""
    campaign.bind(client)
    changed = 0
    for place, chunk in enumerate(results.to_poll(campaign.journal, limit)):
        number, message_id, known, polls = chunk
        if place:
            campaign.clock.sleep(_POLL_PAUSE)
        new = 0
        try:
            status = client.reports.status.poll(message_id, records_per_page=1)
            done = (status.success or 0) + (status.failed or 0)
            if done > known:
                new = results.record(
                    campaign.journal, message_id, list(_deliveries(client, message_id))
                )
        except AuthenticationError:
            raise
        except BestSMSError:
            new = 0  # read again later
        polls = 0 if new else polls + 1
        results.poll_again(
            campaign.journal, number, polls, min(_LAST_POLL, _FIRST_POLL * 2.0 ** min(polls, 10))
        )
        changed += new
    return changed


def _deliveries(client: BestSMS, message_id: str) -> "list[Delivery]":
    found: list[Delivery] = []
    for recipient in client.reports.status.iter_recipients(message_id, records_per_page=_PAGE):
        status = str(recipient.status or "").casefold()
        if recipient.destination and status in (*_DELIVERED, *_FAILED):
            found.append(
                Delivery(recipient.destination, status in _DELIVERED, recipient.result or "")
            )
    return found


def cancel(campaign: OpenCampaign, client: BestSMS) -> Cancelled:
    """Cancel a campaign; see `Campaign.cancel`."""
    campaign.bind(client)
    journal = campaign.journal
    journal.set_state("cancelled")
    unknown = 0
    for number, message_id in results.chunks(journal, ["sending", "unknown"]):
        if client.messaging.sms.lookup(message_id).result == "found":
            claims.settle(journal, number, "", "sent")
        else:
            unknown += 1
    aborted = too_late = 0
    if "send_time" in journal.settings["options"]:
        for number, message_id in results.chunks(journal, ["sent"]):
            try:
                client.actions.abort.send_request(message_id)
            except AuthenticationError:
                raise
            except BestSMSError as error:
                unknown += error.sent == "unknown"
                too_late += error.sent != "unknown"
            else:
                results.set_cancelled(journal, number)
                aborted += 1
    _state, counts, _rejected, _duplicates = results.counts(journal)
    return Cancelled(not_sent=counts.queued, aborted=aborted, too_late=too_late, unknown=unknown)
