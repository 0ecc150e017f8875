"""The contract rendered as an HTML page that needs no network."""

import re

import contract as c
import contract_page


def test_the_page_names_every_operation_and_schema_and_fetches_nothing() -> None:
    document = c.load()
    page = contract_page.html(document)

    ids = set(re.findall(r'<h[1-6] id="([^"]+)"', page))
    names = [operation.node["operationId"] for operation in c.operations(document)]
    names += document["components"]["schemas"]
    assert {name.lower() for name in names} <= ids
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids
    assert not re.search(r"<(?:script|link|img|iframe)\b|@import|url\(", page)


def test_texts_of_the_contract_are_escaped() -> None:
    document = c.load()
    document["info"] = {**document["info"], "title": "<b>A & B</b>", "description": "<script>"}

    page = contract_page.html(document)

    assert "<title>&lt;b&gt;A &amp; B&lt;/b&gt;</title>" in page
    assert "<script>" not in page


def test_fields_show_their_rules_and_required_marks() -> None:
    text = contract_page.markdown(c.load())

    file = text.partition("### File\n")[2].partition("###")[0]
    assert "| `Name` | string; minLength `1` | yes | The file name" in file
    assert "- | list of" not in file
    status = text.partition("### MessageData\n")[2].partition("###")[0]
    assert "list of [Destination](#destination)" in status
