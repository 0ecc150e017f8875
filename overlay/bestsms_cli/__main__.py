"""The entry point of `bestsms`. If the extra `cli` is not installed, it says how to install it."""

import signal
import sys
from importlib.util import find_spec

_REQUIRED = ("click", "platformdirs", "rich")


def main() -> int:
    """Run the command line and return its exit code."""
    missing = [name for name in _REQUIRED if find_spec(name) is None]
    if missing:
        print(
            f"bestsms requires packages that are not installed: {', '.join(missing)}.\n"
            "Install them with: pip install 'bestsms-client[cli]'",
            file=sys.stderr,
        )
        return 1
    from bestsms_cli.errors import run

    signal.signal(signal.SIGTERM, _exit)
    return run()


def _exit(number: int, _: object) -> None:
    """Exit with the conventional code for a signal, after running all cleanup handlers."""
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
