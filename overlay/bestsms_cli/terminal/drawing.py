"""Show the parts of a message and the characters that make it more expensive."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bestsms_cli.terminal.text import one_line, style
from bestsms_client._message.parts import split_parts

if TYPE_CHECKING:
    from bestsms_client import PartCount


def part_lines(text: str, count: "PartCount") -> Iterator[str]:
    """Yield a line for each part, then a line for each character that costs extra."""
    alphabet = "septets" if count.encoding == "GSM-7" else "UTF-16 units"
    parts = "1 part" if count.parts == 1 else f"{count.parts} parts"
    yield f"{parts}, {count.encoding}, {count.units} {alphabet}, {count.units_left} left"
    for number, part in enumerate(split_parts(text), 1):
        bar = style("|", "cyan", to_stdout=True)
        yield f"{number:>3} {bar}{one_line(part)}{bar}"
    if count.offenders:
        yield "Not in the GSM alphabet, so a part holds 67 to 70 characters, not 153 to 160:"
        yield from offender_lines(count)


def offender_lines(count: "PartCount") -> Iterator[str]:
    """Yield a line for each character that is not in the GSM alphabet."""
    seen = Counter((one.character, one.suggestion) for one in count.offenders)
    for (character, suggestion), times in seen.items():
        code = f"U+{ord(character):04X}"
        often = f", {times} times" if times > 1 else ""
        yield f"    {one_line(character)} ({code}){often}: {_advice(suggestion)}"


def part_record(count: "PartCount") -> dict[str, Any]:
    """Return a count as a JSON object."""
    return {
        "encoding": count.encoding,
        "parts": count.parts,
        "units": count.units,
        "units_left": count.units_left,
        "offenders": [
            {"index": one.place, "character": one.character, "suggestion": one.suggestion}
            for one in count.offenders
        ],
    }


def _advice(suggestion: str | None) -> str:
    if suggestion is None:
        return "no similar character"
    return f"use {suggestion!r}" if suggestion else "remove it"
