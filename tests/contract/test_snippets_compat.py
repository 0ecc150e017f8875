"""The 50 samples of the vendor's page with `bestsms_client.compat`, compared on the wire.

The arguments have the names that they have in the samples.
"""

import copy
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.contract.test_snippets import DATA, normal
from tests.contract.test_snippets_sdk import MISSPELT, PDF, body_of
from tests.unit.compat.vendor_calls import function
from tests.unit.prepared_gateway import TOKEN, URL, Gateway, success

from bestsms_client import BestSMS, compat

# Two samples contradict their heading. `operations` lists the intended calls.
CALLS: dict[int, str] = {row["n"]: row["call"] for row in DATA["operations"]}
MODELS: dict[str, Callable[..., compat.Result]] = {
    "new ContactModel": compat.ContactModel,
    "new GroupModel": compat.GroupModel,
}


def arguments(sample: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return a sample's arguments, with files and models that exist."""
    args = copy.deepcopy(sample)
    if "Attachments" in args:
        args["Attachments"] = [
            str(folder / path.rpartition("/")[2]) for path in sample["Attachments"]
        ]
        for path in args["Attachments"]:
            Path(path).write_bytes(PDF)
    for row in args.get("Destinations", []):
        for noun in row.keys() & {"Contact", "Group"}:
            ((model, fields),) = row[noun].items()
            row[noun] = MODELS[model](**fields)
    return args


@pytest.mark.parametrize("snippet", DATA["snippets"], ids=lambda s: f"{s['n']}-{s['heading']}")
def test_each_sample_makes_the_expected_request(snippet: dict[str, Any], tmp_path: Path) -> None:
    gateway = Gateway(success(), statuses=())
    transport = httpx.MockTransport(gateway)
    with BestSMS(TOKEN, base_url=URL, transport=transport) as client, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        if any(name in snippet["args"] for name in MISSPELT):
            warnings.simplefilter("ignore", UserWarning)
        call = function(compat.BestSMS(client=client), CALLS[snippet["operation"]])
        call(**arguments(snippet["args"], tmp_path))

    (request,) = gateway.requests
    target = request.url.raw_path.decode().removeprefix("/api/v2.04")
    expect = copy.deepcopy(snippet["expect"])
    body = body_of(request.content, snippet["args"])
    wanted = normal(expect["method"], expect["path"], expect.get("body"))
    assert normal(request.method, target, body) == wanted
