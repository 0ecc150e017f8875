"""The guides list every option, every environment variable and every delivery result."""

import inspect
import re
from dataclasses import fields
from typing import get_args

import pytest
from tests.guides import DOCS, ROOT

import contract as c
from bestsms_client import Allow, AsyncBestSMS, BestSMS, Caps, RetryPolicy

CONFIGURATION = (DOCS / "configuration.md").read_text(encoding="utf-8")
ERRORS = (DOCS / "errors.md").read_text(encoding="utf-8")


def variables() -> set[str]:
    """Return the project's environment variables in the code; click creates those that start with
    `_`.
    """
    code = (ROOT / "overlay").glob("bestsms_*/**/*.py")
    found = {name for path in code for name in re.findall(r"\b_?BESTSMS_\w+", path.read_text())}
    return {name for name in found if not name.startswith("_")}


def test_every_environment_variable_is_in_the_guide() -> None:
    assert variables() == set(re.findall(r"^\| `(BESTSMS_\w+)`", CONFIGURATION, re.MULTILINE))


@pytest.mark.parametrize("kind", [BestSMS, AsyncBestSMS])
def test_every_option_of_a_client_is_in_the_guide(kind: type[BestSMS | AsyncBestSMS]) -> None:
    for name in inspect.signature(kind).parameters:
        assert name == "unknown" or re.search(rf"^\| `{name}`", CONFIGURATION, re.MULTILINE), name


def test_every_option_of_the_retry_policy_is_in_the_guide_with_its_default() -> None:
    for field in fields(RetryPolicy):
        row = re.search(rf"^\| `{field.name}` \| `?\"?([^`\"|]+)", CONFIGURATION, re.MULTILINE)
        assert row, field.name
        if isinstance(field.default, int | float | str):
            assert row[1].strip() == str(field.default).removesuffix(".0")


def test_every_cap_and_every_check_that_can_be_turned_off_is_in_the_guide() -> None:
    assert all(f"{field.name}=" in CONFIGURATION for field in fields(Caps))
    checks = get_args(get_args(Allow)[0])
    assert len(checks) == 4
    assert all(f'`"{check}"`' in CONFIGURATION for check in checks)


def test_every_delivery_result_of_the_contract_is_in_the_guide() -> None:
    results = c.load()["x-delivery-results"]
    assert len(results) > 10
    for entry in results:
        row = re.search(rf"^\|.*`{re.escape(entry['result'])}`.*\| (\w+) \|", ERRORS, re.MULTILINE)
        assert row, entry
        assert row[1] == entry["status"]
