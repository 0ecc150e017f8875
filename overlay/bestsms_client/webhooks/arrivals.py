"""Distinguish a repeated webhook request from a second, identical message by its arrival time.

Webhook requests in the older format have no identifier: two messages that say "OK" look like one
request sent twice. But the gateway retries every five minutes, so a retry arrives a multiple of
five minutes after the original.
"""

import json
from typing import Final

_RETRY_INTERVAL: Final = 300.0
# A retry is at most one minute early.
_MIN_INTERVAL: Final = 240.0
# A handled message matches only if its time fits better than that of unhandled ones by this much.
_MARGIN: Final = 5.0


class Arrivals:
    """The messages behind a number of identical webhook requests, built from an earlier `state`."""

    def __init__(self, state: str) -> None:
        # For each message: when it last arrived, and whether it was handled.
        self._messages: list[tuple[float, bool]] = [
            (at, done) for at, done in json.loads(state or "[]")
        ]

    @property
    def state(self) -> str:
        """The arrivals as a string, for the store."""
        return json.dumps([[round(at, 3), int(done)] for at, done in self._messages])

    @property
    def any_handled(self) -> bool:
        """Whether any of the messages was handled."""
        return any(done for _, done in self._messages)

    def arrive(self, now: float) -> int:
        """Record an arrival. Return the number of the message: an existing one for a retry.

        In doubt, choose an unhandled message, since a message must not be lost.
        """
        fitting: list[tuple[float, int]] = []
        for number, (at, done) in enumerate(self._messages):
            if now - at >= _MIN_INTERVAL:
                off = abs((now - at + _RETRY_INTERVAL / 2) % _RETRY_INTERVAL - _RETRY_INTERVAL / 2)
                fitting.append((off if done else off - _MARGIN, number))
        number = min(fitting)[1] if fitting else len(self._messages)
        self._messages[number : number + 1] = [(now, self.is_handled(number))]
        return number

    def is_handled(self, number: int) -> bool:
        """Return whether a message was handled."""
        return number < len(self._messages) and self._messages[number][1]

    def handle(self, number: int, now: float) -> None:
        """Mark a message as handled."""
        at = self._messages[number][0] if number < len(self._messages) else now
        self._messages[number : number + 1] = [(at, True)]
