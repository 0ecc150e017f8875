"""Delivery rules: the result of messages to a number, and the reply of its handset."""

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
    """The result of messages to a number.

    Attributes:
        outcome: A delivery result from the contract, `pending` or `credit hold`.
        after_seconds: The time until the result; None uses the setting `delivery_seconds`.
        reply: The text that the handset replies with after delivery, if any.
        reply_after_seconds: The time between delivery and reply.
    """

    outcome: str = "delivered"
    after_seconds: float | None = None
    reply: str = ""
    reply_after_seconds: float = 30


class DeliveryRules:
    """The rules for all numbers: the built-in rules, and those set by the user."""

    def __init__(self, context: SandboxContext) -> None:
        self._settings = context.settings
        known = (*context.contract.results, PENDING, CREDIT_HOLD)
        self._outcomes = {outcome.lower(): outcome for outcome in known}

    def of(self, number: str) -> DeliveryRule:
        """Return the rule for a number in E.164 format."""
        return DeliveryRule(**self.all().get(number, {}))

    def all(self) -> dict[str, JSON]:
        """Return the rules by number."""
        chosen: JSON = self._settings.get("numbers", {})
        return _BUILT_IN | chosen

    def set(self, number: str, rule: JSON | None) -> None:
        """Set the rule for messages sent to a number from now on. None removes the rule.

        Raises:
            InvalidValueError: The rule is invalid.
        """
        numbers = dict(self._settings.get("numbers", {}))
        numbers.pop(normalise(number), None)
        if rule is not None:
            check(_SCHEMA, rule)
            rule = {**rule, "outcome": self.outcome(rule.get("outcome", "delivered"))}
            numbers[normalise(number)] = rule
        self._settings.put("numbers", numbers)

    def outcome(self, name: object) -> str:
        """Return an outcome in the contract's spelling. The name is case-insensitive.

        Raises:
            InvalidValueError: The outcome is unknown.
        """
        if not isinstance(name, str) or name.lower() not in self._outcomes:
            raise InvalidValueError(f"outcome must be one of: {', '.join(self._outcomes.values())}")
        return self._outcomes[name.lower()]
