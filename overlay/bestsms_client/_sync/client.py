# Made by scripts/sync from the asynchronous half: do not edit.
"""The client."""

from inspect import signature
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Never, Self

from bestsms_client._allow import Allow
from bestsms_client._arguments import no_attribute, refuse_unknown
from bestsms_client._boundary import protect_methods
from bestsms_client._caps import Caps
from bestsms_client._forks import finish_imports_before_forks
from bestsms_client._http.clients import Runtime
from bestsms_client._http.config import DEFAULT_TIMEOUT, Config, build_config
from bestsms_client._http.retry import RetryPolicy
from bestsms_client._lazy import lazy
from bestsms_client._network._sync.carrier import Carrier
from bestsms_client._sync.attempts import Attempts
from bestsms_client._sync.requester import Requester
from bestsms_client.errors import ConfigurationError

if TYPE_CHECKING:
    import httpx

    from bestsms_client._sync.actions import Actions
    from bestsms_client._sync.addressbook import Addressbook
    from bestsms_client._sync.attempts import Carrier as AnyCarrier
    from bestsms_client._sync.messaging import Messaging
    from bestsms_client._sync.reports import Reports


@protect_methods
class BestSMS:
    """Client for the BestSMS gateway.

    Create one client and share it: any number of threads or tasks may use it at once, and its calls
    share a connection pool. Each process and each event loop gets its own pool. Close the client
    when you are done, or use it as a context manager. A call that fails is retried if `retry`
    allows it, and otherwise raises a `BestSMSError`.

    Proxies are read from HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY when the client is
    created, and trusted certificates from SSL_CERT_FILE or SSL_CERT_DIR.

    Args:
        token: The auth token from the dashboard. Default: environment variable BESTSMS_AUTH_TOKEN.
        base_url: The gateway's address, which starts with https:// and ends with /api/v2.04.
            Default: environment variable BESTSMS_API_URL, or else the live gateway. Use http://
            only for a gateway on this machine.
        mode: `"test"` marks every send as a test, so that no handset receives it. BESTSMS_MODE=test
            does the same. If either is set, test mode is on and no call can turn it off. Address
            book changes and aborts are still real.
        timeout: Seconds that one attempt may take, up to the last byte of the response. It does not
            limit DNS lookups; configure the system's resolver for that.
        retry: How failed calls are retried. Default: `RetryPolicy()`, with up to four attempts.
        account_timezone: The account's time zone, as a Windows or IANA name. It applies to times
            without a zone.
        caps: The maximum text lengths, if your account's are higher than the documented ones.
        allow: Checks to turn off for every call; see `send_message`.
        allow_insecure_http: Allow plain http to other machines, for example between containers.
            BESTSMS_ALLOW_INSECURE_HTTP=1 does the same.
        http_client: Your own HTTP client. Its connection pool and headers are used; its cookies,
            query parameters and auth are not. Closing this client leaves it open. `timeout` limits
            each read but not the whole response. After a fork, each process needs a new one.
        transport: Your own HTTP transport, with the same limits as `http_client`. Closing this
            client closes it.
        **unknown: Not used. An unknown argument raises an error that suggests the right one.

    Raises:
        ConfigurationError: The token is missing, or an argument or variable is not valid.
        ModeError: The mode is not `test`.

    Example:
        >>> with BestSMS(token=gateway.token, base_url=gateway.base_url) as client:
        ...     sent = client.messaging.sms.send_message(
        ...         message="Hello", destinations=["+61491570006"], reference="Test"
        ...     )
        >>> sent.reconciled
        False
    """

    _new_clock = Runtime
    """The clock's class; this project's tests replace it."""

    def __init__(
        self,
        token: str | None = None,
        *,
        base_url: str | None = None,
        mode: Literal["test"] | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        retry: RetryPolicy | None = None,
        account_timezone: str | None = None,
        caps: Caps | None = None,
        allow: Allow | None = None,
        allow_insecure_http: bool = False,
        http_client: "httpx.Client | None" = None,
        transport: "httpx.BaseTransport | None" = None,
        **unknown: Never,
    ) -> None:
        if unknown:
            refuse_unknown(unknown, _arguments(), "BestSMS", ConfigurationError)
        self._config = build_config(
            token=token,
            base_url=base_url,
            mode=mode,
            timeout=timeout,
            retry=retry,
            account_timezone=account_timezone,
            caps=caps,
            allow=allow,
            allow_insecure_http=allow_insecure_http,
        )
        if http_client and transport:
            raise ConfigurationError("Pass either http_client or transport, not both.")
        finish_imports_before_forks("bestsms_client._sync")
        clock = self._new_clock()
        carrier = _carrier(
            self._config,
            http_client,
            transport,
        )
        self._attempts = Attempts(carrier, clock)
        self._requester = Requester(self._config, self._attempts, clock)

    @lazy
    def messaging(self) -> "Messaging":
        """`messaging.sms`: send, preview and look up messages."""
        from bestsms_client._sync.messaging import Messaging

        return Messaging(self._requester)

    @lazy
    def reports(self) -> "Reports":
        """`reports.status`, `reports.sms_received` and `reports.sms_reply`."""
        from bestsms_client._sync.reports import Reports

        return Reports(self._requester)

    @lazy
    def actions(self) -> "Actions":
        """`actions.resubmit`, `actions.reschedule` and `actions.abort`."""
        from bestsms_client._sync.actions import Actions

        return Actions(self._requester)

    @lazy
    def addressbook(self) -> "Addressbook":
        """`addressbook.contact`, `.group`, `.contact_group` and `.group_contact`."""
        from bestsms_client._sync.addressbook import Addressbook

        return Addressbook(self._requester)

    @property
    def base_url(self) -> str:
        """The gateway's address."""
        return self._config.base_url

    @property
    def test_mode(self) -> bool:
        """Whether every send is marked as a test."""
        return self._config.test_mode

    def ping(self) -> None:
        """Check that the gateway is reachable and accepts the auth token.

        Use it for health checks. It reads at most one message received in the last minute. To fail
        fast, set `timeout` and `retry` on the client.

        Raises:
            AuthenticationError: The auth token is wrong or expired.
            BestSMSError: The gateway cannot be reached or returns an error.

        Example:
            >>> with BestSMS(gateway.token, base_url=gateway.base_url) as client:
            ...     client.ping()
        """
        from bestsms_client._sync.received import RECEIVED

        operation = RECEIVED.named("ping")
        self._requester.perform(operation, time_period=1, records_per_page=1)

    def close(self) -> None:
        """Close all connections. Later calls raise `ConfigurationError`.

        Your own `http_client` stays open, and this client works until you close that one.
        """
        self._attempts.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        mode = "test" if self._config.test_mode else "live"
        return f"<{type(self).__name__} {self._config.base_url} {mode}>"

    if not TYPE_CHECKING:  # so that type checkers still know the attributes

        def __getattr__(self, name: str) -> Never:
            raise no_attribute(self, name, "client")


def _arguments() -> list[str]:
    return [name for name in signature(BestSMS).parameters if name != "unknown"]


def _carrier(
    config: Config,
    http_client: "httpx.Client | None",
    transport: "httpx.BaseTransport | None",
) -> "AnyCarrier":
    url, headers = config.base_url, config.headers()
    own = http_client is not None or transport is not None
    if own:
        # httpx itself is loaded only with a client or transport of httpx.
        from bestsms_client._network._sync.own_client import OwnClient

        return OwnClient(http_client, transport, base_url=url, headers=headers)
    return Carrier(url, headers, loopback=config.loopback)
