"""Imports go one way: between the packages of the repository, and between the rooms of each."""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
# cli -> campaign -> client -> api; the command line may also start the sandbox.
ALLOWED = {
    "bestsms_api": set[str](),
    "bestsms_client": {"bestsms_api"},
    "bestsms_campaign": {"bestsms_client", "bestsms_api"},
    "bestsms_sandbox": {"bestsms_client"},
    "bestsms_cli": {"bestsms_campaign", "bestsms_client", "bestsms_api", "bestsms_sandbox"},
}
HANDWRITTEN = [name for name in ALLOWED if (ROOT / "overlay" / name).is_dir()]
# The gateway must not repeat a mistake of the client: it shares these leaves and nothing else.
SHARED_WITH_THE_SANDBOX = {
    "bestsms_client.zones",
    "bestsms_client._message.parts",
    "bestsms_client._names",  # for the code that the page shows
}


@cache
def modules(package: str) -> dict[str, Path]:
    """Return the files of a package by the names of their modules."""
    folder = ROOT / ("generated" if package == "bestsms_api" else "overlay")
    return {
        ".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__"): path
        for path in (folder / package).rglob("*.py")
    }


def imports(module: str, path: Path) -> Iterator[str]:
    """Yield the modules of ours that a module imports at run time, also inside functions."""
    for node in _nodes(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = module.split(".") if path.stem == "__init__" else module.split(".")[:-1]
                above = above[: len(above) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if name.split(".")[0] in ALLOWED:
                yield _existing(name)


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield all nodes but those that only type checkers see."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from _nodes(node)


def _existing(name: str) -> str:
    """Return the module of a name: `a.b.f` is something in the module `a.b`."""
    known = modules(name.split(".")[0])
    while name not in known and "." in name:
        name = name.rpartition(".")[0]
    return name


def room(module: str) -> str:
    """Return the room of a module: the folder, or the module itself at the top of a package."""
    return ".".join(module.split(".")[:2])


@pytest.mark.parametrize("package", ALLOWED)
def test_a_package_imports_only_those_below_it(package: str) -> None:
    for module, path in modules(package).items():
        used = {name.split(".")[0] for name in imports(module, path)}
        assert used <= {package, *ALLOWED[package]}, module


@pytest.mark.parametrize("package", HANDWRITTEN)
def test_the_rooms_of_a_package_import_each_other_in_one_direction(package: str) -> None:
    graph: dict[str, set[str]] = {}
    for module, path in modules(package).items():
        if module == package:
            continue  # its names are re-exported, when they are first used
        used = {room(name) for name in imports(module, path)} - {package, room(module)}
        graph.setdefault(room(module), set()).update(n for n in used if n.startswith(package))
    TopologicalSorter(graph).prepare()  # raises where there is a cycle


def test_the_sandbox_shares_only_leaves_with_the_client() -> None:
    for module, path in modules("bestsms_sandbox").items():
        if module != "bestsms_sandbox.pytest_plugin":
            used = {n for n in imports(module, path) if n.startswith("bestsms_client")}
            assert used <= SHARED_WITH_THE_SANDBOX, module


def test_the_two_halves_of_the_client_do_not_import_each_other() -> None:
    for module, path in modules("bestsms_client").items():
        for half, other in (("_async", "_sync"), ("_sync", "_async")):
            if room(module) == f"bestsms_client.{half}":
                assert f"bestsms_client.{other}" not in map(room, imports(module, path)), module
