"""Takes deliveries in: reads them, verifies them, makes events of them."""

import os
from collections.abc import Iterable
from datetime import tzinfo
from typing import TypedDict

from bestsms_client.webhooks.events import Event, build
from bestsms_client.webhooks.formats import MAX_BYTES, read, too_large
from bestsms_client.webhooks.verification import Headers, Secrets


class Receiver:
    """One address that the gateway delivers to. Every adapter has one.

    Args:
        secrets: The shared secret of the dashboard, or several while one replaces another; else the
            environment variable BESTSMS_WEBHOOK_SECRET. For the older shape of deliveries it is the
            auth token.
        url_secret: A second secret, which the address itself must hold: as one segment of its path
            or one value of its query. Servers log addresses, so it can be no more than a second.
        zone: The time zone of the sender, for deliveries whose times name none.

    Raises:
        ConfigurationError: There is no secret, or an empty one.

    Example:
        >>> receiver = Receiver(["new-secret", "old-secret"])
        >>> body = b"Type=SMS&Destination=%2B61491570006&MessageID=ID1&Status=SUCCESS"
        >>> form = "application/x-www-form-urlencoded"
        >>> receiver.parse(body, form, {"Authorization": "old-secret"}).destination
        '+61491570006'
    """

    def __init__(
        self,
        secrets: str | Iterable[str] | None = None,
        *,
        url_secret: str | Iterable[str] | None = None,
        zone: tzinfo | None = None,
    ) -> None:
        if secrets is None:
            secrets = os.environ.get("BESTSMS_WEBHOOK_SECRET", "")
        self._secrets = Secrets(secrets, url_secret)
        self._zone = zone

    def parse(
        self,
        body: bytes,
        content_type: str | None,
        headers: Headers = (),
        url: str | None = None,
    ) -> Event:
        """Read and verify a delivery; see `parse`."""
        fields = read(body, content_type)
        self._secrets.check(headers, fields, url)
        return build(fields, self._zone)


class ReceiverOptions(TypedDict, total=False):
    """The arguments of a `Receiver`, as the adapters pass them on."""

    secrets: str | Iterable[str] | None
    url_secret: str | Iterable[str] | None
    zone: tzinfo | None


class Body:
    """The body of a request while it arrives, in pieces."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, piece: bytes) -> None:
        """Take a piece. Raises `WebhookError` as soon as there are too many bytes."""
        self._size += len(piece)
        if self._size > MAX_BYTES:
            raise too_large()
        self._pieces.append(piece)

    def whole(self) -> bytes:
        """Give all of it."""
        return b"".join(self._pieces)


def parse(
    body: bytes,
    content_type: str | None,
    headers: Headers | None = None,
    *,
    secrets: str | Iterable[str],
    url: str | None = None,
    url_secret: str | Iterable[str] | None = None,
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
        WebhookSecretError: It does not carry the secret.
        WebhookError: It is too large, or nothing that the gateway sends. `.status_code` is what to
            answer. No error repeats what the delivery says.
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
    receiver = Receiver(secrets, url_secret=url_secret, zone=zone)
    return receiver.parse(body, content_type, headers or (), url)
