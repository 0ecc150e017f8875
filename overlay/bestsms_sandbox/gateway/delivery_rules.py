"""What the network does with messages to a number, and what its handset answers."""

from dataclasses import dataclass

from bestsms_sandbox.context import SandboxContext
from bestsms_sandbox.json_schema import JSON, SECONDS, InvalidValueError, check
from bestsms_sandbox.phone_numbers import normalise

PENDING, CREDIT_HOLD = "pending", "credit hold"
_SCHEMA: JSON = {
    "type": "object",
    "properties": {
        "outcome": {"type": "string"},
        "after_seconds": SECONDS,
        "reply": {"type": "string"},
        "reply_after_seconds": SECONDS,
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
class DeliveryRule:
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


class DeliveryRules:
    """The rules of all numbers: the built-in ones, and those that were set."""

    def __init__(self, context: SandboxContext) -> None:
        self._settings = context.settings
        known = (*context.contract.results, PENDING, CREDIT_HOLD)
        self._outcomes = {outcome.lower(): outcome for outcome in known}

    def of(self, number: str) -> DeliveryRule:
        """Return the rule of a number in E.164 form."""
        return DeliveryRule(**self.all().get(number, {}))

    def all(self) -> dict[str, JSON]:
        """Return what is set for each number that has a rule of its own."""
        chosen: JSON = self._settings.get("numbers", {})
        return _BUILT_IN | chosen

    def set(self, number: str, rule: JSON | None) -> None:
        """Set the rule of a number for what is sent from now on; None: that of all others.

        Raises:
            InvalidValueError: It makes no sense.
        """
        numbers = dict(self._settings.get("numbers", {}))
        numbers.pop(normalise(number), None)
        if rule is not None:
            check(_SCHEMA, rule)
            rule = {**rule, "outcome": self.outcome(rule.get("outcome", "delivered"))}
            numbers[normalise(number)] = rule
        self._settings.put("numbers", numbers)

    def outcome(self, name: object) -> str:
        """Return an outcome as the contract spells it.

        Raises:
            InvalidValueError: There is none of this name, in any case.
        """
        if not isinstance(name, str) or name.lower() not in self._outcomes:
            raise InvalidValueError(
                f"The outcome must be one of: {', '.join(self._outcomes.values())}"
            )
        return self._outcomes[name.lower()]
