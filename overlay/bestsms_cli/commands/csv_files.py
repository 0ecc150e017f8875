"""The commands `import` and `export`, which contacts and groups share."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bestsms_cli.errors import INTERRUPTED, UNKNOWN, CommandError
from bestsms_cli.session import Session
from bestsms_cli.terminal.output import Column, print_json, print_record, say
from bestsms_cli.terminal.progress import progress
from bestsms_cli.terminal.text import clean

if TYPE_CHECKING:
    from bestsms_cli.files.csv_reading import Row
    from bestsms_cli.files.importing import Import, Rejected
    from bestsms_cli.files.kinds import Kind

_MAX_SHOWN: Final = 20
_CONTINUE: Final = "Run the same command again to continue. No row is imported twice."
_SUMMARY: Final = (
    Column("created", "Created"),
    Column("skipped", "Already imported"),
    Column("rejected", "Rejected"),
    Column("unknown", "Unknown"),
)
Command = Callable[..., Any]


def import_options(function: Command) -> Command:
    """Add the options of an import."""
    for add in (
        click.option("--dry-run", is_flag=True, help="Check the file without importing it."),
        click.option("--again", is_flag=True, help="Import rows again that were imported before."),
        click.option("--skip-unknown", is_flag=True, help="Ignore unknown columns."),
        click.option("--encoding", help="The encoding of the file (default: UTF-8)."),
        click.option("--rejects", metavar="CSV", help="Write rejected rows to this file."),
        click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    ):
        function = add(function)
    return function


def run_import(
    session: Session,
    kind: "Kind",
    file: Path,
    *,
    encoding: str | None,
    skip_unknown: bool,
    again: bool,
    dry_run: bool,
    rejects: str | None,
    group: str | None = None,
) -> None:
    """Import a file. The exit code is 1 if a row was rejected, 3 if a row's outcome is unknown."""
    from bestsms_cli.account.connection import connect, find_account
    from bestsms_cli.files.csv_reading import read_rows
    from bestsms_cli.files.importing import Import
    from bestsms_cli.files.journal import Journal, journal_path, remove_journal

    with ExitStack() as stack:
        rows = stack.enter_context(read_rows(str(file), encoding))
        header = next(rows, None)
        if header is None or header.problem:
            raise click.UsageError(f"{file}: {header.problem if header else 'the file is empty'}.")
        columns = kind.columns(header.cells, skip_unknown=skip_unknown)
        client = path = None
        if not dry_run:
            account = find_account(session)
            client = stack.enter_context(connect(session, account))
            if group:
                client.addressbook.group.detail(group)
            path = journal_path(account.base_url, kind.noun, file)
            if again:
                remove_journal(path)
        journal = stack.enter_context(Journal(path))
        work = Import(client, kind, columns, len(header.cells), journal, group)
        report = stack.enter_context(_Report(session, header, rejects))
        _run(session, work, rows, report, _total(session, file, encoding))
    counts = vars(work.counts)
    print_record(session, counts, _SUMMARY)
    if dry_run:
        say(session, 'Dry run: nothing was imported. "Created" is the number of valid rows.')
    if work.counts.skipped and not work.counts.created:
        say(session, "All valid rows were imported before. To import them again, add --again.")
    if work.counts.unknown:
        say(session, f"Some rows may have been imported. {_CONTINUE}")
        raise click.exceptions.Exit(UNKNOWN)
    if work.counts.rejected:
        raise click.exceptions.Exit(1)


def _run(
    session: Session,
    work: "Import",
    rows: "Iterator[Row]",
    report: "_Report",
    total: int | None,
) -> None:
    results = work.run(rows)
    try:
        with progress(session, f"Importing {work.kind.noun}s", total) as advance:
            for rejected in results:
                advance(1)
                if rejected is not None:
                    report.add(rejected)
    except KeyboardInterrupt:
        results.close()
        raise CommandError(
            f"Interrupted. Rows imported in this run: {work.counts.created:,}.",
            hint=_CONTINUE,
            code=INTERRUPTED,
        ) from None
    except Exception:
        say(session, f"Rows imported in this run: {work.counts.created:,}. {_CONTINUE}")
        raise


def _total(session: Session, file: Path, encoding: str | None) -> int | None:
    """Count the rows of a file if a progress bar is shown."""
    import sys

    if session.json or not sys.stderr.isatty():
        return None
    from bestsms_cli.files.csv_reading import read_rows

    with read_rows(str(file), encoding) as rows:
        return sum(1 for _ in rows) - 1


class _Report:
    """Prints rejected rows and, with `--rejects`, writes them to a file."""

    def __init__(self, session: Session, header: "Row", path: str | None) -> None:
        self._session, self._path = session, path
        self._header = header
        self._count = 0
        self._file: Any = nullcontext()

    def __enter__(self) -> "_Report":
        if self._path is not None:
            from bestsms_cli.files.csv_writing import write_rows

            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            self._file = os.fdopen(handle, "w", encoding="utf-8", newline="")
            write_rows(self._file, [("line", "reason", *self._header.cells)])
        return self

    def __exit__(self, *_: object) -> None:
        if self._path is not None:
            self._file.close()
        if self._count > _MAX_SHOWN and self._path is None:
            say(
                self._session,
                f"... and {self._count - _MAX_SHOWN:,} more. For all, use --rejects.",
            )

    def add(self, rejected: "Rejected") -> None:
        """Report a rejected row."""
        self._count += 1
        line = rejected.row.line
        if self._session.json:
            key = "unknown" if rejected.unknown else "rejected"
            print_json({"line": line, key: rejected.reason})
        elif self._count <= _MAX_SHOWN:
            click.echo(f"line {line}: {clean(rejected.reason)}", err=True)
        if self._path is not None:
            from bestsms_cli.files.csv_writing import write_rows

            write_rows(self._file, [(str(line), rejected.reason, *rejected.row.cells)])


def run_export(
    session: Session, kind: "Kind", file: str, *, force: bool, group: str | None = None
) -> None:
    """Export to a file, or to stdout if `file` is `-`."""
    from bestsms_cli.account.connection import connect, find_account
    from bestsms_cli.files.exporting import Export

    path = Path(file)
    if file != "-" and path.exists() and not force:
        raise click.UsageError(f"{file} already exists. To replace it, add --force.")
    account = find_account(session)
    with (
        connect(session, account) as client,
        progress(session, f"Exporting {kind.noun}s", None) as advance,
    ):
        origin = f"{account.base_url} {kind.noun} {group}"
        export = Export(client, kind, group, origin, lambda rows, _: advance(rows))
        if file == "-":
            export.to_stdout()
            return
        count = export.to_file(path)
    record = {"file": file, "rows": count}
    print_record(session, record, (Column("file", "File"), Column("rows", "Rows")))
