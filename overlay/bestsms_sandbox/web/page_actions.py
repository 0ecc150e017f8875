"""The forms of the page: converts their fields to arguments of the controls."""

import json
from collections.abc import Awaitable, Callable, Mapping
from math import isfinite

from bestsms_sandbox.json_schema import JSON, InvalidValueError
from bestsms_sandbox.web.controls import Controls
from bestsms_sandbox.web.scenarios import SCENARIOS

Form = Mapping[str, str]


async def reply(form: Form, controls: Controls) -> None:
    """Receive an SMS from a handset."""
    await controls.reply({"from": form["from"], "message": form["message"]})


async def outcome(form: Form, controls: Controls) -> None:
    """Set the result of a number's pending recipients."""
    await controls.set_results({
        "number": form["number"], **_given(form, "outcome", "message_id")
    })  # fmt: skip


async def clock(form: Form, controls: Controls) -> None:
    """Advance the clock."""
    await controls.advance({"advance_seconds": _number(form["seconds"])})


async def set_rule(form: Form, controls: Controls) -> None:
    """Set the delivery rule for a number."""
    number = form["number"]
    rule = _given(form, "outcome", "reply") | _numbers(form, "after_seconds", "reply_after_seconds")
    controls.set_rule(number, rule)


async def remove_rule(form: Form, controls: Controls) -> None:
    """Remove the delivery rule for a number."""
    controls.set_rule(form["number"], None)


async def settings(form: Form, controls: Controls) -> None:
    """Set the options."""
    controls.set_options(
        _given(form, "progress", "missing_token")
        | _numbers(form, "delivery_seconds", "cap_gsm", "cap_ucs2")
    )


async def fault(form: Form, controls: Controls) -> None:
    """Add a fault script."""
    script = _given(form, "do", "number", "body") | _numbers(
        form, "times", "status", "after_seconds", "seconds", "pause_seconds", "hide_seconds"
    )
    method, _, path = form.get("operation", "").partition(" ")
    if path:
        script |= {"method": method, "path": path}
    if form.get("keep"):
        script["keep"] = form["keep"] == "yes"
    if form.get("retry_after"):
        script["headers"] = {"Retry-After": form["retry_after"]}
    controls.add_fault(script)


async def start_scenario(form: Form, controls: Controls) -> None:
    """Start a scenario."""
    if form["name"] not in SCENARIOS:
        raise InvalidValueError("This scenario does not exist.")
    scenario = SCENARIOS[form["name"]]
    if scenario.rule:
        controls.set_rule(form["number"], scenario.rule)
    else:
        controls.add_fault(scenario.fault)


async def clear_faults(_: Form, controls: Controls) -> None:
    """Remove all fault scripts."""
    controls.clear_faults()


async def webhook(form: Form, controls: Controls) -> None:
    """Set the receiver of webhooks."""
    empty = {name: form.get(name, "").strip() for name in ("url", "secret")}
    controls.change_webhook({**empty, **_given(form, "format", "shape")})


async def redeliver(form: Form, controls: Controls) -> None:
    """Deliver a webhook again."""
    seq = form["seq"]
    if not (seq.isascii() and seq.isdigit() and await controls.redeliver(int(seq[:18]))):
        raise InvalidValueError("This webhook does not exist. It may have been deleted.")


async def clear(_: Form, controls: Controls) -> None:
    """Delete everything."""
    controls.reset()


FORMS: Mapping[str, tuple[Callable[[Form, Controls], Awaitable[None]], str]] = {
    "reply": (reply, "Reply received."),
    "outcome": (outcome, "Result set."),
    "clock": (clock, "Clock advanced."),
    "rule": (set_rule, "Rule added."),
    "remove-rule": (remove_rule, "Rule removed."),
    "settings": (settings, "Settings saved."),
    "scenario": (start_scenario, "Scenario started."),
    "fault": (fault, "Scenario started."),
    "clear-faults": (clear_faults, "All scenarios ended."),
    "webhook": (webhook, "Webhook receiver saved."),
    "redeliver": (redeliver, "Webhook redelivered."),
    "clear": (clear, "Everything deleted."),
}
"""The function of each form, and the notice to show afterwards."""


def _given(form: Form, *names: str) -> JSON:
    return {name: form[name] for name in names if form.get(name)}


def _numbers(form: Form, *names: str) -> JSON:
    return {name: _number(form[name]) for name in names if form.get(name)}


def _number(text: str) -> int | float:
    try:
        value: object = json.loads(text)
    except ValueError:
        value = None
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise InvalidValueError(f"“{text}” is not a number.")
    return value
