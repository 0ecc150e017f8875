"""The migration guide: its tables name real calls and keywords, and its shell block runs."""

import inspect
import json
import os
import re
import subprocess
from operator import attrgetter
from pathlib import Path
from typing import Any, get_args, is_typeddict

import httpx
import pytest
from tests.unit.compat.vendor_calls import CALLS, CONTACT, function
from tests.unit.prepared_gateway import URL, Gateway, success

from bestsms_client import BestSMS, compat
from bestsms_client._names import argument_name
from bestsms_sandbox import Sandbox

pytestmark = pytest.mark.filterwarnings("ignore:bestsms_client.compat:DeprecationWarning")

GUIDE = (Path(__file__).parents[2] / "overlay/docs/migrating.md").read_text(encoding="utf-8")
ROWS = re.findall(
    r"^\| `(\w+\.\w+\.\w+)\(([^)]*)\)` \| `(\w+\.\w+\.\w+)\(([^)]*)\)` \|$", GUIDE, re.MULTILINE
)
REST = GUIDE.partition("\n## From raw REST calls\n")[2]
ADDRESSES = re.findall(r"^\| `([A-Z]+ /\S+)` \| `(\w+\.\w+\.\w+)` \|$", REST, re.MULTILINE)
SHELL = re.findall(r"^```bash\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


def names(arguments: str) -> list[str]:
    return [name.rstrip("=") for name in arguments.split(", ") if name and name != "..."]


def arguments_of(method: Any) -> set[str]:
    """Return the arguments of a call of the client, including those of its TypedDict."""
    found: set[str] = set()
    for name, parameter in inspect.signature(method).parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            for fields in filter(is_typeddict, get_args(parameter.annotation)):
                found |= fields.__annotations__.keys()
        else:
            found.add(name)
    return found


def test_the_table_lists_every_call() -> None:
    assert {row[0] for row in ROWS} == set(CALLS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}({row[1]})")
def test_each_row_names_a_call_of_each_style(row: tuple[str, str, str, str]) -> None:
    path, keywords, ours, arguments = row
    assert ours == argument_path(path)
    with BestSMS("a-token") as client:
        known = inspect.signature(function(compat.BestSMS(client=client), path)).parameters
        assert set(names(keywords)) <= set(known)
        assert set(names(arguments)) <= arguments_of(attrgetter(ours)(client))


def test_each_endpoint_has_its_call() -> None:
    paths = {argument_path(path): path for path in CALLS}
    assert [call for _, call in ADDRESSES] == list(paths)
    for address, call in ADDRESSES:
        gateway = Gateway(success(), statuses=())
        transport = httpx.MockTransport(gateway)
        with BestSMS("a-token", base_url=URL, transport=transport) as client:
            function(compat.BestSMS(client=client), paths[call])(**CALLS[paths[call]])
        (request,) = gateway.requests
        path = request.url.path.removeprefix("/api/v2.04")
        for value, name in ((CONTACT, "ContactID"), ("Cooks", "GroupID"), ("ID1", "MessageID")):
            path = path.replace(value, f"{{{name}}}")
        assert f"{request.method} {path}" == address


def argument_path(path: str) -> str:
    return ".".join(map(argument_name, path.split(".")))


def test_there_is_a_shell_block() -> None:
    assert len(SHELL) == 1


@pytest.mark.parametrize("block", SHELL)
def test_a_shell_block_runs(block: str) -> None:
    with Sandbox() as sandbox:
        environment = {
            "PATH": os.environ["PATH"],
            "NO_PROXY": "127.0.0.1",
            "BESTSMS_API_URL": sandbox.base_url,
            "BESTSMS_AUTH_TOKEN": sandbox.token,
        }
        done = subprocess.run(
            ["bash", "-ec", block], env=environment, check=True, capture_output=True, text=True
        )
        assert json.loads(done.stdout)["Result"] == "Success"
        assert len(sandbox.outbox) == 1
