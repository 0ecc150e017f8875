"""A validated call of one operation, as its handler sees it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bestsms_sandbox.json_schema import JSON


@dataclass(frozen=True, slots=True)
class OperationCall:
    """A call that matches the contract.

    Attributes:
        arguments: Path and query parameters by their names in the contract, integers as `int`.
        body: The JSON body, `{}` without one.
        raw: The text of the body, unchanged.
    """

    arguments: Mapping[str, Any] = field(default_factory=dict[str, Any])
    body: Mapping[str, Any] = field(default_factory=dict[str, Any])
    raw: str = ""


Handler = Callable[[OperationCall], JSON]
"""What an operation does: takes a call, returns the answer without `Result`, or refuses."""


@dataclass(frozen=True, slots=True)
class Paging:
    """The page of records that a call asks for: 100 on a page and the first page by default."""

    size: int
    number: int

    @classmethod
    def of(cls, call: OperationCall) -> "Paging":
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
