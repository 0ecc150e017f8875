"""The contract as a page of the documentation."""

import re

import contract as c
import contract_page


def test_the_page_names_every_operation_and_schema() -> None:
    document = c.load()
    page = contract_page.markdown(document)

    headings = set(re.findall(r"^### (\w+)$", page, re.MULTILINE))
    names = {operation.node["operationId"] for operation in c.operations(document)}
    assert names | set(document["components"]["schemas"]) <= headings
    links = re.findall(r"\]\(#([^)]+)\)", page)
    assert set(links) <= {heading.lower() for heading in headings}


def test_text_of_the_contract_is_not_markup() -> None:
    document = c.load()
    document["info"] = {**document["info"], "description": "<script> and `<code>`"}

    page = contract_page.markdown(document)

    assert "&lt;script> and `<code>`" in page


def test_fields_show_their_rules_and_required_marks() -> None:
    text = contract_page.markdown(c.load())

    file = text.partition("### File\n")[2].partition("###")[0]
    assert "| `Name` | string; minLength `1`; required | The file name" in file
    assert "- | list of" not in file
    status = text.partition("### MessageData\n")[2].partition("###")[0]
    assert "list of [Destination](#destination)" in status
