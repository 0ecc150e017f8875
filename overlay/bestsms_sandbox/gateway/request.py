"""One call on the gateway, as its handlers see it, and how they refuse it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

JSON = dict[str, Any]

SYNTAX = "Failed to process your API request. Check your syntax."


class Refusal(Exception):  # noqa: N818 - the gateway's answer, not a fault of ours
    """The gateway refuses a call.

    Args:
        text: One of the contract's `x-error-texts`; the HTTP status is found by it.
        detail: What the sandbox adds for the developer, as a second entry of `ErrorMessage`.
        values: The values for the placeholders in `text`.
    """

    def __init__(self, text: str, detail: str = "", **values: object) -> None:
        super().__init__(text)
        self.text = text
        self.messages = [text.format(**values)]
        if detail:
            self.messages.append(detail)


@dataclass(frozen=True, slots=True)
class Call:
    """A call that the contract allows.

    Attributes:
        arguments: Path and query parameters by their names in the contract, integers as `int`.
        body: The JSON body, `{}` where there is none.
        raw: The text of the body as it came.
    """

    arguments: Mapping[str, Any] = field(default_factory=dict[str, Any])
    body: Mapping[str, Any] = field(default_factory=dict[str, Any])
    raw: str = ""


Handler = Callable[[Call], JSON]
"""What an operation does: takes a call, returns the answer without `Result`, or refuses."""


@dataclass(frozen=True, slots=True)
class Page:
    """The page of records that a call asks for: 100 on a page and the first page by default."""

    size: int
    number: int

    @classmethod
    def of(cls, call: Call) -> "Page":
        """Return the page that a call asks for."""
        return cls(call.arguments.get("recordsPerPage", 100), call.arguments.get("page", 1))

    def slice(self, total: int) -> tuple[int, int]:
        """Return LIMIT and OFFSET for `total` records; past the end the page is empty."""
        return self.size, min((self.number - 1) * self.size, total)

    def block(self, total: int) -> JSON:
        """Return the paging block of an answer; an empty list has one page (U20)."""
        return {
            "TotalRecords": total,
            "RecordsPerPage": self.size,
            "PageCount": max(1, -(-total // self.size)),
            "Page": self.number,
        }
