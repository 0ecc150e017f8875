"""Telephone numbers, as the journal keeps them."""

import re
from typing import Final

from bestsms_campaign.errors import CampaignError

_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")


def plain_number(text: str) -> str:
    """Return a number in international form without separators.

    Raises:
        CampaignError: It is not one.

    Example:
        >>> plain_number("+61 491 570 006")
        '+61491570006'
    """
    plain = re.sub(r"[\s().-]", "", text)
    if not _E164.fullmatch(plain):
        raise CampaignError("A suppressed number is written in international form: +61491570006.")
    return plain
