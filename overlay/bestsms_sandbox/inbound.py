"""What handsets send: replies, other messages, and the words that opt a number out."""

import uuid

from .clock import Clock
from .render import normalise
from .store import Store

_OPT_OUT = ("STOP", "OPTOUT", "OPT OUT", "UNSUBSCRIBE")
_DAY = 24 * 60 * 60 * 1000


class Inbound:
    """The receiving side of the gateway.

    Args:
        reply_window: For how many days a text counts as a reply to the last message.
    """

    def __init__(self, store: Store, clock: Clock, reply_window: int) -> None:
        self._store, self._clock = store, clock
        self._window = reply_window * _DAY

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
        if text.lstrip().upper().startswith(_OPT_OUT):
            self._store.run("REPLACE INTO optouts VALUES (?)", number)
        return received_id
