"""A PostgreSQL server for the test run, on a socket in a temporary folder.

Use the fixture `postgres` and mark the test `needs("postgres")`:

    @pytest.mark.needs("postgres")
    def test_rows(postgres: str) -> None:
        with psycopg.connect(postgres) as connection: ...

`make servers` installs PostgreSQL.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

_DEBIAN = Path("/usr/lib/postgresql")
# No test kills the server, so it need not sync to disk.
_OPTIONS = ("-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200")


def program(name: str) -> str | None:
    """Return the path of a PostgreSQL program, or None if it is not installed."""
    for folder in sorted(_DEBIAN.glob("*/bin"), reverse=True):
        if (folder / name).exists():
            return str(folder / name)
    return shutil.which(name)


def available() -> bool:
    """Check whether a server can be started: PostgreSQL is installed, and a user can run it."""
    return program("postgres") is not None and (os.getuid() != 0 or _account() is not None)


def _account() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return None


class Server:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def conninfo(self, database: str = "postgres") -> str:
        """Return the connection string for `psycopg.connect`."""
        return f"host={self.folder} user=postgres dbname={database}"

    @contextmanager
    def database(self) -> Generator[str]:
        """Create an empty database until the block ends; yield its conninfo."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._run(f"CREATE DATABASE {name}")
        try:
            yield self.conninfo(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.conninfo(), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running() -> Generator[Server]:
    """Run a server until the block ends. `initdb` refuses root, so root runs it as `postgres`."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    account = _account() if os.getuid() == 0 else None
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    user, group = (account.pw_uid, account.pw_gid) if account else (None, None)
    groups: list[int] | None = [] if account else None
    data, log = folder / "data", folder / "log"
    initdb, postgres = program("initdb"), program("postgres")
    assert initdb is not None
    assert postgres is not None
    try:
        subprocess.run(
            [initdb, "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N",
             "--locale=C.UTF-8"],
            check=True, cwd=folder, capture_output=True, user=user, group=group,
            extra_groups=groups,
        )  # fmt: skip
        with log.open("wb") as output:
            process = subprocess.Popen(
                [postgres, "-D", str(data), "-k", str(folder), *_OPTIONS],
                cwd=folder, stdout=output, stderr=output, user=user, group=group,
                extra_groups=groups, start_new_session=True,
            )  # fmt: skip
        server = Server(folder)
        try:
            _wait(server, process, log)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server accepts connections. It has no other sign that it is ready."""
    import psycopg  # imported here, since every test run imports this module

    end = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(server.conninfo(), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from error
            time.sleep(0.05)
        else:
            return
