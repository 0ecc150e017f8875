"""Receive deliveries: read them, verify them and build events."""

import os
from collections.abc import Iterable
from datetime import tzinfo
from typing import Final, TypedDict

from bestsms_client.errors import WebhookError
from bestsms_client.webhooks.events import Event, build
from bestsms_client.webhooks.formats import MAX_BYTES, Fields, from_form, read, too_large
from bestsms_client.webhooks.verification import Headers, SecretOrSecrets, Secrets, encoded

VARIABLE: Final = "BESTSMS_WEBHOOK_SECRET"
"""The environment variable that holds the secret."""


class Receiver:
    """One address that the gateway delivers to. Every adapter has one.

    Args:
        secrets: The shared secret of the dashboard, or several while one replaces another. For the
            older shape of deliveries it is the auth token. If it is not given, the receiver reads
            the environment variable BESTSMS_WEBHOOK_SECRET when the first request comes.
        url_secret: A second secret, which the address itself must hold: as one segment of its path
            or one value of its query. Servers log addresses, so never rely on it alone.
        zone: The time zone of the sender, for deliveries whose times name none.

    Raises:
        ConfigurationError: A secret is empty, or has a line end or another invisible character.

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
        """Check that there is a secret; call it when your program starts.

        Without a secret, every request fails.

        Raises:
            ConfigurationError: The environment variable BESTSMS_WEBHOOK_SECRET is needed and is
                missing, empty or unusable.
        """
        self._known()

    def parse(
        self,
        body: bytes,
        content_type: str | None,
        headers: Headers = (),
        url: str | None = None,
    ) -> Event:
        """Read and verify a delivery; see `parse`."""
        secrets = self._known()
        return self._event(secrets, read(body, content_type), headers, url)

    def parse_form(
        self, pairs: Iterable[tuple[str, str]], headers: Headers = (), url: str | None = None
    ) -> Event:
        """Verify a delivery whose form a framework has parsed already."""
        return self._event(self._known(), from_form(pairs), headers, url)

    def _event(self, secrets: Secrets, fields: Fields, headers: Headers, url: str | None) -> Event:
        secrets.check(headers, fields, url)
        return build(fields, self._zone)

    def _known(self) -> Secrets:
        if self._secrets is None:
            # Values that come from files end with a line end.
            secret = os.environ.get(VARIABLE, "").strip()
            self._secrets = Secrets(secret, self._url_secret)
        return self._secrets


class ReceiverOptions(TypedDict, total=False):
    """The arguments of a `Receiver`, as the adapters pass them on."""

    secrets: SecretOrSecrets | None
    url_secret: SecretOrSecrets | None
    zone: tzinfo | None


def check_length(body: bytes, transfer_encoding: str | None) -> None:
    """Raise `WebhookError` if the body seems empty because the server does not decode chunks."""
    if not body and "chunked" in (transfer_encoding or "").lower():
        raise WebhookError(
            "The body came in chunks, which the server of this application does not decode. Use a "
            "server or a proxy that does.",
            status_code=411,
        )


class Body:
    """The body of a request while it arrives, in pieces."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, piece: bytes) -> None:
        """Add a piece. Raise `WebhookError` as soon as there are too many bytes."""
        self._size += len(piece)
        if self._size > MAX_BYTES:
            raise too_large()
        self._pieces.append(piece)

    def whole(self) -> bytes:
        """Return the whole body."""
        return b"".join(self._pieces)


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
    """Read and verify a delivery of the gateway: a delivery report, a reply, or another message.

    Args:
        body: The bytes of the request, 256 kB at the most.
        content_type: Its Content-Type: JSON, XML or a form.
        headers: Its headers, as a mapping or as pairs.
        secrets: The shared secret of the dashboard, or several while one replaces another. The
            header Authorization, or APIKey or AuthToken in the body, must equal one of them.
        url: The address that the request was made to, with its path and query.
        url_secret: A second secret, which that address must hold.
        zone: The time zone of the sender, for deliveries whose times name none.

    Returns:
        A `StatusEvent`, `ReplyEvent` or `InboundEvent`.

    Raises:
        WebhookSecretError: The delivery does not carry the secret.
        WebhookError: The body is empty, too large, or not a delivery. `.status_code` is the status
            to answer with. No error repeats what the delivery says.
        ConfigurationError: There is no secret to verify with.

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
