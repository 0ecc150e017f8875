"""The documentation site in a real browser: light and dark, wide and narrow."""

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, expect
from tests.e2e.browser import Visits, barriers, running

import build_docs

pytestmark = [pytest.mark.slow, pytest.mark.needs("chromium")]

PAGES = ("index", "quick-start", "hearing-back", "configuration", "reference", "contract")


class SilentHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site: Path = build_docs.build(tmp_path_factory.mktemp("docs"))
    handler = partial(SilentHandler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running() as browser:
        yield browser


@pytest.fixture
def visits(browser: Browser) -> Iterator[Visits]:
    with closing(Visits(browser)) as visits:
        yield visits
    assert visits.complaints == []  # no script error, no request to another server


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_page_fits_the_window_and_is_readable(
    scheme: str, width: int, address: str, visits: Visits
) -> None:
    for name in PAGES:
        page = visits.open(
            address,
            f"{name}.html",
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
        )
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert "color-contrast" not in barriers(page), name
        assert page.locator("body").get_attribute("data-md-color-scheme") == (
            "slate" if scheme == "dark" else "default"
        )


def test_a_tab_shows_its_framework(address: str, visits: Visits) -> None:
    page = visits.open(address, "hearing-back.html")
    django = page.get_by_text("from django.views.decorators.csrf import csrf_exempt")
    expect(django).not_to_be_visible()
    page.get_by_role("link", name="Django", exact=True).or_(
        page.locator(".tabbed-labels label", has_text="Django")
    ).first.click()
    expect(django).to_be_visible()


def test_the_search_finds_a_delivery_result(address: str, visits: Visits) -> None:
    page = visits.open(address, "index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("Rejected-Duplicate")
    expect(page.get_by_role("link", name="Errors").last).to_be_visible()
