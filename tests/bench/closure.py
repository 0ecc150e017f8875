"""What an installation brings with it: each package of the run-time closure, and its size."""

import marshal
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = "bestsms-client"
OWN = (
    "bestsms_api",
    "bestsms_campaign",
    "bestsms_cli",
    "bestsms_client",
    "bestsms_sandbox",
)  # one wheel
_HEADER = 16  # bytes, before the code of a .pyc


def closure() -> dict[str, int]:
    """Give the bytes of each package, as an installer leaves it: with its bytecode."""
    sizes: dict[str, int] = {}
    waiting = [PROJECT]
    while waiting:
        name = waiting.pop()
        if name in sizes:
            continue
        files = own() if name == PROJECT else _files(name)
        sizes[name] = sum(_size(path) for path in files)
        for text in distribution(name).requires or ():
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return dict(sorted(sizes.items(), key=lambda item: -item[1]))


def own() -> list[Path]:
    """Give the files of the packages of this project, which may be installed as links to them."""
    found: list[Path] = []
    for package in OWN:
        spec = find_spec(package)
        assert spec
        assert spec.submodule_search_locations
        for folder in spec.submodule_search_locations:
            found += [path for path in Path(folder).rglob("*") if path.is_file()]
    return found


def _files(name: str) -> list[Path]:
    found = distribution(name)
    return [Path(str(found.locate_file(file))) for file in found.files or ()]


def _size(path: Path) -> int:
    if path.suffix == ".pyc" or not path.is_file():
        return 0
    size = path.stat().st_size
    if path.suffix == ".py":  # compiled here, as not every installer has done it
        size += _HEADER + len(marshal.dumps(compile(path.read_bytes(), path.name, "exec")))
    return size
