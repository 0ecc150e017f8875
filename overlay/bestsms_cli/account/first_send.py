"""Ask for confirmation before the first message through the live gateway."""

from bestsms_cli.account.folders import private_folder, state_folder
from bestsms_cli.terminal.prompts import confirm

_MARK = "sent-live"


def before_live_send(*, yes: bool) -> None:
    """Ask for confirmation, unless this machine has sent through the live gateway before."""
    mark = state_folder() / _MARK
    if mark.exists():
        return
    confirm(
        "This is the first message from this machine through the live gateway. It will be "
        "delivered and charged. Send it?",
        yes=yes,
        refused="Nothing was sent.",
    )
    private_folder(mark.parent)
    mark.touch(mode=0o600)
