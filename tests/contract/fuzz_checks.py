"""The check that Schemathesis needs for this API: when may a request that fits the contract fail?

The gateway has no 404: it says 400 for what it does not find and for what its state forbids. So the
check `positive_data_acceptance` has to let 400 pass, and this one puts a closer rule in its place:
the reason must be one that the contract's schemas cannot rule out.
"""

import re
from typing import Any

import schemathesis

import contract

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
    for entry in contract.load()["x-error-texts"]
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
