"""The public API, recorded in a snapshot so that every change is noticed.

After an intended change, run `python tests/unit/project/test_surface.py` to update the snapshot.
"""

import ast
import inspect
import re
import subprocess
import sys
import typing
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, get_origin

import pytest

import bestsms_client
from bestsms_client import AsyncBestSMS, BestSMS, BestSMSError, compat
from bestsms_client._exports import HOME
from bestsms_client._lazy import lazy

SNAPSHOT = Path(__file__).parents[2] / "data" / "public-surface.txt"
LAZY = ("httpx", "bestsms_api", "anyio", "attrs", "attr", "ssl", "asyncio")


def namespaces(client: Any, name: str = "client") -> Iterator[tuple[str, Any]]:
    """Yield a client and all its namespaces."""
    yield name, client
    own: dict[str, Any] = client.__dict__.copy()
    kind: dict[str, Any] = dict(client.__class__.__dict__)
    for child in [*(c for c, t in kind.items() if isinstance(t, lazy) and c not in own), *own]:
        if child.startswith("_"):
            continue
        yield from namespaces(getattr(client, child), f"{name}.{child}")


def methods(thing: Any) -> dict[str, Any]:
    found = inspect.getmembers(thing.__class__, inspect.isfunction)
    return {name: method for name, method in found if not name.startswith("_")}


def signature(thing: Any) -> str:
    """Return a signature without module names and values that differ between runs."""
    if get_origin(thing):  # a type alias
        return f" = {thing}"
    found = inspect.signature(thing)
    found = found.replace(
        parameters=[
            p.replace(default=...) if callable(p.default) and p.default is not p.empty else p
            for p in found.parameters.values()
        ]
    )
    text = re.sub(r"\b(?:\w+\.)+(?=[A-Z])", "", str(found)).replace("Ellipsis", "...")
    return re.sub(r"\*<class '(\w+)'>", r"Unpack[\1]", text)  # Python 3.11 prints it that way


def surface() -> Iterator[str]:
    """Yield every public name, one per line, with the signature of callables."""
    for name in sorted(HOME):
        thing: Any = getattr(bestsms_client, name)
        if not inspect.isclass(thing):
            yield f"{name}{signature(thing)}"
        elif issubclass(thing, BaseException):
            own = [*vars(thing("")), "default_sent"] if issubclass(thing, BestSMSError) else []
            yield f"{name}({thing.__bases__[0].__name__}): {', '.join(own)}".rstrip(": ")
        elif typing.is_typeddict(thing):
            required: frozenset[str] = vars(thing)["__required_keys__"]
            yield from (f"{name}.{key}{' required' * (key in required)}"
                        for key in thing.__annotations__)  # fmt: skip
        else:
            yield f"{name}{signature(thing)}"
    for client in (BestSMS("token"), AsyncBestSMS("token")):
        for name, namespace in namespaces(client, type(client).__name__):
            for method, function in methods(namespace).items():
                yield f"{name}.{method}{signature(function)}"
    for name in compat.__all__:
        yield f"compat.{name}{signature(getattr(compat, name))}"
    for method, function in methods(compat.Result("", {})).items():
        yield f"compat.Result.{method}{signature(function)}"
    yield from (f"compat.BestSMS.{call}" for call in vendor_calls())


def vendor_calls() -> Iterator[str]:
    """The calls in the vendor's style, with the keywords that follow from our methods."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        rest: list[Any] = [compat.BestSMS(AuthToken="token")]
    while rest:
        thing = rest.pop(0)
        if isinstance(thing, compat.Call):
            yield f"{thing.path.removeprefix('client.')}{signature(thing)}"
        else:
            rest[:0] = [vars(thing)[n] for n in type(thing).__annotations__ if n in vars(thing)]


def test_the_public_api_matches_the_snapshot() -> None:
    assert list(surface()) == SNAPSHOT.read_text(encoding="utf-8").splitlines()


def test_dunder_all_is_sorted_and_importable() -> None:
    names: list[str] = vars(bestsms_client)["__getattr__"]("__all__")
    assert names == sorted(set(names)) == sorted(HOME)
    source = inspect.getsource(bestsms_client)
    (block,) = (
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    homes = {
        alias.name: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert sorted(homes) == names
    for name, home in homes.items():
        assert getattr(bestsms_client, name) is getattr(import_module(home or ""), name)
    assert set(names) <= set(dir(bestsms_client))
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        _ = bestsms_client.Nothing  # type: ignore[attr-defined]  # pyright: ignore


def test_a_star_import_brings_every_public_name() -> None:
    code = "from bestsms_client import *; print(*globals())"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert set(HOME) <= set(done.stdout.split())


def loaded_after(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def test_importing_the_package_loads_almost_nothing() -> None:
    loaded = loaded_after("import bestsms_client")
    assert "bestsms_client" in loaded
    assert not loaded & set(LAZY)
    loaded = loaded_after("from bestsms_client import BestSMS")
    assert "bestsms_client._sync.client" in loaded
    assert not {name for name in loaded if "addressbook" in name}


@pytest.mark.parametrize(("client", "half"), [("BestSMS", "_async"), ("AsyncBestSMS", "_sync")])
def test_a_client_does_not_load_the_other_half(client: str, half: str) -> None:
    loaded = loaded_after(f"from bestsms_client import {client}; {client}('token')")
    assert not {name for name in loaded if name.startswith("bestsms_client") and half in name}


def test_namespaces_are_built_once() -> None:
    with BestSMS("token") as client:
        assert client.messaging.sms is client.messaging.sms
        for name, thing in namespaces(client):
            _, *path = name.split(".")
            again: Any = client
            for step in path:
                again = getattr(again, step)
            assert again is thing


def test_both_clients_offer_the_same_calls() -> None:
    ours = {name: methods(thing) for name, thing in namespaces(BestSMS("token"))}
    theirs = {name: methods(thing) for name, thing in namespaces(AsyncBestSMS("token"))}
    theirs["client"]["close"] = theirs["client"].pop("aclose")
    assert ours.keys() == theirs.keys()
    for name, offered in ours.items():
        assert offered.keys() == theirs[name].keys(), name
        for method, function in offered.items():
            twin = theirs[name][method]
            kind = inspect.unwrap(twin)
            later = inspect.iscoroutinefunction(kind) or inspect.isasyncgenfunction(kind)
            assert later or method == "send_bulk"  # it checks its arguments when it is called
            assert parameters(function) == parameters(twin), method
            assert inspect.getdoc(function), method


def parameters(function: Any) -> list[tuple[str, Any, Any]]:
    """Return a function's parameters without the types that intentionally differ."""
    signature = inspect.signature(function)
    return [(p.name, p.kind, p.default) for p in signature.parameters.values()]


def test_the_constructors_differ_only_in_backend() -> None:
    ours, theirs = (inspect.signature(kind).parameters for kind in (BestSMS, AsyncBestSMS))
    assert theirs.keys() - ours.keys() == {"backend"}
    assert ours.keys() <= theirs.keys()
    assert [name for name in theirs if name != "backend"] == list(ours)


def public(module: ModuleType) -> list[Any]:
    return [getattr(module, name) for name in module.__all__]


@pytest.mark.parametrize("thing", public(bestsms_client))
def test_everything_public_is_documented(thing: Any) -> None:
    assert inspect.getdoc(thing)


if __name__ == "__main__":
    SNAPSHOT.write_text("\n".join(surface()) + "\n", encoding="utf-8")
