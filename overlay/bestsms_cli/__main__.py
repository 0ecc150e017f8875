"""The entry point of `bestsms`; it also works where the extra is not installed."""

import signal
import sys
from importlib.util import find_spec

_NEEDED = ("click", "platformdirs", "rich")


def main() -> int:
    """Run the command line and return its exit code."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        print(
            f"bestsms needs packages that are not installed ({', '.join(missing)}).\n"
            "Install them with: pip install 'bestsms-client[cli]'",
            file=sys.stderr,
        )
        return 1
    from bestsms_cli.errors import run

    signal.signal(signal.SIGTERM, _end)
    return run()


def _end(number: int, _: object) -> None:
    """End in good order, with the exit code that a shell expects of a signal."""
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
