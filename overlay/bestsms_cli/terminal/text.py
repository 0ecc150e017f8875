"""Make text safe to print, wrap and colour it, and mask numbers."""

import os
import re
import shutil
import sys
import textwrap
from typing import Final

import click

_KEPT_DIGITS: Final = 2
# Control and bidirectional characters: a received message must not control the terminal.
_UNSAFE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LINE_BREAKS: Final = re.compile(r"\s*[\t\r\n\v\f\x85\u2028\u2029]+\s*")


def clean(text: str) -> str:
    r"""Replace control characters except tabs and line breaks.

    Example:
        >>> clean("red: \x1b[31m")
        'red: \ufffd[31m'
    """
    return _UNSAFE.sub("\ufffd", text)


def one_line(text: str) -> str:
    r"""Return a text on one line, safe to print.

    Example:
        >>> one_line("first\nsecond\tthird")
        'first second third'
    """
    return clean(_LINE_BREAKS.sub(" ", text))


def wrap(text: str, *, to_stdout: bool = False, indent: str = "") -> str:
    """Wrap a text to the width of the terminal. Return it unchanged if there is no terminal."""
    stream = sys.stdout if to_stdout else sys.stderr
    if not stream.isatty():
        return text
    width = shutil.get_terminal_size().columns
    return "\n".join(
        textwrap.fill(
            line,
            width,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in text.split("\n")
    )


def mask_number(number: str | None) -> str:
    """Hide the middle of a phone number.

    Example:
        >>> mask_number("+61491570006"), mask_number("0491 570 006"), mask_number("")
        ('+61***06', '04***06', '')
    """
    if not number:
        return ""
    kept = _KEPT_DIGITS + number.startswith("+")
    if len(number) <= kept + _KEPT_DIGITS:
        return "***"
    return f"{number[:kept]}***{number[-_KEPT_DIGITS:]}"


def style(text: str, colour: str, *, to_stdout: bool = False) -> str:
    """Colour a text if its stream shows colours."""
    stream = sys.stdout if to_stdout else sys.stderr
    return click.style(text, fg=colour) if shows_colour(stream.isatty()) else text


def shows_colour(is_terminal: bool) -> bool:
    """Return whether to use colours: on a terminal, unless NO_COLOR is set or TERM is `dumb`."""
    return is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
