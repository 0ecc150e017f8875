"""Imports go one way, between packages and between the parts of a package."""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
# cli -> campaign -> client -> api. The command line may also start the sandbox.
ALLOWED = {
    "bestsms_api": set[str](),
    "bestsms_client": {"bestsms_api"},
    "bestsms_campaign": {"bestsms_client", "bestsms_api"},
    "bestsms_sandbox": {"bestsms_client"},
    "bestsms_cli": {"bestsms_campaign", "bestsms_client", "bestsms_api", "bestsms_sandbox"},
}
HANDWRITTEN = [name for name in ALLOWED if (ROOT / "overlay" / name).is_dir()]
# The sandbox must not repeat a mistake of the client, so it shares only these leaf modules.
SHARED_WITH_THE_SANDBOX = {
    "bestsms_client.zones",
    "bestsms_client._message.parts",
    "bestsms_client._names",  # for the code samples on the page
}


@cache
def modules(package: str) -> dict[str, Path]:
    """Return the files of a package by module name."""
    folder = ROOT / ("generated" if package == "bestsms_api" else "overlay")
    return {
        ".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__"): path
        for path in (folder / package).rglob("*.py")
    }


def imports(module: str, path: Path) -> Iterator[str]:
    """Yield the project's modules that a module imports at run time, including inside functions."""
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
    """Yield all nodes except those under TYPE_CHECKING."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from _nodes(node)


def _existing(name: str) -> str:
    """Return the module of a dotted name: `a.b` for a function `a.b.f`."""
    known = modules(name.split(".")[0])
    while name not in known and "." in name:
        name = name.rpartition(".")[0]
    return name


def part(module: str) -> str:
    """Return the part of a module's package: a folder, or a module at the top level."""
    return ".".join(module.split(".")[:2])


@pytest.mark.parametrize("package", ALLOWED)
def test_packages_import_only_lower_packages(package: str) -> None:
    for module, path in modules(package).items():
        used = {name.split(".")[0] for name in imports(module, path)}
        assert used <= {package, *ALLOWED[package]}, module


@pytest.mark.parametrize("package", HANDWRITTEN)
def test_the_parts_of_a_package_have_no_import_cycles(package: str) -> None:
    graph: dict[str, set[str]] = {}
    for module, path in modules(package).items():
        if module == package:
            continue  # re-exported lazily
        used = {part(name) for name in imports(module, path)} - {package, part(module)}
        graph.setdefault(part(module), set()).update(n for n in used if n.startswith(package))
    TopologicalSorter(graph).prepare()  # raises if there is a cycle


def test_the_sandbox_imports_only_leaf_modules_of_the_client() -> None:
    for module, path in modules("bestsms_sandbox").items():
        if module != "bestsms_sandbox.pytest_plugin":
            used = {n for n in imports(module, path) if n.startswith("bestsms_client")}
            assert used <= SHARED_WITH_THE_SANDBOX, module


def test_the_two_halves_of_the_client_do_not_import_each_other() -> None:
    for module, path in modules("bestsms_client").items():
        for half, other in (("_async", "_sync"), ("_sync", "_async")):
            if part(module) == f"bestsms_client.{half}":
                assert f"bestsms_client.{other}" not in map(part, imports(module, path)), module
