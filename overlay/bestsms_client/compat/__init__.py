"""The calls of the vendor's Python package 2.4, made with this client.

Use it to move a program to `bestsms_client` step by step: first change the import, then replace the
calls one at a time. The guide "Migrating" (`docs/migrating.md`) shows both steps.

    from bestsms_client.compat import BestSMS

    client = BestSMS(AuthToken="...")
    response = client.Messaging.SMS.SendMessage(Message="Hello", Recipients=["+61491570006"])
    print(response)
"""

import difflib
import weakref
from types import TracebackType
from typing import TYPE_CHECKING, Any, Never, Self

from bestsms_client._arguments import refuse_unknown
from bestsms_client._boundary import boundary
from bestsms_client._sync.client import BestSMS as _Client
from bestsms_client._warnings import warn
from bestsms_client.compat._calls import Call
from bestsms_client.compat._results import ContactModel, GroupModel, RecipientModel, Result
from bestsms_client.errors import ConfigurationError

__all__ = ["BestSMS", "Call", "ContactModel", "GroupModel", "RecipientModel", "Result"]


class _Namespace:
    """A namespace. It creates the namespaces and calls that its annotations declare."""

    _path: str

    def __init__(self, client: _Client, path: str) -> None:
        self._path = path
        for name, kind in _public(self).items():
            vars(self)[name] = kind(client, f"{path}.{name}")

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("_"):
            raise AttributeError(
                f"{self._path}.{name} cannot be set. Pass {name} as a keyword of the call."
            )
        super().__setattr__(name, value)

    if not TYPE_CHECKING:  # so that type checkers still know the attributes

        def __getattr__(self, name: str) -> Never:
            known, path = _public(self), vars(self).get("_path", type(self).__name__)
            if name.endswith("Async") and name.removesuffix("Async") in known:
                hint = " This module is synchronous. Use bestsms_client.AsyncBestSMS."
            else:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f" Did you mean {path}.{near[0]}?" if near else ""
            raise AttributeError(f"{path} has no attribute {name}.{hint}", name=name, obj=self)


def _public(namespace: _Namespace) -> dict[str, Any]:
    """Return what the classes of this module declare, without what a user's subclass adds."""
    found: dict[str, Any] = {}
    for kind in type(namespace).__mro__:
        if kind.__module__ == __name__:
            found |= kind.__annotations__
    return {name: kind for name, kind in found.items() if not name.startswith("_")}


def _check_type(client: object) -> None:
    if not isinstance(client, _Client | None):
        name = type(client).__name__
        raise ConfigurationError(f"client is of type {name}; pass a bestsms_client.BestSMS.")


class _SMS(_Namespace):
    SendMessage: Call


class _Messaging(_Namespace):
    SMS: _SMS


class _Poll(_Namespace):
    Poll: Call


class _Reports(_Namespace):
    Status: _Poll
    SMSReceived: _Poll
    SMSReply: _Poll


class _Action(_Namespace):
    SendRequest: Call


class _Actions(_Namespace):
    Resubmit: _Action
    Reschedule: _Action
    Abort: _Action


class _Records(_Namespace):
    List: Call
    Detail: Call
    Create: Call
    Update: Call
    Delete: Call


class _Memberships(_Namespace):
    List: Call
    Detail: Call
    Create: Call
    Delete: Call


class _Addressbook(_Namespace):
    Contact: _Records
    Group: _Records
    ContactGroup: _Memberships
    GroupContact: _Memberships


class BestSMS(_Namespace):
    """Client with the vendor's calls, such as `client.Messaging.SMS.SendMessage(...)`.

    Calls take the vendor's keywords and return a `Result`, even if they fail: `ErrorMessage` then
    contains the reasons. An unknown keyword raises `InvalidRequestError`.

    Unlike the vendor's package, every call has a timeout, a send whose response was lost is looked
    up and never repeated blindly, test mode cannot be turned off, and each client has its own
    token. Like the vendor's package, it passes numbers without `+` and times in the past to the
    gateway.

    The environment variables of `bestsms_client.BestSMS` apply, such as BESTSMS_AUTH_TOKEN and
    BESTSMS_MODE. For other options, pass your own `client`.

    Args:
        AuthToken: The auth token from the dashboard. Default: environment variable
            BESTSMS_AUTH_TOKEN.
        client: A `bestsms_client.BestSMS` to make the calls with, instead of `AuthToken`. Closing
            this object leaves it open.
        **unknown: Not used. An unknown argument raises an error that suggests the right one.

    Raises:
        ConfigurationError: The token is missing, or an argument or variable is not valid.
        ModeError: BESTSMS_MODE is set, but not to `test`.

    Warns:
        DeprecationWarning: Once for each client. It names the guide.

    Example:
        >>> from bestsms_client import compat
        >>> with compat.BestSMS(client=client) as vendor:
        ...     sent = vendor.Messaging.SMS.SendMessage(
        ...         Message="Hello", Destinations=[{"Recipient": "+61491570006"}], MessageID="ID1"
        ...     )
        ...     print(sent)
        {
            "Result": "Success",
            "MessageID": "ID1",
            "ErrorMessage": []
        }
    """

    Messaging: _Messaging
    Reports: _Reports
    Actions: _Actions
    Addressbook: _Addressbook

    @boundary
    def __init__(
        self,
        *,
        AuthToken: str | None = None,  # noqa: N803
        client: _Client | None = None,
        **unknown: Never,
    ) -> None:
        if legacy := {"Sender", "APIKey"} & unknown.keys():
            raise ConfigurationError(
                f"BestSMS does not take {min(legacy)}. Create an auth token in the dashboard "
                "(Users > API) and pass it as AuthToken."
            )
        if unknown:
            refuse_unknown(unknown, ["AuthToken", "client"], "BestSMS", ConfigurationError)
        if client is not None and AuthToken is not None:
            raise ConfigurationError("Pass either AuthToken or client, not both.")
        _check_type(client)
        used = client or _Client(AuthToken)
        super().__init__(used, "client")
        self._client, self._close = used, None if client else used.close
        if client is None:
            # Programs written for the vendor's package never close it: it keeps no connections.
            # Namespaces and iterators of `used` may outlive it, and a program may send at its exit.
            attempts = used._attempts  # pyright: ignore[reportPrivateUsage]
            carrier = attempts._carrier  # pyright: ignore[reportPrivateUsage]
            weakref.finalize(attempts, carrier.close).atexit = False
        warn(
            "bestsms_client.compat is for programs that move from the vendor's package. Write new "
            "code with bestsms_client.BestSMS, as the guide Migrating (docs/migrating.md) shows.",
            DeprecationWarning,
        )

    @property
    def client(self) -> _Client:
        """The `bestsms_client.BestSMS` that makes the calls."""
        return self._client

    def close(self) -> None:
        """Close all connections, unless you passed a `client`."""
        if self._close is not None:
            self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        self.close()
