"""Finding out whether the gateway has a message."""

from typing import Literal, TypeAlias

from bestsms_campaign.clock import Clock
from bestsms_client import AuthenticationError, BestSMS, BestSMSError, NotFoundError

Look: TypeAlias = Literal["found", "absent", "unproven"]
"""`absent` is the gateway's own word. Anything that is neither is `unproven`."""

_PAUSE = 1.0


def look_once(client: BestSMS, message_id: str) -> tuple[Look, BestSMSError | None]:
    """Ask the gateway for a message.

    Returns:
        The answer, and the error if it is unproven.

    Raises:
        AuthenticationError: Nobody can ask: the auth token is wrong.
    """
    try:
        status = client.reports.status.poll(message_id, records_per_page=1)
    except AuthenticationError:
        raise
    except NotFoundError as error:
        # Something in between may answer 404, too; only the gateway says it in these words.
        own_word = any("not found" in text.casefold() for text in error.errors)
        return ("absent", None) if own_word else ("unproven", error)
    except BestSMSError as error:
        return "unproven", error
    return ("found", None) if status.message_id == message_id else ("unproven", None)


def look(
    client: BestSMS, message_id: str, within: float, clock: Clock
) -> tuple[Look, BestSMSError | None]:
    """Ask until the message is found or the time is over.

    Args:
        client: The client that it was sent with, or one like it.
        message_id: The id.
        within: The seconds within which the gateway shows a message that it accepted.
        clock: Time.

    Returns:
        `absent` only if the gateway itself said so at the end.
    """
    end = clock.monotonic() + within
    while True:
        found, error = look_once(client, message_id)
        if found == "found" or clock.monotonic() + _PAUSE > end:
            return found, error
        clock.sleep(_PAUSE)
