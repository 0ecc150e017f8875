"""Tell the repetition of a message from an equal message, by the times at which they arrive.

Deliveries of the older shape have no identifier: somebody who writes "OK" twice looks like a
delivery that comes twice. But a delivery is repeated every five minutes, so a repetition arrives a
multiple of five minutes after the delivery that it repeats.
"""

import json
from typing import Final

_EVERY: Final = 300.0
# A repetition is not early by more than a minute.
_EARLIEST: Final = 240.0
# How much better the time must fit a message that was handled than one that was not.
_DOUBT: Final = 5.0


class Arrivals:
    """The messages behind a number of equal deliveries.

    Args:
        state: What `state` has returned, or an empty text.
    """

    def __init__(self, state: str) -> None:
        # For each message, when it arrived last and whether it was handled.
        self._messages: list[tuple[float, bool]] = [
            (at, done) for at, done in json.loads(state or "[]")
        ]

    @property
    def state(self) -> str:
        """All of it, as a text."""
        return json.dumps([[round(at, 3), int(done)] for at, done in self._messages])

    @property
    def any_handled(self) -> bool:
        """Whether one of the messages was handled."""
        return any(done for _, done in self._messages)

    def arrive(self, now: float) -> int:
        """Return the number of the message that arrives; a new one unless it is a repetition.

        If in doubt, it is one that was not handled: a text must not be lost.
        """
        fitting: list[tuple[float, int]] = []
        for number, (at, done) in enumerate(self._messages):
            if now - at >= _EARLIEST:
                off = abs((now - at + _EVERY / 2) % _EVERY - _EVERY / 2)
                fitting.append((off if done else off - _DOUBT, number))
        number = min(fitting)[1] if fitting else len(self._messages)
        self._messages[number : number + 1] = [(now, self.is_handled(number))]
        return number

    def is_handled(self, number: int) -> bool:
        """Tell whether a message was handled."""
        return number < len(self._messages) and self._messages[number][1]

    def handle(self, number: int, now: float) -> None:
        """Note that a message was handled."""
        at = self._messages[number][0] if number < len(self._messages) else now
        self._messages[number : number + 1] = [(at, True)]
