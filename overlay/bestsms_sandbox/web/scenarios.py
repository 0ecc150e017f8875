"""Scenarios: named faults and delivery rules that the page can start."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bestsms_sandbox.json_schema import JSON

_SEND = {"method": "POST", "path": "/send/sms"}


@dataclass(frozen=True)
class Scenario:
    """A named fault, or a named delivery rule for a number.

    Attributes:
        name: The name in the form.
        title: The title on the page.
        explanation: What happens, and what a program should do about it.
        fault: The fault script, as for `PUT /_sandbox/faults`.
        rule: The delivery rule, as for `PUT /_sandbox/numbers/{number}`.
    """

    name: str
    title: str
    explanation: str
    fault: JSON = field(default_factory=dict[str, object])
    rule: JSON = field(default_factory=dict[str, object])


SCENARIOS: Mapping[str, Scenario] = {
    one.name: one
    for one in (
        Scenario(
            "answer-lost",
            "Response lost once",
            "The gateway accepts the next message, but the connection closes before the client "
            "receives the response. The client must find out whether the message was accepted.",
            {**_SEND, "do": "drop", "keep": True, "times": 1},
        ),
        Scenario(
            "request-lost",
            "Request lost once",
            "The connection closes, and the gateway does not accept the next message. To the "
            "client, this looks the same as a lost response.",
            {**_SEND, "do": "drop", "keep": False, "times": 1},
        ),
        Scenario(
            "down",
            "Down for a minute",
            "Every request fails with status 503 for the next 60 seconds of real time.",
            {"status": 503, "for_seconds": 60},
        ),
        Scenario(
            "rate-limited",
            "Rate limited",
            "The next three requests fail with status 429 and ask the client to wait two seconds.",
            {"status": 429, "headers": {"Retry-After": "2"}, "times": 3},
        ),
        Scenario(
            "slow",
            "Slow responses",
            "Every response takes five seconds, until you end the scenario.",
            {"do": "answer", "after_seconds": 5},
        ),
        Scenario(
            "garbled",
            "Malformed responses",
            "The gateway accepts the next three messages, but responds with an HTML page, as a "
            "misconfigured proxy would.",
            {
                **_SEND,
                "status": 200,
                "keep": True,
                "times": 3,
                "headers": {"Content-Type": "text/html"},
                "body": "<html><body><h1>Bad gateway</h1></body></html>",
            },
        ),
        Scenario(
            "number-fails",
            "Number fails",
            "Messages to the number are accepted, but not delivered.",
            rule={"outcome": "Undelivered"},
        ),
        Scenario(
            "number-pending",
            "Number stays pending",
            "Messages to the number are accepted, but never get a result.",
            rule={"outcome": "pending"},
        ),
        Scenario(
            "number-replies",
            "Number replies",
            "The handset replies “Yes” 30 seconds after each delivery, on the sandbox clock.",
            rule={"reply": "Yes"},
        ),
    )
}
_EFFECTS = {
    "answer": "changes its response",
    "hangup": "closes the connection after the response",
    "truncate": "truncates the response",
    "drip": "sends the response byte by byte",
    "drop": "closes the connection without a response",
    "reset": "resets the connection",
    "stall": "never responds",
    "refuse": "refuses connections",
}


def title(fault: JSON) -> str:
    """Return the title of a fault: that of its scenario, or a description of its effect.

    Example:
        >>> title({"method": "POST", "path": "/send/sms", "do": "drop", "keep": True, "times": 1})
        'Response lost once'
        >>> title({"status": 500, "times": 2, "hits": 1})
        'Status 500'
    """
    script = {name: value for name, value in fault.items() if name != "hits"}
    for scenario in SCENARIOS.values():
        if scenario.fault and {"do": "answer", **scenario.fault} == {"do": "answer", **script}:
            return scenario.title
    if script.get("do", "answer") == "answer" and "status" in script:
        return f"Status {script['status']}"
    return f"The gateway {_EFFECTS[script.get('do', 'answer')]}"
