"""The contract as a page that needs no network."""

import subprocess
import sys

import pytest

import contract as c


@pytest.mark.needs("redocly")
def test_the_page_names_every_operation_and_fetches_nothing() -> None:
    command = [sys.executable, str(c.ROOT / "scripts" / "docs")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr

    page = (c.ROOT / "build" / "docs.html").read_text(encoding="utf-8")

    for operation in c.operations(c.load()):
        assert operation.node["operationId"] in page
    markup = page.split("<script")[0]
    assert "src=" not in markup
    assert 'rel="stylesheet"' not in page.split("</head>")[0]
