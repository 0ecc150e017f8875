"""`python -m bestsms_campaign worker DSN`: send the campaigns of a PostgreSQL database."""

import argparse
import logging
import sys

from bestsms_campaign.campaign import Campaign
from bestsms_client import BestSMSError


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bestsms_campaign", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    worker = commands.add_parser(
        "worker",
        help="send the campaigns of a database until SIGTERM",
        description="Send the campaigns of a PostgreSQL database, until SIGTERM or Ctrl-C. Chunks "
        "under way are finished first. The client takes its token and address from "
        "BESTSMS_AUTH_TOKEN and BESTSMS_API_URL.",
    )
    worker.add_argument("dsn", help="such as postgresql://host/shop")
    worker.add_argument("--concurrency", type=int, default=4, help="chunks at once (%(default)s)")
    worker.add_argument("--lease", type=float, default=300.0, help="seconds (%(default)s)")
    worker.add_argument("--timeout", type=float, default=30.0, help="seconds (%(default)s)")
    worker.add_argument("--reconcile-for", type=float, default=10.0, help="seconds (%(default)s)")
    worker.add_argument("--sweep", type=int, default=60, help="every so many seconds (%(default)s)")
    worker.add_argument("--heartbeat", type=float, default=10.0, help="seconds (%(default)s)")
    worker.add_argument("--until-done", action="store_true", help="end when all is sent")
    worker.add_argument("--verbose", action="store_true", help="log what is done")
    status = commands.add_parser("status", help="show how far a campaign has come")
    status.add_argument("where", help="the file or database of the campaign")
    status.add_argument("--name", help="its name, if the database has several")
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
