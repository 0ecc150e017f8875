"""The base class of all namespaces of a client."""

from typing import Any

from bestsms_client._async.requester import AsyncRequester
from bestsms_client._boundary import protect_methods


class AsyncNamespace:
    """A group of public methods, each wrapped so that tracebacks do not show its arguments."""

    def __init__(self, requester: AsyncRequester) -> None:
        self._requester = requester

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        protect_methods(cls)
