"""A fictitious shop that informs its customers by SMS about their orders."""

from bestsms_client import BestSMS
from bestsms_client.webhooks import ReplyEvent, StatusEvent, parse


class Shop:
    """Sends messages about orders, and handles delivery reports and replies.

    Attributes:
        to_phone: Numbers of customers that no message reached.
        cancelled: Names of the orders that customers cancelled.
    """

    def __init__(self, client: BestSMS, secret: str) -> None:
        self._client, self._secret = client, secret
        self.to_phone: list[str] = []
        self.cancelled: list[str] = []

    def confirm(self, order: str, name: str, mobile: str) -> None:
        """Tell a customer that an order has arrived."""
        self._client.messaging.sms.send_message(
            message="Hello [[Attention]], your order has arrived. Reply NO to cancel it.",
            destinations={"recipient": mobile, "attention": name},
            message_id=f"order-{order}",
            webhook_callback_url="https://shop.example/sms",
            webhook_callback_format="JSON",
        )

    def webhook(self, body: bytes, content_type: str) -> None:
        """Handle a delivery report or a reply."""
        event = parse(body, content_type, secrets=self._secret)
        if isinstance(event, StatusEvent) and not event.delivered:
            self.to_phone.append(event.destination)
        elif isinstance(event, ReplyEvent) and event.message == "NO":
            self.cancelled.append(event.message_id.removeprefix("order-"))
