"""Write a new campaign into its journal."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import uuid4

from bestsms_campaign._journal.journal import Journal
from bestsms_campaign.errors import CampaignError


class Batch(NamedTuple):
    """The rows of one chunk.

    Recipients have a line, a number, and other fields as JSON; rejected rows a line and a reason.
    """

    lines: list[tuple[int, int, str | None]]
    rejects: list[tuple[int, str]]


def fill(
    journal: Journal,
    name: str,
    settings: Mapping[str, Any],
    batches: Iterable[Batch],
    files: Iterable[tuple[str, str]],
) -> None:
    """Write a campaign in one transaction. `files` are pairs of name and base64 data.

    Raises:
        CampaignError: There is no valid recipient, or the name is taken.
    """
    journal.id, journal.settings = uuid4(), dict(settings)
    rejected = duplicates = chunk = 0
    with journal.transaction() as run:
        if run("SELECT 1 FROM bestsms_campaign WHERE name = ?", name).fetchone():
            raise CampaignError(
                f"There is already a campaign {name!r}. Open it with Campaign.open(), or choose "
                "another name."
            )
        run(
            "INSERT INTO bestsms_campaign (id, name, created_at, state, settings)"  # noqa: S608
            f" VALUES (?, ?, {journal.NOW}, 'ready', ?)",
            str(journal.id), name, json.dumps(settings),
        )  # fmt: skip
        journal.load(run, name)
        for place, (file, data) in enumerate(files):
            run("INSERT INTO bestsms_file VALUES (?, ?, ?, ?)", journal.key, place, file, data)
        for batch in batches:
            for reject in batch.rejects:
                run("INSERT INTO bestsms_reject VALUES (?, ?, ?)", journal.key, *reject)
            rejected += len(batch.rejects)
            if not batch.lines:
                continue
            held = journal.insert_recipients(run, chunk, batch.lines)
            duplicates += len(batch.lines) - held
            if held:
                run(
                    "INSERT INTO bestsms_chunk (campaign, number, message_id, recipients, state)"
                    " VALUES (?, ?, ?, ?, 'queued')",
                    journal.key, chunk, journal.message_id(chunk), held,
                )  # fmt: skip
                chunk += 1
        if not chunk:
            raise CampaignError(
                f"recipients has no row with a valid recipient ({rejected:,} rejected). Nothing "
                "was created."
            )
        run(
            "UPDATE bestsms_campaign SET rejected = ?, duplicates = ? WHERE key = ?",
            rejected, duplicates, journal.key,
        )  # fmt: skip
