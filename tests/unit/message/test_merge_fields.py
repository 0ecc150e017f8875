"""Merge fields: known ones are filled in, others are reported as unknown or refused."""

import warnings
from typing import Any

import pytest
from tests.unit.prepared_gateway import NUMBER, Gateway, both, success

from bestsms_api.constraints import MERGE_FIELDS, SCHEMAS
from bestsms_client import InvalidRequestError, MessageWarning, Problem
from bestsms_client._caps import Caps
from bestsms_client._message.merge_fields import Template, invalid_fields, unused_files

FILE = ("menu.txt", b"Soup")
OTHER = "+61491570156"


def send(kind: str = "sync", **kwargs: Any) -> dict[str, Any]:
    gateway = Gateway(success())
    gateway.send(kind, **kwargs)
    return gateway.sends[0]


def refusal(kind: str = "sync", **kwargs: Any) -> str:
    gateway = Gateway(success())
    with pytest.raises(InvalidRequestError) as caught:
        gateway.send(kind, **kwargs)
    assert gateway.requests == []
    assert caught.value.sent == "no"
    return str(caught.value)


def preview(kind: str = "sync", **kwargs: Any) -> Any:
    gateway = Gateway(success())
    given: dict[str, Any] = {"message": "Hello", "destinations": NUMBER, **kwargs}
    found = gateway.call(kind, "messaging.sms.preview", **given)
    assert gateway.requests == []  # a preview works offline
    return found


def read(text: str, values: dict[str, str] | None) -> Any:
    return Template(text, Caps(), convert=False).read(values)


def test_recipient_fields_are_properties_of_a_destination() -> None:
    named = {known.field for known in MERGE_FIELDS if known.kind == "recipient"}
    assert named == SCHEMAS["Destination"].keys() - {
        "Recipient",
        "ContactID",
        "GroupID",
        "GroupCode",
    }
    assert {known.kind for known in MERGE_FIELDS} == {"recipient", "file", "link"}


@pytest.mark.parametrize("field", [f.field for f in MERGE_FIELDS if f.kind == "recipient"])
def test_each_field_of_the_recipient_is_filled_in(field: str) -> None:
    reading = read(f"<[[{field}]]>[[{field}]]", {field: "a value"})
    assert reading.text == "<a value>a value"
    assert reading.unknown == reading.empty == ()
    assert read(f"<[[{field}]]>", None).unknown == (field,)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[[[Attention]]]", "[Jo]"),
        ("[[ [[Attention]] ]]", "[[ Jo ]]"),
        ("[Attention]", "[Attention]"),
        ("[[Attention]", "[[Attention]"),
        ("[[Attention]][[Company]]", "JoExample"),
        ("no field at all", "no field at all"),
        ("", ""),
    ],
)
def test_the_syntax_of_merge_fields(text: str, shown: str) -> None:
    assert read(text, {"Attention": "Jo", "Company": "Example"}).text == shown


@both
@pytest.mark.parametrize(
    ("field", "hint"),
    [
        ("[[Atention]]", "Did you mean [[Attention]]?"),
        ("[[attention]]", "Did you mean [[Attention]]?"),
        ("[[Nickname]]", "[[Nickname]]"),
        ("[[Custom10]]", "Did you mean [[Custom1]]?"),
        ("[[Stop]]", "[[Stop]]"),
        ("[[File0]]", "Did you mean"),
        ("[[File]]", "Did you mean [[File1]]?"),
        ("[[Link:]]", "whose name is not a single word"),
        ("[[]]", "whose name is not a single word"),
        (
            "[[The text of a message that is nobody's business]]",
            "whose name is not a single word",
        ),
    ],
)
def test_an_unknown_field_is_refused(kind: str, field: str, hint: str) -> None:
    text = refusal(kind, message=f"Hi {field}", attachments=[])
    assert hint in text
    assert 'allow={"unknown_fields"}' in text
    assert "business" not in text
    assert preview(kind, message=f"Hi {field}").problems == (Problem(text),)


@both
def test_an_unknown_field_can_be_allowed(kind: str) -> None:
    assert (
        send(kind, message="Hi [[Nickname]]", allow={"unknown_fields"})["Message"]
        == "Hi [[Nickname]]"
    )
    found = preview(kind, message="Hi [[Nickname]]", allow={"unknown_fields"})
    assert found.problems == ()
    assert found.renderings[0].unknown == ("Nickname",)
    assert found.renderings[0].encoding is None
    assert found.parts == (1, 4)


@both
@pytest.mark.parametrize("field", ["Reply", "REPLY", "STOP", "Link:https://example.com/a?b=c"])
def test_reserved_fields_are_accepted_with_unknown_values(kind: str, field: str) -> None:
    assert send(kind, message=f"See [[{field}]]")["Message"] == f"See [[{field}]]"
    rendering = preview(kind, message=f"See [[{field}]]").renderings[0]
    assert rendering.unknown == (field,)
    assert rendering.text == f"See [[{field}]]"
    assert rendering.parts == (1, 4)
    assert rendering.units == 4


@both
def test_a_file_field_needs_its_attachment(kind: str) -> None:
    text = refusal(kind, message="[[File1]] [[File3]]", attachments=[FILE, FILE])
    assert "[[File3]]" in text
    assert "2 attachments" in text
    assert "[[File1]]" in refusal(kind, message="[[File1]]", allow={"unknown_fields"})
    assert len(send(kind, message="[[File1]] [[File2]]", attachments=[FILE, FILE])["Files"]) == 2


@both
def test_an_attachment_without_a_field_warns(kind: str) -> None:
    with pytest.warns(MessageWarning, match=r"attachment 2\. .*\[\[File2\]\]"):
        send(kind, message="See [[File1]]", attachments=[FILE, FILE])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        send(kind, message="See [[File1]]", attachments=FILE)


@both
@pytest.mark.parametrize("value", ["", "  ", None])
def test_an_empty_value_warns(kind: str, value: str | None) -> None:
    named = [
        {"recipient": NUMBER, "attention": "Jo"},
        {"recipient": OTHER, "attention": value},
        {"recipient": "+61491570157", "attention": value},
    ]
    with pytest.warns(
        MessageWarning, match=r"\[\[Attention\]\] is empty for destinations\[1\] and 1 more"
    ):
        send(kind, message="Hi [[Attention]]", destinations=named)
    found = preview(kind, message="Hi [[Attention]]", destinations=named)
    assert found.renderings[1].text == f"Hi {value or ''}"
    assert found.renderings[1].empty == ("Attention",)
    assert found.problems == ()
    assert len(found.warnings) == 1


@both
def test_values_from_the_address_book_are_unknown(kind: str) -> None:
    named = [{"contact_id": "C1", "attention": "Jo"}, {"group_code": "Staff"}, NUMBER]
    found = preview(kind, message="Hi [[Attention]]!", destinations=named)
    contact, group, number = found.renderings
    assert contact.text == group.text == "Hi [[Attention]]!"
    assert contact.unknown == group.unknown == ("Attention",)
    assert contact.empty == group.empty == ()
    assert number.text == "Hi !"
    assert (contact.messages, group.messages, number.messages) == ((0, 1), (0, None), (1, 1))
    assert found.messages == (1, None)
    assert found.parts == (1, None)
    assert preview(kind, destinations=[{"contact_id": "C1"}, NUMBER]).parts == (1, 2)


def test_a_field_inside_a_value_is_unknown() -> None:
    reading = read("Hi [[Attention]]", {"Attention": "[[STOP]]"})
    assert reading.unknown == ("Attention",)
    assert reading.parts == (1, 4)


def test_a_warning_points_at_the_caller() -> None:
    with pytest.warns(MessageWarning) as caught:
        send(message="See", attachments=FILE)
    # prepared_gateway makes the calls of these tests.
    assert caught[0].filename.endswith("prepared_gateway.py")


def test_unknown_fields_and_unused_attachments_are_found() -> None:
    template = Template("[[File2]] [[File2]] [[File12]]", Caps(), convert=False)
    assert len(invalid_fields(template, 2, allow_unknown=False)) == 1
    assert unused_files(template, 3) == [1, 3]
