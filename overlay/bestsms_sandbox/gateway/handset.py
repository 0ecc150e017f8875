"""What handsets send: replies, other messages, and the words that opt a number out."""

import uuid

from bestsms_sandbox.clock import Clock
from bestsms_sandbox.contract.description import Contract
from bestsms_sandbox.gateway.emails import Mails
from bestsms_sandbox.gateway.rendering import normalise
from bestsms_sandbox.storage.database import Store
from bestsms_sandbox.webhooks.payloads import Webhooks

_DAY = 24 * 60 * 60 * 1000


class Inbound:
    """The receiving side of the gateway."""

    def __init__(
        self, store: Store, clock: Clock, contract: Contract, webhooks: Webhooks, mails: Mails
    ) -> None:
        self._store, self._clock = store, clock
        self._webhooks, self._mails = webhooks, mails
        self._window = contract.limits["replyWindow"] * _DAY
        self._opt_out = contract.opt_out_words

    def receive(self, sender: str, text: str, at: int | None = None) -> str:
        """Take in an SMS.

        Args:
            sender: The number it comes from, in any form.
            text: What it says.
            at: When it arrives; now if not given.

        Returns:
            Its ReceivedID.
        """
        number, at = normalise(sender), self._clock.now() if at is None else at
        recipient = self._store.value(
            "SELECT seq FROM recipients WHERE destination = ? AND submitted_at BETWEEN ? AND ?"
            " ORDER BY submitted_at DESC, seq DESC LIMIT 1",
            number, at - self._window, at,
        )  # fmt: skip
        received_id = str(uuid.uuid4())
        self._store.run(
            "INSERT INTO received (id, sender, text, received_at, recipient)"
            " VALUES (?, ?, ?, ?, ?)",
            received_id, number, text, at, recipient,
        )  # fmt: skip
        if text.lstrip().upper().startswith(self._opt_out):
            self._store.run("REPLACE INTO optouts VALUES (?)", number)
        self._webhooks.received(received_id, number, text, recipient, at)
        if recipient is not None:
            self._mails.reply(recipient, number, text, at)
        return received_id
