"""`python -m bestsms_sandbox`: the local gateway, until Ctrl-C."""

import argparse
import json
import os
import signal
import sys
import threading
import webbrowser

from bestsms_sandbox.server import Sandbox
from bestsms_sandbox.storage.database import StoreError


def main() -> int:
    """Serve, and say where in one line of JSON as soon as requests are answered."""
    parser = argparse.ArgumentParser(
        prog="python -m bestsms_sandbox",
        description="A gateway on this machine, to try things on; it reaches no handset.",
        epilog="When it is ready it prints one line of JSON: base_url and token, which a client is "
        "given, and page_url, which a browser shows. Ctrl-C ends it.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (a free one)")
    parser.add_argument(
        "--db", default=":memory:", metavar="PATH", help="file that keeps it all (memory)"
    )
    parser.add_argument("--token", help="auth token that clients must show (a random one)")
    parser.add_argument(
        "--strict", action="store_true", help="hold to the contract, without tolerance"
    )
    parser.add_argument("--demo", action="store_true", help="begin with something to look at")
    parser.add_argument("--open", action="store_true", help="show the page in a browser")
    options = vars(parser.parse_args())
    show = options.pop("open")
    try:
        sandbox = Sandbox(**options)
    except (StoreError, OSError, OverflowError) as error:
        print(f"bestsms_sandbox: {error}", file=sys.stderr)
        return 1

    def stop(*_: object) -> None:
        sandbox.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    where = {
        "base_url": sandbox.base_url,
        "page_url": sandbox.page_url,
        "token": sandbox.token,
    }

    def ready() -> None:
        print(json.dumps(where), flush=True)
        if show:
            _show(sandbox.page_url)

    sandbox.serve(ready)
    return 0


def _show(url: str) -> None:
    """Open a page in a browser if there is a screen to show it on, or else say where it is."""
    if sys.platform in ("darwin", "win32") or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
        # Starting a browser may take its time, and the page has to be served meanwhile.
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
    else:
        print(f"The page of the sandbox: {url}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
