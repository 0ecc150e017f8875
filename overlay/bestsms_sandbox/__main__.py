"""`python -m bestsms_sandbox`: the local gateway, until Ctrl-C."""

import argparse
import json
import signal
import sys

from .server import Sandbox
from .store import StoreError


def main() -> int:
    """Serve, and say where in one line of JSON as soon as requests are answered."""
    parser = argparse.ArgumentParser(prog="python -m bestsms_sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (a free one)")
    parser.add_argument("--db", default=":memory:", metavar="PATH", help="file to keep it all in")
    parser.add_argument("--token", help="auth token that clients must show (a random one)")
    parser.add_argument(
        "--strict", action="store_true", help="hold to the contract, without tolerance"
    )
    options = parser.parse_args()
    try:
        sandbox = Sandbox(**vars(options))
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
    sandbox.serve(lambda: print(json.dumps(where), flush=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
