"""The documentation site builds without network, and its links are valid.

`pytest -s` prints the number of links.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from markdown_it import MarkdownIt
from tests.guides import DOCS, GUIDES, ROOT

import build_docs

pytestmark = pytest.mark.slow

_FETCHED = {("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src")}
_LINKS = {*_FETCHED, ("a", "href")}


class PageParser(HTMLParser):
    """Collects the ids and the links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = {""}
        self.links: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value is None:
                continue
            if name in {"id", "name"}:
                self.ids.add(value)
            if (tag, name) in _LINKS:
                self.links.append(value)
            if (tag, name) in _FETCHED and ("rel", "canonical") not in attrs:
                self.fetched.append(value)


def is_external(link: str) -> bool:
    return bool(urlsplit(link).scheme or urlsplit(link).netloc)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_docs.build(tmp_path_factory.mktemp("docs"))


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, PageParser]:
    parsed: dict[Path, PageParser] = {}
    for path in site.glob("*.html"):
        if path.name != "404.html":
            parser = parsed[path] = PageParser()
            parser.feed(path.read_text(encoding="utf-8"))
    return parsed


def test_every_link_of_the_site_is_valid(
    pages: dict[Path, PageParser], capsys: pytest.CaptureFixture[str]
) -> None:
    internal, external, broken = 0, set[str](), defaultdict[str, list[str]](list)
    for path, page in pages.items():
        for link in page.links:
            if is_external(link):
                external.add(link)
                continue
            internal += 1
            name, anchor = urldefrag(link)
            target = path.parent / unquote(name) if name not in {"", "."} else path
            target = target / "index.html" if target.is_dir() else target
            known = {*pages[target].ids, "__top"} if target in pages else {""}
            if not target.exists() or unquote(anchor) not in known:
                broken[path.name].append(link)
    assert broken == {}
    assert internal > 1000
    assert all(link.startswith(("https://", "mailto:")) for link in external), external
    with capsys.disabled():
        print(f"\n{internal} internal links, {len(external)} external: {sorted(external)}")


def test_the_site_loads_nothing_from_other_hosts(pages: dict[Path, PageParser]) -> None:
    assert [link for page in pages.values() for link in page.fetched if is_external(link)] == []


def links(text: str) -> Iterator[str]:
    """Yield the links and images of a Markdown text."""
    for token in MarkdownIt().enable("table").parse(text):
        for child in token.children or ():
            link = child.attrGet("href") or child.attrGet("src")
            if link:
                yield str(link)


@pytest.mark.parametrize("name", GUIDES)
def test_every_link_of_a_guide_points_to_a_file(name: str) -> None:
    path = GUIDES[name]
    for link in links(path.read_text(encoding="utf-8")):
        if not is_external(link):
            target = urldefrag(link)[0]
            assert not target or (path.parent / target).is_file(), link


def test_links_within_the_readme_point_to_a_heading() -> None:
    text = GUIDES["README.md"].read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    assert {link[1:] for link in links(text) if link.startswith("#")} <= headings


def test_llms_txt_describes_every_page(site: Path) -> None:
    text = (site / "llms.txt").read_text(encoding="utf-8")
    described = dict(re.findall(r"^- \[.+?\]\((.+?)\): (.+)$", text, re.MULTILINE))
    names = [name for _, name in build_docs.navigation()]
    assert list(described) == names
    for name in names:
        assert (site / name).read_text(encoding="utf-8").strip()
        assert not re.search("--8<--|^:::", (site / name).read_text(encoding="utf-8"), re.MULTILINE)
    assert {path.name for path in DOCS.glob("*.md")} <= set(names)


def test_the_reference_can_be_read_as_text(site: Path) -> None:
    text = (site / "reference.md").read_text(encoding="utf-8")
    directives = re.findall("^::: ", (DOCS / "reference.md").read_text(), re.MULTILINE)
    assert len(re.findall("^### ", text, re.MULTILINE)) == len(directives) > 100
    assert "#### client.messaging.sms.send_message\n\n```python\nsend_message(*, message:" in text
    assert "#### Message.text\n\n```python\ntext: str\n```\n\nThe text that the first" in text


def test_the_contract_is_in_the_navigation(pages: dict[Path, PageParser]) -> None:
    for page in pages.values():
        assert any(link.startswith(("contract.html", "./contract.html")) for link in page.links)
    assert (ROOT / "overlay" / "docs" / "contract.md").exists() is False
