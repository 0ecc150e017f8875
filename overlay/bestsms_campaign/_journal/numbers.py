"""Phone numbers, in the notation of the journal."""

import re
from typing import Final

from bestsms_campaign.errors import CampaignError

_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")


def plain_number(text: str) -> str:
    """Return a number without separators.

    Raises:
        CampaignError: The number is not in international form.

    Example:
        >>> plain_number("+61 491 570 006")
        '+61491570006'
    """
    plain = re.sub(r"[\s().-]", "", text)
    if not _E164.fullmatch(plain):
        raise CampaignError(
            "A suppressed number must be in international form, for example +61491570006."
        )
    return plain
