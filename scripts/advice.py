"""Which version a change deserves, and whether CHANGELOG.md and the version follow it.

By semantic versioning. Before 1.0 the second number stands for the first, as installers read it:
what breaks raises it, everything else raises the third.
"""

from __future__ import annotations

import re

from reading import Impact

Version = tuple[int, int, int]


def parse(text: str) -> Version:
    """Read `1.2.3`, or `v1.2.3` as a tag has it.

    Raises:
        ValueError: it is no version.
    """
    if not (match := re.fullmatch(r"v?(\d+)\.(\d+)\.(\d+)", text)):
        raise ValueError(f"{text!r} is no version such as 1.2.3")
    return int(match[1]), int(match[2]), int(match[3])


def advised(released: Version, impact: Impact) -> Version:
    """Give the version that follows a released one if this much has changed."""
    major, minor, patch = released
    if impact is Impact.NONE:
        return released
    if major == 0:
        return (0, minor + 1, 0) if impact is Impact.MAJOR else (0, minor, patch + 1)
    if impact is Impact.MAJOR:
        return (major + 1, 0, 0)
    return (major, minor + 1, 0) if impact is Impact.MINOR else (major, minor, patch + 1)


def unmet(version: str, changelog: str, released: Version, impact: Impact) -> list[str]:
    """Name what the version and the changelog still owe to what has changed since a release.

    Args:
        version: what the package says of itself.
        changelog: the text of CHANGELOG.md.
        released: the version that the changes are counted from.
        impact: the gravest of them.

    Returns:
        One line for each thing to do; empty if all is done.
    """
    if impact is Impact.NONE:
        return []
    found: list[str] = []
    least = advised(released, impact)
    if parse(version) < least:
        found.append(f"__version__ is {version}; make it {written(least)}")
    entry = _entry(changelog, version)
    if not re.search(r"^- ", entry, re.MULTILINE):
        found.append(f"CHANGELOG.md says nothing under [{version}] or [Unreleased]")
    elif impact is Impact.MAJOR and "**Breaking:**" not in entry:
        found.append("CHANGELOG.md has no line that begins with **Breaking:**")
    return found


def _entry(changelog: str, version: str) -> str:
    """Give what the changelog says of a version, and of what is not released yet."""
    parts = re.split(r"^## \[(.+?)\].*$", changelog, flags=re.MULTILINE)
    titled = zip(parts[1::2], parts[2::2], strict=True)
    return "".join(text for title, text in titled if title in ("Unreleased", version))


def written(version: Version) -> str:
    """Write a version as `1.2.3`."""
    return ".".join(map(str, version))
