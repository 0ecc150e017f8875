"""The client."""

from importlib.util import find_spec  # async only
from inspect import signature
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Never, Self

from bestsms_client._allow import Allow
from bestsms_client._arguments import no_attribute, refuse_unknown
from bestsms_client._async.attempts import AsyncAttempts
from bestsms_client._async.requester import AsyncRequester
from bestsms_client._boundary import boundary
from bestsms_client._caps import Caps
from bestsms_client._forks import finish_imports_before_forks
from bestsms_client._http.clients import AsyncRuntime
from bestsms_client._http.config import DEFAULT_TIMEOUT, Config, build_config
from bestsms_client._http.retry import RetryPolicy
from bestsms_client._lazy import lazy
from bestsms_client._network._async.carrier import AsyncCarrier
from bestsms_client.errors import ConfigurationError

if TYPE_CHECKING:
    import httpx

    from bestsms_client._async.actions import AsyncActions
    from bestsms_client._async.addressbook import AsyncAddressbook
    from bestsms_client._async.attempts import AsyncCarrier as AnyCarrier
    from bestsms_client._async.messaging import AsyncMessaging
    from bestsms_client._async.reports import AsyncReports


class AsyncBestSMS:
    """A client of the BestSMS gateway.

    One client serves a whole program: any number of threads or tasks may use it at once, and its
    calls share a pool of connections. Each process has a pool of its own, and so has each event
    loop. Close the client at the end, or use it as a context manager.

    The proxy for the gateway is read from HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY when the
    client is made, and trusted certificates from SSL_CERT_FILE or SSL_CERT_DIR.

    Args:
        token: The auth token of the dashboard; else the environment variable BESTSMS_AUTH_TOKEN.
        base_url: The address of the gateway; else BESTSMS_API_URL, else the vendor's. It starts
            with https:// and ends with /api/v2.04; plain http is for a gateway on this machine.
        mode: `"test"` stamps every send as a test, so that no handset receives it. BESTSMS_MODE
            does the same. If either says so it is on, and no call turns it off. The address book
            stays real, and so does an abort.
        timeout: Seconds that one attempt may take, from its start to the last byte of the answer.
            Looking up a host name takes as long as the system's resolver does; set its limits
            there.
        retry: How failures are treated.
        account_timezone: The zone of the account's settings, by its Windows or IANA name, for times
            that name no zone themselves.
        caps: How long a text may be before the gateway cuts it, if your account allows more than
            usual.
        allow: What every call accepts although it is usually a mistake: see `send_message`.
        allow_insecure_http: Whether plain http may leave this machine, for a gateway in a network
            of your own, such as containers; else BESTSMS_ALLOW_INSECURE_HTTP=1.
        backend: What carries the requests: `"httpx"`, or `"aiohttp"`, which is several times faster
            with many calls in flight, and needs the extra `bestsms-client[aiohttp]`.
        http_client: An HTTP client of your own, for hooks and the like. Its connection pool and
            headers are used; its cookies, query parameters and auth are not. Closing this client
            leaves it open. Its answers are bounded as far as httpx bounds them: a read may take
            `timeout` each time, so headers that never end are read for ever. After a fork, each
            process needs a new one.
        transport: An HTTP transport of your own, instead, with the same limits. It is closed with
            this client.
        **unknown: Not used. Other names are refused, with a suggestion.

    Raises:
        ConfigurationError: The token is missing, or an argument or variable is not usable.
        ModeError: A mode is neither `test` nor absent.

    Example:
        >>> async with AsyncBestSMS(token=gateway.token, base_url=gateway.base_url) as client:
        ...     sent = await client.messaging.sms.send_message(
        ...         message="Hello", destinations=["+61491570006"], reference="Test"
        ...     )
        >>> sent.reconciled
        False
    """

    _new_clock = AsyncRuntime
    """Makes the clock of a client; tests of this project put their own in its place."""

    @boundary
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
        backend: Literal["httpx", "aiohttp"] = "httpx",  # async only
        http_client: "httpx.AsyncClient | None" = None,
        transport: "httpx.AsyncBaseTransport | None" = None,
        **unknown: Never,
    ) -> None:
        if unknown:
            refuse_unknown(unknown, _arguments(), "AsyncBestSMS", ConfigurationError)
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
            raise ConfigurationError("Pass an http_client or a transport, not both.")
        finish_imports_before_forks("bestsms_client._async")
        clock = self._new_clock()
        carrier = _carrier(
            self._config,
            http_client,
            transport,
            backend,  # async only
        )
        self._attempts = AsyncAttempts(carrier, clock)
        self._requester = AsyncRequester(self._config, self._attempts, clock)

    @lazy
    def messaging(self) -> "AsyncMessaging":
        """`messaging.sms`: send, preview and confirm messages."""
        from bestsms_client._async.messaging import AsyncMessaging

        return AsyncMessaging(self._requester)

    @lazy
    def reports(self) -> "AsyncReports":
        """`reports.status`, `reports.sms_received` and `reports.sms_reply`."""
        from bestsms_client._async.reports import AsyncReports

        return AsyncReports(self._requester)

    @lazy
    def actions(self) -> "AsyncActions":
        """`actions.resubmit`, `actions.reschedule` and `actions.abort`."""
        from bestsms_client._async.actions import AsyncActions

        return AsyncActions(self._requester)

    @lazy
    def addressbook(self) -> "AsyncAddressbook":
        """`addressbook.contact`, `.group`, `.contact_group` and `.group_contact`."""
        from bestsms_client._async.addressbook import AsyncAddressbook

        return AsyncAddressbook(self._requester)

    @property
    def base_url(self) -> str:
        """The address of the gateway."""
        return self._config.base_url

    @property
    def test_mode(self) -> bool:
        """Whether every send is stamped as a test."""
        return self._config.test_mode

    async def ping(self) -> None:
        """Check that the gateway answers and accepts the auth token, for a health check.

        It is the cheapest read there is: the messages received in the last minute, at most one of
        them. Pass a `timeout` and a `retry` to the client if it should fail fast.

        Raises:
            AuthenticationError: The auth token is wrong or outdated.
            BestSMSError: The gateway cannot be reached or fails.

        Example:
            >>> async with AsyncBestSMS(gateway.token, base_url=gateway.base_url) as client:
            ...     await client.ping()
        """
        await self.reports.sms_received.poll(time_period=1, records_per_page=1)

    async def aclose(self) -> None:
        """Close all connections. Calls after it raise `ConfigurationError`.

        An `http_client` of your own stays open, and this client usable until you close that.
        """
        await self._attempts.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        mode = "test" if self._config.test_mode else "live"
        return f"<{type(self).__name__} {self._config.base_url} {mode}>"

    if not TYPE_CHECKING:  # so that type checkers still know the attributes

        def __getattr__(self, name: str) -> Never:
            raise no_attribute(self, name, "client")


def _arguments() -> list[str]:
    return [name for name in signature(AsyncBestSMS).parameters if name != "unknown"]


def _carrier(
    config: Config,
    http_client: "httpx.AsyncClient | None",
    transport: "httpx.AsyncBaseTransport | None",
    backend: str,  # async only
) -> "AnyCarrier":
    url, headers = config.base_url, config.headers()
    own = http_client is not None or transport is not None
    if backend != "httpx":  # async only
        return _other_backend(backend, config, own=own)  # async only
    if own:
        # httpx itself is loaded only with a client or transport of httpx.
        from bestsms_client._network._async.own_client import AsyncOwnClient

        return AsyncOwnClient(http_client, transport, base_url=url, headers=headers)
    return AsyncCarrier(url, headers, loopback=config.loopback)


# async only: from here on
def _other_backend(backend: str, config: Config, *, own: bool) -> "AnyCarrier":
    if backend != "aiohttp":
        raise ConfigurationError('backend must be "httpx" or "aiohttp".')
    if own:
        raise ConfigurationError("Pass one of backend, http_client and transport.")
    if find_spec("aiohttp") is None:
        raise ConfigurationError(
            "backend='aiohttp' needs a package that is not installed: "
            "pip install 'bestsms-client[aiohttp]'."
        )
    from bestsms_client._network.aiohttp_carrier import AiohttpCarrier

    return AiohttpCarrier(config.base_url, config.headers(), loopback=config.loopback)
