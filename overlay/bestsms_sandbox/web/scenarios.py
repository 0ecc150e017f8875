"""Scenarios: named faults that can be started with one click, and how active ones read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bestsms_sandbox.json_schema import JSON

_SEND = {"method": "POST", "path": "/send/sms"}


@dataclass(frozen=True)
class Scenario:
    """A fault, or a rule for a number, with a name.

    Attributes:
        name: How the form names it.
        title: How people name it.
        explanation: What happens, and what a program should make of it.
        fault: The fault to script, as `PUT /_sandbox/faults` takes it.
        rule: Or the rule for a number, as `PUT /_sandbox/numbers/{number}` takes it.
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
            "The answer is lost once",
            "The gateway accepts the next message, but the connection closes before the answer "
            "arrives. The client has to find out that the message was accepted.",
            {**_SEND, "do": "drop", "keep": True, "times": 1},
        ),
        Scenario(
            "request-lost",
            "The request is lost once",
            "The connection closes and the next message is not accepted. To the client this looks "
            "just like a lost answer.",
            {**_SEND, "do": "drop", "keep": False, "times": 1},
        ),
        Scenario(
            "down",
            "Down for a minute",
            "Each call gets status 503 for the next 60 seconds of real time.",
            {"status": 503, "for_seconds": 60},
        ),
        Scenario(
            "rate-limited",
            "Rate limited",
            "The next three calls get status 429 and the request to wait for two seconds.",
            {"status": 429, "headers": {"Retry-After": "2"}, "times": 3},
        ),
        Scenario(
            "slow",
            "Slow",
            "Each answer takes five seconds, until you end it.",
            {"do": "answer", "after_seconds": 5},
        ),
        Scenario(
            "garbled",
            "Garbled answers",
            "The gateway accepts the next three messages, but answers with a page of HTML, as a "
            "broken proxy does.",
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
            "This number fails",
            "Messages to the number are accepted and then not delivered.",
            rule={"outcome": "Undelivered"},
        ),
        Scenario(
            "number-pending",
            "This number stays pending",
            "Messages to the number are accepted and never get a result.",
            rule={"outcome": "pending"},
        ),
        Scenario(
            "number-replies",
            "This number replies",
            "The handset replies “Yes” 30 seconds after each delivery, by the sandbox clock.",
            rule={"reply": "Yes"},
        ),
    )
}
_EFFECTS = {
    "answer": "answers differently",
    "hangup": "closes after the answer",
    "truncate": "sends half an answer",
    "drip": "sends the answer byte by byte",
    "drop": "closes without an answer",
    "reset": "resets the connection",
    "stall": "never answers",
    "refuse": "refuses connections",
}


def title(fault: JSON) -> str:
    """Return how people name a fault: the name of its scenario, or what it does.

    Example:
        >>> title({"method": "POST", "path": "/send/sms", "do": "drop", "keep": True, "times": 1})
        'The answer is lost once'
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
