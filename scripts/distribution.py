"""Build the wheel and the source archive, and check their contents."""

from __future__ import annotations

import datetime as dt
import email
import email.message
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import contract as c

_VERSION = re.compile(r'^__version__ = "(.+)"$', re.MULTILINE)
_SECTION = re.compile(r"^## \[(.+?)\](?: - (\d{4}-\d{2}-\d{2}))?$", re.MULTILINE)
_PACKAGES = ("bestsms_campaign", "bestsms_cli", "bestsms_client", "bestsms_sandbox")
_MOVED = {"bestsms_sandbox/bestsms-v2.04.yaml": "spec/bestsms-v2.04.yaml"}
_DIST_INFO = {
    "METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "licenses/NOTICE",
}  # fmt: skip
_SDIST_TOP = {
    ".gitignore", "CHANGELOG.md", "LICENSE", "NOTICE", "README.md", "SECURITY.md", "generated",
    "overlay", "pyproject.toml", "spec",
}  # fmt: skip
_KINDS = {
    "", ".css", ".html", ".in", ".jpg", ".js", ".json", ".md", ".png", ".py", ".svg", ".toml",
    ".tsv", ".txt", ".typed", ".yaml", ".yml",
}  # fmt: skip
# Patterns of secrets and personal paths. Examples in the documentation end in dots.
_SECRETS = {
    "a private key": rb"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a JSON Web Token": rb"\beyJ[\w-]{16,}\.[\w-]{8,}\.[\w-]{8,}",
    "an access key": rb"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_\w{36}|pypi-AgE[\w-]{16,})\b",
    "a home folder": rb"(?<![\w.:/-])/(?:(?:home|Users)/\w|root/\w)",
    # Australia's regulator reserves numbers that begin with 0491 57 for fiction.
    "a real phone number": rb"\+614(?!9157)[0-9]{8}\b",
}
LICENCES = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MPL-2.0",
    "PSF-2.0", "Python-2.0", "Unlicense", "Zlib",
    "LGPL-3.0-only",  # psycopg: imported, never copied
}  # fmt: skip
_OLD_NAMES = {  # classifiers, which some packages have in place of an expression
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


class Release(NamedTuple):
    """A section of the changelog."""

    version: str
    date: dt.date


class Built(NamedTuple):
    """The two archives of one build."""

    wheel: Path
    sdist: Path


def version(root: Path = c.ROOT) -> str:
    """Return the version of the package."""
    text = (root / "overlay" / "bestsms_client" / "__init__.py").read_text(encoding="utf-8")
    (found,) = _VERSION.findall(text)
    return str(found)


def last_release(root: Path = c.ROOT) -> Release:
    """Return the newest section of the changelog that has a date."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    for name, date in _SECTION.findall(text):
        if date:
            return Release(name, dt.date.fromisoformat(date))
    raise ValueError("CHANGELOG.md has no section such as '## [1.2.0] - 2026-01-31'.")


def entries(section: str, root: Path = c.ROOT) -> str:
    """Return what the changelog lists for a version, or for `Unreleased`."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    _, _, rest = text.partition(f"\n## [{section}]")
    return rest.partition("\n## [")[0].partition("\n")[2].strip()


def version_problems(tags: Iterable[str], root: Path = c.ROOT) -> list[str]:
    """Return where the version disagrees with the changelog or with the tags of the commit."""
    stated, newest = version(root), last_release(root).version
    problems = [
        f"The version is {stated}, and the tag of this commit is {tag}."
        for tag in tags
        if tag.startswith("v") and tag != f"v{stated}"
    ]
    if newest != stated:
        problems.append(f"The version is {stated}, and the newest in CHANGELOG.md is {newest}.")
    if entries("Unreleased", root):
        problems.append("CHANGELOG.md lists changes under [Unreleased].")
    return problems


def sources(root: Path = c.ROOT) -> list[str]:
    """Return the paths of the files that git tracks or would add."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    return sorted({name for name in done.stdout.split("\0") if name and (root / name).is_file()})


def copy_sources(target: Path, root: Path = c.ROOT) -> Path:
    """Copy the files that git tracks or would add; return the folder."""
    for name in sources(root):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, target / name)
    return target


def build(source: Path, target: Path, *, epoch: dt.date, umask: int = 0o022) -> Built:
    """Build the wheel and the source archive of a folder.

    Args:
        source: The folder with `pyproject.toml`.
        target: The folder of the archives; created if it is missing.
        epoch: The date of every file in the archives.
        umask: The umask of the build.

    Raises:
        RuntimeError: The build failed.
    """
    midnight = dt.datetime.combine(epoch, dt.time(), dt.UTC)
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(target)]
    done = subprocess.run(
        command,
        cwd=source,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(int(midnight.timestamp()))},
        umask=umask,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"The build failed: {done.stdout}{done.stderr}".strip())
    name = f"bestsms_client-{version(source)}"
    return Built(target / f"{name}-py3-none-any.whl", target / f"{name}.tar.gz")


def unpack(sdist: Path, target: Path) -> Path:
    """Unpack a source archive; return its only folder."""
    with tarfile.open(sdist) as archive:
        archive.extractall(target, filter="data")
    (folder,) = target.iterdir()
    return folder


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def reproduce(built: Built, scratch: Path, *, epoch: dt.date) -> list[str]:
    """Build again in another folder and from the source archive; return the differences.

    Args:
        built: The archives to compare with.
        scratch: An empty folder.
        epoch: The date that they were built with.
    """
    again = build(copy_sources(scratch / "copy"), scratch / "again", epoch=epoch, umask=0o077)
    unpacked = unpack(built.sdist, scratch / "sdist")
    from_sdist = build(unpacked, scratch / "from-sdist", epoch=epoch)
    pairs = {
        "A second build makes another wheel": (built.wheel, again.wheel),
        "A second build makes another source archive": (built.sdist, again.sdist),
        "The source archive builds another wheel": (built.wheel, from_sdist.wheel),
    }
    return [f"{what}." for what, pair in pairs.items() if len({*map(digest, pair)}) > 1]


def metadata(wheel: Path) -> email.message.Message:
    """Return the metadata of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(archive.read(name))


def extras(wheel: Path) -> list[str]:
    """Return the names of a wheel's extras."""
    return sorted(metadata(wheel).get_all("Provides-Extra", []))


def wheel_problems(wheel: Path, root: Path = c.ROOT) -> list[str]:
    """Return the unexpected, missing and different files of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    expected = {name: name for name in _DIST_INFO}
    for name in sources(root):
        folder, _, rest = name.partition("/")
        package = rest.partition("/")[0]
        if (folder == "generated" and package == "bestsms_api") or (
            folder == "overlay" and package in _PACKAGES
        ):
            expected[rest] = name
    expected |= _MOVED
    found = {re.sub(r"^[^/]+\.dist-info/", "", name): data for name, data in held.items()}
    return list(_compare(found, expected, root))


def sdist_problems(sdist: Path, root: Path = c.ROOT) -> list[str]:
    """Return the unexpected, missing and different files of a source archive."""
    found: dict[str, bytes] = {}
    with tarfile.open(sdist) as archive:
        for member in archive.getmembers():
            if not member.isfile():
                return [f"{member.name} is not a plain file."]
            opened = archive.extractfile(member)
            assert opened is not None
            found[member.name.partition("/")[2]] = opened.read()
    expected = {name: name for name in sources(root) if name.partition("/")[0] in _SDIST_TOP}
    expected["PKG-INFO"] = "PKG-INFO"
    return list(_compare(found, expected, root))


def _compare(found: dict[str, bytes], expected: dict[str, str], root: Path) -> Iterator[str]:
    """Yield the differences between an archive's files and the sources that they come from."""
    for name in sorted(found.keys() - expected.keys()):
        yield f"{name} must not be in the archive."
    for name in sorted(expected.keys() - found.keys()):
        yield f"{name} is missing."
    for name in sorted(found.keys() & expected.keys()):
        source = root / expected[name]
        if source.is_file() and source.read_bytes() != found[name]:
            yield f"{name} is not the same as {expected[name]}."
        yield from file_problems(name, found[name])


def file_problems(name: str, data: bytes) -> Iterator[str]:
    """Yield the problems of one file: its name, its type, or secrets in it."""
    path = PurePosixPath(name)
    if {"tests", "__pycache__", "node_modules"} & {*path.parts}:
        yield f"{name} is a test or a cache."
    if path.suffix not in _KINDS:
        yield f"{name} is of an unknown kind."
    for what, pattern in _SECRETS.items():
        if re.search(pattern, data):
            yield f"{name} contains what looks like {what}."


def notice_problems(root: Path = c.ROOT) -> list[str]:
    """Return the shipped files with a third party's copyright that NOTICE does not mention."""
    notice = (root / "NOTICE").read_text(encoding="utf-8")
    shipped = [name for name in sources(root) if name.startswith(("generated/", "overlay/"))]
    return [
        f"{name} names a copyright, and NOTICE does not mention it."
        for name in shipped
        if re.search(rb"\bCopyright \S*\d{4}|\(c\) \d{4}", (root / name).read_bytes())
        and name.partition("/")[2] not in notice
    ]


def licences(sbom: Path) -> dict[str, set[str]]:
    """Return the licences of the components of a CycloneDX file, by component."""
    components = json.loads(sbom.read_text(encoding="utf-8"))["components"]
    return {part["name"]: set(_named(part.get("licenses", []))) for part in components}


def _named(entries: Iterable[dict[str, dict[str, str]]]) -> Iterator[str]:
    for entry in entries:
        if "expression" in entry:
            yield str(entry["expression"])
            continue
        found = entry["license"]
        old = found.get("name", "").rpartition(" :: ")[2]
        yield found.get("id") or _OLD_NAMES.get(old, old)


def licence_problems(found: dict[str, set[str]]) -> list[str]:
    """Return the components without a licence, or with one that is not allowed."""
    problems: list[str] = []
    for name, named in sorted(found.items()):
        if not named:
            problems.append(f"{name} states no licence.")
        problems += [
            f"{name} has the licence {licence!r}, which is not among those allowed."
            for licence in sorted(named)
            if not _allowed(licence)
        ]
    return problems


def _allowed(expression: str) -> bool:
    """Return whether one alternative of an SPDX expression is allowed as a whole."""
    if " AND " in expression and " OR " in expression:
        return False  # nested: a person has to read it
    return any(
        all(part.strip(" ()") in LICENCES for part in choice.split(" AND "))
        for choice in expression.split(" OR ")
    )
