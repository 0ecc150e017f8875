"""The report of a campaign: a CSV file with a line for each recipient and rejected row."""

import csv
import os
import tempfile
from pathlib import Path

from bestsms_campaign._journal import results
from bestsms_campaign._opened import OpenCampaign
from bestsms_campaign.errors import CampaignError

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_report(campaign: OpenCampaign, path: Path) -> None:
    """Write the report to a temporary file, then move it into place."""
    draft = ""
    try:
        handle, draft = tempfile.mkstemp(".part", f".{path.name}.", path.parent)  # mode 0600
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["line", "recipient", "state", "result", "message_id"])
            for line in results.lines(campaign.journal):
                rows.writerow(line._replace(result=_text(line.result)))
            for reject in campaign.rejects():
                rows.writerow([reject.line, "", "rejected", _text(reject.reason), ""])
        Path(draft).replace(path)
    except OSError as error:
        raise CampaignError(f"report: {path}: {error.strerror}.") from None
    finally:
        if draft:
            Path(draft).unlink(missing_ok=True)


def _text(text: str) -> str:
    """Escape a text that a spreadsheet would interpret as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
