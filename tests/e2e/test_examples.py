"""Every example in a docstring, a guide or the README runs with a sandbox."""

import ast
import asyncio
import contextlib
import doctest
import inspect
import io
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

import bestsms_campaign
import bestsms_cli
import bestsms_client
from bestsms_client import AsyncBestSMS, BestSMS
from sandbox_process import SandboxProcess, running_sandbox

PACKAGES = (bestsms_client, bestsms_campaign, bestsms_cli)


def documented() -> Iterator[doctest.DocTest]:
    """Yield every docstring of the client with an example, with the names of its module."""
    names = [
        found.name
        for package in PACKAGES
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not found.name.endswith("__main__")
    ]
    for module in map(import_module, names):
        for test in doctest.DocTestFinder().find(module):
            if test.examples:
                yield test


DOCUMENTED = {test.name: test for test in documented()}


@pytest.fixture(scope="module")
def served() -> Iterator[SandboxProcess]:
    with running_sandbox() as gateway:
        yield gateway


@pytest.fixture
def gateway(served: SandboxProcess) -> SandboxProcess:
    served.control("POST", "reset")
    return served


def run(test: doctest.DocTest, names: dict[str, Any], runner: asyncio.Runner) -> None:
    """Run the examples of a docstring; top-level `await` works as in asyncio's prompt."""
    for example in test.examples:
        code = compile(example.source, f"<{test.name}>", "single", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown):
            result = eval(code, names)  # noqa: S307 - our own docstrings
            if inspect.iscoroutine(result):
                runner.run(result)
        right = doctest.OutputChecker().check_output(example.want, shown.getvalue(), 0)
        assert right, f"{example.source}\nwanted {example.want}\ngot    {shown.getvalue()}"


@pytest.mark.filterwarnings("ignore:bestsms_client.compat:DeprecationWarning")
@pytest.mark.parametrize("name", DOCUMENTED)
def test_the_examples_of_docstrings(name: str, gateway: SandboxProcess) -> None:
    test = DOCUMENTED[name]
    public = {known: getattr(home, known) for home in PACKAGES for known in home.__all__}
    names = {**test.globs, **public, "gateway": gateway}
    with asyncio.Runner() as runner:
        if "._async." in name:
            awaited = AsyncBestSMS(gateway.token, base_url=gateway.base_url)
            run(test, {**names, "client": awaited}, runner)
            runner.run(awaited.aclose())
        else:
            with BestSMS(gateway.token, base_url=gateway.base_url) as client:
                run(test, {**names, "client": client}, runner)


@pytest.mark.parametrize("kind", [BestSMS, AsyncBestSMS])
def test_every_call_has_an_example(kind: type[BestSMS | AsyncBestSMS]) -> None:
    client = kind("a-token", base_url="http://127.0.0.1:9/api/v2.04")
    groups: list[object] = [
        client.messaging,
        client.reports,
        client.actions,
        client.addressbook,
    ]
    namespaces: list[object] = [item for group in groups for item in vars(group).values()]
    assert len(namespaces) == 11
    for namespace in namespaces:
        for name, method in inspect.getmembers(type(namespace), inspect.isfunction):
            if not name.startswith("_"):
                assert f"{method.__module__}.{method.__qualname__}" in DOCUMENTED
