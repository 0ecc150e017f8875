"""Messages received from handsets: replies, inbound messages and opt-outs."""

import uuid

from bestsms_sandbox.context import SandboxContext
from bestsms_sandbox.gateway.emails import Emails
from bestsms_sandbox.phone_numbers import normalise
from bestsms_sandbox.webhooks.queue import WebhookQueue

_DAY = 24 * 60 * 60 * 1000


class Handset:
    """Receives messages from handsets."""

    def __init__(self, context: SandboxContext, webhooks: WebhookQueue, emails: Emails) -> None:
        self._database, self._clock = context.database, context.clock
        self._webhooks, self._emails = webhooks, emails
        contract = context.contract
        self._window = contract.limits["replyWindow"] * _DAY
        self._opt_out = contract.opt_out_words

    def receive(self, sender: str, text: str, at: int | None = None) -> str:
        """Receive an SMS from a number in any format, by default now. Return its ReceivedID."""
        number, at = normalise(sender), self._clock.now() if at is None else at
        recipient = self._database.value(
            "SELECT seq FROM recipients WHERE destination = ? AND submitted_at BETWEEN ? AND ?"
            " ORDER BY submitted_at DESC, seq DESC LIMIT 1",
            number, at - self._window, at,
        )  # fmt: skip
        received_id = str(uuid.uuid4())
        self._database.run(
            "INSERT INTO received (id, sender, text, received_at, recipient)"
            " VALUES (?, ?, ?, ?, ?)",
            received_id, number, text, at, recipient,
        )  # fmt: skip
        if text.lstrip().upper().startswith(self._opt_out):
            self._database.run("REPLACE INTO optouts VALUES (?)", number)
        self._webhooks.received(received_id, number, text, recipient, at)
        if recipient is not None:
            self._database.run(
                "UPDATE messages SET active_at = ?"
                " WHERE seq = (SELECT message FROM recipients WHERE seq = ?)",
                at, recipient,
            )  # fmt: skip
            self._emails.reply(recipient, number, text, at)
        return received_id
