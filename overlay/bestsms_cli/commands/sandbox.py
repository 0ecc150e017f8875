"""`bestsms sandbox`: run the local gateway."""

import signal
import sys
from typing import Any

import click

from bestsms_cli.lazy import command
from bestsms_cli.session import Session


@command("sandbox", online=False, epilog="Example: bestsms sandbox --demo")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="PORT",
    default=0,
    help="The port to listen on (default: a free one).",
)
@click.option("--db", metavar="FILE", default=":memory:", help="Store everything in a file.")
@click.option("--strict", is_flag=True, help="Refuse every request that breaks the contract.")
@click.option("--demo", is_flag=True, help="Start with some example messages.")
@click.option(
    "--keep", type=click.IntRange(1), metavar="N", help="Keep N finished messages (default: all)."
)
@click.option("--host", default="127.0.0.1", help="The address to listen on (default: 127.0.0.1).")
@click.option(
    "--allow-remote",
    is_flag=True,
    help="Accept requests from other machines. They need the auth token.",
)
@click.option("--public-url", metavar="URL", help="The address that clients use, if different.")
@click.option(
    "--webhook-host",
    "webhook_hosts",
    metavar="HOST",
    multiple=True,
    help="Another host that webhooks may be sent to.",
)
@click.option("--no-open", is_flag=True, help="Do not open the page in a browser.")
def sandbox(session: Session, *, no_open: bool, **options: Any) -> None:
    """Run the sandbox, a local gateway, and open its page. Stop it with Ctrl-C.

    The sandbox needs no account and never sends to a real handset. While it runs, add --sandbox to
    other commands to use it.
    """
    try:
        from bestsms_sandbox import Sandbox, StoreError
    except ImportError:
        raise _not_installed() from None
    from bestsms_cli.account.running_sandbox import register, unregister
    from bestsms_cli.errors import CommandError
    from bestsms_cli.terminal.output import print_json

    try:
        gateway = Sandbox(**options)
    except ImportError:
        raise _not_installed() from None
    except (StoreError, OSError, ValueError) as error:
        raise CommandError(f"The sandbox cannot start: {error}") from None
    where = {name: getattr(gateway, name) for name in ("base_url", "page_url", "token")}

    def stop(*_: object) -> None:
        gateway.stop()

    def ready() -> None:
        register(where)
        if session.json:
            print_json(where)
        else:
            click.echo(f"The sandbox is running. Open its page at {gateway.page_url}")
            click.echo("To send a message: bestsms send Hello --to +61491570006 --sandbox")
            click.echo("Press Ctrl-C to stop.")
        sys.stdout.flush()
        if not no_open:
            open_page(gateway.page_url)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        gateway.serve(ready)
    finally:
        unregister()


def open_page(url: str) -> None:
    """Open a page in a browser if there is a display."""
    import os
    import threading
    import webbrowser

    if sys.platform in ("darwin", "win32") or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def _not_installed() -> click.ClickException:
    from bestsms_cli.errors import CommandError

    return CommandError(
        "The sandbox is not installed.",
        hint="Install it with: pip install 'bestsms-client[cli,sandbox]'",
    )
