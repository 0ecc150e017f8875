# Made by scripts/sync from the asynchronous half: do not edit.
"""The base class of all namespaces of a client."""

from typing import Any

from bestsms_client._boundary import protect_methods
from bestsms_client._sync.requester import Requester


class Namespace:
    """A group of public methods, each wrapped so that tracebacks do not show its arguments."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        protect_methods(cls)
