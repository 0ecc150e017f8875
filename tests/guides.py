"""The code blocks of the README and the guides. `python -m tests.guides` counts them.

A block that follows `<!-- needs: postgres -->` is run only where PostgreSQL is installed. A block
with a title, such as ```` ```python title="app.py" ````, is saved under that name, and a later
command of the same guide runs it. `--8<-- "examples/app.py"` includes a file of `overlay/docs`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sybil import Document, Region
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "overlay" / "docs"
GUIDES = {path.name: path for path in [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]}

_INFO = re.compile(r'(?P<language>\w*)(?: title="(?P<title>[^"]+)")?[^\n]*$\n', re.MULTILINE)
_SNIPPET = re.compile(r'^--8<-- "(.+)"$', re.MULTILINE)
_NEEDS = re.compile(r"<!-- needs: (\w+) -->\s*\Z")
_PROMPT = re.compile(r"^\$ ", re.MULTILINE)
_lexer = RawFencedCodeBlockLexer(_INFO)


@dataclass(frozen=True)
class Block:
    """A code block.

    Attributes:
        language: The language, such as `python`.
        title: The name of the file in which it is saved, or an empty string.
        text: The code, with included files.
        needs: What the block requires, as in the marker `needs`, or an empty string.
    """

    language: str
    title: str
    text: str
    needs: str

    @property
    def commands(self) -> Iterator[tuple[str, str]]:
        """Yield each command of a console block with the output shown below it.

        Lines that start with `> ` continue a command.
        """
        start, *parts = _PROMPT.split(self.text)
        assert not start.strip(), f"a console block starts without a prompt: {start}"
        for part in parts:
            command, *rest = part.splitlines(keepends=True)
            while rest and rest[0].startswith("> "):
                command += rest.pop(0).removeprefix("> ")
            yield command.strip(), "".join(rest)


def regions(document: Document) -> Iterator[Region]:
    """Yield the region of each code block. This is a Sybil parser without an evaluator."""
    for region in _lexer(document):
        found = region.lexemes
        needs = _NEEDS.search(document.text, 0, region.start)
        region.parsed = Block(
            found["language"],
            found["title"] or "",
            _SNIPPET.sub(lambda match: (DOCS / match[1]).read_text("utf-8"), str(found["source"])),
            needs[1] if needs else "",
        )
        yield region


def blocks(name: str) -> list[Block]:
    """Return the code blocks of a guide."""
    text = GUIDES[name].read_text(encoding="utf-8")
    return [region.parsed for region in regions(Document(text, str(GUIDES[name])))]


def main() -> None:
    """Print the numbers of blocks and commands."""
    every = [block for name in GUIDES for block in blocks(name)]
    for language, count in Counter(block.language for block in every).most_common():
        print(f"{count:4} {language}")
    commands = [command for b in every if b.language == "console" for command in b.commands]
    print(f"{len(commands):4} commands, {sum(bool(shown) for _, shown in commands)} with output")


if __name__ == "__main__":
    main()
