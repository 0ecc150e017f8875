"""Remembers whether this machine has sent through the live gateway before."""

from bestsms_cli.account.folders import private_folder, state_folder
from bestsms_cli.terminal.prompts import confirm

_MARK = "sent-live"


def before_live_send(*, yes: bool) -> None:
    """Ask before the first message that this machine sends through the live gateway.

    Args:
        yes: Whether `--yes` answered it already.
    """
    mark = state_folder() / _MARK
    if mark.exists():
        return
    confirm(
        "This is the first message that this machine sends through the live gateway. It is "
        "delivered and paid for. Send it?",
        yes=yes,
        refused="Nothing was sent.",
    )
    private_folder(mark.parent)
    mark.touch(mode=0o600)
