"""Six realistic edits of the contract, and what reports their consequences.

After each edit the client is regenerated and nothing else is changed. At the end the verdicts are
printed as a table.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.contract.project_copy import SPEC, Copy

import contract as c
import spec_diff
from spec_diff import MAJOR, MINOR, NONE, PATCH, Change

pytestmark = pytest.mark.slow

CLIENT = c.ROOT / "overlay" / "bestsms_client"
USER = c.ROOT / "tests" / "data" / "user_script.py"


Verdict = Callable[[str, list[Change], str], None]


@pytest.fixture(scope="module")
def verdict(request: pytest.FixtureRequest) -> Iterator[Verdict]:
    """Return a function that records the verdict on an edit."""
    rows: list[str] = []

    def note(edit: str, changes: list[Change], points: str) -> None:
        sends = max(change.sends for change in changes).name.lower()
        reads = max(change.reads for change in changes).name.lower()
        rows.append(f"{edit:28}{sends:7}{reads:7}{points}")

    yield note
    capture = request.config.pluginmanager.get_plugin("capturemanager")
    assert capture is not None
    with capture.global_and_fixture_disabled():
        print(f"\n\n{'edit':28}{'send':7}{'read':7}what must follow", *rows, sep="\n")


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def regenerate(copy: Copy) -> list[Change]:
    """Regenerate the client; return the reported changes except those of wording."""
    before = os.times()
    code, text = copy.run("scripts/generate")
    after = os.times()
    assert code == 0, text
    # CPU seconds, since the machine may be busy with something else.
    assert after.children_user + after.children_system - sum(before[2:4]) < 10
    changes = spec_diff.changes(c.load(), c.load(copy.root / SPEC))
    return [change for change in changes if max(change.sends, change.reads) > PATCH]


def complaints(copy: Copy) -> list[str]:
    """Return the lines of the client that the type checker reports."""
    paths = ("overlay/bestsms_client", "tests/data/user_script.py")
    python = ("--python-executable", str(copy.clean_python()))
    _, text = copy.run("-m", "mypy", "--no-error-summary", "--hide-error-context", *python, *paths)
    found: list[str] = []
    for line in text.splitlines():
        if match := re.match(r"(\S+?):(\d+): error: ", line):
            source = (copy.root / match[1]).read_text(encoding="utf-8").splitlines()
            found.append(f"{Path(match[1]).name}: {source[int(match[2]) - 1].strip()}")
    return sorted(set(found))


def uses(pattern: str) -> list[str]:
    """Return the lines of the client that match a pattern."""
    return sorted(
        {
            f"{path.name}: {line.strip()}"
            for path in (*CLIENT.rglob("*.py"), USER)
            for line in path.read_text(encoding="utf-8").splitlines()
            if re.search(pattern, line) and not line.lstrip().startswith((">>>", "..."))
        }
    )


ANSWER = """
import httpx
from bestsms_client import BestSMS

def answer(request):
    return httpx.Response(200, json={
        "Result": "Success", "MessageID": "ID1", "Status": "Completed",
        "Recipients": [{"Status": "Expired", "Network": "Example Mobile"}],
    })

with BestSMS(token="t", transport=httpx.MockTransport(answer)) as client:
    (recipient,) = client.reports.status.poll("ID1").recipients
    print(recipient.status, getattr(recipient, "network", None))
"""


def test_a_new_optional_response_field_reaches_the_user(copy: Copy, verdict: Verdict) -> None:
    assert copy.run("-c", ANSWER) == (0, "Expired None\n")
    field = (
        "        Network:\n          type: string\n"
        "          description: The carrier of the recipient.\n"
        "          example: Example Mobile\n          x-evidence: [docs]\n"
    )
    first = "        DestSeq:\n          type: string\n          pattern: '^[0-9]{8}$'\n"
    copy.edit(SPEC, first, field + first)

    (change,) = regenerate(copy)

    assert change.where.endswith("/Recipient/properties/Network")
    assert (change.sends, change.reads) == (NONE, MINOR)
    assert complaints(copy) == []
    assert copy.run("-c", ANSWER) == (0, "Expired Example Mobile\n")
    verdict("new optional answer field", [change], "nothing: it reaches the user")


def test_a_new_response_value_breaks_no_reader(copy: Copy, verdict: Verdict) -> None:
    copy.edit(
        SPEC,
        "The state of this recipient: Success, Failed or Pending.",
        "The state of this recipient: Success, Failed, Pending or Expired.",
    )

    (change,) = regenerate(copy)

    assert change.where.endswith("/Recipient/properties/Status/description")
    assert "Expired" in change.what
    assert (change.sends, change.reads) == (NONE, MINOR)
    assert complaints(copy) == []
    assert copy.run("-c", ANSWER) == (0, "Expired None\n")
    verdict("new answer value", [change], "nothing: it reaches the user")


def test_a_new_operation_can_be_called(copy: Copy, verdict: Verdict) -> None:
    source = (copy.root / SPEC).read_text(encoding="utf-8")
    start = source.index("  /addressbook/group/list:\n")
    end = re.compile(r"^  /", re.MULTILINE).search(source, start + 3)
    assert end is not None
    path = source[start : end.start()]
    added = path.replace("/group/list", "/group/search").replace("listGroups", "searchGroups")
    copy.edit(SPEC, path, path + added)

    (change,) = regenerate(copy)

    assert change.where == "/paths/~1addressbook~1group~1search"
    assert (change.sends, change.reads) == (MINOR, NONE)
    assert complaints(copy) == []
    call = (
        "from bestsms_api.api.addressbook import search_groups as s; print(s._get_kwargs()['url'])"
    )
    assert copy.run("-c", call) == (0, "/addressbook/group/search\n")
    # The sandbox has no handler for it, and a test reports that.
    code, text = copy.run(
        "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider",
        "tests/contract/sandbox/test_operations.py",
    )  # fmt: skip
    assert code == 1, text
    assert "searchGroups" in text
    verdict("new operation", [change], "the sandbox, says a test; the client calls it")


def test_each_use_of_a_renamed_field_is_reported(copy: Copy, verdict: Verdict) -> None:
    source = (copy.root / SPEC).read_text(encoding="utf-8")
    start = source.index("    MessageReport:\n")
    field = source.index("            Status:\n", start)
    renamed = source[:field] + source[field:].replace("Status:", "JobStatus:", 1)
    (copy.root / SPEC).write_text(renamed, encoding="utf-8")

    (change,) = regenerate(copy)

    assert "`Status`" in change.what
    assert "renamed to `JobStatus`" in change.what
    assert (change.sends, change.reads) == (NONE, MAJOR)
    lines = complaints(copy)
    assert lines == uses(r"\b(last|status|seen)\.status\b")
    verdict("renamed answer field", [change], f"{len(lines)} lines, says mypy, and no other")


def test_a_new_required_field_is_reported_where_the_request_is_made(
    copy: Copy, verdict: Verdict
) -> None:
    source = (copy.root / SPEC).read_text(encoding="utf-8")
    start = source.index("    RescheduleRequest:\n")
    where = source.index("        SendTime:\n", start)
    field = (
        "        Reason:\n          type: string\n          description: Why it is moved.\n"
        "          example: Late\n          x-evidence: [docs]\n"
    )
    changed = source[:where] + field + source[where:]
    changed = changed[:start] + changed[start:].replace(
        "required: [SendTime]", "required: [SendTime, Reason]", 1
    )
    (copy.root / SPEC).write_text(changed, encoding="utf-8")

    changes = regenerate(copy)

    assert all("/RescheduleRequest" in change.where for change in changes)
    assert max((change.sends, change.reads) for change in changes) == (MAJOR, NONE)
    lines = complaints(copy)
    assert lines == uses(r"\bRescheduleRequest\(")
    verdict("new required input", changes, f"{len(lines)} line, says mypy, and no other")


def test_each_call_of_a_removed_operation_is_reported(copy: Copy, verdict: Verdict) -> None:
    source = (copy.root / SPEC).read_text(encoding="utf-8")
    start = source.index("    delete:\n      operationId: deleteGroup\n")
    end = re.compile(r"^(?:  /|    \w+:$)", re.MULTILINE).search(source, start + 12)
    assert end is not None
    (copy.root / SPEC).write_text(source[:start] + source[end.start() :], encoding="utf-8")

    (change,) = regenerate(copy)

    assert change.where.endswith("/delete")
    assert (change.sends, change.reads) == (MAJOR, NONE)
    imported = "groups.py: from bestsms_api.api.addressbook import ("
    lines = complaints(copy)
    assert lines == sorted([imported, *uses(r"^_GROUP_DELETE: Final")])
    verdict("removed operation", [change], f"{len(lines)} lines, says mypy, and no other")
