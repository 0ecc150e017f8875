"""A fictitious shop that informs its customers about their orders by SMS."""

from datetime import timedelta

from bestsms_client import BestSMS
from bestsms_client.webhooks import ReplyEvent, StatusEvent, parse


class Shop:
    """Orders by number. `calls` lists the customers who must be phoned instead."""

    def __init__(self, client: BestSMS, secret: str) -> None:
        self._client, self._secret = client, secret
        self.calls: list[str] = []
        self.cancelled: list[str] = []

    def confirm(self, order: str, name: str, mobile: str) -> None:
        """Tell a customer that an order was received."""
        self._client.messaging.sms.send_message(
            message="Hello [[Attention]], your order has arrived. Reply NO to cancel it.",
            destinations=[{"Recipient": mobile, "Attention": name}],
            message_id=f"order-{order}",
            webhook_callback_url="https://shop.example/sms",
            webhook_callback_format="JSON",
        )

    def remind(self, order: str, mobile: str) -> None:
        """Send a reminder tomorrow that an order is waiting."""
        self._client.messaging.sms.send_message(
            message="Your order waits for you.",
            destinations=mobile,
            message_id=f"reminder-{order}",
            send_time=timedelta(days=1),
        )

    def webhook(self, body: bytes, content_type: str) -> None:
        """Handle a delivery result or a customer's reply."""
        event = parse(body, content_type, secrets=self._secret)
        if isinstance(event, StatusEvent) and not event.delivered:
            self.calls.append(event.destination)
        elif isinstance(event, ReplyEvent) and event.message == "NO":
            self.cancelled.append(event.message_id.removeprefix("order-"))
