"""Our reading of what Redocly CLI says has changed between two versions of the contract.

Redocly rates for a client that holds both sides to the letter. Ours is strict in what it sends and
tolerant in what it reads (spec/README.md), and knows the contract's own `x-` keys, so:

| change                                        | those who send  | those who read  |
|-----------------------------------------------|-----------------|-----------------|
| an operation, a parameter, an input is added  | minor           |                 |
| the same, and a request must have it          | major           |                 |
| an operation, a parameter, an input goes      | major           | major (answers) |
| a rule for an input is tightened              | major           |                 |
| the same, and the rule is assumed (x-assumed) | minor: it warns |                 |
| a rule for an input is loosened               | minor           |                 |
| a field of an answer is added                 |                 | minor           |
| a field of an answer goes, or may be absent   |                 | major           |
| a length or a pattern of an answer            |                 | patch           |
| a description of an answer names a new word   |                 | minor           |
| an entry of an x- list: new; gone or other    | minor; major    | minor; major    |
| words, examples, evidence                     | patch           | patch           |
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from typing import Any, NamedTuple

import attested
import contract as c
import redocly

_COMPONENT = re.compile(r"#/components/schemas/(\w+)")
_RULES = {*attested.CONSTRAINTS, "additionalProperties"}
_WORDS = {"description", "trigger", "x-evidence"}
_LOCAL = ("x-error", "x-input-alias", "x-v3-max-length", "x-conflict", "x-evidence")


class Impact(IntEnum):
    """What a change asks of those whom it concerns, by the words of semantic versioning."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


class Change(NamedTuple):
    """A change of the contract, as it is for its two kinds of users."""

    where: str
    """JSON pointer into the contract, the old one if it is gone from the new one."""
    what: str
    sends: Impact
    """For programs that send."""
    reads: Impact
    """For programs that read answers and webhooks."""

    @property
    def impact(self) -> Impact:
        """The greater of the two."""
        return max(self.sends, self.reads)


def changes(old: Path, new: Path) -> list[Change]:
    """Read what has changed between two contracts, the gravest first.

    Raises:
        redocly.Unavailable: Redocly CLI is neither installed nor to be had.
        RuntimeError: it could not compare the two; its own words are the error's.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, path in (("old.yaml", old), ("new.yaml", new)):
            (Path(folder) / name).write_bytes(path.read_bytes())
        options = ("--format", "json", "--fail-on", "none")
        done = redocly.run("diff", "old.yaml", "new.yaml", *options, cwd=Path(folder))
    if done.returncode:
        raise RuntimeError(f"Redocly CLI cannot compare them:\n{done.stdout}{done.stderr}")
    before, after = c.load(old), c.load(new)
    readable = c.answer_schemas(before) | c.answer_schemas(after)
    found: dict[tuple[str, str], Change] = {}
    for entry in json.loads(done.stdout).get("changes", ()):
        if entry["typeName"] != "SpecExtension" and not _is_extension(entry):
            change = _read(entry, readable, after)
            found.setdefault((change.where, change.what), change)
    own = [*_lists(before, after), *_extensions(before, after)]
    return sorted((*found.values(), *own), key=lambda change: (-change.impact, change.where))


def _is_extension(entry: c.Node) -> bool:
    return str(entry.get("property") or "").startswith("x-")


def _read(entry: c.Node, readable: set[str], after: c.Node) -> Change:
    """Read one entry of Redocly's report."""
    side = entry.get("revision") or entry["base"]
    where = side["pointer"].removeprefix("#")
    rated = Impact[entry["impact"].upper()]
    key = entry.get("property") or ""
    verdicts = [verdict["message"] for verdict in entry["verdicts"]]
    what = "; ".join(verdicts) or f"{entry['kind']} {entry['typeName']} {key}".strip()
    component = _COMPONENT.match(side["pointer"])
    path = entry["path"]
    reads = component[1] in readable if component else "/responses/" in path
    if reads or path.startswith("#/webhooks"):
        new_words = _new_words(entry) if key == "description" else ""
        if new_words:
            return Change(
                where, f"the description now names {new_words}", Impact.NONE, Impact.MINOR
            )
        return Change(where, what, Impact.NONE, Impact.PATCH if key in _RULES else rated)
    if key in _RULES and rated is Impact.PATCH:
        rated, what = Impact.MINOR, f"`{key}` allows more, or other values"
    elif key in _assumed(after, where):
        rated, what = Impact.MINOR, f"{what} It is assumed: the client warns"
    return Change(where, what, rated, Impact.NONE)


def _assumed(contract: c.Node, where: str) -> list[str]:
    """Give the rules that an element of the contract only assumes, found by one of its keys."""
    element = where.rpartition("/")[0]
    try:
        node = c.resolve(contract, {"$ref": f"#{element}"})
    except KeyError:
        return []
    assumed: list[str] = node.get("x-assumed", []) if c.is_object(node) else []
    return assumed


def _new_words(entry: c.Node) -> str:
    """Name the capitalised words that a description has now and had not: perhaps new values."""
    old, new = (
        set(re.findall(r"(?<![.:] )(?<!^)\b[A-Z]\w+", " ".join(_value(entry, side).split())))
        for side in ("base", "revision")
    )
    return ", ".join(sorted(new - old))


def _value(entry: c.Node, side: str) -> str:
    place: c.Node = entry.get(side) or {}
    return str(place.get("value", ""))


def _lists(before: c.Node, after: c.Node) -> Iterator[Change]:
    """Compare the x- lists at the top of the two contracts, entry by entry."""
    for name in sorted({key for key in (*before, *after) if key.startswith("x-")}):
        if name not in before or name not in after:
            impact = Impact.MAJOR if name in before else Impact.MINOR
            text = "the list is gone" if name in before else "a new list"
            yield Change(c.pointer("", name), text, impact, impact)
            continue
        old, new = _entries(before[name]), _entries(after[name])
        for key in [*old, *(key for key in new if key not in old)]:
            where = c.pointer("", name, key)
            if key not in old:
                yield Change(where, "a new entry", Impact.MINOR, Impact.MINOR)
            elif key not in new:
                yield Change(where, "the entry is gone", Impact.MAJOR, Impact.MAJOR)
            elif old[key] != new[key]:
                differs = _differing(old[key], new[key])
                impact = Impact.PATCH if differs <= _WORDS else Impact.MAJOR
                if differs == {"value"} and new[key]["value"] > old[key]["value"]:
                    impact = Impact.MINOR  # a limit that allows more
                yield Change(where, f"{', '.join(sorted(differs))} changed", impact, impact)


def _entries(value: Any) -> dict[str, Any]:
    """Give the entries of a list by their first member, which names them, or of a mapping."""
    if c.is_list(value):
        return {str(next(iter(e.values())) if c.is_object(e) else e): e for e in value}
    return dict(value) if c.is_object(value) else {}


def _differing(old: Any, new: Any) -> set[str]:
    if c.is_object(old) and c.is_object(new):
        return {key for key in (*old, *new) if old.get(key) != new.get(key)}
    return {"entry"}


def _extensions(before: c.Node, after: c.Node) -> Iterator[Change]:
    """Compare the x- keys of the contract's elements, of which Redocly knows nothing."""
    old = {element.where: element for element in attested.elements(before)}
    for element in attested.elements(after):
        if element.where not in old or element.where.startswith("/x-"):
            continue
        was, now = old[element.where].node, element.node
        for key in _LOCAL:
            if was.get(key) != now.get(key):
                sends = Impact.PATCH if element.is_input else Impact.NONE
                yield Change(element.where, f"{key} changed", sends, Impact.PATCH)
        assumed, attests = set(was.get("x-assumed", ())), set(now.get("x-assumed", ()))
        if lost := {key for key in assumed - attests if key in now}:
            text = f"{', '.join(sorted(lost))}: attested now, so that it blocks"
            yield Change(element.where, text, Impact.MAJOR, Impact.NONE)
        if gained := attests - assumed:
            text = f"{', '.join(sorted(gained))}: assumed now, so that it warns"
            yield Change(element.where, text, Impact.MINOR, Impact.NONE)
