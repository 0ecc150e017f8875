"""The size of an installation: each package of the run-time closure."""

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
_HEADER = 16  # bytes before the code in a .pyc file


def closure() -> dict[str, int]:
    """Return the bytes of each installed package, including its bytecode."""
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
    """Return the files of this project's packages, which may be an editable install."""
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
    if path.suffix == ".py":  # compiled here, since not every installer does it
        size += _HEADER + len(marshal.dumps(compile(path.read_bytes(), path.name, "exec")))
    return size
