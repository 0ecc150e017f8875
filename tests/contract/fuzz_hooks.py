"""What Schemathesis has to be told of this API: how an action succeeds, and when a call may fail.

The gateway has no 404: it says 400 for what it does not find and for what its state forbids. So the
check `positive_data_acceptance` has to let 400 pass, and `refused_for_a_known_reason` puts a closer
rule in its place: the reason must be one that the contract's schemas cannot rule out.
"""

import json
import os
import re
from typing import Any

import httpx
import schemathesis

import contract
from gateway import Gateway

CONTRACT = contract.load()
GATEWAY = Gateway(**json.loads(os.environ["SANDBOX"]))
EXAMPLE = CONTRACT["components"]["parameters"]["MessageID"]["example"]
DELAYED: dict[str, Any] = {
    "Destinations": [{"Recipient": "+61491570006"}],
    "SendTime": "2090-01-01T00:00",
}
FAILED: dict[str, Any] = {"Destinations": [{"Recipient": "+61491570110"}]}
NEEDS = {"abortMessage": DELAYED, "rescheduleMessage": DELAYED, "resubmitMessage": FAILED}

# Texts of the contract that mean "invalid", yet rest on more than a schema of one value can say.
BEYOND_SCHEMAS = {
    "Missing TimePeriod or DateFrom & DateTo",  # one parameter or the two others
    "DateFrom must be datetime format",  # the pattern allows the 31st of February
    "DateTo must be datetime format",  # so here, and an end before its start
    "Unable to parse SendTime. Use YYYY-MM-DD hh:mm format.",  # so here
    "Error - Could not find any valid destination(s).",  # contacts and groups that do not exist
}
REASONS = [
    re.compile(re.sub(r"\\{\w+\\}", ".*", re.escape(entry["text"])), re.DOTALL)
    for entry in CONTRACT["x-error-texts"]
    if entry["meaning"] in ("not-found", "conflict") or entry["text"] in BEYOND_SCHEMAS
]


@schemathesis.check
def refused_for_a_known_reason(
    _context: schemathesis.CheckContext,
    response: schemathesis.Response,
    case: schemathesis.Case[Any],
) -> None:
    """A request that fits the contract is refused only for what no schema can rule out."""
    fits = case.meta is not None and case.meta.generation.mode.is_positive
    if fits and response.status_code == 400:
        reason = response.json()["ErrorMessage"][0]
        known = any(pattern.fullmatch(reason) for pattern in REASONS)
        assert known, f"refused, although it fits the contract: {reason}"


@schemathesis.hook  # pyright: ignore[reportUnknownMemberType] - its own signature is loose
def before_call(_context: object, case: schemathesis.Case[Any], _kwargs: object) -> None:
    """Bring the message of the contract's examples into the state that the action on it needs.

    No identifier that a generator makes up would ever name a delayed or a failed message.
    """
    needed = NEEDS.get(case.operation.definition.raw.get("operationId", ""))
    if needed is None or case.path_parameters.get("MessageID") != EXAMPLE:
        return
    data = {"MessageID": EXAMPLE, "Message": "Again", **needed}
    headers = {"Authorization": f"Basic {GATEWAY.token}"}
    url = f"{GATEWAY.base_url}/send/sms"
    sent = httpx.post(url, json={"MessageData": data}, headers=headers, trust_env=False)
    sent.raise_for_status()
    GATEWAY.advance(60)
