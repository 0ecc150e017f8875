"""The Python surface of two versions: what is gone or other, and whether old programs still fit."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import griffe

import contract as c

_FOLDERS = ("generated", "overlay", "scripts", "spec", "tests", "CHANGELOG.md")
# The modules to compare: users reach them by import, or (the private ones) through a client.
_REACHED = (
    *("bestsms_client", "bestsms_client._sync", "bestsms_client._async"),
    *("bestsms_client.webhooks", "bestsms_api.models"),
)
_PUBLIC = ("bestsms_client.times", *_REACHED[1:])
_INNER = ("transport", "paging")
# Programs that use the client as a user would.
_PUBLIC_TESTS = ("tests/data/*.py", "tests/e2e/*.py", "scripts/tour.py")

# What no caller has to follow: a value, such as that of __version__.
_HARMLESS = {
    griffe.BreakageKind.ATTRIBUTE_CHANGED_VALUE,
    griffe.BreakageKind.PARAMETER_CHANGED_DEFAULT,
}


def last_tag(root: Path = c.ROOT) -> str | None:
    """Name the last release of a checkout, or None if there is none."""
    done = _git(root, "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*")
    return done.stdout.decode().strip() if not done.returncode else None


def extract(revision: str, target: Path, root: Path = c.ROOT) -> None:
    """Write a revision of this project into a folder.

    Raises:
        ValueError: there is no such revision.
    """
    listed = _git(root, "ls-tree", "--name-only", revision).stdout.decode().split()
    done = _git(root, "archive", revision, *(name for name in _FOLDERS if name in listed))
    if done.returncode:
        raise ValueError(f"{revision!r} is no revision: {done.stderr.decode().strip()}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(target, filter="data")


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", "-C", str(root), *arguments], check=False, capture_output=True)


def breakages(old: Path, new: Path = c.ROOT) -> list[str]:
    """Name what programs that fit one checkout of this project would miss in another."""
    found: list[str] = []
    public = _public(_load(old, "bestsms_client"))
    for name in _REACHED:
        before, after = _load(old, name), _load(new, name)
        if after is None:
            found += [f"{name}: module was removed"] * (before is not None)
        elif before is not None:
            found += [
                f"{change.obj.path}: {change.kind.value}{_detail(change)}"
                for change in griffe.find_breaking_changes(before, after)
                if change.kind not in _HARMLESS and _within(change.obj.path, public)
            ]
    return list(dict.fromkeys(found))


def _public(package: griffe.Module | None) -> list[str]:
    """Name what users may use: what the package exports, and where that is at home."""
    found = list(_PUBLIC)
    assert package is not None
    for name in map(str, package.exports or ()):
        member = package.members[name]
        found += [member.path, member.target_path if isinstance(member, griffe.Alias) else ""]
    return [path for path in found if path]


def _within(path: str, public: list[str]) -> bool:
    inner = any(f".{name}." in path for name in _INNER)
    return not inner and any(path == name or path.startswith(f"{name}.") for name in public)


def _detail(change: griffe.Breakage) -> str:
    """Name the parameter that a breakage is about, if it is about one."""
    values = (change.old_value, change.new_value)
    names = {value.name for value in values if isinstance(value, griffe.Parameter)}
    return f" ({', '.join(sorted(names))})" if names else ""


def _load(folder: Path, name: str) -> griffe.Module | None:
    """Read a module of a checkout, without importing it; None if it has none of this name."""
    paths = [folder / "overlay", folder / "generated"]
    package, _, inner = name.partition(".")
    loaded = griffe.load(package, search_paths=paths, try_relative_path=False)
    module = loaded.members.get(inner) if inner else loaded
    return module if isinstance(module, griffe.Module) else None


def misfits(old: Path, new: Path = c.ROOT) -> list[str]:
    """Check the public tests of an old checkout against the types of a new one.

    Returns:
        What mypy --strict says, a line for each misfit.
    """
    programs = [str(path) for pattern in _PUBLIC_TESTS for path in sorted(old.glob(pattern))]
    command = [sys.executable, "-m", "mypy", "--config-file", str(new / "pyproject.toml")]
    quiet = ("--no-error-summary", "--no-incremental", "--follow-imports=silent")
    # Their own helpers are those of then; the packages, by the configuration, those of today.
    done = subprocess.run(
        [*command, *quiet, *programs],
        check=False,
        cwd=old,
        env={**os.environ, "MYPYPATH": str(old / "scripts")},
        capture_output=True,
        text=True,
    )
    return (done.stdout + done.stderr).splitlines() if done.returncode else []
