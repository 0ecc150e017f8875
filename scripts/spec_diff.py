#!/usr/bin/env python3
"""Compare the contract and the public Python API with an older version: `make spec-diff OLD=...`.

OLD is a contract file or a git revision; the default is the last release. Each change of the
contract is rated for programs that send and for programs that read, since requests are strict and
responses are tolerant.
"""

import argparse
import io
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from enum import IntEnum
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import griffe

import contract as c

CLIENT_MODULES = ("bestsms_client", "bestsms_client.times", "bestsms_client.webhooks")
PUBLIC_MODULES = (*CLIENT_MODULES, "bestsms_api.models", "bestsms_sandbox", "bestsms_campaign")
VERSION_FILE = "overlay/bestsms_client/__init__.py"
SNAPSHOT = "tests/data/public-surface.txt"  # one call per line
_WORDS = {"info", "description", "summary", "title", "example", "examples", "trigger", "links"}
_AT_MOST = {"maxLength", "maximum", "exclusiveMaximum", "maxItems"}
_AT_LEAST = {"minLength", "minimum", "exclusiveMinimum", "minItems"}
_EXACT = {"pattern", "format", "const", "multipleOf", "uniqueItems", "additionalProperties"}


# For callers: no change, new wording or a rule that readers ignore, an addition, a breaking change.
Impact = IntEnum("Impact", ["NONE", "PATCH", "MINOR", "MAJOR"], start=0)
NONE, PATCH, MINOR, MAJOR = Impact


class Change(NamedTuple):
    """A change of the contract, rated for programs that send and for programs that read."""

    where: str
    what: str
    sends: Impact
    reads: Impact


# A key that differs: its path, the kind of change, its old and new value, its new parent object.
_Difference = tuple[tuple[str, ...], str, Any, Any, c.Node]


def changes(before: c.Node, after: c.Node) -> list[Change]:
    """Return the changes between two contracts, breaking ones first."""
    responses = c.response_schemas(before) | c.response_schemas(after)
    found: list[Change] = []
    for difference in _compare((), before, after, after):
        path = difference[0]
        component = path[:2] == ("components", "schemas") and path[2] in responses
        reads = component or path[0] == "webhooks" or "responses" in path
        listed = path[0].startswith("x-")  # these lists concern both sides
        what, impact = _rate_entry(difference) if listed else _rate(difference, reads=reads)
        sides = (impact, impact) if listed else (NONE, impact) if reads else (impact, NONE)
        found.append(Change(c.pointer("", *path), what, *sides))
    return sorted(found, key=lambda change: (-max(change.sends, change.reads), change.where))


def _entries(value: Any) -> c.Node | None:
    """Return a mapping unchanged, a list of objects keyed by name, and None for other values."""
    if not c.is_list(value) or not all(c.is_object(entry) for entry in value):
        return value if c.is_object(value) else None
    names = (e.get("$ref") or e.get("name") or next(iter(e.values()), "") for e in value)
    return {str(n).rpartition("/parameters/")[2]: e for n, e in zip(names, value, strict=True)}


def _compare(path: tuple[str, ...], old: Any, new: Any, holder: c.Node) -> Iterator[_Difference]:
    before, after = _entries(old), _entries(new)
    if before is None or after is None:
        yield path, "changed", old, new, holder
        return
    gone, fresh = before.keys() - after.keys(), after.keys() - before.keys()
    named = gone if path[-1:] == ("properties",) else ()
    renamed = {key: was for was in named for key in fresh if before[was] == after[key]}
    for key in {**before, **after}.keys() - renamed.values():
        place, was, now = (*path, key), before.get(key), after.get(key)
        if key in renamed:
            yield place, "renamed", renamed[key], key, after
        elif key in gone or key in fresh:
            yield place, "removed" if key in gone else "added", was, now, after
        elif was != now:
            yield from _compare(place, was, now, after)


def _rate_entry(difference: _Difference) -> tuple[str, Impact]:
    """Rate a difference in the x- lists at the top of the contract."""
    path, kind, old, new, _ = difference
    if path[2:] and path[-1] in {*_WORDS, "x-evidence"}:
        return kind, PATCH
    wider = kind == "changed" and (new > old if path[-1] == "value" else not _set(old) - _set(new))
    return kind, MINOR if kind == "added" or wider else MAJOR


def _rate(difference: _Difference, *, reads: bool) -> tuple[str, Impact]:
    """Rate any other difference for the side that it affects."""
    path, kind, old, new, holder = difference
    keywords = [key for parent, key in pairwise(("", *path)) if parent != "properties"]
    key = keywords[-1] if path[-2:-1] != ("properties",) else ""
    what = f"`{path[-1]}` {kind}" + f": {str(old)[:40]} -> {str(new)[:40]}" * (kind == "changed")
    if key == "description" and reads and (words := _capitals(new) - _capitals(old)):
        return f"the description now names {', '.join(sorted(words))}", MINOR
    if key == "x-assumed":  # an attested rule blocks a request, an assumed one warns
        return what, MAJOR if (_set(old) - _set(new)) & holder.keys() else MINOR
    if any(keyword in _WORDS or keyword.startswith("x-") for keyword in keywords):
        return what, PATCH
    if kind == "renamed":
        return f"`{old}` renamed to `{new}`", MAJOR
    lost, gained = _set(old) - _set(new), _set(new) - _set(old)
    if key == "required":
        return what, MAJOR if (lost if reads else gained) else PATCH if reads else MINOR
    if key in _AT_MOST | _AT_LEAST | _EXACT | {"enum"}:
        if key in _EXACT or kind != "changed":
            tighter = new is not None and new is not (key != "uniqueItems")
        else:
            tighter = bool(lost) if key == "enum" else (new < old) == (key in _AT_MOST)
        blocks = tighter and key not in holder.get("x-assumed", ())
        return what, PATCH if reads else MAJOR if blocks else MINOR
    demanded = c.is_object(new) and new.get("required") is True  # a parameter
    return what, MINOR if kind == "added" and not demanded else MAJOR


def _set(value: Any) -> set[str]:
    """Return a list's values, or a single value, as a set; absent and false are empty."""
    return {str(part) for part in (value if c.is_list(value) else [value])} - {"None", "False"}


def _capitals(text: object) -> set[str]:
    """Return the capitalised words inside sentences, which may be values."""
    return set(re.findall(r"(?<![.:] )(?<!^)\b[A-Z]\w+", " ".join(str(text or "").split())))


def surface(old: Path, new: Path = c.ROOT) -> list[str]:
    """Return the changes of the public Python API between two checkouts."""
    found: list[str] = []
    for name in PUBLIC_MODULES:
        before, after = _public_module(old, name), _public_module(new, name)
        if before and after:
            breakages = griffe.find_breaking_changes(before, after)
            found += [f"{broken.obj.path}: {broken.kind.value}" for broken in breakages]
    then, now = (set((root / SNAPSHOT).read_text("utf-8").splitlines()) for root in (old, new))
    found += [f"{'-' if line in then else '+'} {line}" for line in sorted(then ^ now)]
    return list(dict.fromkeys(found))


def _public_module(folder: Path, name: str) -> griffe.Module | None:
    """Load a module of a checkout without importing it, and mark its public members."""
    package, _, inner = name.partition(".")
    paths = [folder / "overlay", folder / "generated"]
    if not any((path / package).is_dir() for path in paths):
        return None
    loaded = griffe.load(package, search_paths=paths, try_relative_path=False)
    module = loaded.members[inner] if inner else loaded
    assert isinstance(module, griffe.Module)
    exports = {str(name) for name in module.exports or ()} or {*module.members}
    for key, member in module.members.items():
        path = member.target_path if isinstance(member, griffe.Alias) else member.path
        hidden = key.startswith("_") or isinstance(member, griffe.Module)
        member.public = key in exports and path.startswith("bestsms_") and not hidden
    return module


@contextmanager
def checkout(revision: str) -> Generator[Path | None]:
    """Yield a folder with the contract and the packages of a revision; None if there is none."""
    files = _git("archive", revision, "generated", "overlay", "spec", SNAPSHOT)
    if not files:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(files)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=c.ROOT, check=False, capture_output=True).stdout


def main() -> None:
    """Compare and print the report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("old", nargs="?", metavar="OLD", help="a contract file or a git revision")
    last_tag = _git("describe", "--tags", "--abbrev=0", "--match", "v[0-9]*").decode().strip()
    if not (old := parser.parse_args().old or last_tag):
        parser.error(
            "there is no release to compare with: pass OLD=, a contract file or a revision"
        )
    contract = Path(old)
    if contract.is_file():
        found = changes(c.load(contract), c.load())
    else:
        with checkout(old) as folder:
            if folder is None:
                parser.error(f"{old} is neither a file nor a revision of this project")
            print("Python API:", *(surface(folder) or ["no change"]), sep="\n  ")
            found = changes(c.load(folder / c.CONTRACT.relative_to(c.ROOT)), c.load())
    shown = [change for change in found if max(change.sends, change.reads) > PATCH]
    print(f"Contract: {len(shown)} changes, and {len(found) - len(shown)} of wording or evidence")
    for change in shown:
        sends, reads = (impact.name.lower() if impact else "-" for impact in change[2:])
        print(f"  send: {sends:6} read: {reads:6} {change.where}: {change.what}")


if __name__ == "__main__":
    main()
