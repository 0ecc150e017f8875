"""Hints on how to fix a request that the gateway rejected."""

import re
from collections.abc import Sequence

from bestsms_sandbox.contract.loading import Contract

# The contract says what is wrong; this adds what to do.
_ADVICE = {
    "Unauthorized": "Use the token shown under Connect.",
    "Missing Sender": "Send the header Authorization: Basic, followed by the token.",
    "Failed to process your API request. Check your syntax.": "The second error names the field.",
    "Message(s) NOT found": "The sandbox deletes messages when it is cleared, and when it "
    "is restarted without --db.",
    "Not Found": "Use the base URL shown under Connect. It ends with /api/v2.04.",
    "Method Not Allowed": "The Allow header of the response lists the methods.",
    "Content-Type must be application/json": "Send the header Content-Type: application/json.",
    "A scripted fault occurred": "A scenario caused this. You can end it at the top of this page.",
}


class RequestHints:
    """The hints for the error texts of a contract."""

    def __init__(self, contract: Contract) -> None:
        self._hints = [
            (
                re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(entry["text"]))),
                _first_sentence(entry["trigger"]) + _ADVICE.get(entry["text"], ""),
            )
            for entry in contract.document.content["x-error-texts"]
        ]

    def of(self, reasons: Sequence[str]) -> str:
        """Return the meaning of the first reason and what to do, or an empty string."""
        if not reasons:
            return ""
        for pattern, hint in self._hints:
            if pattern.fullmatch(reasons[0]):
                return hint
        return _ADVICE.get(reasons[0], "")


def _first_sentence(text: str) -> str:
    """Return the first sentence: the others explain the evidence."""
    return text.split(". ")[0].rstrip(".") + ". "
