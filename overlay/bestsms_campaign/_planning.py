"""Check a new campaign before it is written, and calculate what it would send."""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Literal

from bestsms_api.constraints import LIMITS
from bestsms_campaign._journal import results
from bestsms_campaign._journal.dsn import is_dsn
from bestsms_campaign._journal.filling import Batch
from bestsms_campaign._journal.journal import Suppression
from bestsms_campaign._opened import OpenCampaign
from bestsms_campaign.errors import CampaignError
from bestsms_campaign.progress import Plan
from bestsms_campaign.quiet_hours import QuietHours
from bestsms_campaign.recipients import Checker, to_rejects
from bestsms_campaign.suppression import FixedSuppression, SuppressionList
from bestsms_client import BestSMS, Caps, InvalidRequestError, Price, Range
from bestsms_client._message.attachments import read_attachments
from bestsms_client._validation import price_per_part

_EXAMPLE_NUMBER: Final = "+61491570006"
_MAX_SHOWN: Final = 10
_RESERVE: Final = 65_536
_DESTINATION: Final = re.compile(r"\bdestinations\[(\d+)\]")


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A checked campaign without its recipients. `files` are pairs of name and base64 data."""

    settings: Mapping[str, Any]
    files: tuple[tuple[str, str], ...] = field(repr=False)
    _checker: Checker = field(repr=False)

    def batches(self, rows: Iterable[tuple[int, Any]]) -> Iterator[Batch]:
        """Check rows and group them into chunks."""
        return self._checker.batches(rows)


def rehearsal_client(caps: Caps | None = None) -> BestSMS:
    """Return a client that validates messages and counts parts, and never sends."""
    return BestSMS("rehearsal", base_url="http://127.0.0.1:9/api/v2.04", caps=caps)


def suppression_of(where: object, given: Any) -> FixedSuppression | SuppressionList:
    """Return the suppression list for the argument `suppression`."""
    if not isinstance(given, SuppressionList):
        return FixedSuppression(given or ())
    if is_dsn(where):
        raise CampaignError(
            "suppression: a campaign in PostgreSQL uses the suppression list in its database, not "
            "a SuppressionList. Add numbers to it with campaign.suppress(number)."
        )
    return given


def prepare(
    message: str,
    attachments: Any,
    mode: Literal["test"] | None,
    caps: Caps | None,
    options: Mapping[str, Any],
    *,
    per_request: int,
    rate: float | None,
    quiet_hours: QuietHours | None,
    suppression: Suppression,
) -> Prepared:
    """Check the message and the settings of a campaign."""
    if isinstance(per_request, bool) or per_request < 1 or (rate is not None and not rate > 0):
        raise CampaignError("per_request and rate must be positive numbers.")
    files = [] if attachments is None else read_attachments(attachments)
    client = rehearsal_client(caps)
    checked: dict[str, Any] = {**options, **({"attachments": files} if files else {})}
    preview = client.messaging.sms.preview(
        message=message, destinations=_EXAMPLE_NUMBER, mode=mode, **checked
    )
    if preview.problems:
        raise InvalidRequestError(" ".join(map(str, preview.problems)))
    kept = {name: value for name, value in options.items() if value is not None}
    kept.pop("region", None)  # the journal contains international numbers only
    if preview.send_time is not None:  # fixed now; a chunk that is late is sent immediately
        kept |= {"send_time": preview.send_time, "time_zone": preview.time_zone}
        kept["allow"] = {*kept.get("allow", ()), "past"}
    if "allow" in kept:
        kept["allow"] = sorted(kept["allow"])
    try:
        json.dumps(kept)
    except TypeError:
        raise CampaignError(
            "The options of a campaign must be strings, numbers or booleans."
        ) from None
    room = LIMITS["requestBytes"].value - preview.request_bytes - _RESERVE
    return Prepared(
        settings={
            "message": message,
            "options": kept,
            "mode": mode,
            "caps": [caps.gsm, caps.ucs2] if caps else None,
            "per_request": per_request,
            "rate": rate,
            "quiet_hours": quiet_hours.to_list() if quiet_hours else None,
            "suppression": os.fspath(suppression.path)
            if isinstance(suppression, SuppressionList)
            else None,
        },
        files=tuple((str(file.name), str(file.data)) for file in files),
        _checker=Checker(client, message, checked, per_request, room),
    )


def _with_lines(warning: str, lines: Sequence[int]) -> str:
    """Name the lines of recipients in a warning, instead of their indexes in the request."""
    return _DESTINATION.sub(lambda found: f"line {lines[int(found[1])]}", warning)


def plan(campaign: OpenCampaign, price: Decimal | float | None) -> Plan:
    """Return what a campaign would send. Read one chunk at a time."""
    journal = campaign.journal
    settings = journal.settings
    client = rehearsal_client(Caps(*settings["caps"]) if settings["caps"] else None)
    each = None if price is None else price_per_part(price)
    options: dict[str, Any] = {**campaign.message_options(), "price": each}
    recipients = chunks = least = 0
    most: int | None = 0
    warnings: dict[str, None] = {}
    for number, _message_id in results.chunks(journal, ["queued", "sending", "unknown", "sent"]):
        rows = results.destinations(journal, number)
        destinations: list[Any] = [
            {"Recipient": f"+{digits}", **(json.loads(fields) if fields else {})}
            for _line, digits, fields in rows
        ]
        if not destinations:
            continue
        preview = client.messaging.sms.preview(destinations=destinations, **options)
        if not chunks:
            lines = [line for line, _digits, _fields in rows]
            warnings.update(dict.fromkeys(_with_lines(text, lines) for text in preview.warnings))
        recipients, chunks = recipients + len(destinations), chunks + 1
        least += preview.parts.least
        most = None if most is None or preview.parts.most is None else most + preview.parts.most
    _state, counts, rejected, duplicates = results.counts(journal)
    return Plan(
        recipients=recipients,
        chunks=chunks,
        parts=Range(least, most),
        price=Price(each * least, None if most is None else each * most)
        if each is not None
        else None,
        rejected=rejected,
        duplicates=duplicates,
        suppressed=counts.suppressed,
        rejects=to_rejects(results.rejects(journal, -1, _MAX_SHOWN)),
        warnings=tuple(warnings),
    )
