"""How to fix a request that the gateway refused."""

import re
from collections.abc import Sequence

from bestsms_sandbox.contract.loading import Contract

# What to do, where the contract only says what is wrong.
_ADVICE = {
    "Unauthorized": "Use the token that is shown under Connect.",
    "Missing Sender": "Send the header Authorization: Basic, followed by the token.",
    "Failed to process your API request. Check your syntax.": "The next line names the field.",
    "Message(s) NOT found": "The sandbox forgets messages when it is cleared, and when it is "
    "restarted without --db.",
    "Not Found": "The base URL is shown under Connect; it ends with /api/v2.04.",
    "Method Not Allowed": "The header Allow of the answer lists the methods.",
    "Content-Type must be application/json": "Send the header Content-Type: application/json.",
    "A scripted fault occurred": "A scenario caused this. End it in the header of this page.",
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
        """Return what the first reason means and what to do; an empty text if nothing is known."""
        if not reasons:
            return ""
        for pattern, hint in self._hints:
            if pattern.fullmatch(reasons[0]):
                return hint
        return _ADVICE.get(reasons[0], "")


def _first_sentence(text: str) -> str:
    """Return what is wrong; the sentences that follow say how it is known."""
    return text.split(". ")[0].rstrip(".") + ". "
