"""Import a CSV file into the address book. Each row is imported once, even if runs are killed."""

from collections.abc import Generator, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from bestsms_cli.errors import CommandError
from bestsms_cli.files.csv_reading import Row
from bestsms_cli.files.csv_writing import restore
from bestsms_cli.files.journal import Journal, digest
from bestsms_cli.files.kinds import Kind
from bestsms_cli.wording import in_cli_terms

if TYPE_CHECKING:
    from bestsms_client import BestSMS, BestSMSError

_WORKERS: Final = 4
_MAX_UNKNOWN: Final = 20  # consecutive rows; more requests would not help then
_CLOCK_TOLERANCE: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Rejected:
    """A row that was not imported or, if `unknown`, that may or may not have been imported."""

    row: Row
    reason: str
    unknown: bool = False


@dataclass
class Counts:
    """The number of rows by outcome. `skipped` rows were created by an earlier run."""

    created: int = 0
    skipped: int = 0
    rejected: int = 0
    unknown: int = 0


@dataclass(frozen=True)
class _Task:
    """A row that is being created."""

    row: Row
    key: bytes
    fields: dict[str, str]
    id: str | None


@dataclass
class _Outcome:
    """The outcome of a row: the steps that succeeded, and the error if one failed."""

    task: _Task
    id: str | None = None
    created_at: str = ""
    joined: bool = False
    error: "BestSMSError | None" = None


@dataclass
class Import:
    """One run of an import. Without a client, the rows are only checked.

    `columns` maps fields to columns, and `width` is the number of columns in the file.
    """

    client: "BestSMS | None"
    kind: Kind
    columns: Mapping[str, int]
    width: int
    journal: Journal
    group: str | None = None
    counts: Counts = field(default_factory=Counts)
    _newest: str = ""
    _by_gateway: bool = False
    _consecutive_unknown: int = 0

    def run(self, rows: Iterator[Row]) -> Generator[Rejected | None]:
        """Import rows. Yield a `Rejected` for each row that was not imported, otherwise None.

        Raise an error that affects all rows, such as a wrong token, after the rows in progress are
        settled. Raise `CommandError` if too many consecutive rows fail.
        """
        if self.client is not None:
            self._look_for_unknown(self.client)
        self._newest = self.journal.newest()
        self._by_gateway = bool(self._newest)
        if not self._by_gateway:
            started = datetime.now(UTC) - _CLOCK_TOLERANCE
            self._newest = started.strftime("%Y-%m-%d %H:%M:%S")
        with ThreadPoolExecutor(_WORKERS) as pool:
            in_flight: set[Future[_Outcome]] = set()
            try:
                for row in rows:
                    found = self._prepare(row)
                    if not isinstance(found, _Task):
                        yield found
                        continue
                    if self.client is None:
                        self.counts.created += 1
                        yield None
                        continue
                    in_flight.add(pool.submit(self._perform, self.client, found))
                    if len(in_flight) >= _WORKERS:
                        done, in_flight = wait(in_flight, return_when=FIRST_COMPLETED)
                        yield from self._settle(done)
                while in_flight:
                    done, in_flight = wait(in_flight, return_when=FIRST_COMPLETED)
                    yield from self._settle(done)
            except BaseException:
                for future in wait(in_flight).done:
                    outcome = future.result()
                    self._record(outcome)
                    self.counts.created += outcome.id is not None and outcome.task.id is None
                raise

    def _prepare(self, row: Row) -> "_Task | Rejected | None":
        """Return the task for a row, its rejection, or None if an earlier run imported it."""
        if row.problem:
            return self._reject(row, row.problem)
        if any(cell.strip() for cell in row.cells[self.width :]):
            return self._reject(row, f"more than {self.width} columns")
        fields = self._fields(row)
        if not fields:
            return self._reject(row, "no value in any known column")
        if problem := self.kind.problem(fields):
            return self._reject(row, problem)
        key = digest(fields)
        entry = self.journal.read(key, row.line)
        if entry is not None and entry.line:
            return self._reject(row, f"duplicate of line {entry.line}")
        if entry is None:
            self.journal.begin(key, row.line, self._newest)
            return _Task(row, key, fields, None)
        if entry.id is None or (self.group and entry.member_of != self.group):
            return _Task(row, key, fields, entry.id)
        self.counts.skipped += 1
        return None

    def _fields(self, row: Row) -> dict[str, str]:
        cells = {
            name: restore(row.cells[place].strip())
            for name, place in self.columns.items()
            if place < len(row.cells)
        }
        return {name: value for name, value in cells.items() if value}

    def _perform(self, client: "BestSMS", task: _Task) -> _Outcome:
        """Create the contact or group of a row, and add it to the group. Runs in a thread."""
        from bestsms_client import BestSMSError

        outcome = _Outcome(task, task.id)
        try:
            if outcome.id is None:
                made = self.kind.create(client, task.fields)
                outcome.id = str(getattr(made, self.kind.identifier))
                outcome.created_at = made.created_time_utc or ""
            if self.group:
                client.addressbook.group_contact.create(group=self.group, contact=outcome.id)
                outcome.joined = True
        except BestSMSError as error:
            outcome.error = error
        return outcome

    def _settle(self, done: set[Future[_Outcome]]) -> list[Rejected | None]:
        """Record the outcomes of some rows. Record all of them before an error ends the run."""
        outcomes = [future.result() for future in done]
        for outcome in outcomes:
            self._record(outcome)
        return [self._judge(outcome) for outcome in outcomes]

    def _judge(self, outcome: _Outcome) -> Rejected | None:
        error, row = outcome.error, outcome.task.row
        if error is None:
            self._consecutive_unknown = 0
            if outcome.task.id is None:
                self.counts.created += 1
            else:
                self.counts.skipped += 1
            return None
        if _affects_all(error):
            raise error
        if outcome.id is None and error.sent != "unknown":
            return self._reject(row, in_cli_terms(str(error)))
        self.counts.unknown += 1
        self._consecutive_unknown += 1
        if self._consecutive_unknown >= _MAX_UNKNOWN:
            raise CommandError(
                f"{_MAX_UNKNOWN} consecutive rows failed. The last error was: "
                f"{in_cli_terms(str(error))}"
            )
        return Rejected(row, in_cli_terms(str(error)), unknown=True)

    def _record(self, outcome: _Outcome) -> None:
        """Record the outcome of a row in the journal."""
        key, error = outcome.task.key, outcome.error
        if outcome.id is not None and outcome.task.id is None:
            self.journal.created(key, outcome.id, outcome.created_at)
            self._advance(outcome.created_at)
        if outcome.joined and self.group:
            self.journal.joined(key, self.group)
        if outcome.id is None and error is not None and error.sent != "unknown":
            self.journal.forget(key)

    def _advance(self, created_at: str) -> None:
        """Update the gateway's time. Until it is known, this machine's clock is used."""
        if created_at:
            self._newest = max(self._newest, created_at) if self._by_gateway else created_at
            self._by_gateway = True

    def _reject(self, row: Row, reason: str) -> Rejected:
        self.counts.rejected += 1
        return Rejected(row, reason)

    def _look_for_unknown(self, client: "BestSMS") -> None:
        """Look up the rows with an unknown outcome in the address book.

        A row that is not found was not created, so this run creates it.
        """
        unknown = self.journal.unknown()
        if not unknown:
            return
        for one in self.kind.all(client):
            key = digest({name: getattr(one, name) for name in self.columns})
            since = unknown.get(key)
            identifier = str(getattr(one, self.kind.identifier))
            created_at = one.created_time_utc or since or ""
            if since is not None and created_at >= since and not self.journal.has(identifier):
                self.journal.created(key, identifier, created_at)
                del unknown[key]
        for key in unknown:
            self.journal.forget(key)


def _affects_all(error: "BestSMSError") -> bool:
    """Return whether an error would affect every row, such as no network or a wrong token."""
    from bestsms_client import (
        AuthenticationError,
        ConfigurationError,
        NotSentError,
        RateLimitError,
    )

    kinds = AuthenticationError | ConfigurationError | NotSentError | RateLimitError
    return isinstance(error, kinds)
