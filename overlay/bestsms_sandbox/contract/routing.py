"""Routes requests to operations."""

from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from bestsms_sandbox.contract.validation import Operation


class NoRoute(Exception):  # noqa: N818 - becomes a response
    """No operation has this path, or the path does not support the method (see `allow`)."""

    def __init__(self, allow: Sequence[str] = ()) -> None:
        super().__init__()
        self.allow = ", ".join(sorted(allow))


class Router:
    """The routes of the contract, made from operations by path template and HTTP method."""

    def __init__(self, operations: Mapping[str, Mapping[str, Operation]]) -> None:
        # A literal segment takes precedence over a parameter: `list` is never a GroupID.
        self._routes = sorted(
            ((path.strip("/").split("/"), methods) for path, methods in operations.items()),
            key=lambda route: [segment.startswith("{") for segment in route[0]],
        )

    def route(
        self, method: str, path: str, *, any_case: bool = False
    ) -> tuple[Operation, dict[str, str]]:
        """Find the operation for a request.

        Args:
            method: The HTTP method, in upper case.
            path: The percent-encoded path below the base URL, with a leading slash.
            any_case: Match literal segments case-insensitively.

        Returns:
            The operation, and the decoded path parameters as text.

        Raises:
            NoRoute: No operation matches.
        """
        segments = [unquote(segment) for segment in path.split("/")[1:]]
        literals = [segment.lower() for segment in segments] if any_case else segments
        for pattern, methods in self._routes:
            if len(pattern) == len(segments) and all(
                bool(segment) if slot.startswith("{") else slot == literal
                for slot, segment, literal in zip(pattern, segments, literals, strict=True)
            ):
                if method not in methods:
                    raise NoRoute(list(methods))
                slots = zip(pattern, segments, strict=True)
                values = {slot[1:-1]: text for slot, text in slots if slot.startswith("{")}
                return methods[method], values
        raise NoRoute
