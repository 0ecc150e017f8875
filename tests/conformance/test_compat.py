"""`bestsms_client.compat` prints what the vendor's own Python package prints.

The examples of the package's README run twice with sandboxes in the same state: unchanged in the
vendor's environment, and here with another import line.
"""

import contextlib
import io
import json
import re
import warnings
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from tests.conformance.conftest import Vendor

import bestsms_client
from bestsms_client import compat

pytestmark = pytest.mark.needs("registry")

ALICE, BOB = "+61491570006", "+61491570156"
UNKNOWN = "AAAAAAAA-BBBB-BBBB-CCCC-DDDDDDDDDDDD"

EXAMPLES = [
    "Send SMS",
    "Reports - Get Message Status",
    "Reports - Get SMS Reply",
    "Reports - Get SMS Received List",
    "Actions - Abort Pending/Delayed Job",
    "Actions - Resubmit Failed Job",
    "Actions - Reschedule DELAYED Job",
    "Contacts - List",
    "Contacts - Detail",
    "Contacts - Create",
    "Contacts - Update",
    "Contacts - Delete",
    "Contact Group - List",
    "Contact Group - Detail",
    "Contact Group - Create",
    "Contact Group - Delete",
    "Group - List",
    "Group - Detail",
    "Group - Create",
    "Group - Update",
    "Group - Delete",
    "Group Contact - List",
    "Group Contact - Detail",
    "Group Contact - Create",
    "Group Contact - Delete",
]


# Response fields that neither the vendor's package nor the contract knows have no fixed order.
UNORDERED = {"Group - List", "Contact Group - List", "Group Contact - List"}


@pytest.fixture(scope="module")
def readme(running_vendor: Vendor) -> dict[str, str]:
    """The README's examples by heading."""
    text: str = running_vendor.ask({"readme": True})["text"]
    found = re.findall(r"^#### ([^\n]+)\n+```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return {heading: code.replace("\r", "") for heading, code in found}


@pytest.fixture
def ours(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> Iterator[compat.BestSMS]:
    """The same calls with our client, connected to the same sandbox."""
    monkeypatch.setenv("BESTSMS_AUTH_TOKEN", vendor.gateway.token)
    monkeypatch.setenv("BESTSMS_API_URL", vendor.gateway.base_url)
    with pytest.warns(DeprecationWarning, match="bestsms_client.compat"):
        client = compat.BestSMS()
    with client:
        yield client


def prepare(example: str, vendor: Vendor) -> dict[str, str]:
    """Create the objects of an example; return the values of its placeholders."""
    vendor.gateway.control("POST", "reset")
    values = {"[Your Auth Token]": vendor.gateway.token, "[Group Code]": "Cooks"}
    kind, _, call = example.partition(" - ")
    if kind in ("Reports", "Actions"):
        later = {"SendTime": "2090-01-01T12:00"} if "Delayed" in call.title() else {}
        to = "+61491570110" if "Failed" in call else ALICE
        vendor(
            "Messaging.SMS.SendMessage",
            MessageID="ID123456", MessageText="Hello", Recipients=[to, BOB], **later,
        )  # fmt: skip
        vendor.gateway.advance(60)
        vendor.gateway.reply(BOB, "Yes please")
    elif kind != "Send SMS":
        made = vendor("Addressbook.Contact.Create", FirstName="First", MobilePhone=ALICE)
        values["[Contact ID]"] = made["Contact"]["ContactID"]
        if example != "Group - Create":
            cooks = vendor("Addressbook.Group.Create", GroupName="Cooks")["Group"]["GroupID"]
            if kind.count("Group") + kind.count("Contact") == 2 and call != "Create":
                vendor(
                    "Addressbook.ContactGroup.Create",
                    ContactID=values["[Contact ID]"], GroupID=cooks,
                )  # fmt: skip
    return values


def filled(code: str, values: dict[str, str]) -> str:
    for placeholder, value in values.items():
        code = code.replace(placeholder, value)
    return code


def lasting(printed: str) -> str:
    """Return what an example printed, without values that change in each run."""
    printed = re.sub(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", "(id)", printed)
    printed = re.sub(r'"[0-9A-F]{8}"', '"(job)"', printed)
    return re.sub(r"20\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d", "(time)", printed)


def by_the_vendor(example: str, code: str, vendor: Vendor) -> str:
    code = filled(code, prepare(example, vendor))
    # The vendor's own package refuses what these examples pass: a group code, and a datetime.
    if not example.startswith("Group - Create"):
        code = code.replace("GroupCode=", "GroupID=")
    code = code.replace("datetime.now()", "datetime.now().isoformat()")
    printed: str = vendor.ask({"code": f"from datetime import datetime\n{code}"})["printed"]
    return re.sub(r"^http:.*\n", "", printed)  # one call prints its base URL


def by_compat(example: str, code: str, vendor: Vendor) -> str:
    code = filled(code, prepare(example, vendor))
    code = code.replace("from bestsms import", "from bestsms_client.compat import")
    shown = io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(shown):
        warnings.simplefilter("ignore")
        exec(code, {"datetime": datetime})  # noqa: S102 - an example that lacks this import
    return shown.getvalue()


def test_the_readme_has_these_examples(readme: dict[str, str]) -> None:
    assert list(readme) == EXAMPLES
    assert all("from bestsms import BestSMS\n" in code for code in readme.values())


@pytest.mark.usefixtures("ours")
@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_prints_the_same(example: str, readme: dict[str, str], vendor: Vendor) -> None:
    # A mistake in the README.
    code = readme[example].replace("request = client", "response = client")
    theirs = by_the_vendor(example, code, vendor)
    assert '"Result": "Success"' in theirs, theirs
    ours = by_compat(example, code, vendor)
    assert json.loads(lasting(ours)) == json.loads(lasting(theirs))
    if example not in UNORDERED:
        assert lasting(ours) == lasting(theirs)


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("Reports.Status.Poll", {"MessageID": "none"}),
    ("Reports.SMSReply.Poll", {"MessageID": "none"}),
    ("Actions.Abort.SendRequest", {"MessageID": "none"}),
    ("Actions.Resubmit.SendRequest", {"MessageID": "none"}),
    ("Actions.Reschedule.SendRequest", {"MessageID": "none", "SendTime": "2090-01-01T12:00"}),
    ("Addressbook.Contact.Detail", {"ContactID": UNKNOWN}),
    ("Addressbook.Contact.Delete", {"ContactID": UNKNOWN}),
    ("Addressbook.Group.Detail", {"GroupID": "Nowhere"}),
    ("Addressbook.ContactGroup.Create", {"ContactID": UNKNOWN, "GroupID": "Nowhere"}),
    ("Addressbook.GroupContact.List", {"GroupID": "Nowhere"}),
]


def call(client: compat.BestSMS, path: str, **args: Any) -> str:
    function: Any = client
    for name in path.split("."):
        function = getattr(function, name)
    return str(function(**args))


@pytest.mark.parametrize(("path", "args"), REFUSED)
def test_a_refusal_prints_the_same(
    path: str, args: dict[str, Any], vendor: Vendor, ours: compat.BestSMS
) -> None:
    theirs = vendor(path, **args)
    assert theirs["Result"] == "Failed"
    assert call(ours, path, **args) == json.dumps(theirs, indent=4)


@pytest.mark.filterwarnings("ignore:bestsms_client.compat:DeprecationWarning")
def test_a_wrong_token_prints_the_same(vendor: Vendor) -> None:
    for path, args in (
        ("Reports.Status.Poll", {"MessageID": "ID1"}),
        ("Addressbook.Group.List", {}),
    ):
        theirs = vendor(path, AuthToken="wrong", **args)
        vendor(path, AuthToken=vendor.gateway.token, **args)  # it keeps the latest token
        with bestsms_client.BestSMS("wrong", base_url=vendor.gateway.base_url) as wrong:
            client = compat.BestSMS(client=wrong)
            assert call(client, path, **args) == json.dumps(theirs, indent=4)


@pytest.mark.parametrize("number", ["0491570006", "0491 570 006", "61491570006"])
def test_a_national_number_reaches_the_same_handset(
    number: str, vendor: Vendor, ours: compat.BestSMS
) -> None:
    args = {"MessageText": "Hello", "Recipients": [number]}
    sent = vendor("Messaging.SMS.SendMessage", **args)
    (theirs,) = vendor("Reports.Status.Poll", MessageID=sent["MessageID"])["Recipients"]
    mine = ours.Messaging.SMS.SendMessage(**args)
    (recipient,) = ours.Reports.Status.Poll(MessageID=mine.MessageID).Recipients
    assert recipient.Destination == theirs["Destination"] == ALICE


VENDOR_PROGRAM = """
from datetime import datetime
from bestsms import BestSMS, _config

client = BestSMS(AuthToken="(token)")
send, hello = client.Messaging.SMS.SendMessage, {"MessageText": "x", "Recipients": ["(number)"]}

def show(call, **keywords):
    try:
        result = call(**keywords)
        print(result.Result, result.ErrorMessage)
    except Exception as error:
        print(type(error).__name__)

"""

# The guide to migrating makes these statements about the vendor's package: a program and its
# output.
STATEMENTS = {
    "an unknown keyword is ignored, Mode among them": (
        'show(send, **hello, Mode="Test")',
        "Success []",
    ),
    "GroupCode does not name a group": (
        'show(client.Addressbook.Group.Detail, GroupCode="Cooks")',
        "Error ['Missing GroupID - Please specify ConactID']",
    ),
    "a datetime is an exception": (
        """
show(send, **hello, SendTime=datetime.now())
show(client.Actions.Reschedule.SendRequest, MessageID="A", SendTime=datetime.now())
""",
        "AttributeError\nTypeError",
    ),
    "a lost connection is an exception or a result": (
        """
vars(_config)["__APIURL__"] = "http://127.0.0.1:9"
show(client.Reports.Status.Poll, MessageID="A")
show(client.Addressbook.Contact.Detail, ContactID="A")
vars(_config)["__APIURL__"] = "(url)"
""",
        "AttributeError\nNone []",
    ),
    "the latest token is that of all clients": (
        """
BestSMS(AuthToken="wrong")
show(client.Addressbook.Group.List)
BestSMS(AuthToken="(token)")
""",
        "Failed ['Unauthorized']",
    ),
}


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_guides_statements_about_the_vendors_package(statement: str, vendor: Vendor) -> None:
    code, printed = STATEMENTS[statement]
    gateway = vendor.gateway
    values = {"(token)": gateway.token, "(url)": gateway.base_url, "(number)": ALICE}
    shown: str = vendor.ask({"code": filled(VENDOR_PROGRAM + code, values)})["printed"]
    assert shown.strip() == printed
    for message in gateway.control("GET", "messages")["messages"]:
        assert message["mode"] == "Live"
