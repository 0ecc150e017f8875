"""The validated request that a handler receives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bestsms_sandbox.json_schema import JSON


@dataclass(frozen=True, slots=True)
class OperationCall:
    """A validated request to one operation.

    Attributes:
        arguments: Path and query parameters by name; integers are `int`.
        body: The JSON body, or `{}`.
        raw: The unparsed text of the body.
    """

    arguments: Mapping[str, Any] = field(default_factory=dict[str, Any])
    body: Mapping[str, Any] = field(default_factory=dict[str, Any])
    raw: str = ""


Handler = Callable[[OperationCall], JSON]
"""Implements an operation: returns the response without `Result`, or raises `Refusal`."""


@dataclass(frozen=True, slots=True)
class Paging:
    """The requested page of records; by default the first, with 100 records."""

    size: int
    number: int

    @classmethod
    def of(cls, call: OperationCall) -> "Paging":
        """Read the page from the arguments of a request."""
        return cls(call.arguments.get("recordsPerPage", 100), call.arguments.get("page", 1))

    def slice(self, total: int) -> tuple[int, int]:
        """Return LIMIT and OFFSET for `total` records. A page past the end is empty."""
        return self.size, min((self.number - 1) * self.size, total)

    def block(self, total: int) -> JSON:
        """Return the paging fields of a response. An empty list has one page (assumed)."""
        return {
            "TotalRecords": total,
            "RecordsPerPage": self.size,
            "PageCount": max(1, -(-total // self.size)),
            "Page": self.number,
        }
