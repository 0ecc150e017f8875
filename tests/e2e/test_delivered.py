"""The sandbox delivers what the preview shows. The two are independent implementations."""

import random
import re
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from bestsms_api.constraints import MERGE_FIELDS
from bestsms_client import BestSMS, MessageWarning
from sandbox_process import SandboxProcess, running_sandbox

FIELDS = [known.field for known in MERGE_FIELDS if known.kind == "recipient"]
ADDRESS = "https://example.com/menu?day=1"
PLAIN = "abcdefghij ABC .,!? 0123456789\r\n"
RARE = "é£§€^{}[]~|\\"
WIDE = "Жş漢😀🏽\u0301\u200d"
ALIKE = "“”‘’–—…©®™áńş\u00a0\t"  # both conversion tables agree on these
LINK = re.compile(r"\[\[(File\d+|Reply|REPLY|STOP|Link:[^\]]*)\]\]")


@pytest.fixture(scope="module")
def gateway() -> Iterator[SandboxProcess]:
    with running_sandbox() as gateway:
        yield gateway


def characters(dice: random.Random, convert: bool) -> str:
    """Return random text of one of the alphabets, without merge fields."""
    pool = PLAIN + dice.choice(["", RARE, ALIKE if convert else WIDE])
    size = dice.choice([0, 3, 20, 70, 153, 160, 230])
    return re.sub(r"\[\[|\]\]", "[ ]", "".join(dice.choices(pool, k=dice.randrange(size + 1))))


def message(dice: random.Random, number: int) -> dict[str, Any]:
    """Return a random message: some have links or files, are converted, or are too long."""
    convert = dice.random() < 0.25
    files = dice.choice([0, 0, 1, 3])
    names = [f"[[{name}]]" for name in dice.choices(FIELDS, k=dice.randrange(5))]
    links = ["[[Reply]]", "[[REPLY]]", "[[STOP]]", f"[[Link:{ADDRESS}]]"]
    if dice.random() < 0.2:
        names += dice.choices(links, k=dice.randrange(1, 3))
    names += [f"[[File{place + 1}]]" for place in range(files) if dice.random() < 0.8]
    dice.shuffle(names)
    parts = [characters(dice, convert) for _ in range(len(names) + 1)]
    text = parts[0] + "".join(
        f" {name} {part}" for name, part in zip(names, parts[1:], strict=True)
    )
    destinations = [
        {
            "recipient": f"+6149157{number % 10000:04}",
            **{name: characters(dice, convert)[:40] for name in FIELDS if dice.random() < 0.7},
        }
        for _ in range(dice.randrange(1, 4))
    ]
    return {
        "message": text or "Hello",
        "destinations": destinations,
        "attachments": [(f"file {place}.txt", b"content") for place in range(files)],
        "character_conversion": convert,
        "allow": {"cut"},
    }


def address(name: str, gateway: SandboxProcess, kept: dict[str, Any]) -> str:
    """Return the URL that the sandbox inserts for a link."""
    if name.startswith("Link:"):
        return name.removeprefix("Link:")
    if name.startswith("File"):
        return str(kept["files"][int(name.removeprefix("File")) - 1]["url"])
    return f"{gateway.page_url}_sandbox/links/{name.lower()}"


def with_links(text: str, gateway: SandboxProcess, kept: dict[str, Any]) -> str:
    return LINK.sub(lambda found: address(found[1], gateway, kept), text)


@pytest.mark.parametrize("messages", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_the_sandbox_delivers_what_the_preview_shows(
    gateway: SandboxProcess, messages: int
) -> None:
    dice = random.Random(459)
    seen = {"unknown": 0, "cut": 0, "UCS-2": 0, "converted": 0, "recipients": 0}
    with BestSMS(gateway.token, base_url=gateway.base_url) as client:
        for number in range(messages):
            given = message(dice, number)
            preview = client.messaging.sms.preview(**given)
            assert preview.problems == ()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", MessageWarning)
                client.messaging.sms.send_message(**given)
            (kept,) = gateway.control("GET", "messages?limit=1")["messages"]
            assert len(kept["recipients"]) == len(preview.renderings)
            for shown, delivered in zip(preview.renderings, kept["recipients"], strict=True):
                seen["recipients"] += 1
                seen["cut"] += shown.over > 0
                seen["converted"] += shown.converted
                seen["unknown"] += bool(shown.unknown)
                assert delivered["destination"] == shown.recipient
                if not shown.unknown:
                    assert delivered["text"] == shown.text
                    assert delivered["encoding"] == shown.encoding
                    assert (delivered["parts"], delivered["parts"]) == shown.parts
                    seen["UCS-2"] += shown.encoding == "UCS-2"
                    continue
                filled = with_links(shown.text, gateway, kept)
                assert filled.startswith(delivered["text"])  # it may be cut
                assert shown.parts.most is not None
                assert shown.parts.least <= delivered["parts"] <= shown.parts.most
    assert min(seen.values()) > messages / 12, seen
