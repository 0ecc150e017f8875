"""The 50 samples of the vendor's page, called as a user of the client would, compared on the wire.

All names are converted mechanically: `Addressbook.ContactGroup.List` becomes
`addressbook.contact_group.list`, and `RecordsPerPage` becomes `records_per_page`.
"""

import base64
import copy
import inspect
import json
from collections.abc import Callable
from contextlib import suppress
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from tests.contract.test_snippets import DATA, normal
from tests.unit.prepared_gateway import Gateway, both, success

from bestsms_client import BestSMS, Contact, DecodeError, Group, InvalidRequestError
from bestsms_client._names import argument_name

METHODS: dict[int, str] = {
    row["n"]: ".".join(argument_name(part) for part in row["call"].split("."))
    for row in DATA["operations"]
}
# Arguments that accept an identifier or a model have no `_id` ending.
REFERENCES = {"MessageID": "message", "ContactID": "contact", "GroupCode": "group"}
MODELS: dict[str, Callable[[str], Any]] = {
    "new ContactModel": Contact,
    "new GroupModel": lambda group_id: Group(group_id=group_id),
}
# Two misspelt names that no model has. The vendor's client drops them silently.
MISSPELT = ("ViewPublic", "EditPublid")
PDF = b"%PDF-1.7\n"


def convert(method: str, sample: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return a sample's arguments with our names."""
    args = {name: sample[name] for name in sample if name not in MISSPELT}
    with BestSMS("token") as client:
        parameters = inspect.signature(attrgetter(method)(client)).parameters
    for wire, ours in REFERENCES.items():
        if wire in args and ours in parameters and "destinations" not in parameters:
            args[ours] = args.pop(wire)
    if "Attachments" in args:
        args["Attachments"] = [folder / path.rpartition("/")[2] for path in args["Attachments"]]
        for path in args["Attachments"]:
            path.write_bytes(PDF)
    for row in args.get("Destinations", []):
        for noun in row.keys() & {"Contact", "Group"}:
            ((model, fields),) = row[noun].items()
            row[noun] = MODELS[model](*fields.values())
    return {argument_name(name): value for name, value in args.items()}


def body_of(content: bytes, sample: dict[str, Any]) -> Any:
    """Return a body as in the samples: without generated ids and file contents."""
    body: Any = json.loads(content) if content else None
    data: Any = body.get("MessageData", {}) if body else {}
    if "MessageID" not in sample:
        data.pop("MessageID", None)
    for file in data.get("Files", []):
        assert base64.b64decode(file["Data"]) == PDF
        file["Data"] = "<base64>"
    return body


@both
@pytest.mark.parametrize("snippet", DATA["snippets"], ids=lambda s: f"{s['n']}-{s['heading']}")
def test_each_sample_makes_the_expected_request(
    kind: str, snippet: dict[str, Any], tmp_path: Path
) -> None:
    method = METHODS[snippet["operation"]]
    gateway = Gateway(success(), statuses=())
    with suppress(DecodeError):  # the prepared response is empty
        allowed = {"allow": {"past"}}  # the times in the samples are in the past
        gateway.call(
            kind,
            method,
            options=allowed,
            **convert(method, copy.deepcopy(snippet["args"]), tmp_path),
        )

    (request,) = gateway.requests
    target = request.url.raw_path.decode().removeprefix("/api/v2.04")
    expect = copy.deepcopy(snippet["expect"])
    wanted = normal(expect["method"], expect["path"], expect.get("body"))
    body = body_of(request.content, snippet["args"])
    assert normal(request.method, target, body) == wanted
    assert request.headers["Authorization"] == "Basic unit-token"
    assert request.headers.get("Content-Type") == (None if body is None else "application/json")
    length = None if body is None else str(len(request.content))
    assert request.headers.get("Content-Length") == length


@pytest.mark.parametrize("name", MISSPELT)
def test_misspelt_names_are_refused(name: str) -> None:
    gateway = Gateway(success())
    misspelt: dict[str, Any] = {name: "Account"}
    with pytest.raises(InvalidRequestError, match=f"{name} is not a field"):
        gateway.call("sync", "addressbook.contact.update", "C1", **misspelt)
    assert not gateway.requests


def test_the_samples_cover_every_requesting_method() -> None:
    used = {METHODS[snippet["operation"]] for snippet in DATA["snippets"]}
    assert used == set(METHODS.values())
    assert len(used) == 25
