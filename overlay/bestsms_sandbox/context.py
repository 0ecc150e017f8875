"""The objects shared by all parts of one sandbox: contract, database, settings and clock."""

from collections.abc import Collection

from bestsms_sandbox.clock import SandboxClock, Scheduler
from bestsms_sandbox.contract.loading import Contract
from bestsms_sandbox.storage.database import Database
from bestsms_sandbox.storage.settings import Settings


class SandboxContext:
    """The shared objects of one sandbox. `Sandbox` describes the arguments.

    Attributes:
        closing: True while the server is stopping; open event streams must end.
    """

    def __init__(
        self,
        contract: Contract,
        database: Database,
        page_url: str,
        token: str,
        *,
        strict: bool = False,
        keep: int | None = None,
        webhook_hosts: Collection[str] = (),
    ) -> None:
        self.contract, self.database = contract, database
        self.page_url, self.token, self.strict = page_url, token, strict
        self.keep = keep
        self.webhook_hosts = frozenset(host.lower() for host in webhook_hosts)
        self.settings = Settings(database)
        self.clock = SandboxClock(self.settings)
        self.scheduler = Scheduler(self.clock)
        self.closing = False
