"""Receive webhook requests: parse them, verify them and build events."""

import os
from collections.abc import Iterable
from datetime import tzinfo
from typing import Final, TypedDict

from bestsms_client._boundary import boundary, protect_methods
from bestsms_client.errors import WebhookError
from bestsms_client.webhooks.events import Event, build
from bestsms_client.webhooks.formats import MAX_BYTES, Fields, from_form, read, too_large
from bestsms_client.webhooks.verification import Headers, SecretOrSecrets, Secrets, encoded

VARIABLE: Final = "BESTSMS_WEBHOOK_SECRET"
"""The environment variable that holds the secret."""


@protect_methods
class Receiver:
    """Parses and verifies the webhook requests to one address. Every adapter has one.

    Args:
        secrets: The shared secret from the dashboard, or several while you rotate it. In the older
            webhook format it is the auth token. By default, the receiver reads the environment
            variable `BESTSMS_WEBHOOK_SECRET` when the first request arrives.
        url_secret: A second secret that the address must contain, as a path segment or as the value
            of a query parameter. Servers log addresses, so never rely on it alone.
        zone: The sender's time zone, for times without one.

    Raises:
        ConfigurationError: A secret is empty, or contains a line break or another invisible
            character.

    Example:
        >>> receiver = Receiver(["new-secret", "old-secret"])
        >>> body = b"Type=SMS&Destination=%2B61491570006&MessageID=ID1&Status=SUCCESS"
        >>> form = "application/x-www-form-urlencoded"
        >>> receiver.parse(body, form, {"Authorization": "old-secret"}).destination
        '+61491570006'
    """

    def __init__(
        self,
        secrets: SecretOrSecrets | None = None,
        *,
        url_secret: SecretOrSecrets | None = None,
        zone: tzinfo | None = None,
    ) -> None:
        if url_secret is not None:
            url_secret = encoded(url_secret, "url_secret")
        self._secrets = None if secrets is None else Secrets(secrets, url_secret)
        self._url_secret = url_secret
        self._zone = zone

    def check(self) -> None:
        """Check that a secret is configured. Call it when your program starts.

        Without a secret, every request fails.

        Raises:
            ConfigurationError: No `secrets` were given, and the environment variable
                `BESTSMS_WEBHOOK_SECRET` is missing, empty or invalid.
        """
        self._known()

    def parse(
        self,
        body: bytes,
        content_type: str | None,
        headers: Headers = (),
        url: str | None = None,
    ) -> Event:
        """Parse and verify a webhook request; see the function `parse`."""
        secrets = self._known()
        return self._event(secrets, read(body, content_type), headers, url)

    def parse_form(
        self, pairs: Iterable[tuple[str, str]], headers: Headers = (), url: str | None = None
    ) -> Event:
        """Verify a webhook request whose form a framework has already parsed."""
        return self._event(self._known(), from_form(pairs), headers, url)

    def _event(self, secrets: Secrets, fields: Fields, headers: Headers, url: str | None) -> Event:
        secrets.check(headers, fields, url)
        return build(fields, self._zone)

    def _known(self) -> Secrets:
        if self._secrets is None:
            # A value that was read from a file often ends with a line break.
            secret = os.environ.get(VARIABLE, "").strip()
            self._secrets = Secrets(secret, self._url_secret)
        return self._secrets


class ReceiverOptions(TypedDict, total=False):
    """The arguments of `Receiver`, which the adapters accept too."""

    secrets: SecretOrSecrets | None
    url_secret: SecretOrSecrets | None
    zone: tzinfo | None


def check_length(body: bytes, transfer_encoding: str | None) -> None:
    """Raise `WebhookError` if the body seems empty because the server does not decode chunks."""
    if not body and "chunked" in (transfer_encoding or "").lower():
        raise WebhookError(
            "The request uses chunked transfer encoding, which the server of this application does "
            "not decode. Use a server or a proxy that does.",
            status_code=411,
        )


class Body:
    """A request body that arrives in pieces."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, piece: bytes) -> None:
        """Add a piece. Raise `WebhookError` as soon as the body is too large."""
        self._size += len(piece)
        if self._size > MAX_BYTES:
            raise too_large()
        self._pieces.append(piece)

    def whole(self) -> bytes:
        """Return the complete body."""
        return b"".join(self._pieces)


@boundary
def parse(
    body: bytes,
    content_type: str | None,
    headers: Headers | None = None,
    *,
    secrets: SecretOrSecrets,
    url: str | None = None,
    url_secret: SecretOrSecrets | None = None,
    zone: tzinfo | None = None,
) -> Event:
    """Parse and verify a webhook request: a delivery report, a reply, or another inbound message.

    Args:
        body: The bytes of the request, at most 256 KiB.
        content_type: Its Content-Type: JSON, XML or a form.
        headers: Its headers, as a mapping or as pairs.
        secrets: The shared secret from the dashboard, or several while you rotate it. The
            `Authorization` header, or `APIKey` or `AuthToken` in the body, must equal one of them.
        url: The URL of the request, with its path and query.
        url_secret: A second secret that the URL must contain.
        zone: The sender's time zone, for times without one.

    Returns:
        A `StatusEvent`, `ReplyEvent` or `InboundEvent`.

    Raises:
        WebhookSecretError: The secret is missing or wrong.
        WebhookError: The body is empty, too large, or not a valid webhook. `.status_code` is the
            status to respond with. No error repeats the content of the request.
        ConfigurationError: `secrets` or `url_secret` is empty or invalid.

    Example:
        >>> event = parse(
        ...     b'''{"APIKey": "ta8wr7ymd", "Type": "SMS", "Destination": "+61491570006",
        ...          "MessageID": "js82hn8n", "Status": "SUCCESS", "Result": "delivered",
        ...          "SentTimeUTC-RFC3339": "2025-06-03T21:16:55.000Z", "Price": "0.10"}''',
        ...     "application/json",
        ...     secrets="ta8wr7ymd",
        ... )
        >>> event
        StatusEvent('SMS', destination='+61***06', message_id='js82hn8n', status='SUCCESS', \
result='delivered')
        >>> event.price, event.sent_at.isoformat()
        (Decimal('0.10'), '2025-06-03T21:16:55+00:00')
    """
    receiver = Receiver(secrets or "", url_secret=url_secret, zone=zone)
    return receiver.parse(body, content_type, headers or (), url)
