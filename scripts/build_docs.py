#!/usr/bin/env python3
"""Build the documentation site in build/site; `make docs` runs this.

The site consists of the README as its first page, the guides, the API reference, the contract as a
page, `llms.txt`, and each page's Markdown for programs that read it. The build needs no
network access.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

import contract
import contract_page
import reference_text

OVERLAY = contract.ROOT / "overlay"
PROJECT_PAGES = {
    "README.md": "What the client does, what it promises, and how to install it",
    "CHANGELOG.md": "What changed in each version",
    "CONTRIBUTING.md": "How to set up, change, test and release the project",
    "SECURITY.md": "What is promised about tokens and personal data, and how to report a problem",
}
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\(([^):#]+)\)")
_SNIPPET = re.compile(r'^( *)--8<-- "(.+)"$', re.MULTILINE)


def build(folder: Path) -> Path:
    """Build the site in a folder, which is emptied first.

    Returns:
        The folder of the site.

    Raises:
        subprocess.CalledProcessError: The site cannot be built, or building it causes a warning.
    """
    shutil.rmtree(folder, ignore_errors=True)
    pages = folder / "docs"
    shutil.copytree(OVERLAY / "docs", pages, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(OVERLAY / "mkdocs.yml", folder)
    for name, text in made_pages().items():
        (pages / name).write_text(text, encoding="utf-8")
    subprocess.run(
        [Path(sys.executable).with_name("zensical"), "build", "--strict", "-f", "mkdocs.yml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(contract.ROOT / "scripts")},
        check=True,
    )
    site = folder / "site"
    for page in pages.glob("*.md"):
        text = _FRONT_MATTER.sub("", page.read_text(encoding="utf-8"))
        text = reference_text.expanded(_SNIPPET.sub(included, text))
        (site / page.name).write_text(text, encoding="utf-8")
    (site / "llms.txt").write_text(llms_txt(pages), encoding="utf-8")
    return site


def made_pages() -> dict[str, str]:
    """Return the pages that are made from other files of the repository."""
    pages = {"contract.md": contract_page.markdown(contract.load())}
    names = {name: "index.md" if name == "README.md" else name.lower() for name in PROJECT_PAGES}
    for name, about in PROJECT_PAGES.items():
        text = (contract.ROOT / name).read_text(encoding="utf-8").replace("](overlay/docs/", "](")
        for other, page in names.items():
            text = text.replace(f"]({other}", f"]({page}")
        text = _LINK.sub(lambda link: link[0] if is_page(link[2], names) else link[1], text)
        pages[names[name]] = f"---\ndescription: {about}\n---\n\n{text}"
    return pages


def is_page(target: str, made: dict[str, str]) -> bool:
    """Check whether the site has the target of a link. It has no licence, for example."""
    return target in made.values() or (OVERLAY / "docs" / target).exists()


def navigation() -> list[tuple[str, str]]:
    """Return the title and the file of each page, in the order of the navigation."""

    def entries(items: list[Any]) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for item in items:
            for title, value in item.items():
                found += [(title, value)] if isinstance(value, str) else entries(value)
        return found

    return entries(yaml.safe_load((OVERLAY / "mkdocs.yml").read_text(encoding="utf-8"))["nav"])


def description(page: Path) -> str:
    """Return the description in the front matter of a page, or nothing."""
    match = _FRONT_MATTER.match(page.read_text(encoding="utf-8"))
    return str(yaml.safe_load(match[1])["description"]) if match else ""


def included(match: re.Match[str]) -> str:
    """Return the file that a snippet names, indented as the snippet is."""
    lines = (OVERLAY / "docs" / match[2]).read_text(encoding="utf-8").splitlines()
    return "\n".join(f"{match[1]}{line}".rstrip() for line in lines)


def llms_txt(pages: Path) -> str:
    """Return the list of all pages with a line on each, for language models."""
    config = yaml.safe_load((OVERLAY / "mkdocs.yml").read_text(encoding="utf-8"))
    lines = [f"# {config['site_name']}", "", f"> {config['site_description']}.", "", "## Pages", ""]
    for title, name in navigation():
        about = description(pages / name)
        lines.append(f"- [{title}]({name})" + (f": {about}" if about else ""))
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    site = build(contract.ROOT / "build" / "docs")
    target = contract.ROOT / "build" / "site"
    shutil.rmtree(target, ignore_errors=True)
    site.rename(target)
    print(f"{target.relative_to(contract.ROOT)}: {len(list(target.glob('*.html')))} pages")
