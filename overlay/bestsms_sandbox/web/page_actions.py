"""The page's forms: each is a call, or a few, of the control API."""

import json
from collections.abc import Awaitable, Callable, Mapping
from math import isfinite
from typing import Any
from urllib.parse import quote

from bestsms_sandbox.gateway.request import JSON

Form = Mapping[str, str]
Perform = Callable[..., Awaitable[Any]]
"""Calls the control API with a method, a path and perhaps a JSON body; returns its JSON."""


async def reply(form: Form, perform: Perform) -> None:
    """Let a handset write."""
    await perform("POST", "replies", {"from": form["from"], "message": form["message"]})


async def outcome(form: Form, perform: Perform) -> None:
    """End what is pending at a number."""
    await perform("POST", "outcomes", _given(form, "number", "outcome", "message_id"))


async def clock(form: Form, perform: Perform) -> None:
    """Put the clock forward."""
    await perform("POST", "clock", {"advance_seconds": _number(form["seconds"])})


async def fate(form: Form, perform: Perform) -> None:
    """Set what becomes of messages to a number."""
    values: JSON = _given(form, "outcome", "reply")
    for name in ("after_seconds", "reply_after_seconds"):
        if form.get(name):
            values[name] = _number(form[name])
    await perform("PUT", _number_path(form), values)


async def forget_fate(form: Form, perform: Perform) -> None:
    """Let a number be like all others again."""
    await perform("DELETE", _number_path(form))


async def settings(form: Form, perform: Perform) -> None:
    """Set the switches."""
    values: JSON = _given(form, "progress", "missing_token")
    for name in ("delivery_seconds", "cap_gsm", "cap_ucs2"):
        if form.get(name):
            values[name] = _number(form[name])
    await perform("PUT", "settings", values)


async def fault(form: Form, perform: Perform) -> None:
    """Add a fault to those that are still to come."""
    script: JSON = _given(form, "do", "number", "body")
    method, _, path = form.get("operation", "").partition(" ")
    if path:
        script |= {"method": method, "path": path}
    for name in ("times", "status", "after_seconds", "seconds", "pause_seconds", "hide_seconds"):
        if form.get(name):
            script[name] = _number(form[name])
    if form.get("keep"):
        script["keep"] = form["keep"] == "yes"
    if form.get("retry_after"):
        script["headers"] = {"Retry-After": form["retry_after"]}
    waiting: list[JSON] = []
    for entry in (await perform("GET", "faults"))["faults"]:
        hits = entry.pop("hits")
        if "times" in entry:
            entry["times"] -= hits
        if entry.get("times", 1) > 0 and entry["do"] != "refuse":
            waiting.append(entry)
    await perform("PUT", "faults", {"faults": [*waiting, script]})


async def clear_faults(_: Form, perform: Perform) -> None:
    """Forget all faults."""
    await perform("DELETE", "faults")


async def webhook(form: Form, perform: Perform) -> None:
    """Say who is told."""
    config = await perform("GET", "webhook")
    config |= _given(form, "format", "shape") | {"url": form.get("url", "")}
    await perform("PUT", "webhook", {n: v for n, v in config.items() if v is not None})


async def redeliver(form: Form, perform: Perform) -> None:
    """Deliver a webhook again."""
    await perform("POST", f"webhooks/{quote(form['seq'], safe='')}/redeliver")


async def clear(_: Form, perform: Perform) -> None:
    """Forget everything."""
    await perform("POST", "reset")


FORMS: Mapping[str, tuple[Callable[[Form, Perform], Awaitable[None]], str]] = {
    "reply": (reply, "The handset has written."),
    "outcome": (outcome, "The outcome is set."),
    "clock": (clock, "The clock is put forward."),
    "fate": (fate, "The fate of the number is set."),
    "forget-fate": (forget_fate, "The number is like all others again."),
    "settings": (settings, "The switches are set."),
    "fault": (fault, "The fault is set."),
    "clear-faults": (clear_faults, "There are no faults any more."),
    "webhook": (webhook, "The receiver of webhooks is set."),
    "redeliver": (redeliver, "The webhook was delivered again; its log says how that went."),
    "clear": (clear, "Everything is forgotten."),
}
"""What each form does, and what is said when it was done."""


def _given(form: Form, *names: str) -> JSON:
    return {name: form[name] for name in names if form.get(name)}


def _number(text: str) -> int | float:
    """Read a number as JSON writes it.

    Raises:
        ValueError: It is none.
    """
    try:
        value: object = json.loads(text)
    except ValueError:
        value = None
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError(f"“{text}” is no number")
    return value


def _number_path(form: Form) -> str:
    return "numbers/" + quote(form["number"], safe="")
