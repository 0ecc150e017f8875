"""Finish imports before the process forks.

A thread that imports a module holds that module's lock. If another thread then forks, the
child inherits the lock but not the thread that would release it, so its own import never ends. So
the modules that a client imports lazily are imported before a fork.
"""

import os
import sys
from collections.abc import Iterator
from functools import cache, partial
from importlib import import_module

_PACKAGES = ("bestsms_client._message", "bestsms_client._received", "bestsms_api.models")
_MODULES = ("encodings.idna", "bestsms_api.fields")


@cache
def finish_imports_before_forks(half: str) -> None:
    """Import everything that the clients of the package `half` use before the next fork."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=partial(_import_all, half))


def _import_all(half: str) -> None:
    for name in (*_MODULES, *_inside((half, *_PACKAGES))):
        import_module(name)
    # Other threads may be importing other modules. Importing these waits until they are done.
    for name, module in list(sys.modules.items()):
        if getattr(getattr(module, "__spec__", None), "_initializing", False):
            import_module(name)


@cache
def _inside(packages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_modules(packages))


def _modules(packages: tuple[str, ...]) -> Iterator[str]:
    from pkgutil import iter_modules

    for package in packages:
        yield package
        for found in iter_modules(import_module(package).__path__, f"{package}."):
            yield found.name
