"""Run the sandbox until Ctrl-C: `python -m bestsms_sandbox`."""

import argparse
import json
import os
import signal
import sys
import threading
import webbrowser

try:
    from bestsms_sandbox import Sandbox, StoreError
except ModuleNotFoundError as missing:
    sys.exit(f"bestsms_sandbox: {missing}")


def main() -> int:
    """Serve until Ctrl-C. Print one line of JSON with the addresses when the server is ready."""
    options = vars(_parser().parse_args())
    show = options.pop("open")
    try:
        sandbox = Sandbox(**options)
    except (StoreError, ValueError) as error:
        return _fail(str(error))
    except OSError as error:
        address = f"{options['host']} port {options['port']}"
        return _fail(f"cannot listen on {address}: {error.strerror or error}")
    except OverflowError:
        return _fail("port must be between 0 and 65535")

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


def _fail(reason: str) -> int:
    print(f"bestsms_sandbox: {reason}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bestsms_sandbox",
        description="Run a local BestSMS gateway for development and tests. No message reaches a "
        "handset.",
        epilog="When the sandbox is ready, it prints one line of JSON: base_url and token for "
        "clients, and page_url for a browser. Press Ctrl-C to stop it.",
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    add("--port", type=int, default=0, help="port to listen on (default: a free one)")
    add("--db", default=":memory:", metavar="PATH", help="database file (default: in memory)")
    add(
        "--token",
        default=os.environ.get("BESTSMS_SANDBOX_TOKEN"),
        help="auth token that clients must send (default: $BESTSMS_SANDBOX_TOKEN, or a random one)",
    )
    add("--strict", action="store_true", help="enforce the contract exactly, without tolerances")
    add("--demo", action="store_true", help="start with example messages")
    add("--open", action="store_true", help="open the page in a browser")
    add(
        "--keep",
        type=int,
        metavar="N",
        help="keep the N most recent finished messages and delete older ones (default: keep all)",
    )
    add(
        "--allow-remote",
        action="store_true",
        help="accept requests from other machines; the page and the control API then require the "
        "token",
    )
    add(
        "--public-url",
        metavar="URL",
        help="URL at which clients reach the sandbox, such as http://sandbox:8080",
    )
    add(
        "--webhook-host",
        action="append",
        default=[],
        dest="webhook_hosts",
        metavar="HOST",
        help="allow webhooks to this host, in addition to this machine (can be repeated)",
    )
    return parser


def _show(url: str) -> None:
    """Open a page in a browser if there is a display; otherwise print its address."""
    if sys.platform in ("darwin", "win32") or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
        # Starting a browser can take a while, and the page must be served in the meantime.
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
    else:
        print(f"Open the sandbox page in a browser: {url}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
