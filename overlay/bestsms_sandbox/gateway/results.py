"""What the network does with messages to a number, and what its handset answers."""

from dataclasses import dataclass

from bestsms_sandbox.contract.description import Contract
from bestsms_sandbox.gateway.rendering import normalise
from bestsms_sandbox.gateway.request import JSON
from bestsms_sandbox.storage.settings import Settings, check

PENDING, CREDIT_HOLD = "pending", "credit hold"
_SECONDS = {"type": "number", "minimum": 0, "maximum": 31_536_000}
_SCHEMA: JSON = {
    "type": "object",
    "properties": {
        "outcome": {"type": "string"},
        "after_seconds": _SECONDS,
        "reply": {"type": "string"},
        "reply_after_seconds": _SECONDS,
    },
    "minProperties": 1,
    "additionalProperties": False,
}
_BUILT_IN: dict[str, JSON] = {
    "+61491570110": {"outcome": "Bad Number"},
    "+61491570313": {"outcome": "Undelivered"},
    "+61491570737": {"outcome": PENDING},
    "+61491571266": {"reply": "Yes"},
}


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a message to a number.

    Attributes:
        outcome: A Result of the contract's `x-delivery-results`, `pending` or `credit hold`.
        after_seconds: How long that takes; None for as long as the switches say.
        reply: What the handset answers after delivery, if anything.
        reply_after_seconds: How long that takes.
    """

    outcome: str = "delivered"
    after_seconds: float | None = None
    reply: str = ""
    reply_after_seconds: float = 30


class Fates:
    """The fates of all numbers: the built-in ones, and those that were set."""

    def __init__(self, settings: Settings, contract: Contract) -> None:
        self._settings = settings
        known = (*contract.results, PENDING, CREDIT_HOLD)
        self._outcomes = {outcome.lower(): outcome for outcome in known}

    def of(self, number: str) -> Fate:
        """Return the fate of a number in E.164 form."""
        return Fate(**self.all().get(number, {}))

    def all(self) -> dict[str, JSON]:
        """Return what is set for each number that has a fate of its own."""
        chosen: JSON = self._settings.get("numbers", {})
        return _BUILT_IN | chosen

    def set(self, number: str, fate: JSON | None) -> None:
        """Set the fate of a number for what is sent from now on; None: that of all others.

        Raises:
            ValueError: It makes no sense.
        """
        numbers = dict(self._settings.get("numbers", {}))
        numbers.pop(normalise(number), None)
        if fate is not None:
            check(_SCHEMA, fate)
            fate = {**fate, "outcome": self.outcome(fate.get("outcome", "delivered"))}
            numbers[normalise(number)] = fate
        self._settings.put("numbers", numbers)

    def outcome(self, name: object) -> str:
        """Return an outcome as the contract spells it.

        Raises:
            ValueError: There is none of this name, in any case.
        """
        if not isinstance(name, str) or name.lower() not in self._outcomes:
            raise ValueError(f"The outcome must be one of: {', '.join(self._outcomes.values())}")
        return self._outcomes[name.lower()]
