"""`make test` runs each failure test with the synchronous client.

The tests with the two asynchronous clients are marked slow, so that `make test-rest` runs them.
"""

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the asynchronous clients as slow."""
    for item in items:
        if isinstance(item, pytest.Function) and "/failure/" in item.path.as_posix():
            kind = getattr(item, "callspec", None) and item.callspec.params.get("client_kind")
            if kind in ("httpx", "aiohttp"):
                item.add_marker(pytest.mark.slow)
