"""The contract as a page: it needs no network, and the sandbox serves it."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from tests.contract.sandbox.running_sandbox import Rig

import contract as c
from bestsms_sandbox.web import docs


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


def get(rig: Rig, path: str, **headers: str) -> httpx.Response:
    return httpx.get(rig.sandbox.page_url + path, headers=headers, trust_env=False)


def test_the_sandbox_serves_it(rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "docs.html"
    monkeypatch.setattr(docs, "PAGE", page)

    missing = get(rig, "docs")
    assert (missing.status_code, "make docs" in missing.text) == (404, True)

    page.write_text("<!doctype html><title>The contract</title>", encoding="utf-8")
    shown = get(rig, "docs")
    assert (shown.status_code, shown.text) == (200, page.read_text(encoding="utf-8"))
    assert shown.headers["Content-Type"].startswith("text/html")
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert get(rig, "docs", Host="evil.example").status_code == 403
