"""The API reference lists every public name."""

import re
from pathlib import Path
from types import ModuleType

import pytest

import bestsms_campaign
import bestsms_client
import bestsms_client.compat
import bestsms_client.webhooks
import bestsms_sandbox

ROOT = Path(__file__).parents[3]
LISTED = re.findall(r"^::: (\S+)$", (ROOT / "overlay/docs/reference.md").read_text(), re.MULTILINE)


@pytest.mark.parametrize(
    "package",
    [
        bestsms_client,
        bestsms_client.compat,
        bestsms_client.webhooks,
        bestsms_campaign,
        bestsms_sandbox,
    ],
    ids=["client", "compat", "webhooks", "campaign", "sandbox"],
)
def test_the_reference_lists_every_public_name(package: ModuleType) -> None:
    public: list[str] = getattr(package, "__all__")  # noqa: B009 - may be lazy and untyped
    assert {f"{package.__name__}.{name}" for name in public} <= set(LISTED)


def test_every_guide_is_in_the_navigation() -> None:
    navigation = (ROOT / "overlay/mkdocs.yml").read_text()
    for guide in (ROOT / "overlay/docs").glob("*.md"):
        assert f": {guide.name}\n" in navigation
