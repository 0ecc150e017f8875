"""Which version a change deserves, and what the version and the changelog owe to it."""

import pytest

import advice
from reading import Impact

NONE, PATCH, MINOR, MAJOR = Impact


@pytest.mark.parametrize(
    ("released", "impact", "next_one"),
    [
        ("0.1.0", NONE, "0.1.0"),
        ("0.1.0", PATCH, "0.1.1"),
        ("0.1.4", MINOR, "0.1.5"),
        ("0.1.4", MAJOR, "0.2.0"),
        ("v1.2.3", PATCH, "1.2.4"),
        ("1.2.3", MINOR, "1.3.0"),
        ("1.2.3", MAJOR, "2.0.0"),
    ],
)
def test_the_version_that_follows(released: str, impact: Impact, next_one: str) -> None:
    assert advice.written(advice.advised(advice.parse(released), impact)) == next_one


@pytest.mark.parametrize("text", ["1.2", "1.2.3rc1", "one"])
def test_what_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match="no version"):
        advice.parse(text)


SILENT = "# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 2026-01-01\n\n- **Breaking:** all of it.\n"
TOLD = SILENT.replace("[Unreleased]\n", "[Unreleased]\n\n### Added\n\n- A field.\n")
WARNED = TOLD.replace("- A field.", "- **Breaking:** a field is gone.")
RELEASED = WARNED.replace("[Unreleased]", "[0.2.0] - 2026-02-01")


@pytest.mark.parametrize(
    ("version", "changelog", "impact", "owed"),
    [
        ("0.1.0", SILENT, NONE, []),
        ("0.1.0", TOLD, PATCH, ["make it 0.1.1"]),
        ("0.1.1", SILENT, PATCH, ["says nothing"]),
        ("0.1.1", TOLD, MINOR, []),
        ("0.1.1", TOLD, MAJOR, ["make it 0.2.0", "no line that begins with"]),
        ("0.2.0", SILENT, MAJOR, ["says nothing"]),
        ("0.2.0", TOLD, MAJOR, ["no line that begins with"]),
        ("0.2.0", WARNED, MAJOR, []),
        ("0.2.0", RELEASED, MAJOR, []),
        ("0.3.0", WARNED, MAJOR, []),
    ],
)
def test_what_is_owed(version: str, changelog: str, impact: Impact, owed: list[str]) -> None:
    found = advice.unmet(version, changelog, (0, 1, 0), impact)

    assert len(found) == len(owed)
    assert all(text in line for text, line in zip(owed, found, strict=True))
