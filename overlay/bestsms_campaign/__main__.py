"""Send the campaigns of a PostgreSQL database, and show the status of a campaign."""

import argparse
import logging
import sys

from bestsms_campaign.campaign import Campaign
from bestsms_client import BestSMSError


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bestsms_campaign", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    worker = commands.add_parser(
        "worker",
        help="send the campaigns of a database",
        description="Send the campaigns of a PostgreSQL database. SIGTERM or Ctrl-C stops the "
        "worker after it has finished the chunks in progress. The worker reads its auth token and "
        "the address of the gateway from BESTSMS_AUTH_TOKEN and BESTSMS_API_URL.",
    )
    worker.add_argument("dsn", help="the database, for example postgresql://host/shop")
    worker.add_argument(
        "--concurrency",
        type=int,
        metavar="N",
        default=4,
        help="chunks to send at once (default: %(default)s)",
    )
    worker.add_argument(
        "--lease",
        type=float,
        metavar="SECONDS",
        default=300.0,
        help="time after which another worker may take over a chunk (default: %(default)s)",
    )
    worker.add_argument(
        "--timeout",
        type=float,
        metavar="SECONDS",
        default=30.0,
        help="timeout of a request (default: %(default)s)",
    )
    worker.add_argument(
        "--reconcile-for",
        type=float,
        metavar="SECONDS",
        default=10.0,
        help="how long to ask the gateway for a chunk with an unknown outcome "
        "(default: %(default)s)",
    )
    worker.add_argument(
        "--sweep",
        type=int,
        metavar="SECONDS",
        default=60,
        help="interval for recovering chunks of stopped workers (default: %(default)s)",
    )
    worker.add_argument(
        "--heartbeat",
        type=float,
        metavar="SECONDS",
        default=10.0,
        help="interval of the worker's heartbeat (default: %(default)s)",
    )
    worker.add_argument("--until-done", action="store_true", help="stop when everything is sent")
    worker.add_argument("--verbose", action="store_true", help="log every step")
    status = commands.add_parser("status", help="show the status of a campaign")
    status.add_argument("where", help="the campaign's file or database")
    status.add_argument("--name", help="the campaign's name, if the database contains several")
    options = vars(parser.parse_args(arguments))
    command = options.pop("command")
    try:
        return _worker(**options) if command == "worker" else _status(**options)
    except BestSMSError as error:
        print(f"bestsms_campaign: {error}", file=sys.stderr)
        return 1


def _worker(*, dsn: str, verbose: bool, **options: int | float | bool) -> int:
    from bestsms_campaign.workers import Worker, WorkerOptions

    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING)
    Worker(dsn, WorkerOptions(**options)).run()  # type: ignore[arg-type]
    return 0


def _status(*, where: str, name: str | None) -> int:
    with Campaign.open(where, name=name) as campaign:
        status = campaign.status()
    counts = status.counts
    print(f"{status.name}: {status.state}, {counts.rows:,} recipients")
    for word in ("queued", "sent", "delivered", "failed", "unknown", "suppressed"):
        print(f"{word:>10} {getattr(counts, word):>12,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
